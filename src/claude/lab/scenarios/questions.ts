import type { Scenario } from '../scenario.ts';
import { calls, says } from '../script.ts';
import { idleAfter, isOlder, prompted, wide } from './steps.ts';
import type { Traits } from './steps.ts';

const question = {
  question: 'Which database shall the service use?',
  header: 'Database',
  multiSelect: false,
  options: [
    { label: 'SQLite', description: 'One file, no server' },
    { label: 'PostgreSQL', description: 'A server of its own' },
  ],
};

/** Questions of the model that are no requests for leave. Older CLIs do not offer them. */
export function questionScenarios(cli: Traits): Scenario[] {
  if (isOlder(cli.version)) return [];
  return [
    {
      name: 'question-one',
      family: 'question',
      recipe: 'One question with two answers; the first is picked by its digit.',
      script: { 'question-one': [calls('AskUserQuestion', { questions: [question] }), says('That went well.')] },
      steps: [
        ...prompted('question-one'),
        {
          do: 'see',
          texts: [question.question, 'PostgreSQL', 'Type something'],
          label: {
            state: 'question',
            question: question.question,
            header: question.header,
            multi: false,
            optionKinds: ['answer', 'answer', 'free-text', 'other'],
            selected: 0,
          },
        },
        { do: 'choose', kind: 'answer' },
        idleAfter('That went well.'),
      ],
      sizes: wide,
    },
  ];
}
