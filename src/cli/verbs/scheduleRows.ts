import type { Schedule } from '../../api/methods.ts';
import type { Verb } from '../verb.ts';
import { brainOption, jsonOption } from './options.ts';

const missed = ['skip', 'once', 'all'] as const satisfies readonly Schedule['missed'][];
const overlap = ['skip', 'queue', 'parallel'] as const satisfies readonly Schedule['overlap'][];

const id = ['<id>', "Schedule, as 'pcc schedule list' names it."] as const;
const zone = [
  '-z, --zone <name>',
  'Time zone by its IANA name, such as Europe/Berlin; that of the daemon unless told.',
] as const;

/** The verbs of schedules. */
export const scheduleVerbs: readonly Verb[] = [
  {
    name: 'schedule add',
    summary: 'Start a session, or give a task to one, at the times of a cron expression.',
    args: [
      ['<cron>', 'Minute, hour, day of month, month, day of week, or a name such as @daily; in quotes.'],
      ['[path]', 'Folder in which a session is started.'],
    ],
    options: [
      ['-t, --task <text>', 'Task to type.'],
      ['-r, --requirements <file>', 'File whose open tasks are queued, read when it is due.'],
      ['-s, --session <id>', 'Give the task to this session instead of starting one.'],
      ['--verify <command>', 'The task is done only when this command succeeds in the folder of the project.'],
      ['--fresh', 'Empty the context of the session before the task.'],
      zone,
      ['--missed <policy>', 'What was due while no daemon ran or the machine slept; once unless told.', missed],
      ['--overlap <policy>', 'What is due while the session of the last run still works; skip unless told.', overlap],
      ['-n, --name <id>', 'Name of the schedule.'],
      ['--trust', "Vouch for the folder: answer the CLI's trust dialog with yes."],
      brainOption,
      jsonOption,
    ],
    examples: [
      'pcc schedule add "0 2 * * 1-5" ./app --task "update the dependencies" --verify "npm test" --trust',
      'pcc schedule add @daily ./app --requirements requirements.md --name nightly --zone Europe/Berlin',
      'pcc schedule add "*/30 9-17 * * 1-5" --session app-1 --task "look at the new issues" --fresh',
      'pcc schedule add "0 3 1 * *" ./app --task "tidy up" -- --model opus',
    ],
    passesRest: true,
    load: () => import('./scheduleAdd.ts'),
  },
  {
    name: 'schedule list',
    summary: 'List the schedules, when they are due next and what came of the last time.',
    args: [],
    options: [jsonOption],
    examples: ['pcc schedule list', 'pcc schedule list --json'],
    load: () => import('./scheduleList.ts'),
  },
  {
    name: 'schedule remove',
    summary: 'Take a schedule away; what it started goes on.',
    args: [id],
    options: [jsonOption],
    examples: ['pcc schedule remove nightly'],
    load: () => import('./scheduleRemove.ts'),
  },
  {
    name: 'schedule next',
    summary: 'Tell the next times of a schedule, or of a cron expression before it is one.',
    args: [['<id|cron>', 'Schedule, or a cron expression in quotes.']],
    options: [['-c, --count <n>', 'How many; 5 unless told.'], zone, jsonOption],
    examples: ['pcc schedule next nightly', 'pcc schedule next "30 2 * * *" --zone America/New_York --count 10'],
    load: () => import('./scheduleNext.ts'),
  },
  {
    name: 'schedule runs',
    summary: 'Tell what came of the times at which a schedule was due, the newest first.',
    args: [id],
    options: [['-l, --limit <n>', 'At most so many; 20 unless told.'], jsonOption],
    examples: ['pcc schedule runs nightly', 'pcc schedule runs nightly --limit 100 --json'],
    load: () => import('./scheduleRuns.ts'),
  },
];
