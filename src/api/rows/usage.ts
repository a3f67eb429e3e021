import { z } from 'zod';

/** Usage limits: who waits for which reset, and what woke whom. */

/** A session that waits for a limit to reset. */
export const waitingShape = z.object({
  session: z.string(),
  account: z.string(),
  kind: z.string(),
  /** ISO-8601 UTC; null where nobody knows it, so that it is tried now and then. */
  resetsAt: z.string().nullable(),
  resumesItself: z.boolean(),
  asleepSince: z.string(),
  /** When it is woken, as the plan stands. */
  wakesAt: z.string(),
  stage: z.enum(['asleep', 'waking']),
  /** How often it was woken and ran into the limit again. */
  vain: z.number().int(),
  /** Why then: its reset time, behind others, a try without a known time … */
  why: z.string(),
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
  /** What brought it back to work; `limit`: it was woken and met the limit again; `end`: nothing, it ended. */
  by: z.enum(['itself', 'pcc', 'person', 'limit', 'end']),
});

/** A limit of a whole account, as its sessions told it. */
export const accountShape = z.object({
  account: z.string(),
  kind: z.string(),
  resetsAt: z.string().nullable(),
  /** `limited`: nothing goes before it resets; `near`: a session was warned. */
  state: z.enum(['limited', 'near']),
  /** The session that told it, and its words where it was a warning. */
  by: z.string(),
  words: z.string().optional(),
});

export const limitsShape = z.object({
  accounts: z.array(accountShape),
  waiting: z.array(waitingShape),
  /** The newest first. */
  wakes: z.array(wakeShape),
});

export const usageMethods = {
  'usage.limits': {
    params: z.object({}).strict(),
    result: limitsShape,
    writes: false,
    summary: 'Usage limits of all accounts: which are reached or near, who waits until when, and what woke whom.',
  },
} as const;
