import { z } from 'zod';
import { limits } from '../limits.ts';
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
  n: z.number().int().describe('Number by which people name it; unique over all sessions and never used again.'),
  session: z.string(),
  kind: z.string(),
  tool: z.string().optional(),
  subject: z.string().optional(),
  question: z.string().optional(),
  options: z.array(optionShape),
  pages: z
    .array(
      z.object({
        question: z.string(),
        header: z.string(),
        multi: z.boolean(),
        options: z.array(z.object({ label: z.string(), description: z.string() })),
      }),
    )
    .optional()
    .describe('All questions of the call that a page of is on the screen, so that all can be answered at once.'),
  page: z
    .number()
    .int()
    .optional()
    .describe('Index of the page that is on the screen; their number for the review behind them.'),
  risk: z.enum(risks),
  reasons: z.array(z.string()),
  askedAt: z.string().describe('ISO-8601 UTC.'),
});

/** What is told of a task, in the status of its session and in the queue. */
export const taskFields = {
  id: z.string(),
  text: z.string(),
  state: z.enum(['queued', 'typing', 'running', 'verifying', 'done', 'failed', 'removed']),
  reply: z.literal(true).optional().describe("No task of a person's list but a reply to a question in words."),
  role: z
    .enum(['clear', 'compact', 'summary', 'go-on', 'feedback'])
    .optional()
    .describe("A text that serves another task, or a turn of nobody's list."),
  of: z.string().optional().describe('Id of the task that it serves.'),
  fresh: z.literal(true).optional(),
  after: z.string().optional(),
  verify: z.string().optional(),
  priority: z.number().int().optional(),
  source: z
    .object({ file: z.string(), text: z.string() })
    .optional()
    .describe('The requirements file that it stands in.'),
  tokensMax: z.number().int().optional(),
  timeMaxMs: z.number().int().optional(),
  rounds: z.number().int().optional().describe('How often its verification failed.'),
  why: z.string().optional().describe('Why it failed, or why it waits.'),
  cut: z.literal(true).optional().describe('To go into one message, texts of it were cut; they end with `…`.'),
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
  claudeCheck: z
    .enum(cliStandings)
    .optional()
    .describe('What is known of that version; absent where nobody asks, as in a demo.'),
  state: z
    .string()
    .describe(
      "The screen's state: `starting`, `idle`, `draft`, `busy`, `permission`, `question`, `plan`, `trust`, `limit`, `error`, `menu`, `exited` or `unknown`.",
    ),
  phase: z.enum(['launching', 'live', 'restarting', 'stopping', 'ended']),
  paused: z.boolean(),
  humans: z.number().int().describe('How many humans hold the pane.'),
  holders: z
    .array(
      z.object({
        attachment: z.string(),
        client: z.string().describe('What the client calls itself.'),
        since: z.string().describe('ISO-8601 UTC, of the lease and of the last key.'),
        typedAt: z.string(),
      }),
    )
    .describe('Who they are; the one whose key came last stands last.'),
  since: z
    .string()
    .describe('Since when the session is in the state that is told here (state, phase, paused); ISO-8601 UTC.'),
  size: z.object({ cols: z.number().int(), rows: z.number().int() }).describe('Cells of its terminal as it is now.'),
  usage: usageShape.optional().describe('Tokens, by the `usage` of its transcript; absent until there is one.'),
  limit: z.object({ kind: z.string(), resetsAt: z.string().nullable() }).optional(),
  warned: z
    .object({ words: z.string(), resetsAt: z.string().nullable() })
    .optional()
    .describe("A usage limit that is near, by the CLI's own words."),
  retrying: z
    .literal(true)
    .optional()
    .describe('An error ended its turn, and pcc continues it by itself after a while: it needs nobody yet.'),
  activity: z.string().optional().describe('Set while the screen says what runs.'),
  why: z.string().optional().describe('Why the screen could not be read, or what a human should know.'),
  pending: z.array(pendingShape),
  queue: z.array(taskShape),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  exitCode: z.number().int().optional(),
  stopped: z.literal(true).optional().describe('A person asked it to end.'),
  brain: z.enum(brainNames),
  recording: z.string().nullable(),
  warnings: z.array(z.string()),
});

/** One line of a session's log. Decisions carry the fields of the contract; other types carry a sentence. */
export const logShape = z.object({
  seq: z.number().int().describe('Grows over all sessions; `after` takes it.'),
  session: z.string(),
  at: z.string().describe('ISO-8601 UTC.'),
  type: z.enum(['decision', 'state', 'task', 'input', 'human', 'warning', 'session', 'note']),
  text: z.string().optional().describe('The sentence of anything but a decision.'),
  state: z.string().optional(),
  kind: z.string().optional(),
  tool: z.string().optional(),
  subject: z.string().optional(),
  risk: z.enum(risks).optional(),
  action: z.string().optional(),
  by: z.string().optional(),
  keys: z.string().optional().describe('What was typed, made readable: `1`, `Enter`, `Up Enter`.'),
  answer: z.string().optional().describe('The label that was chosen.'),
  rules: z.array(z.string()).optional(),
  reasons: z.array(z.string()).optional(),
  outcome: z.string().optional(),
});

export const screenShape = z.object({
  cols: z.number().int(),
  rows: z.number().int(),
  data: z.string().describe('What to write into an empty emulator of that size to get the screen.'),
  title: z.string(),
  offset: z.number().int().describe('Output offset of the picture.'),
});

/** What a person answers to something that waits. */
export const answersShape = z
  .array(z.string().max(limits.answerCharsMax))
  .max(20)
  .describe(
    'Options by label or number, `yes`, `no` with words, or words: one answer a page; none where it is dismissed.',
  );

export const daemonShape = z.object({
  daemon: z.object({ pid: z.number().int(), version: z.string(), uptimeS: z.number() }),
  host: z.object({ pid: z.number().int().nullable(), sessions: z.number().int() }),
  home: z.string(),
  warnings: z.array(z.string()),
  halted: z.string().optional().describe('Why pcc types nothing in any session, while the kill switch is thrown.'),
  brain: z.enum(brainNames).describe('The brain of new sessions.'),
});
