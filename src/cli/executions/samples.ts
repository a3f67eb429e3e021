import type { Result } from '../../api/methods.ts';

/** What `pcc init` writes. None of it changes anything until a person edits it. */

/** Every key of the configuration with its default and meaning, all of it commented out. */
export function configSample(rows: Result<'config.show'>): string {
  const lines = [
    '# Configuration of pcc. Every key stands here with its default; take away the # of a line to set it.',
    "# 'pcc config show' tells what is in force, 'pcc config set KEY VALUE' edits this file and keeps your comments.",
  ];
  let table = '';
  // A table is named once in a file.
  for (const row of [...rows].sort((a, b) => tableOf(a.key).localeCompare(tableOf(b.key)))) {
    const own = tableOf(row.key);
    if (own !== table) lines.push('', `# [${own}]`);
    table = own;
    const unit = row.unit === '' ? '' : ` (${row.unit})`;
    lines.push(`# ${row.doc.replace(/\s*\n\s*/g, ' ')}${unit}`);
    lines.push(`# ${row.key.slice(own === '' ? 0 : own.length + 1)} = ${JSON.stringify(row.default)}`);
  }
  return `${lines.join('\n')}\n`;
}

function tableOf(key: string): string {
  return key.split('.').slice(0, -1).join('.');
}

/** Tasks and preferences of a project. The examples stand in a comment, where nobody takes them for tasks or wishes. */
export const requirementsSample = `# Requirements

<!--
Tasks: pcc start . --requirements requirements.md queues those that are open and ticks them when they are done;
pcc exec requirements.md runs them one by one, each in a fresh context. Indented lines belong to the task above them.

- [ ] Add a user type with name and mail address.
      The tests stand in tests/user.test.ts.
- [ ] Write down in README.md how to run the tests.

Preferences answer questions of the session:

## Preferences
- Database: SQLite
- Prefer pnpm over npm
- Always write tests
-->
`;

/** MCP: \`claude\` in this folder, and other clients, can hand lists of tasks to pcc. */
export function mcpSample(home: string | undefined): string {
  // A session of pcc is started without what belongs to pcc: where another home is meant the file has to say so.
  const env = home === undefined ? {} : { env: { PCC_HOME: home } };
  const perpetualcc = { type: 'stdio', command: 'pcc', args: ['mcp'], ...env };
  return `${JSON.stringify({ mcpServers: { perpetualcc } }, null, 2)}\n`;
}
