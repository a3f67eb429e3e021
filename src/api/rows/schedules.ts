import { z } from 'zod';
import { brainNames } from '../../policy/consulting/advice.ts';
import { limits } from '../../limits.ts';
import { commandShape } from './command.ts';

/** Tasks that begin at times of the calendar. */

export const missedPolicies = ['skip', 'once', 'all'] as const;
export const overlapPolicies = ['skip', 'queue', 'parallel'] as const;

/** What a schedule starts: a new session in a folder, or a task for a session that lives. */
const what = {
  path: z.string().min(1).optional().describe('Absolute path of the folder in which a session is started.'),
  session: z.string().min(1).max(64).optional().describe('The session that gets the task instead.'),
  task: z.string().min(1).max(limits.taskCharsMax).optional(),
  requirements: z.string().min(1).optional().describe('Absolute path of a requirements file, read when it is due.'),
  fresh: z.boolean().optional(),
  verify: commandShape.optional(),
  brain: z.enum(brainNames).optional(),
  trust: z.boolean().optional(),
  args: z.array(z.string().max(10_000)).max(100).optional(),
};

const runShape = z.object({
  dueAt: z.string().describe('ISO-8601 UTC: when it was due.'),
  at: z.string().describe('When that was found.'),
  outcome: z.enum(['started', 'queued', 'skipped', 'missed', 'failed']),
  session: z.string().optional(),
  task: z.string().optional(),
  why: z.string().optional(),
});

export const scheduleShape = z.object({
  id: z.string(),
  cron: z.string(),
  zone: z.string().describe('IANA name of the zone in which the cron expression is meant.'),
  ...what,
  missed: z.enum(missedPolicies),
  overlap: z.enum(overlapPolicies),
  createdAt: z.string(),
  nextAt: z.string().optional().describe('ISO-8601 UTC; absent where it will never be due again.'),
  last: runShape.optional(),
});

export const scheduleMethods = {
  'schedule.add': {
    params: z
      .object({
        cron: z.string().max(200),
        zone: z.string().min(1).max(100).optional(),
        id: z.string().min(1).max(64).optional(),
        ...what,
        missed: z.enum(missedPolicies).optional(),
        overlap: z.enum(overlapPolicies).optional(),
      })
      .strict(),
    result: z.object({ id: z.string(), nextAt: z.string().optional() }),
    writes: true,
    summary: 'Start a session, or give a task to one, at the times of a cron expression.',
  },
  'schedule.list': {
    params: z.object({}).strict(),
    result: z.array(scheduleShape),
    writes: false,
    summary: 'All schedules, with when they are due next and what came of the last time.',
  },
  'schedule.remove': {
    params: z.object({ id: z.string().min(1).max(64) }).strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'Take a schedule away; what it started goes on.',
  },
  'schedule.next': {
    params: z
      .object({
        id: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .describe('A schedule by its id, or a cron expression that is none yet.'),
        cron: z.string().max(200).optional(),
        zone: z.string().min(1).max(100).optional(),
        count: z.number().int().min(1).max(1_000).optional(),
      })
      .strict(),
    result: z.object({ times: z.array(z.object({ at: z.string(), local: z.string(), note: z.string().optional() })) }),
    writes: false,
    summary: 'The next times at which a schedule, or a cron expression, is due.',
  },
  'schedule.runs': {
    params: z.object({ id: z.string().min(1).max(64), limit: z.number().int().min(1).max(1_000).optional() }).strict(),
    result: z.object({ runs: z.array(runShape) }),
    writes: false,
    summary: 'What came of the times at which a schedule was due, the newest first.',
  },
} as const;
