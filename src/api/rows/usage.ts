import { z } from 'zod';

/** Usage limits: who waits for which reset, and what woke whom. */

/** A session that waits for a limit to reset. */
export const waitingShape = z.object({
  session: z.string(),
  account: z.string(),
  kind: z.string(),
  resetsAt: z
    .string()
    .nullable()
    .describe('ISO-8601 UTC; null where nobody knows it, so that it is tried now and then.'),
  resumesItself: z.boolean(),
  asleepSince: z.string(),
  wakesAt: z.string().describe('When it is woken, as the plan stands.'),
  stage: z.enum(['asleep', 'waking']),
  vain: z.number().int().describe('How often it was woken and ran into the limit again.'),
  why: z.string().describe('Why then: its reset time, behind others, a try without a known time …'),
});

/** A wait that is over. */
export const wakeShape = z.object({
  session: z.string(),
  account: z.string(),
  kind: z.string(),
  resetsAt: z.string().nullable(),
  asleepSince: z.string(),
  wokenAt: z.string().optional(),
  why: z.string().optional(),
  endedAt: z.string(),
  by: z
    .enum(['itself', 'pcc', 'person', 'limit', 'end'])
    .describe('What brought it back to work; `limit`: it was woken and met the limit again; `end`: nothing, it ended.'),
});

/** A limit of a whole account, as its sessions told it. */
export const accountShape = z.object({
  account: z.string(),
  kind: z.string(),
  resetsAt: z.string().nullable(),
  state: z
    .enum(['limited', 'near'])
    .describe('`limited`: nothing goes before it resets; `near`: a session was warned.'),
  by: z.string().describe('The session that told it, and its words where it was a warning.'),
  words: z.string().optional(),
});

export const limitsShape = z.object({
  accounts: z.array(accountShape),
  waiting: z.array(waitingShape),
  wakes: z.array(wakeShape).describe('The newest first.'),
});

export const usageMethods = {
  'usage.limits': {
    params: z.object({}).strict(),
    result: limitsShape,
    writes: false,
    summary: 'Usage limits of all accounts: which are reached or near, who waits until when, and what woke whom.',
  },
} as const;
