import { z } from 'zod';
import { executionStates, stepStates } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import { brainNames } from '../../policy/consulting/advice.ts';
import { listOrder } from './orders.ts';

/** Lists of tasks for programs: begun, followed, steered, looked up and checked. */

/** UUIDv4 of a list. */
const id = z.uuidv4();
const time = z.string().describe('ISO-8601 UTC.');

export const filesShape = z.object({
  created: z.array(z.string()),
  modified: z.array(z.string()),
  deleted: z.array(z.string()),
  note: z.string().optional().describe('What could not be looked at.'),
});

/** A task of a list as it is told. Texts are redacted. */
export const stepShape = z.object({
  n: z.number().int(),
  uuid: z.string(),
  name: z.string(),
  prompt: z.string(),
  context: z.enum(['fresh', 'same']),
  state: z.enum(stepStates),
  amended: z.array(z.string()),
  class: z.string().describe('Class of its prompt: calculation, code, data, general or file.'),
  complexity: z.string().describe('From trivial to extreme.'),
  predictedMs: z.number().optional().describe('How long its turns were thought to run.'),
  startedAt: time.optional(),
  endedAt: time.optional(),
  tookMs: z.number().optional().describe('From its beginning to its end, with all waits.'),
  ranMs: z.number().optional().describe('How long its turns ran: without limits, pauses and what waited for people.'),
  why: z.string().optional(),
  text: z.string().optional(),
  object: z.record(z.string(), z.json()).optional(),
  cut: z
    .literal(true)
    .optional()
    .describe(
      'To go into one message, texts of it were cut, or its object left out: asked for alone (`n`) it is whole.',
    ),
  echoed: z.boolean().optional(),
  validation: z.object({ valid: z.boolean(), reason: z.string(), failed: z.literal(true).optional() }).optional(),
  files: filesShape.optional(),
  usage: z.object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }).optional(),
  receipt: z.string().optional().describe('Path of its receipt (Markdown).'),
  response: z.string().optional().describe('Path of its response (JSON).'),
});

/** A list as it is told. */
export const executionShape = z.object({
  id: z.string(),
  state: z.enum(executionStates),
  held: z.enum(['paused', 'frozen']).optional(),
  path: z.string(),
  session: z.string().optional(),
  why: z.string().optional(),
  createdAt: time,
  startedAt: time.optional(),
  endedAt: time.optional(),
  counts: z
    .object({ all: z.number().int(), done: z.number().int(), failed: z.number().int() })
    .describe('Of its tasks: how many there are, and how many have ended, in which way.'),
  step: z.number().int().optional().describe('The task that is at work.'),
  offset: z.number().int().describe('Bytes of output so far: where a stream that goes on from here begins.'),
  pending: z.array(z.number().int()).describe('Numbers of what waits for a person in its session.'),
  steps: z.array(stepShape),
});

/** What was found about a receipt and what it tells of. */
export const proofShape = z.object({
  uuid: z.string(),
  execution: z.string(),
  n: z.number().int(),
  ok: z.boolean(),
  faults: z.array(z.string()).describe('A sentence for each thing that is forged, missing or changed.'),
  notes: z
    .array(z.string())
    .describe(
      'What is no fault and good to know: files of the project that were changed since, a task that has no receipt yet.',
    ),
});

/** What a prompt looks like before it is run. */
export const outlookShape = z.object({
  class: z.string(),
  complexity: z.string(),
  tokens: z.number().int().describe('Estimated on the safe side.'),
  predictedMs: z.number(),
  basis: z.number().int().describe('From so many earlier tasks; 0 where it is a default.'),
  why: z.string(),
});

export const executionMethods = {
  'execution.start': {
    params: z
      .object({
        ...listOrder,
        id: id
          .optional()
          .describe(
            "UUIDv4 of the caller's choice: a list that was begun under it is not begun again; another one is a `conflict`.",
          ),
        trust: z.boolean().optional().describe("Vouch for the folder: the CLI's trust dialog is answered with yes."),
        brain: z.enum(brainNames).optional(),
        args: z.array(z.string().max(10_000)).max(100).optional(),
        claude: z.string().min(1).max(4_096).optional(),
        mentions: z
          .array(z.number().int().min(1))
          .max(limits.executionStepsMax)
          .optional()
          .describe(
            'Numbers (from 1) of the tasks that a person typed: they may mention any file with `@`, which the CLI reads without asking.',
          ),
        env: z.record(z.string(), z.string()).describe('The environment of the caller; `PCC_*` is removed.'),
        keep: z.boolean().optional().describe('The session lives on when the list has ended.'),
      })
      .strict(),
    result: executionShape,
    writes: true,
    summary: 'Run a list of tasks strictly in order, each in a fresh context unless told otherwise.',
  },
  'execution.status': {
    params: z
      .object({
        id: z.string().min(1).max(64),
        n: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('Only this task of it, whose texts are then not cut to make room for those of others.'),
      })
      .strict(),
    result: executionShape,
    writes: false,
    summary: 'A list of tasks and where it stands; by its id, or a unique beginning of it.',
  },
  'execution.list': {
    params: z
      .object({ state: z.enum(executionStates).optional(), limit: z.number().int().min(1).max(1_000).optional() })
      .strict(),
    result: z.object({ executions: z.array(executionShape.omit({ steps: true })) }),
    writes: false,
    summary: 'Lists of tasks, the newest first.',
  },
  'execution.control': {
    params: z
      .object({
        id: z.string().min(1).max(64),
        action: z
          .enum(['pause', 'resume', 'cancel', 'PAUSE', 'RESUME', 'CANCEL'])
          .describe('What to do with the list; in capitals it is the same.'),
        freeze: z.boolean().optional().describe('With `pause`: the processes themselves are stopped too (SIGSTOP).'),
      })
      .strict(),
    result: executionShape,
    writes: true,
    summary: 'Pause, resume or cancel a list of tasks.',
  },
  'execution.output': {
    params: z
      .object({
        id: z.string().min(1).max(64),
        from: z.number().int().min(0).describe('Offset in bytes.'),
        waitMs: z
          .number()
          .int()
          .min(0)
          .max(limits.outputWaitMs)
          .optional()
          .describe('Waits so long for more where there is none yet; milliseconds.'),
      })
      .strict(),
    result: z.object({
      from: z
        .number()
        .int()
        .describe('Where the text begins: later than asked for where the beginning is not kept any more.'),
      text: z.string(),
      next: z.number().int(),
      end: z.boolean().describe('The list is over, and this was the last of it.'),
    }),
    writes: false,
    summary: 'What the tasks of a list have said so far, from an offset on; at most 64 KB at a time.',
  },
  'execution.watch': {
    params: z.object({ id: z.string().min(1).max(64) }).strict(),
    result: executionShape,
    writes: false,
    summary: 'A list of tasks; every change of it comes as an `execution.changed` notification from now on.',
  },
  'execution.unwatch': {
    params: z.object({ id: z.string().min(1).max(64) }).strict(),
    result: z.object({ watched: z.boolean().describe('It was watched until now.') }),
    writes: false,
    summary: 'No more notifications about a list of tasks; the list goes on.',
  },
  'execution.check': {
    params: z.object(listOrder).strict(),
    result: z.object({
      ok: z.boolean(),
      problems: z
        .array(z.object({ n: z.number().int().optional(), severity: z.enum(['error', 'warning']), text: z.string() }))
        .describe('What is wrong with a task, or with the whole list where `n` is absent.'),
      steps: z.array(outlookShape),
    }),
    writes: false,
    summary: 'What is wrong with a list of tasks, without running it.',
  },
  'execution.plan': {
    params: z.object(listOrder).strict(),
    result: z.object({
      groups: z
        .array(z.array(z.number().int()))
        .describe('Tasks that could go at the same time, in the order in which they can.'),
      contexts: z.array(z.object({ n: z.number().int(), context: z.enum(['fresh', 'same']), why: z.string() })),
      predictedMs: z.number(),
      advice: z.array(z.string()),
    }),
    writes: false,
    summary: 'How a list of tasks is best run.',
  },
  'execution.history': {
    params: z
      .object({
        limit: z.number().int().min(1).max(limits.historyToldMax).optional(),
        before: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .describe('Only tasks older than the one with this uuid: what follows an answer that ends with it.'),
        execution: z.string().min(1).max(64).optional().describe('Only tasks of this list.'),
        state: z.enum(stepStates).optional(),
      })
      .strict(),
    result: z.object({
      steps: z.array(stepShape.extend({ execution: z.string(), path: z.string(), session: z.string().optional() })),
      predictionError: z
        .object({ mean: z.number(), of: z.number().int() })
        .nullable()
        .describe(
          'How far predictions and outcomes were apart: the mean of |predicted - taken| / taken over those that have both.',
        ),
    }),
    writes: false,
    summary: 'Tasks of lists that were run, the newest first.',
  },
  'execution.verify': {
    params: z
      .object({
        id: z.string().min(1).max(64).optional().describe('Uuid of a task, or id of a list.'),
        last: z.number().int().min(1).max(1_000).optional(),
      })
      .strict(),
    result: z.object({ proofs: z.array(proofShape) }),
    writes: false,
    summary: 'Hold receipts and responses of tasks against the transcripts and the disk.',
  },
  'task.outlook': {
    params: z.object({ prompt: z.string().min(1).max(limits.messageBytesMax) }).strict(),
    result: outlookShape,
    writes: false,
    summary: 'Class, complexity, tokens and predicted time of a prompt.',
  },
  'hooks.status': {
    params: z.object({}).strict(),
    result: z.object({
      hooks: z.array(
        z.object({
          event: z.string(),
          path: z.string().describe('Path of the executable or module.'),
          kind: z.enum(['executable', 'module']),
          timeoutMs: z.number().int(),
          calls: z.number().int(),
          failures: z.number().int(),
          lastAt: time.optional(),
          lastMs: z.number().optional(),
          lastFailure: z.string().optional(),
          problem: z.string().optional().describe('Why it cannot be called at all.'),
        }),
      ),
    }),
    writes: false,
    summary: 'The hooks that are set up, how often they were called, and what went wrong.',
  },
  'auth.status': {
    params: z
      .object({ claude: z.string().min(1).max(4_096).optional(), env: z.record(z.string(), z.string()) })
      .strict(),
    result: z.object({
      installed: z.boolean(),
      version: z.string().nullable(),
      loggedIn: z.boolean().nullable().describe('Null where nobody can tell without asking the API.'),
      by: z.string().nullable().describe('By which means: `api-key`, `subscription`, `bedrock` …; never a value.'),
      how: z.string().describe('What to do where it is not.'),
    }),
    writes: false,
    summary: 'Whether the CLI is installed and logged in, and what to do if not.',
  },
  'metrics.get': {
    params: z.object({}).strict(),
    result: z.object({
      metrics: z.array(
        z.object({
          name: z.string(),
          help: z.string(),
          type: z.enum(['counter', 'gauge']),
          values: z.array(z.object({ labels: z.record(z.string(), z.string()), value: z.number() })),
        }),
      ),
    }),
    writes: false,
    summary: 'Counts of sessions, decisions, tasks and lists, for monitoring.',
  },
} as const;
