import { z } from 'zod';
import { executionStates, stepStates } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import { brainNames } from '../../policy/consulting/advice.ts';

/** Lists of tasks for programs: begun, followed, steered, looked up and checked. */

/** UUIDv4 of a list. */
const id = z.uuidv4();
/** ISO-8601 UTC. */
const time = z.string();
/** Refused or cut by its tokens, not by its characters. */
const prompt = z.string().min(1).max(limits.promptCharsMax);

/** A task as a program gives it. */
export const stepOrderShape = z
  .object({
    prompt,
    name: z.string().min(1).max(200).optional(),
    /** `fresh` unless told: the context is emptied before it. */
    context: z.enum(['fresh', 'same']).optional(),
    /** Numbers (from 1) of earlier tasks whose results stand before its prompt. */
    uses: z.array(z.number().int().min(1)).max(limits.executionStepsMax).optional(),
    /** The answer is to be a JSON object. */
    json: z.boolean().optional(),
    /** JSON Schema of that object; the usual one where absent. */
    schema: z.record(z.string(), z.json()).optional(),
    verify: z.string().min(1).max(10_000).optional(),
    /** Asked of a fresh context about the result. */
    validation: z.string().min(1).max(limits.taskCharsMax).optional(),
    timeoutMs: z.number().int().min(1_000).optional(),
    /** Tokens that its turns may take, as budgets count them (without what is read from the cache); its prompt has a limit of its own. */
    tokensMax: z.number().int().min(1).optional(),
  })
  .strict();

const order = {
  /** Absolute path of the project's folder. */
  path: z.string().min(1),
  steps: z.array(stepOrderShape).min(1).max(limits.executionStepsMax),
  /** A task that fails ends the list; true unless told. */
  stopOnFailure: z.boolean().optional(),
  amend: z.boolean().optional(),
  tooLong: z.enum(['refuse', 'cut']).optional(),
};

export const filesShape = z.object({
  created: z.array(z.string()),
  modified: z.array(z.string()),
  deleted: z.array(z.string()),
  /** What could not be looked at. */
  note: z.string().optional(),
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
  /** Class and complexity of its prompt, and how long it was thought to take. */
  class: z.string(),
  complexity: z.string(),
  predictedMs: z.number().optional(),
  startedAt: time.optional(),
  endedAt: time.optional(),
  tookMs: z.number().optional(),
  why: z.string().optional(),
  text: z.string().optional(),
  object: z.record(z.string(), z.json()).optional(),
  echoed: z.boolean().optional(),
  validation: z.object({ valid: z.boolean(), reason: z.string(), failed: z.literal(true).optional() }).optional(),
  files: filesShape.optional(),
  usage: z.object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }).optional(),
  /** Paths of its receipt (Markdown) and its response (JSON). */
  receipt: z.string().optional(),
  response: z.string().optional(),
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
  /** Of its tasks: how many there are, and how many have ended, in which way. */
  counts: z.object({ all: z.number().int(), done: z.number().int(), failed: z.number().int() }),
  /** The task that is at work. */
  step: z.number().int().optional(),
  /** Bytes of output so far: where a stream that goes on from here begins. */
  offset: z.number().int(),
  /** Numbers of what waits for a person in its session. */
  pending: z.array(z.number().int()),
  steps: z.array(stepShape),
});

/** What was found about a receipt and what it tells of. */
export const proofShape = z.object({
  uuid: z.string(),
  execution: z.string(),
  n: z.number().int(),
  ok: z.boolean(),
  /** A sentence for each thing that is forged, missing or changed. */
  faults: z.array(z.string()),
  /** What is no fault and good to know: files of the project that were changed since, a task that has no receipt yet. */
  notes: z.array(z.string()),
});

/** What a prompt looks like before it is run. */
export const outlookShape = z.object({
  class: z.string(),
  complexity: z.string(),
  /** Estimated on the safe side. */
  tokens: z.number().int(),
  predictedMs: z.number(),
  /** From so many earlier tasks; 0 where it is a default. */
  basis: z.number().int(),
  why: z.string(),
});

export const executionMethods = {
  'execution.start': {
    params: z
      .object({
        ...order,
        /** UUIDv4 of the caller's choice: a list that was begun under it is not begun again. */
        id: id.optional(),
        trust: z.boolean().optional(),
        brain: z.enum(brainNames).optional(),
        args: z.array(z.string().max(10_000)).max(100).optional(),
        claude: z.string().min(1).max(4_096).optional(),
        /** The environment of the caller; `PCC_*` is removed. */
        env: z.record(z.string(), z.string()),
        /** The session lives on when the list has ended. */
        keep: z.boolean().optional(),
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
        /** Only this task of it, whose texts are then not cut to make room for those of others. */
        n: z.number().int().min(1).optional(),
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
        action: z.enum(['pause', 'resume', 'cancel']),
        /** With `pause`: the processes themselves are stopped too (SIGSTOP). */
        freeze: z.boolean().optional(),
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
        /** Offset in bytes. */
        from: z.number().int().min(0),
        /** Waits so long for more where there is none yet; milliseconds. */
        waitMs: z.number().int().min(0).max(limits.outputWaitMs).optional(),
      })
      .strict(),
    result: z.object({
      /** Where the text begins: later than asked for where the beginning is not kept any more. */
      from: z.number().int(),
      text: z.string(),
      next: z.number().int(),
      /** The list is over, and this was the last of it. */
      end: z.boolean(),
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
  'execution.check': {
    params: z.object(order).strict(),
    result: z.object({
      ok: z.boolean(),
      /** What is wrong with a task, or with the whole list where `n` is absent. */
      problems: z.array(
        z.object({ n: z.number().int().optional(), severity: z.enum(['error', 'warning']), text: z.string() }),
      ),
      steps: z.array(outlookShape),
    }),
    writes: false,
    summary: 'What is wrong with a list of tasks, without running it.',
  },
  'execution.plan': {
    params: z.object(order).strict(),
    result: z.object({
      /** Tasks that could go at the same time, in the order in which they can. */
      groups: z.array(z.array(z.number().int())),
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
        limit: z.number().int().min(1).max(10_000).optional(),
        /** Only tasks of this list. */
        execution: z.string().min(1).max(64).optional(),
        state: z.enum(stepStates).optional(),
      })
      .strict(),
    result: z.object({
      steps: z.array(stepShape.extend({ execution: z.string(), path: z.string(), session: z.string().optional() })),
      /** How far predictions and outcomes were apart: the mean of |predicted - taken| / taken over those that have both. */
      predictionError: z.object({ mean: z.number(), of: z.number().int() }).nullable(),
    }),
    writes: false,
    summary: 'Tasks of lists that were run, the newest first.',
  },
  'execution.verify': {
    params: z
      .object({
        /** Uuid of a task, or id of a list. */
        id: z.string().min(1).max(64).optional(),
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
          /** Path of the executable or module. */
          path: z.string(),
          kind: z.enum(['executable', 'module']),
          timeoutMs: z.number().int(),
          calls: z.number().int(),
          failures: z.number().int(),
          lastAt: time.optional(),
          lastMs: z.number().optional(),
          lastFailure: z.string().optional(),
          /** Why it cannot be called at all. */
          problem: z.string().optional(),
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
      /** Null where nobody can tell without asking the API. */
      loggedIn: z.boolean().nullable(),
      /** By which means: `api-key`, `subscription`, `bedrock` …; never a value. */
      by: z.string().nullable(),
      /** What to do where it is not. */
      how: z.string(),
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
