import type { Scenario } from '../scenario.ts';
import { calls, heldBy, says } from '../script.ts';
import type { Traits } from './traits.ts';
import { asked, busyUntil, everySize, idleAfter, narrow, prompted, submitted } from './steps.ts';

const longAnswer = Array.from(
  { length: 25 },
  (_, index) => `${index + 1}. The ${index + 1}th thing I found is fine as it is.`,
).join('\n');
const taken = 'Please go on with this [case:busy-interrupted]';
const wait = { command: 'node wait.js', description: 'Wait a little' };
const waiting = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);\nconsole.log("waited");\n';

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
        cli.promptComesBack
          ? {
              do: 'see',
              texts: [taken],
              absent: ['esc to interrupt', 'Interrupted ·'],
              label: { state: 'draft', text: taken },
            }
          : { do: 'see', texts: ['Interrupted'], absent: ['esc to interrupt'], label: { state: 'idle' } },
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
