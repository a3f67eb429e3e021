import { z } from 'zod';
import { brainNames } from '../policy/consulting/advice.ts';
import { risks } from '../policy/verdict.ts';
import { optionKinds } from '../screen/reading.ts';

/** The values that more than one method gives, or that are told without being asked. */

/** What is known of a version of the CLI: see `Standing` of the daemon's checks. */
export const cliStandings = ['shipped', 'checked', 'checking', 'failed', 'unchecked', 'off'] as const;

const optionShape = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(optionKinds),
  selected: z.boolean(),
  checked: z.boolean().optional(),
});

export const pendingShape = z.object({
  /** Number by which people name it; unique over all sessions and never used again. */
  n: z.number().int(),
  session: z.string(),
  kind: z.string(),
  tool: z.string().optional(),
  subject: z.string().optional(),
  question: z.string().optional(),
  options: z.array(optionShape),
  /** All questions of the call that a page of is on the screen, so that all can be answered at once. */
  pages: z
    .array(
      z.object({
        question: z.string(),
        header: z.string(),
        multi: z.boolean(),
        options: z.array(z.object({ label: z.string(), description: z.string() })),
      }),
    )
    .optional(),
  /** Index of the page that is on the screen; their number for the review behind them. */
  page: z.number().int().optional(),
  risk: z.enum(risks),
  reasons: z.array(z.string()),
  /** ISO-8601 UTC. */
  askedAt: z.string(),
});

/** What is told of a task, in the status of its session and in the queue. */
export const taskFields = {
  id: z.string(),
  text: z.string(),
  state: z.enum(['queued', 'typing', 'running', 'verifying', 'done', 'failed', 'removed']),
  /** No task of a person's list but a reply to a question in words. */
  reply: z.literal(true).optional(),
  /** A text that serves another task, or a turn of nobody's list. */
  role: z.enum(['clear', 'compact', 'summary', 'go-on', 'feedback']).optional(),
  /** Id of the task that it serves. */
  of: z.string().optional(),
  fresh: z.literal(true).optional(),
  after: z.string().optional(),
  verify: z.string().optional(),
  priority: z.number().int().optional(),
  /** The requirements file that it stands in. */
  source: z.object({ file: z.string(), text: z.string() }).optional(),
  tokensMax: z.number().int().optional(),
  timeMaxMs: z.number().int().optional(),
  /** How often its verification failed. */
  rounds: z.number().int().optional(),
  /** Why it failed, or why it waits. */
  why: z.string().optional(),
};
const taskShape = z.object(taskFields);

/** Tokens of a session. All are sums over its turns but `context`: what the last request took in. */
const usageShape = z.object({
  input: z.number().int(),
  output: z.number().int(),
  cacheRead: z.number().int(),
  cacheWrite: z.number().int(),
  context: z.number().int(),
});

export const statusShape = z.object({
  id: z.string(),
  path: z.string(),
  pid: z.number().int().nullable(),
  claudeSessionId: z.string(),
  claudeVersion: z.string().nullable(),
  /** What is known of that version; absent where nobody asks, as in a demo. */
  claudeCheck: z.enum(cliStandings).optional(),
  /** The screen's state, see `Reading` in src/screen/reading.ts. */
  state: z.string(),
  phase: z.enum(['launching', 'live', 'restarting', 'stopping', 'ended']),
  paused: z.boolean(),
  /** How many humans hold the pane. */
  humans: z.number().int(),
  /** Who they are; the one whose key came last stands last. */
  holders: z.array(
    z.object({
      attachment: z.string(),
      /** What the client calls itself. */
      client: z.string(),
      /** ISO-8601 UTC, of the lease and of the last key. */
      since: z.string(),
      typedAt: z.string(),
    }),
  ),
  /** Since when the session is in the state that is told here (state, phase, paused); ISO-8601 UTC. */
  since: z.string(),
  /** Cells of its terminal as it is now. */
  size: z.object({ cols: z.number().int(), rows: z.number().int() }),
  /** Tokens, by the `usage` of its transcript; absent until there is one. */
  usage: usageShape.optional(),
  limit: z.object({ kind: z.string(), resetsAt: z.string().nullable() }).optional(),
  /** A usage limit that is near, by the CLI's own words. */
  warned: z.object({ words: z.string(), resetsAt: z.string().nullable() }).optional(),
  /** An error ended its turn, and pcc continues it by itself after a while: it needs nobody yet. */
  retrying: z.literal(true).optional(),
  /** Set while the screen says what runs. */
  activity: z.string().optional(),
  /** Why the screen could not be read, or what a human should know. */
  why: z.string().optional(),
  pending: z.array(pendingShape),
  queue: z.array(taskShape),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  exitCode: z.number().int().optional(),
  /** A person asked it to end. */
  stopped: z.literal(true).optional(),
  brain: z.enum(brainNames),
  recording: z.string().nullable(),
  warnings: z.array(z.string()),
});

/** One line of a session's log. Decisions carry the fields of the contract; other types carry a sentence. */
export const logShape = z.object({
  /** Grows over all sessions; `after` takes it. */
  seq: z.number().int(),
  session: z.string(),
  /** ISO-8601 UTC. */
  at: z.string(),
  type: z.enum(['decision', 'state', 'task', 'input', 'human', 'warning', 'session', 'note']),
  /** The sentence of anything but a decision. */
  text: z.string().optional(),
  state: z.string().optional(),
  kind: z.string().optional(),
  tool: z.string().optional(),
  subject: z.string().optional(),
  risk: z.enum(risks).optional(),
  action: z.string().optional(),
  by: z.string().optional(),
  /** What was typed, made readable: `1`, `Enter`, `Up Enter`. */
  keys: z.string().optional(),
  /** The label that was chosen. */
  answer: z.string().optional(),
  rules: z.array(z.string()).optional(),
  reasons: z.array(z.string()).optional(),
  outcome: z.string().optional(),
});

export const screenShape = z.object({
  cols: z.number().int(),
  rows: z.number().int(),
  /** What to write into an empty emulator of that size to get the screen. */
  data: z.string(),
  title: z.string(),
  /** Output offset of the picture. */
  offset: z.number().int(),
});

export const daemonShape = z.object({
  daemon: z.object({ pid: z.number().int(), version: z.string(), uptimeS: z.number() }),
  host: z.object({ pid: z.number().int().nullable(), sessions: z.number().int() }),
  home: z.string(),
  warnings: z.array(z.string()),
  /** Why pcc types nothing in any session, while the kill switch is thrown. */
  halted: z.string().optional(),
  /** The brain of new sessions. */
  brain: z.enum(brainNames),
});
