import type { OptionKind } from '../../../screen/reading.ts';
import type { Label, Scenario, Step } from '../scenario.ts';
import { calls, says } from '../script.ts';
import { isFrom } from './releases.ts';
import type { Case } from './requests.ts';
import { bash, interrupted, refused, scriptOf } from './requests.ts';
import type { Traits } from './traits.ts';
import { asked, idleAfter, inProject, narrow, prompted, wide } from './steps.ts';

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
    ...wordScenarios(cli, test),
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

const words = 'Use the bin instead';

/** No, with words, where a dialog has a place for them. */
function wordScenarios(cli: Traits, test: Case): Scenario[] {
  const ticket = {
    tool: 'mcp__tracker__create_ticket',
    input: { title: 'Greet strangers too', priority: 2 },
    sees: ['Greet strangers too', 'Do you want to proceed?'],
  };
  const file = { file_path: inProject('src/users.ts'), content: 'export const users = [];\n' };
  const cases: readonly Case[] = [
    { ...test, name: 'words-bash', recipe: 'One Bash call.' },
    {
      name: 'words-write',
      recipe: 'A new file.',
      tool: 'Write',
      input: file,
      subject: 'src/users.ts',
      options: cli.edit,
      sees: ['Do you want to create users.ts?'],
      extra: { sizes: wide },
    },
    {
      ...ticket,
      name: 'words-mcp',
      recipe: 'A tool of an MCP server.',
      options: cli.mcp,
      extra: { tracker: true, sizes: wide },
    },
    {
      ...ticket,
      name: 'words-mcp-narrow',
      recipe: 'A tool of an MCP server.',
      options: cli.mcpNarrow,
      extra: { tracker: true, sizes: narrow },
    },
  ];
  return isFrom(cli.version, '2.0.64') ? cases.filter(({ options }) => takesWords(cli, options)).map(worded) : [];
}

/** From 2.1.15 on Tab opens the row that says no; 2.0.64 has a row to type into, and none for a tool of a server. */
function takesWords({ version }: Traits, options: readonly OptionKind[]): boolean {
  return isFrom(version, '2.1.15') || options.includes('free-text');
}

function worded(one: Case): Scenario {
  const { name, recipe, extra, tool, options } = one;
  const last = options.length - 1;
  const at: Label = { state: 'permission', tool, input: one.input, optionKinds: [...options], selected: last };
  // In a row to type into the words stand in place of what tells it.
  const isRow = options.includes('free-text');
  const opens: readonly Step[] = isRow ? [] : [{ do: 'key', key: 'tab' }];
  return {
    name,
    family: 'permission',
    recipe: `${recipe} Answered with no, and words for Claude.`,
    script: { [name]: [calls(tool, one.input, 'I shall do that now.'), says('Very well.')] },
    steps: [
      ...prompted(name),
      asked(one),
      ...options.slice(1).map((): Step => ({ do: 'key', key: 'down' })),
      { do: 'see', texts: one.sees, label: at },
      ...opens,
      { do: 'see', texts: ['tell Claude what to do differently'], label: at },
      { do: 'paste', text: words },
      { do: 'see', texts: [words], ...(isRow ? {} : { label: at }) },
      { do: 'key', key: 'enter' },
      idleAfter('Very well.'),
    ],
    sizes: narrow,
    ...extra,
  };
}
