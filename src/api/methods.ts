import { z } from 'zod';
import { limits } from '../limits.ts';
import type { BrainName } from '../policy/consulting/advice.ts';
import { brainNames } from '../policy/consulting/advice.ts';
import { risks } from '../policy/verdict.ts';
import { configMethods } from './rows/config.ts';
import type { executionShape, proofShape, stepShape } from './rows/executions.ts';
import { executionMethods } from './rows/executions.ts';
import type { queueTaskShape } from './rows/queue.ts';
import { queueMethods } from './rows/queue.ts';
import { receiptMethods } from './rows/receipts.ts';
import { scheduleMethods, scheduleShape } from './rows/schedules.ts';
import { limitsShape, usageMethods } from './rows/usage.ts';
import { answersShape, cliStandings, daemonShape, logShape, pendingShape, screenShape, statusShape } from './shapes.ts';

/**
 * THE method table. One row a method: what it takes, what it gives, whether it changes something, and its sentence for
 * help and docs. The unix socket, and every later face, is a function of these rows.
 */

const name = z.string().min(1).max(64);
const text = z.string().max(limits.taskCharsMax);
const none = z.object({}).strict();

const coreMethods = {
  hello: {
    params: z.object({ protocol: z.number().int(), token: z.string().max(200), client: z.string().max(100) }),
    result: z.object({ protocol: z.number().int(), version: z.string(), pid: z.number().int() }),
    writes: false,
    summary: 'Open a conversation: protocol number and token. Must come first.',
  },
  'session.start': {
    params: z
      .object({
        path: z.string().min(1),
        task: text.optional(),
        requirements: z
          .object({ path: z.string(), text })
          .optional()
          .describe('The text of a requirements file; its open tasks are queued.'),
        trust: z.boolean(),
        name: name.optional(),
        brain: z.enum(brainNames).optional(),
        args: z.array(z.string().max(10_000)).max(100),
        claude: z
          .string()
          .min(1)
          .max(4_096)
          .optional()
          .describe(
            "The CLI to run, when the caller names one (`PCC_CLAUDE`): an absolute path or a name on the caller's PATH.",
          ),
        env: z.record(z.string(), z.string()).describe('The environment of the caller; `PCC_*` is removed.'),
        cols: z.number().int().min(limits.colsMin).max(limits.colsMax).optional(),
        rows: z.number().int().min(limits.rowsMin).max(limits.rowsMax).optional(),
        demo: z.string().max(100).optional().describe('Play recorded sessions of the real CLI instead of running it.'),
      })
      .strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'Start a session of the real CLI in a folder.',
  },
  'session.list': {
    params: z.object({ all: z.boolean().optional() }).strict(),
    result: z.array(statusShape),
    writes: false,
    summary: 'All sessions that live, with `all` the ended ones too.',
  },
  'session.status': {
    params: z.object({ id: name }).strict(),
    result: statusShape,
    writes: false,
    summary: 'One session; a unique prefix of its id is enough.',
  },
  'session.logs': {
    params: z
      .object({
        id: name,
        after: z.number().int().optional(),
        limit: z.number().int().min(1).max(10_000).optional(),
        follow: z.boolean().optional(),
      })
      .strict(),
    result: z.object({ lines: z.array(logShape) }),
    writes: false,
    summary: 'What happened in a session; with `follow`, later lines come as `log` notifications.',
  },
  'session.pause': {
    params: z.object({ id: name }).strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'pcc types nothing more in this session until it is resumed.',
  },
  'session.resume': {
    params: z.object({ id: name }).strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'pcc works in this session again.',
  },
  'session.stop': {
    params: z.object({ id: name, force: z.boolean().optional() }).strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'End the session and every process it started.',
  },
  'session.dismiss': {
    params: z.object({ id: name }).strict(),
    result: z.object({ id: z.string() }),
    writes: true,
    summary: 'Put a session that has ended away: nobody who watches all sessions is shown it any more.',
  },
  'session.send': {
    params: z.object({ id: name, text: text.min(1) }).strict(),
    result: z.object({ id: z.string(), task: z.string() }),
    writes: true,
    summary: 'Type a text into the input box as soon as it is free, and send it.',
  },
  'session.attach': {
    params: z.object({ id: name, cols: z.number().int(), rows: z.number().int(), input: z.boolean() }).strict(),
    result: z.object({ id: z.string(), attachment: z.string(), screen: screenShape }),
    writes: true,
    summary: 'Watch the screen (`screen.output`, `screen.reset` notifications) and, with `input`, hold the keyboard.',
  },
  'session.input': {
    params: z.object({ attachment: z.string(), data: z.string().max(limits.inputBytesMax) }).strict(),
    result: none,
    writes: true,
    summary: 'Keys of a human who is attached.',
  },
  'session.resize': {
    params: z.object({ attachment: z.string(), cols: z.number().int(), rows: z.number().int() }).strict(),
    result: none,
    writes: true,
    summary: 'The terminal of an attached human has a new size.',
  },
  'session.detach': {
    params: z.object({ attachment: z.string() }).strict(),
    result: none,
    writes: true,
    summary: 'Let go of the screen and the keyboard.',
  },
  'session.take': {
    params: z.object({ attachment: z.string(), cols: z.number().int(), rows: z.number().int() }).strict(),
    result: none,
    writes: true,
    summary: 'An attached human takes the keyboard; the child gets this size. From now on pcc types nothing there.',
  },
  'session.release': {
    params: z.object({ attachment: z.string() }).strict(),
    result: none,
    writes: true,
    summary: 'Gives the keyboard back and goes on watching.',
  },
  'session.fit': {
    params: z
      .object({ attachment: z.string(), cols: z.number().int().optional(), rows: z.number().int().optional() })
      .strict(),
    result: none,
    writes: true,
    summary: 'The child gets this size as long as this client shows it so; without one its own again.',
  },
  'session.screen': {
    params: z.object({ id: name, scrollback: z.number().int().min(0).max(limits.scrollbackLines) }).strict(),
    result: screenShape,
    writes: false,
    summary: 'The screen as it is now, with so many of the lines above it.',
  },
  'fleet.watch': {
    params: none,
    result: z.object({
      sessions: z
        .array(statusShape)
        .describe('Living sessions, and those that ended while this daemon ran and that nobody put away.'),
      daemon: daemonShape,
      lines: z.array(logShape).describe('The last lines of all logs, oldest first.'),
      limits: limitsShape,
      schedules: z.array(scheduleShape),
      pulses: z
        .record(z.string(), z.array(z.number().int()))
        .describe(`Units of output in each ${limits.pulseEveryMs} ms, oldest first, of each session that had some.`),
    }),
    writes: false,
    summary: 'All sessions; every change of any of them comes as `fleet.*` notifications from now on.',
  },
  'decisions.list': {
    params: z
      .object({
        session: name.optional(),
        risk: z.enum(risks).optional(),
        by: z.string().max(64).optional().describe('Who decided: `policy`, `brain`, `human` …, as the log tells.'),
        before: z.number().int().optional().describe('Only those before this `seq`.'),
        limit: z.number().int().min(1).max(1_000).optional(),
      })
      .strict(),
    result: z.object({ lines: z.array(logShape) }),
    writes: false,
    summary: 'Decisions of all sessions, the newest first, with their reasons.',
  },
  'pending.list': {
    params: none,
    result: z.array(pendingShape),
    writes: false,
    summary: 'Everything that waits for a person.',
  },
  'pending.call': {
    params: z.object({ n: z.number().int() }).strict(),
    result: z.object({
      n: z.number().int(),
      call: z
        .object({ tool: z.string(), input: z.record(z.string(), z.json()), cwd: z.string().optional() })
        .optional()
        .describe(
          'As the transcript holds it, redacted; absent where the transcript names no call, so that only the screen tells what is asked.',
        ),
      cut: z.boolean().describe(`Texts of the input were cut to ${limits.pendingTextCharsMax} characters.`),
    }),
    writes: false,
    summary: 'The whole call that something which waits is about.',
  },
  'pending.respond': {
    params: z
      .object({
        n: z.number().int(),
        answers: answersShape,
        text: z.boolean().optional().describe('Words that name no option are meant as words for Claude.'),
        dismiss: z
          .boolean()
          .optional()
          .describe(
            'A question in words needs no answer: it is over, its task is done, the next one goes. Nothing is typed.',
          ),
      })
      .strict(),
    result: z.object({ n: z.number().int(), session: z.string(), answer: z.string(), outcome: z.string() }),
    writes: true,
    summary:
      'Answer what waits: options by label or number, `yes`, `no` with words, or words; one answer a page. Or say that a question in words needs none.',
  },
  'daemon.status': {
    params: none,
    result: daemonShape,
    writes: false,
    summary: 'How the daemon and the pty host are.',
  },
  'daemon.stop': {
    params: z.object({ sessions: z.boolean().optional() }).strict(),
    result: z.object({ pid: z.number().int(), sessions: z.number().int() }),
    writes: true,
    summary: 'End the daemon; sessions go on, unless `sessions` is set.',
  },
  'cli.check': {
    params: z
      .object({
        claude: z.string().min(1).max(4_096).optional().describe('The CLI, as for `session.start`.'),
        env: z.record(z.string(), z.string()),
        cwd: z.string().min(1).describe('Folder that a relative path is meant from.'),
        version: z
          .string()
          .max(100)
          .optional()
          .describe('What an earlier answer said of the version; it is not asked again.'),
        begin: z.boolean().describe('Begin a check, unless one runs; otherwise only tell what is known.'),
      })
      .strict(),
    result: z.object({
      path: z.string(),
      version: z.string().nullable(),
      standing: z.enum(cliStandings),
      running: z.boolean(),
      families: z.array(z.object({ family: z.string(), result: z.enum(['ok', 'absent', 'wrong']), note: z.string() })),
      passed: z.boolean().optional(),
      problem: z.string().optional(),
      tookMs: z.number().optional(),
    }),
    writes: true,
    summary: 'What is known of a program of the CLI; with `begin`, it is tried offline.',
  },
  'brain.check': {
    params: z.object({ brain: z.enum(brainNames).optional() }).strict(),
    result: z.object({
      brain: z.enum(brainNames),
      ok: z.boolean().describe('It could be asked now.'),
      text: z.string().describe('What was found, or what is wrong and what to do.'),
    }),
    writes: false,
    summary: 'Whether a brain could be asked now; that of new sessions unless told.',
  },
} as const;

/** All rows. */
export const methods = {
  ...coreMethods,
  ...configMethods,
  ...executionMethods,
  ...queueMethods,
  ...receiptMethods,
  ...scheduleMethods,
  ...usageMethods,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = z.input<Methods[M]['params']>;
export type Result<M extends MethodName> = z.output<Methods[M]['result']>;

/** What the server sends without being asked. */
export interface Notifications {
  /** A line of a log that a client follows. */
  readonly log: LogLine;
  /** New output of an attached screen; `offset` is the offset before it. */
  readonly 'screen.output': { readonly attachment: string; readonly offset: number; readonly text: string };
  /** The attached screen is to be drawn anew: after a resize, a restart, or when the client was too slow. */
  readonly 'screen.reset': { readonly attachment: string; readonly screen: ScreenState; readonly why: string };
  /** The attached session has ended. */
  readonly 'screen.ended': { readonly attachment: string; readonly exitCode: number | null };
  /** A session that is new or changed, to clients that watch the fleet. */
  readonly 'fleet.session': { readonly session: Status };
  /** A new line of any log. */
  readonly 'fleet.line': { readonly line: LogLine };
  readonly 'fleet.daemon': { readonly daemon: Result<'daemon.status'> };
  /** Limits, or who waits for them, have changed. */
  readonly 'fleet.limits': { readonly limits: UsageLimits };
  /** Schedules, or when they are due, have changed. */
  readonly 'fleet.schedules': { readonly schedules: readonly Schedule[] };
  /** A list of tasks that a client watches has changed: its state, a task of it, or its output (up to `offset`). */
  readonly 'execution.changed': { readonly execution: Execution };
  /** Output of the last interval, of each session that had some. */
  readonly 'fleet.pulse': { readonly pulses: Readonly<Record<string, number>> };
  /** The client was too slow and missed something: all anew. */
  readonly 'fleet.reset': Result<'fleet.watch'>;
}
export type NotificationName = keyof Notifications;

export type Status = z.output<typeof statusShape>;
export type PendingItem = z.output<typeof pendingShape>;
export type LogLine = z.output<typeof logShape>;
export type UsageLimits = z.output<typeof limitsShape>;
export type Schedule = z.output<typeof scheduleShape>;
export type QueueTask = z.output<typeof queueTaskShape>;
export type Execution = z.output<typeof executionShape>;
export type ExecutionStep = z.output<typeof stepShape>;
export type ExecutionProof = z.output<typeof proofShape>;
export type ScreenState = z.output<typeof screenShape>;
/** Which brain answers what rules leave open. */
export type Brain = BrainName;

export { apiProtocol } from './protocol.ts';
