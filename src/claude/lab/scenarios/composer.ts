import type { Scenario, Size, Step } from '../scenario.ts';
import { calls, heldBy, says } from '../script.ts';
import type { Traits } from './steps.ts';
import { asked, busyUntil, everySize, idleAfter, isOlder, narrow, prompted, started, submitted } from './steps.ts';

const longDraft =
  'Please look through the whole service and tell me where names are put together by hand, because I should like to have ' +
  'one function for that, with tests for the empty name, for blanks around it and for names in other scripts, before we go on.';
const linesDraft = 'Three things to do:\n- greet strangers too\n- trim the name\n- add tests';
const document = Array.from({ length: 40 }, (_, index) => `line ${index + 1} of a pasted document`).join('\n');
const nothing = {};

function draft(name: string, recipe: string, steps: readonly Step[], sizes?: readonly Size[]): Scenario {
  return { name, family: 'draft', recipe, script: nothing, steps: [started, ...steps], ...(sizes ? { sizes } : {}) };
}

/** The composer: empty, and with what a person puts into it without sending it. */
export function composerScenarios(cli: Traits): Scenario[] {
  return [
    {
      name: 'start',
      family: 'idle',
      recipe: 'Start-up in a trusted project until the composer is there, empty but for its placeholder.',
      script: nothing,
      steps: [started],
      sizes: everySize,
    },
    draft('draft-short', 'A short draft, then emptied again with ctrl-u.', [
      { do: 'type', text: 'fix the login page' },
      { do: 'see', texts: ['fix the login page'], label: { state: 'draft', text: 'fix the login page' } },
      { do: 'key', key: 'ctrl-u' },
      { do: 'see', texts: [], absent: ['fix the login page'], label: { state: 'idle' } },
    ]),
    draft('draft-wrapped', 'A draft that wraps over several rows.', [
      { do: 'type', text: longDraft },
      { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
    ]),
    draft('draft-lines', 'A draft of four lines, by bracketed paste; newer CLIs put a token in their place.', [
      { do: 'paste', text: linesDraft },
      isOlder(cli.version)
        ? { do: 'see', texts: [linesDraft], label: { state: 'draft', text: linesDraft } }
        : {
            do: 'see',
            texts: ['[Pasted text #1 +3 lines]'],
            label: { state: 'draft', text: '[Pasted text #1 +3 lines]' },
          },
    ]),
    draft(
      'draft-document',
      'A pasted document of 40 lines, for which a token stands in the composer.',
      [
        { do: 'paste', text: document },
        {
          do: 'see',
          texts: ['[Pasted text #1 +39 lines]'],
          label: { state: 'draft', text: '[Pasted text #1 +39 lines]' },
        },
      ],
      narrow,
    ),
    draft('draft-slash', 'The beginning of a slash command; the list of completions is open.', [
      { do: 'type', text: '/mo' },
      { do: 'see', texts: ['/mo', '/model'], label: { state: 'draft', text: '/mo' } },
    ]),
    draft(
      'draft-shell',
      'The beginning of a shell command, which changes the look of the composer.',
      [
        { do: 'type', text: '!ls' },
        { do: 'see', texts: ['!'], absent: ['? for shortcuts'], label: { state: 'draft' } },
      ],
      narrow,
    ),
    draft(
      'resized',
      'The terminal changes its size while a draft stands there.',
      [
        { do: 'type', text: longDraft },
        { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
        { do: 'resize', size: { cols: 100, rows: 30 } },
        { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
      ],
      narrow,
    ),
    modesScenario(),
  ];
}

/** Each press of shift-tab takes the next mode; the footer changes, the composer stays empty. */
function modesScenario(): Scenario {
  const footers = ['accept edits on', 'plan mode on'];
  return {
    name: 'modes',
    family: 'idle',
    recipe: 'The permission modes one after another, by shift-tab.',
    script: nothing,
    steps: [
      started,
      ...footers.flatMap((footer): Step[] => [
        { do: 'key', key: 'shift-tab' },
        { do: 'see', texts: [footer], label: { state: 'idle' } },
      ]),
    ],
    sizes: narrow,
  };
}

const longAnswer = Array.from(
  { length: 25 },
  (_, index) => `${index + 1}. The ${index + 1}th thing I found is fine as it is.`,
).join('\n');
const taken = 'Please go on with this [case:busy-interrupted]';
const wait = { command: 'node wait.js', description: 'Wait a little' };
const waiting = 'setTimeout(() => console.log("waited"), 4000);\n';

/** Turns that need no leave. */
export function turnScenarios(cli: Traits): Scenario[] {
  return [
    {
      name: 'busy-thinking',
      family: 'busy',
      recipe: 'The API holds its answer; then a plain answer.',
      script: {
        'busy-thinking': [heldBy('end', { kind: 'message', blocks: [{ type: 'text', text: 'That went well.' }] })],
      },
      steps: [...prompted('busy-thinking'), ...busyUntil('end', 'busy-thinking', 0), idleAfter('That went well.')],
      sizes: everySize,
    },
    {
      name: 'busy-streaming',
      family: 'busy',
      recipe: 'The API stops in the middle of its answer, then goes on.',
      script: {
        'busy-streaming': [
          {
            kind: 'message',
            blocks: [
              { type: 'text', text: 'Here is the first part of the answer.' },
              { type: 'gate', name: 'rest' },
              { type: 'text', text: 'And here is the rest.' },
            ],
          },
        ],
      },
      steps: [
        ...prompted('busy-streaming'),
        ...busyUntil('rest', 'busy-streaming', 0, 'Here is the first part of the answer.'),
        idleAfter('And here is the rest.'),
      ],
    },
    {
      name: 'busy-interrupted',
      family: 'busy',
      recipe: 'The API holds its answer; the person presses Escape. Newer CLIs put the prompt back into the composer.',
      script: { 'busy-interrupted': [heldBy('never', { kind: 'message', blocks: [] })] },
      steps: [
        ...prompted('busy-interrupted'),
        { do: 'requested', caseName: 'busy-interrupted', turn: 0 },
        { do: 'see', texts: ['esc to interrupt'], how: 'moving', label: { state: 'busy' } },
        { do: 'key', key: 'escape' },
        isOlder(cli.version)
          ? { do: 'see', texts: ['Interrupted'], absent: ['esc to interrupt'], label: { state: 'idle' } }
          : { do: 'see', texts: [taken], absent: ['esc to interrupt'], label: { state: 'draft', text: taken } },
      ],
    },
    {
      name: 'busy-tool',
      family: 'busy',
      recipe: 'An approved command runs for some seconds.',
      script: { 'busy-tool': [calls('Bash', wait), says('That went well.')] },
      files: { 'wait.js': waiting },
      steps: [
        ...prompted('busy-tool'),
        asked({
          tool: 'Bash',
          input: wait,
          subject: wait.command,
          options: cli.bash,
          sees: ['Do you want to proceed?', 'node wait.js'],
        }),
        { do: 'choose', kind: 'yes-once' },
        { do: 'see', texts: [], absent: ['Do you want to proceed?'], how: 'moving', label: { state: 'busy' } },
        idleAfter('That went well.'),
      ],
    },
    {
      name: 'answer-long',
      family: 'idle',
      recipe: 'An answer longer than the screen.',
      script: { 'answer-long': [says(longAnswer)] },
      steps: [...prompted('answer-long'), idleAfter('The 25th thing')],
    },
    {
      name: 'answer-question',
      family: 'idle',
      recipe: 'The turn ends with a question in prose: the screen is idle.',
      script: { 'answer-question': [says('I see two ways to do it.\n\nShould I proceed with the first one?')] },
      steps: [...prompted('answer-question'), idleAfter('Should I proceed with the first one?')],
    },
    {
      name: 'two-turns',
      family: 'idle',
      recipe: 'Two turns, one after the other, in one session.',
      script: { 'two-turns': [says('That went well.')], 'turn-two': [says('So did this.')] },
      steps: [
        ...prompted('two-turns'),
        idleAfter('That went well.'),
        ...submitted('And now this [case:turn-two]'),
        idleAfter('So did this.'),
      ],
      sizes: narrow,
    },
    {
      name: 'read-unasked',
      family: 'idle',
      recipe: 'A file of the project is read, which needs no leave.',
      script: { 'read-unasked': [calls('Read', { file_path: '/tmp/pcc-lab/app/README.md' }), says('That went well.')] },
      steps: [...prompted('read-unasked'), idleAfter('That went well.')],
      sizes: narrow,
    },
  ];
}
