/**
 * A list of tasks for programs: each in a fresh context, strictly in order, its results kept. What is pure of it stands in this
 * folder; the daemon runs it in a session of its own, so that all that holds for tasks of a session holds here: limits, crashes,
 * exactly-once typing, receipts.
 */

/** Where a list stands. `queued` waits for its turn; `paused` types nothing; the last three are its ends. */
export const executionStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
export type ExecutionState = (typeof executionStates)[number];

/**
 * Where one task of it stands. `judging`: its answer is there and a fresh context says whether it is valid; `refused`: a hook or
 * a guard did not let it begin; `skipped`: a task that it builds on did not end as it should, or the list stops at a failure.
 */
export const stepStates = [
  'waiting',
  'running',
  'judging',
  'done',
  'failed',
  'refused',
  'skipped',
  'cancelled',
] as const;
export type StepState = (typeof stepStates)[number];

/** What a task is asked for, as a program gives it. */
export interface StepOrder {
  readonly prompt: string;
  /** A name for progress and history; made from the prompt where absent. */
  readonly name?: string;
  /** `fresh`: the context is emptied before it; `same`: it goes on in the context of the task before it. */
  readonly context: 'fresh' | 'same';
  /** Numbers (from 1) of earlier tasks of the list whose results stand before its prompt, quoted as data. */
  readonly uses: readonly number[];
  /** The answer is to be one JSON object; `schema` is its JSON Schema where it is not the usual one. */
  readonly json?: { readonly schema?: Readonly<Record<string, unknown>> };
  /** Shell command that has to succeed in the project's folder before the task counts as done. */
  readonly verify?: string;
  /** Asked of a fresh context about the result: is it valid? */
  readonly validation?: string;
  /** Milliseconds that its turns may take; where absent a prediction bounds a session without a sign of life. A judge has as much for itself, and at least half a minute. */
  readonly timeoutMs?: number;
  /** Tokens that its turns may take, as budgets count them: read anew, written to the cache and put out; a judge's are not among them. */
  readonly tokensMax?: number;
}

/** What a list is asked for. */
export interface ExecutionOrder {
  /** Absolute path of the project's folder. */
  readonly path: string;
  readonly steps: readonly StepOrder[];
  /** A task that fails ends the list; else the others go on as far as they do not use it. */
  readonly stopOnFailure: boolean;
  /** Ambiguous prompts, and such that may hang, are rewritten, and what was changed is reported. */
  readonly amend: boolean;
  /** A prompt above the limit of tokens: refused, or cut with a note that can be seen. */
  readonly tooLong: 'refuse' | 'cut';
}

/** What came of a task. */
export interface StepResult {
  /** The last words of its turn, without the line that names the task. */
  readonly text: string;
  /** With `json`: the object, after repair and check. */
  readonly object?: Readonly<Record<string, unknown>>;
  /** The task brought its uuid back. */
  readonly echoed: boolean;
  readonly validation?: { readonly valid: boolean; readonly reason: string; readonly failed?: true };
  /** Paths below the project's folder. `note`: a sentence on what could not be looked at. */
  readonly files: {
    readonly created: readonly string[];
    readonly modified: readonly string[];
    readonly deleted: readonly string[];
    readonly note?: string;
  };
  readonly usage?: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  };
}

/** A task of a list. */
export interface Step extends StepOrder {
  /** Its place in the list, from 1. */
  readonly n: number;
  /** UUIDv4 that its answer must bring back; what history, receipts and `verify` name it by. */
  readonly uuid: string;
  readonly state: StepState;
  /** The prompt as it is to be typed, once it was amended, guarded and composed. */
  readonly typed?: string;
  /** What was changed of the prompt, a sentence each. */
  readonly amended: readonly string[];
  /** Id of the session's task that runs it, and of the one that judges it. */
  readonly task?: string;
  readonly judge?: string;
  /** How often it was asked again: for its uuid, for valid JSON, for a shorter answer. */
  readonly again: number;
  readonly predictedMs?: number;
  /** Why it failed, was refused or skipped. */
  readonly why?: string;
  readonly result?: StepResult;
}

/** A list of tasks and where it stands. */
export interface Execution extends Omit<ExecutionOrder, 'steps'> {
  /** UUIDv4. */
  readonly id: string;
  readonly state: ExecutionState;
  readonly steps: readonly Step[];
  /** Id of the session that runs it, once it has one. */
  readonly session?: string;
  /** A person or a program paused it, and whether the processes themselves were stopped (SIGSTOP). */
  readonly held?: 'paused' | 'frozen';
  readonly why?: string;
}

/** True for a state in which nothing more comes of a list. */
export function isOver(state: ExecutionState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** True for a state in which nothing more comes of a task. */
export function isStepOver(state: StepState): boolean {
  return !['waiting', 'running', 'judging'].includes(state);
}
