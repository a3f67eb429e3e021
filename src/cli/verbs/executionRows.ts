import type { Verb } from '../verb.ts';
import { brainOption, jsonOption } from './options.ts';

const listStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
const taskStates = ['waiting', 'running', 'judging', 'done', 'failed', 'refused', 'skipped', 'cancelled'] as const;

const limit = ['-l, --limit <n>', 'At most so many; 100 unless told.'] as const;

const shared: Verb['options'] = [
  ['--project <dir>', 'Folder of the project; the present one unless told.'],
  ['--trust', "Vouch for the folder: answer the CLI's trust dialog with yes."],
  brainOption,
  [
    '--timeout <time>',
    'Time that the turns of a task may take, such as 90s, 5m or 2h. Unless told, one without a sign of life is ended after the time predicted for it, a healthy one after 4h.',
  ],
  ['--amend', 'Rewrite ambiguous prompts and such that may hang; what was changed is told.'],
  ['--cut', 'Cut a prompt that is too long, with a note that can be seen, instead of refusing it.'],
  ['--report', 'Write a report in Markdown and tell where it is.'],
  ['--no-wait', 'Leave with exit code 4 as soon as something waits for a person; the tasks stay.'],
];

/** The verbs about lists of tasks for programs. */
export const executionVerbs: readonly Verb[] = [
  {
    name: 'run',
    summary: 'Run one task in a session of its own and print its answer; Ctrl-C cancels it.',
    args: [['<prompt...>', "What is to be done; '-' reads it from the standard input."]],
    options: [
      [
        '--json',
        'Have Claude answer with a JSON object: its prompt then asks for one, which is checked and printed on one line.',
      ],
      ['--schema <file>', 'JSON Schema of that object; implies --json.'],
      ['--validate <question>', 'Ask a fresh context about the result; the task fails where it says no.'],
      ['--verify <command>', 'Shell command that has to succeed before the task counts as done.'],
      [
        '--allow-mentions',
        "You wrote the prompt: '@' may name any file, which the CLI reads without asking; plain files of the project only unless told.",
      ],
      ...shared,
    ],
    examples: [
      'pcc run "what does this project do?"',
      'pcc run --json --timeout 5m "list the exported functions"',
      'pcc run "fix the failing test" --verify "npm test" --validate "Is the test itself unchanged?"',
      'pcc run "say hello" -- --model opus',
    ],
    passesRest: true,
    load: () => import('./run.ts'),
  },
  {
    name: 'exec',
    summary: 'Run a list of tasks strictly in order, each in a fresh context; Ctrl-C pauses and asks, twice cancels.',
    args: [
      [
        '[file]',
        "Markdown, a task for each '- [ ]' or numbered item (indented text belongs to it), else for each heading; or a JSON array of texts and objects; '-' reads the standard input.",
      ],
    ],
    options: [
      ['-d, --detach', 'Print the id of the list and leave it running.'],
      ['--attach <id>', 'Follow a list that runs, or see how it ended.'],
      ['--pause <id>', 'Pause a list that runs: nothing more is typed for it.'],
      ['--freeze', 'With --pause: stop its processes, too, so that what runs now goes no further.'],
      ['--resume <id>', 'Let a paused list go on.'],
      ['--cancel <id>', 'Cancel a list and end all processes of its session.'],
      ['--check', 'Only tell how the list is read, and what is wrong with it.'],
      ['--allow-verify', "Run the file's own shell commands that verify tasks without showing them and asking first."],
      ['-k, --keep-going', 'Go on behind a task that failed, as far as others do not use it.'],
      ...shared,
      jsonOption,
    ],
    examples: [
      'pcc exec tasks.md',
      'pcc exec tasks.json --keep-going --report',
      'pcc exec tasks.md --check',
      'pcc exec tasks.md --detach',
      'pcc exec --attach 3f0c1a52',
      'pcc exec --pause 3f0c1a52 --freeze',
      'printf "1. write the tests\\n2. make them pass\\n" | pcc exec - --json',
    ],
    passesRest: true,
    load: () => import('./exec.ts'),
  },
  {
    name: 'history list',
    summary: 'Show the runs of lists of tasks, the newest first.',
    args: [],
    options: [['--state <name>', 'Only those in this state.', listStates], limit, jsonOption],
    examples: ['pcc history list', 'pcc history list --state failed --json'],
    load: () => import('./historyList.ts'),
  },
  {
    name: 'history show',
    summary: 'Show one run with all that its tasks were asked and said.',
    args: [['<id>', 'Id of the list, or a unique beginning of it.']],
    options: [jsonOption],
    examples: ['pcc history show 3f0c1a52'],
    load: () => import('./historyShow.ts'),
  },
  {
    name: 'history export',
    summary: 'Print the tasks that were run, the newest first, for programs and spreadsheets.',
    args: [],
    options: [
      ['--format <name>', 'json unless told.', ['json', 'csv']],
      ['--list <id>', 'Only tasks of this list.'],
      ['--state <name>', 'Only those in this state.', taskStates],
      limit,
      jsonOption,
    ],
    examples: ['pcc history export --format csv > history.csv', 'pcc history export --list 3f0c1a52'],
    load: () => import('./historyExport.ts'),
  },
  {
    name: 'verify',
    summary: 'Hold receipts and responses of tasks of lists against the store, the transcripts and the disk.',
    args: [['[uuid]', 'Uuid of a task, or id of a list, or the beginning of one; the last tasks where none is given.']],
    options: [['--last <n>', 'At most so many, the newest; 20 unless told.'], jsonOption],
    examples: ['pcc verify', 'pcc verify --last 100 --json', 'pcc verify 0b8f2c1e'],
    load: () => import('./verify.ts'),
  },
  {
    name: 'init',
    summary: 'Write samples of configuration, requirements.md and .mcp.json; what is there already stays as it is.',
    args: [['[dir]', 'Folder of the project; the present one unless told.']],
    options: [jsonOption],
    examples: ['pcc init', 'pcc init ./app --json'],
    load: () => import('./init.ts'),
  },
];
