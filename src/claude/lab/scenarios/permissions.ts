import type { Scenario } from '../scenario.ts';
import { calls } from '../script.ts';
import { approved, refused } from './requests.ts';
import type { Traits } from './traits.ts';
import { asked, everySize, inProject, prompted } from './steps.ts';

const longBefore = Array.from({ length: 30 }, (_, index) => `export const value${index + 1} = ${index + 1};\n`).join(
  '',
);
const longAfter = Array.from(
  { length: 30 },
  (_, index) => `export const value${index + 1} = ${(index + 1) * 10};\n`,
).join('');

/** Files: edit, write, read. */
export function fileScenarios(cli: Traits): Scenario[] {
  const edit = { file_path: inProject('src/index.ts'), old_string: "'Hello ' + name", new_string: '`Hello ${name}`' };
  const longEdit = { file_path: inProject('src/values.ts'), old_string: longBefore, new_string: longAfter };
  const user = 'export interface User {\n  readonly name: string;\n}\n';
  return [
    approved({
      name: 'edit',
      readFirst: edit.file_path,
      recipe: 'An edit of one line.',
      tool: 'Edit',
      input: edit,
      subject: 'src/index.ts',
      options: cli.edit,
      sees: ['Do you want to make this edit to index.ts?'],
      extra: { sizes: everySize },
    }),
    approved({
      name: 'edit-long',
      readFirst: longEdit.file_path,
      truncated: true,
      recipe: 'An edit of thirty lines, taller than a small screen.',
      tool: 'Edit',
      input: longEdit,
      subject: 'src/values.ts',
      options: cli.edit,
      sees: ['Do you want to make this edit to values.ts?'],
      extra: { files: { 'src/values.ts': longBefore } },
    }),
    approved({
      name: 'write-src',
      recipe: 'A new file under src.',
      tool: 'Write',
      input: { file_path: inProject('src/users.ts'), content: user },
      subject: 'src/users.ts',
      options: cli.edit,
      sees: ['Do you want to create users.ts?'],
      extra: { sizes: everySize },
    }),
    approved({
      name: 'write-root',
      recipe: 'A new file at the root of the project.',
      tool: 'Write',
      input: { file_path: inProject('CHANGES.md'), content: '# Changes\n\n- A user type.\n' },
      subject: 'CHANGES.md',
      options: cli.edit,
      sees: ['Do you want to create CHANGES.md?'],
    }),
    approved({
      name: 'read-outside',
      recipe: 'A file outside the project is to be read.',
      tool: 'Read',
      input: { file_path: '/tmp/pcc-lab/notes/plan.txt' },
      subject: '/tmp/pcc-lab/notes/plan.txt',
      options: cli.read,
      sees: ['Do you want to proceed?'],
      extra: { sizes: everySize, filesOutside: { 'notes/plan.txt': 'Nothing secret here.\n' } },
    }),
  ];
}

/** Tools that reach further: the web, an MCP server, a sub-agent. */
export function reachingScenarios(cli: Traits): Scenario[] {
  const tracked = {
    tool: 'mcp__tracker__create_ticket',
    input: { title: 'Greet strangers too', priority: 2 },
    sees: ['Greet strangers too', 'Do you want to proceed?'],
  };
  return [
    refused({
      name: 'web-fetch',
      recipe: 'A page is to be fetched.',
      tool: 'WebFetch',
      input: { url: 'https://example.com/guide', prompt: 'Summarise the guide' },
      subject: 'https://example.com/guide',
      options: cli.fetch,
      sees: ['Do you want to allow Claude to fetch this content?'],
      extra: { sizes: everySize },
    }),
    approved({
      ...tracked,
      name: 'mcp-tool',
      recipe: 'A tool of an MCP server is to be called.',
      options: cli.mcp,
      extra: { tracker: true, sizes: everySize.slice(2) },
    }),
    approved({
      ...tracked,
      name: 'mcp-tool-narrow',
      recipe: 'A tool of an MCP server is to be called; newer CLIs leave a row out that does not fit.',
      options: cli.mcpNarrow,
      extra: { tracker: true, sizes: everySize.slice(0, 2) },
    }),
    agentScenario(cli),
  ];
}

/**
 * The sub-agent's own conversation is a case of its own, since its prompt is the first thing in it. The oldest write what a
 * sub-agent did only after it has ended, so that nothing but the screen tells of its request.
 */
function agentScenario(cli: Traits): Scenario {
  const name = 'agent-bash';
  const input = { command: 'npm test', description: 'Run the tests' };
  const agent = {
    description: 'Check the tests',
    prompt: 'Run the tests [case:agent-inner]',
    subagent_type: 'general-purpose',
  };
  return {
    name,
    family: 'permission',
    recipe: 'A sub-agent wants to run Bash. Answered with the one-time yes.',
    script: {
      [name]: [
        calls(cli.agentTool, agent, 'A sub-agent shall check.'),
        { kind: 'message', blocks: [{ type: 'text', text: 'That went well.' }] },
      ],
      'agent-inner': [calls('Bash', input), { kind: 'message', blocks: [{ type: 'text', text: 'The tests pass.' }] }],
    },
    steps: [
      ...prompted(name),
      asked({
        tool: 'Bash',
        input,
        subject: 'npm test',
        options: cli.bash,
        sees: ['Do you want to proceed?'],
        ...(cli.agentWitnessed ? {} : { witnessed: false }),
        ...(cli.agentNamed ? { agent: 'general-purpose' } : {}),
      }),
      { do: 'choose', kind: 'yes-once' },
      // Newer CLIs let the sub-agent work on its own and go on with the conversation meanwhile.
      {
        do: 'see',
        texts: ['That went well.', ...(cli.agentApart ? ['Agent "Check the tests" finished'] : [])],
        absent: ['esc to interrupt'],
        label: { state: 'idle' },
      },
    ],
  };
}
