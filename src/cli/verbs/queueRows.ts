import type { Verb } from '../verb.ts';
import { jsonOption } from './options.ts';

const id = ['<id>', 'Session, or the beginning of its name where that is unique.'] as const;

/** The verbs of the work that waits: tasks, and what keeps them from going on. */
export const queueVerbs: readonly Verb[] = [
  {
    name: 'add',
    summary: 'Put a task into the queue of a session; it is typed when its turn has come.',
    args: [id, ['[text...]', 'The task; several words are joined with blanks.']],
    options: [
      ['--fresh', 'Empty the context before it.'],
      ['--after <task>', 'Wait until this task is done; its id or its number.'],
      [
        '--verify <command>',
        'It is done only when this shell command succeeds in the project; its output goes to Claude.',
      ],
      ['--priority <n>', 'Higher goes first, 0 unless told.'],
      ['--tokens <n>', 'Tokens that it may take.'],
      ['--time <duration>', 'How long its turns may run: 90s, 30m, 2h.'],
      ['-r, --requirements <file>', 'Queue the open tasks of a file instead, follow it, and tick what is done.'],
      jsonOption,
    ],
    examples: [
      'pcc add app-1 "write the tests" --verify "npm test"',
      'pcc add app-1 "review all of it" --fresh --after 3',
      'pcc add app-1 "fix the build" --priority 10 --time 30m',
      'pcc add app-1 --requirements requirements.md',
    ],
    load: () => import('./add.ts'),
  },
  {
    name: 'queue',
    summary: 'Show the tasks of a session in the order in which they go; move, remove or retry one.',
    args: [
      id,
      ['[action]', 'list, move, remove or retry; list unless told.'],
      ['[task]', 'The task: its id or its number.'],
    ],
    options: [
      ['--before <task>', 'With move: the waiting task that it is to stand before.'],
      ['--first', 'With move: before all that wait.'],
      ['--last', 'With move: behind all that wait.'],
      ['-a, --all', 'With list: also those that ended long ago.'],
      jsonOption,
    ],
    examples: [
      'pcc queue app-1',
      'pcc queue app-1 move 5 --before 3',
      'pcc queue app-1 move 5 --first',
      'pcc queue app-1 remove 4',
      'pcc queue app-1 retry app-1.2',
      'pcc queue app-1 list --all --json',
    ],
    load: () => import('./queue.ts'),
  },
  {
    name: 'receipt',
    summary: 'Show what can be told of a task that has ended: prompts, decisions, verification, tokens, result.',
    args: [id, ['<task>', 'The task: its id or its number.']],
    options: [
      ['--check', 'Hold it against the audit and the transcripts; exit status 1 where they do not agree.'],
      jsonOption,
    ],
    examples: ['pcc receipt app-1 2', 'pcc receipt app-1 app-1.2 --check', 'pcc receipt app-1 2 --json'],
    load: () => import('./receipt.ts'),
  },
  {
    name: 'usage',
    summary: 'Show the usage limits that are reached or near, who waits for which reset, and what woke whom.',
    args: [],
    options: [jsonOption],
    examples: ['pcc usage', 'pcc usage --json'],
    load: () => import('./usage.ts'),
  },
];
