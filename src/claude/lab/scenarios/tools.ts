import type { Scenario, Size } from '../scenario.ts';
import { calls, says } from '../script.ts';
import { isFrom } from './releases.ts';
import type { Case } from './requests.ts';
import { approved, bash, refused } from './requests.ts';
import type { Traits } from './traits.ts';
import { asked, inProject, narrow, prompted, wide } from './steps.ts';

const small: readonly Size[] = [{ cols: 60, rows: 20 }];
const large: readonly Size[] = [{ cols: 200, rows: 50 }];
const outside = '/tmp/pcc-lab/notes/plan.txt';

/** A notebook of one cell, as Jupyter writes it. */
const notebook = JSON.stringify({
  cells: [{ cell_type: 'code', id: 'c1', metadata: {}, source: ['print(1)'], outputs: [], execution_count: null }],
  metadata: {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
  },
  nbformat: 4,
  nbformat_minor: 5,
});

/** Requests for leave of the less usual tools, for less usual places and names. */
export function toolScenarios(cli: Traits): Scenario[] {
  return [
    ...notebooks(cli),
    ...files(cli),
    ...(isFrom(cli.version, '2.1.98') ? [] : searches(cli)),
    ...names(cli),
    webSearch(cli),
    ...(isFrom(cli.version, '2.1.15') ? [] : [skill(cli), slashCommand(cli)]),
    ...shells(cli),
    agentsTool(cli),
  ];
}

function notebooks(cli: Traits): Scenario[] {
  const input = { notebook_path: inProject('n.ipynb'), cell_id: 'c1', new_source: 'print(2)', cell_type: 'code' };
  const about = { readFirst: inProject('n.ipynb'), tool: 'NotebookEdit', options: cli.edit };
  const files = { 'n.ipynb': notebook };
  return [
    approved({
      ...about,
      name: 'notebook-edit',
      recipe: 'A cell of a notebook is to be changed.',
      input: { ...input, edit_mode: 'replace' },
      sees: ['Do you want to make this edit to n.ipynb?'],
      extra: { files },
    }),
    refused({
      ...about,
      name: 'notebook-insert',
      recipe: 'A cell is to be put into a notebook.',
      input: { ...input, edit_mode: 'insert' },
      sees: ['Do you want to insert this cell into n.ipynb?'],
      extra: { files, sizes: large },
    }),
  ];
}

function files(cli: Traits): Scenario[] {
  const write = (name: string, recipe: string, path: string, more: Partial<Case>): Scenario =>
    refused({
      name,
      recipe,
      tool: 'Write',
      input: { file_path: path, content: 'one line\n' },
      options: cli.edit,
      sees: [`Do you want to create ${path.replace(/^.*\//u, '')}?`],
      extra: { sizes: narrow },
      ...more,
    });
  return [
    write('write-outside', 'A new file beside the project.', '/tmp/pcc-lab/notes/new.txt', {
      subject: '../notes/new.txt',
      extra: { filesOutside: { 'notes/plan.txt': 'one\n' }, sizes: [...small, ...wide] },
    }),
    write('write-settings', "A file of the CLI's own settings in the project.", inProject('.claude/settings.json'), {
      options: isFrom(cli.version, '2.1.202') ? ['yes-once', 'yes-always', 'no'] : cli.edit,
      input: { file_path: inProject('.claude/settings.json'), content: '{}\n' },
      subject: '.claude/settings.json',
    }),
    refused({
      name: 'overwrite',
      readFirst: inProject('README.md'),
      recipe: 'A file of the project is to be written anew.',
      tool: 'Write',
      input: { file_path: inProject('README.md'), content: '# New\n' },
      subject: 'README.md',
      options: cli.edit,
      sees: ['Do you want to overwrite README.md?'],
      extra: { sizes: [...small, ...large] },
    }),
    refused({
      name: 'edit-outside',
      recipe: 'A file beside the project is to be read first, which is refused.',
      tool: 'Read',
      input: { file_path: outside },
      subject: outside,
      options: cli.read,
      sees: ['Do you want to proceed?'],
      extra: { filesOutside: { 'notes/plan.txt': 'one\n' }, sizes: [...small, ...large] },
    }),
  ];
}

/** Both are drawn as one and the same dialog, which names neither. Later CLIs have no such tools. */
function searches(cli: Traits): Scenario[] {
  const searched = (name: string, tool: string, pattern: string): Scenario =>
    refused({
      name,
      recipe: `A folder beside the project is to be searched by ${tool}.`,
      tool,
      shownAs: 'Grep',
      input: { pattern, path: '/tmp/pcc-lab/notes' },
      subject: `pattern: "${pattern}", path: "/tmp/pcc-lab/notes"`,
      options: cli.read,
      sees: ['Do you want to proceed?'],
      extra: { filesOutside: { 'notes/plan.txt': 'one\n' }, sizes: [...small, ...wide] },
    });
  return [searched('grep-outside', 'Grep', 'one "or" two, three'), searched('glob-outside', 'Glob', '**/*.txt')];
}

/** Names and texts in wide scripts, with emoji, and with letters that turn the direction. */
function names(cli: Traits): Scenario[] {
  const written = (name: string, recipe: string, path: string): Scenario =>
    refused({
      name,
      recipe,
      tool: 'Write',
      input: { file_path: inProject(path), content: 'مرحبا\n' },
      subject: path,
      options: cli.edit,
      sees: ['Do you want to create'],
      extra: { sizes: narrow },
    });
  return [
    refused({
      name: 'edit-scripts',
      readFirst: inProject('src/挨拶.ts'),
      recipe: 'An edit of wide text in a file with a wide name.',
      tool: 'Edit',
      input: { file_path: inProject('src/挨拶.ts'), old_string: 'こんにちは、世界', new_string: 'さようなら、世界 🚀' },
      subject: 'src/挨拶.ts',
      options: cli.edit,
      sees: ['Do you want to make this edit to 挨拶.ts?'],
      extra: { files: { 'src/挨拶.ts': "export const 挨拶 = 'こんにちは、世界';\n" }, sizes: [...small, ...wide] },
    }),
    written('write-emoji', 'A new file with an emoji and Arabic letters in its name.', 'docs/🚀 شروع.md'),
    refused({
      name: 'write-bidi',
      recipe: 'A new file with a letter in its name that turns the direction of what follows; its name is not claimed.',
      tool: 'Write',
      input: { file_path: inProject('src/a\u202etxt.exe'), content: 'x\n' },
      options: cli.edit,
      sees: ['Do you want to create'],
      extra: { sizes: narrow },
    }),
  ];
}

function webSearch(cli: Traits): Scenario {
  const query = 'typescript satisfies operator';
  return refused({
    name: 'web-search',
    recipe: 'The web is to be searched.',
    tool: 'WebSearch',
    input: { query },
    subject: query,
    options: cli.fetch,
    sees: [query, 'Do you want to proceed?'],
  });
}

/** Later CLIs load skills of the project unasked. */
function skill(cli: Traits): Scenario {
  const input = isFrom(cli.version, '2.0.64') ? { skill: 'greeter' } : { command: 'greeter' };
  return refused({
    name: 'skill',
    recipe: 'A skill of the project is to be used.',
    tool: 'Skill',
    input,
    subject: 'greeter',
    options: cli.fetch,
    sees: ['greeter', 'Do you want to proceed?'],
    extra: {
      files: {
        '.claude/skills/greeter/SKILL.md':
          '---\nname: greeter\ndescription: Greets people politely\n---\nGreet them.\n',
      },
      sizes: wide,
    },
  });
}

function slashCommand(cli: Traits): Scenario {
  return refused({
    name: 'slash-command',
    recipe: 'A command of the project is to be run.',
    tool: 'SlashCommand',
    input: { command: '/greet' },
    subject: '/greet',
    options: cli.fetch,
    sees: ['/greet', 'Do you want to proceed?'],
    extra: {
      files: { '.claude/commands/greet.md': '---\ndescription: Greets people politely\n---\nGreet them.\n' },
      sizes: wide,
    },
  });
}

function inScripts(cli: Traits): Scenario {
  return refused(
    bash('bash-scripts', "echo 'こんにちは 🚀' > 挨拶.txt", cli, {
      recipe: 'A Bash call in a wide script.',
      description: '挨拶を書く',
      options: isFrom(cli.version, '2.1.15') ? cli.bash : cli.bashOnce,
      extra: { sizes: [...small, ...wide] },
    }),
  );
}

function shells(cli: Traits): Scenario[] {
  // Those in between write a line into a file without asking.
  const runsUnasked = isFrom(cli.version, '2.0.64') && !isFrom(cli.version, '2.1.15');
  return [
    ...(runsUnasked ? [] : [inScripts(cli)]),
    refused(
      bash('bash-elsewhere', 'cd /tmp/pcc-lab/notes && ls', cli, {
        recipe: 'A Bash call that goes to a folder beside the project.',
        description: 'Look there',
        extra: { filesOutside: { 'notes/plan.txt': 'one\n' }, sizes: narrow },
      }),
    ),
  ];
}

function agentsTool(cli: Traits): Scenario {
  const name = 'agent-mcp';
  const input = { title: 'Greet strangers too', priority: 2 };
  const agent = {
    description: 'File a ticket',
    prompt: 'File it [case:agent-files]',
    subagent_type: 'general-purpose',
  };
  return {
    name,
    family: 'permission',
    recipe: 'A sub-agent wants to call a tool of an MCP server. Nothing is answered.',
    script: {
      [name]: [calls(cli.agentTool, agent), says('That went well.')],
      'agent-files': [calls('mcp__tracker__create_ticket', input), says('Filed.')],
    },
    tracker: true,
    steps: [
      ...prompted(name),
      asked({
        tool: 'mcp__tracker__create_ticket',
        input,
        options: cli.mcp,
        sees: ['Greet strangers too', 'Do you want to proceed?'],
        witnessed: isFrom(cli.version, '2.0.64'),
        ...(isFrom(cli.version, '2.1.202') ? { agent: 'general-purpose' } : {}),
      }),
    ],
    sizes: wide,
  };
}
