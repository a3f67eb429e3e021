import type { Scenario, Size, Step } from '../scenario.ts';
import type { Script } from '../script.ts';
import { calls, heldBy } from '../script.ts';
import type { Asked, Traits } from './steps.ts';
import { asked, busyUntil, idleAfter, inProject, isOlder, prompted } from './steps.ts';

const everySize: readonly Size[] = [
  { cols: 60, rows: 20 },
  { cols: 80, rows: 24 },
  { cols: 120, rows: 40 },
  { cols: 200, rows: 50 },
];
const narrow: readonly Size[] = [{ cols: 80, rows: 24 }];
const wide: readonly Size[] = [{ cols: 120, rows: 40 }];

/** A request with a name, to be made into a scenario. */
interface Case extends Asked {
  readonly name: string;
  /** Path of a file that is read, unasked, before the call: older CLIs let nothing be edited that was not read. */
  readonly readFirst?: string;
  readonly recipe: string;
  readonly extra?: Partial<Scenario>;
}

/** The whole cycle: prompt, dialog, one-time yes, busy while the API holds its answer, idle. */
function approved(one: Case): Scenario {
  const { name, recipe, extra } = one;
  return {
    name,
    family: 'permission',
    recipe: `${recipe} Answered with the one-time yes; the API holds the next answer for a while.`,
    script: scriptOf(one),
    steps: [
      ...prompted(name),
      asked(one),
      { do: 'choose', kind: 'yes-once' },
      ...busyUntil('end', name, one.readFirst === undefined ? 1 : 2),
      idleAfter('That went well.'),
    ],
    ...extra,
  };
}

/** The dialog is seen and answered with no. */
function refused(one: Case): Scenario {
  const { name, recipe, extra } = one;
  return {
    name,
    family: 'permission',
    recipe: `${recipe} Answered with no.`,
    script: scriptOf(one),
    steps: [...prompted(name), asked(one), { do: 'choose', kind: 'no' }, interrupted],
    ...extra,
  };
}

/** After a no the turn is over and the composer is back. */
const interrupted: Step = {
  do: 'see',
  texts: ['? for shortcuts'],
  absent: ['Do you want to', 'esc to interrupt'],
  label: { state: 'idle' },
};

function scriptOf(one: Case): Script {
  const done = heldBy('end', { kind: 'message', blocks: [{ type: 'text', text: 'That went well.' }] });
  const reads = one.readFirst === undefined ? [] : [calls('Read', { file_path: one.readFirst })];
  return { [one.name]: [...reads, calls(one.tool, one.input, 'I shall do that now.'), done] };
}

/**
 * @param more What differs from a plain request; `description` is the sentence that comes with the command.
 */
function bash(
  name: string,
  command: string,
  cli: Traits,
  more: Partial<Case> & { recipe: string; description?: string },
): Case {
  const description = more.description ?? 'Run what was asked for';
  return {
    name,
    tool: 'Bash',
    input: { command, description },
    subject: command,
    options: cli.bash,
    sees: [description],
    ...more,
  };
}

const longCommand = `node --test --test-reporter=spec ${Array.from({ length: 12 }, (_, index) => `tests/unit/part${index + 1}.test.js`).join(' ')}`;
const multiLine = "cat > notes.txt <<'EOF'\nfirst line\nsecond line\nEOF\nnode test.js";
const huge = Array.from({ length: 70 }, (_, index) => `node task.js --step ${index + 1}`).join('\n');

/** Bash in its sizes and shapes. */
export function bashScenarios(cli: Traits): Scenario[] {
  return [
    approved(
      bash('bash-simple', 'npm test', cli, {
        recipe: 'One Bash call that can be generalised.',
        description: 'Run the tests',
        extra: { sizes: everySize },
      }),
    ),
    approved(
      bash('bash-once', 'echo $(date) > stamp.txt', cli, {
        recipe: 'A Bash call with a substitution, which cannot be generalised.',
        options: cli.bashOnce,
      }),
    ),
    approved(
      bash('bash-multiline', multiLine, cli, {
        recipe: 'A Bash call of five lines with a here-document.',
        options: isOlder(cli.version) ? cli.bashOnce : cli.bash,
      }),
    ),
    approved(
      bash('bash-long', longCommand, cli, {
        recipe: 'A Bash call that wraps over several rows.',
        extra: { sizes: everySize.slice(1) },
      }),
    ),
    refused(
      bash('bash-huge', huge, cli, {
        recipe: 'A Bash call of 70 lines, taller than the screen.',
        truncated: true,
        sees: ['--step 70', ...(isOlder(cli.version) ? [] : ['more lines'])],
      }),
    ),
    refused(bash('bash-rm-rf', 'rm -rf build', cli, { recipe: 'A removal of a folder.', extra: { sizes: everySize } })),
    refused(
      bash('bash-chain', 'npm test && git push --force origin main', cli, {
        recipe: 'A harmless command with a dangerous one behind it.',
      }),
    ),
  ];
}

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
      extra: { filesOutside: { 'notes/plan.txt': 'Nothing secret here.\n' } },
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
    }),
    approved({
      ...tracked,
      name: 'mcp-tool',
      recipe: 'A tool of an MCP server is to be called.',
      options: cli.mcp,
      extra: { tracker: true, sizes: wide },
    }),
    approved({
      ...tracked,
      name: 'mcp-tool-narrow',
      recipe: 'A tool of an MCP server is to be called; newer CLIs leave a row out that does not fit.',
      options: cli.mcpNarrow,
      extra: { tracker: true, sizes: narrow },
    }),
    agentScenario(cli),
  ];
}

/** The sub-agent's own conversation is a case of its own, since its prompt is the first thing in it. */
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
        ...(isOlder(cli.version) ? {} : { agent: 'general-purpose' }),
      }),
      { do: 'choose', kind: 'yes-once' },
      idleAfter('That went well.'),
    ],
  };
}

/** The ways to answer, and several questions one after another. */
export function answerScenarios(cli: Traits): Scenario[] {
  const test = bash('', 'npm test', cli, { recipe: '', description: 'Run the tests' });
  const lint = bash('', 'npm run lint', cli, { recipe: '', description: 'Look at the style' });
  const called = (one: Case): { type: 'tool_use'; name: string; input: Case['input'] } => ({
    type: 'tool_use',
    name: one.tool,
    input: one.input,
  });
  const done = { kind: 'message', blocks: [{ type: 'text', text: 'That went well.' }] } as const;
  const once: Step = { do: 'choose', kind: 'yes-once' };
  return [
    refused({ ...test, name: 'answer-no', recipe: 'One Bash call.' }),
    {
      name: 'answer-esc',
      family: 'permission',
      recipe: 'One Bash call. The dialog is left with Escape.',
      script: scriptOf({ ...test, name: 'answer-esc' }),
      steps: [...prompted('answer-esc'), asked(test), { do: 'key', key: 'escape' }, interrupted],
    },
    {
      name: 'answer-always',
      family: 'permission',
      recipe:
        'The same Bash call twice. The first is answered with the option that asks no more; the second runs unasked.',
      script: { 'answer-always': [calls('Bash', test.input), calls('Bash', test.input, 'Once more.'), done] },
      steps: [
        ...prompted('answer-always'),
        asked(test),
        { do: 'choose', kind: 'yes-always' },
        idleAfter('That went well.'),
      ],
      sizes: wide,
    },
    {
      name: 'several-in-turn',
      family: 'permission',
      recipe: 'Two Bash calls in two messages, one after the other; each answered with the one-time yes.',
      script: { 'several-in-turn': [calls('Bash', test.input), calls('Bash', lint.input), done] },
      steps: [...prompted('several-in-turn'), asked(test), once, asked(lint), once, idleAfter('That went well.')],
    },
    {
      name: 'several-at-once',
      family: 'permission',
      recipe: 'Two Bash calls in one message; each answered with the one-time yes.',
      script: { 'several-at-once': [{ kind: 'message', blocks: [called(test), called(lint)] }, done] },
      steps: [...prompted('several-at-once'), asked(test), once, asked(lint), once, idleAfter('That went well.')],
    },
  ];
}
