import type { Scenario, Step } from '../scenario.ts';
import { calls } from '../script.ts';
import type { Case } from './requests.ts';
import { bash, interrupted, refused, scriptOf } from './requests.ts';
import type { Traits } from './traits.ts';
import { asked, idleAfter, prompted, wide } from './steps.ts';

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
