import type { JsonObject } from '../../../base/json.ts';
import type { OptionKind } from '../../../screen/reading.ts';
import type { Scenario, Step } from '../scenario.ts';
import type { Block, Reply } from '../script.ts';
import { calls } from '../script.ts';
import type { Asked } from './steps.ts';
import type { Traits } from './traits.ts';
import { asked, idleAfter, inProject, started, submitted } from './steps.ts';

const userType = [
  'export interface User {',
  '  readonly name: string;',
  '  readonly email: string;',
  '}',
  '',
  'export function displayName(user: User): string {',
  '  return user.name.trim() || user.email;',
  '}',
  '',
].join('\n');

function bash(command: string, description: string, cli: Traits): Asked {
  return {
    tool: 'Bash',
    input: { command, description },
    subject: command,
    options: cli.bash,
    sees: [description, 'Do you want to proceed?'],
  };
}

/** One message of a sentence and a call. */
function message(sentence: string, call: Asked | undefined): Reply {
  const text: Block = { type: 'text', text: sentence };
  const calls: Block[] = call === undefined ? [] : [{ type: 'tool_use', name: call.tool, input: call.input }];
  return { kind: 'message', blocks: [text, ...calls] };
}

const colours = ['red', 'orange', 'yellow', 'green', 'blue', 'violet', 'brown', 'black', 'grey', 'white'] as const;

function paletteWith(line: (colour: string) => string): string {
  return colours.map((colour) => `  ${line(colour)}\n`).join('');
}

/** Before: names alone. After: each with its tones, so that the diff is longer than a small pane. */
const palette = {
  before: paletteWith((colour) => `${colour}: '${colour}',`),
  after: paletteWith((colour) => `${colour}: { base: '${colour}', dark: 'dark${colour}', light: 'light${colour}' },`),
};

const database: JsonObject = {
  question: 'Which database shall the service use?',
  header: 'Database',
  multiSelect: false,
  options: [
    { label: 'SQLite', description: 'One file, no server' },
    { label: 'PostgreSQL', description: 'A server of its own' },
    { label: 'MariaDB', description: 'What the other team already runs' },
  ],
};

/** A request that the API refuses because of the 5-hour limit. */
function refusedUntil(resetS: number): Reply {
  return {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetS),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      'x-should-retry': 'false',
    },
  };
}

/**
 * The recordings that `pcc start --demo` plays: on the newest CLI, each a task with the dialogs it leads to. The person
 * answers as pcc would: the one-time yes to what is harmless, no to what is not. No case is named in the prompt, since people see it.
 *
 * @param nowS the moment of recording, seconds since the epoch: what a limit is counted from.
 */
export function demoScenarios(cli: Traits, nowS: number): Scenario[] {
  const write: Asked = {
    tool: 'Write',
    input: { file_path: inProject('src/users.ts'), content: userType },
    subject: 'src/users.ts',
    options: cli.edit,
    sees: ['Do you want to create users.ts?'],
  };
  const edit: Asked = {
    tool: 'Edit',
    input: {
      file_path: inProject('src/index.ts'),
      old_string: "  return 'Hello ' + name;",
      new_string: "  return 'Hello ' + (name.trim() || 'stranger');",
    },
    subject: 'src/index.ts',
    options: cli.edit,
    sees: ['Do you want to make this edit to index.ts?'],
  };
  const read: Asked = { tool: 'Read', input: { file_path: inProject('src/index.ts') }, options: [], sees: [] };
  const test = bash('npm test', 'Run the tests', cli);
  const wipe = bash('rm -rf src dist', 'Remove the sources and start over', cli);
  const yes: Step = { do: 'choose', kind: 'yes-once' };
  return [
    ...waitingDemos(nowS),
    longEdit(cli, read, test, yes),
    {
      name: 'feature',
      family: 'demo',
      recipe: 'A user type is added under src, then the tests run; both get the one-time yes.',
      script: {
        '': [
          message("I'll put the user type into a file of its own.", write),
          message('Now the tests.', test),
          message('Done: `src/users.ts` holds the `User` type with a display name, and the tests pass.', undefined),
        ],
      },
      steps: [
        started,
        ...submitted('Add a user type with a display name'),
        asked(write),
        yes,
        asked(test),
        yes,
        idleAfter('the tests pass.'),
      ],
    },
    {
      name: 'fix',
      family: 'demo',
      recipe: 'A function is mended by an edit, then the tests run; both get the one-time yes.',
      script: {
        '': [
          message('Let me look at it first.', read),
          message('A blank name slips through. I mend that.', edit),
          message('Now the tests.', test),
          message('Strangers are greeted as strangers now, and the tests pass.', undefined),
        ],
      },
      steps: [
        started,
        ...submitted('Greet people without a name as strangers'),
        asked(edit),
        yes,
        asked(test),
        yes,
        idleAfter('the tests pass.'),
      ],
    },
    {
      name: 'danger',
      family: 'demo',
      recipe: 'The sources are to be removed, which is refused.',
      script: {
        '': [message('The quickest way is to remove everything and start over.', wipe)],
      },
      steps: [
        started,
        ...submitted('Tidy up the project'),
        asked(wipe),
        { do: 'choose', kind: 'no' },
        { do: 'see', texts: ['? for shortcuts'], absent: ['Do you want to'], label: { state: 'idle' } },
      ],
    },
  ];
}

/** Those that end with something to wait for: a person's answer, the end of a limit. */
function waitingDemos(nowS: number): Scenario[] {
  const resetS = (Math.ceil(nowS / 3_600) + 2) * 3_600;
  const pages: OptionKind[] = ['answer', 'answer', 'answer', 'free-text', 'other'];
  const asks: Step = {
    do: 'see',
    texts: ['MariaDB', 'Type something', 'Esc to cancel'],
    label: {
      state: 'question',
      question: 'Which database shall the service use?',
      header: 'Database',
      multi: false,
      optionKinds: pages,
      optionLabels: ['SQLite', 'PostgreSQL', 'MariaDB'],
      selected: 0,
    },
  };
  const limited: Step = {
    do: 'see',
    texts: ['limit', 'reset'],
    absent: ['esc to interrupt'],
    label: {
      state: 'limit',
      kind: 'five_hour',
      resetsAt: new Date(resetS * 1_000).toISOString(),
      resumesItself: true,
    },
  };
  return [
    {
      name: 'question',
      family: 'demo',
      recipe: 'A question with three answers; the first is picked.',
      script: {
        '': [
          calls('AskUserQuestion', { questions: [database] }, 'One thing I need to know first.'),
          message('SQLite it is: one file beside the code, and nothing to look after.', undefined),
        ],
      },
      steps: [
        started,
        ...submitted('Give the service a store for its users'),
        asks,
        // The key that pcc answers a question with where the selector stands on the answer: the player waits for exactly that.
        { do: 'key', key: 'enter' },
        idleAfter('nothing to look after.'),
      ],
    },
    {
      name: 'limit',
      family: 'demo',
      recipe: 'The API refuses because the five-hour limit is reached.',
      script: { '': [refusedUntil(resetS)] },
      steps: [started, ...submitted('Write the release notes'), limited],
    },
  ];
}

/** An edit whose diff is longer than a small pane, and the tests behind it. */
function longEdit(cli: Traits, read: Asked, test: Asked, yes: Step): Scenario {
  const edit: Asked = {
    tool: 'Edit',
    input: { file_path: inProject('src/palette.ts'), old_string: palette.before, new_string: palette.after },
    subject: 'src/palette.ts',
    options: cli.edit,
    sees: ['Do you want to make this edit to palette.ts?'],
  };
  const look: Asked = { ...read, input: { file_path: inProject('src/palette.ts') } };
  return {
    name: 'palette',
    family: 'demo',
    recipe: 'A long edit, then the tests; both get the one-time yes.',
    // Large enough for the whole diff: of a dialog that is cut only a person can say what it asks.
    sizes: [{ cols: 120, rows: 40 }],
    files: { 'src/palette.ts': `export const palette = {\n${palette.before}};\n` },
    script: {
      '': [
        message('Let me look at the palette first.', look),
        message('Each colour gets a dark and a light tone.', edit),
        message('Now the tests.', test),
        message('All ten colours have their tones now, and the tests pass.', undefined),
      ],
    },
    steps: [
      started,
      ...submitted('Give each colour of the palette a dark and a light tone'),
      asked(edit),
      yes,
      asked(test),
      yes,
      idleAfter('the tests pass.'),
    ],
  };
}
