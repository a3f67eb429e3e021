/** What the functions of the SDK take. This file imports nothing, so that its declarations stand alone. */

/** Any value that JSON can hold. */
export type CcJson = null | boolean | number | string | readonly CcJson[] | { readonly [key: string]: CcJson };

/** A JSON Schema. */
export type CcSchema = Readonly<Record<string, unknown>>;

/** What can be said of one task, or for all tasks of a list. */
export interface CcTaskOptions {
  /** The answer is to be one JSON object, which is checked; fenced or slightly broken JSON is repaired, else it is asked for again. */
  readonly jsonMode?: boolean | undefined;
  /** JSON Schema of that object; makes `jsonMode` true. */
  readonly schema?: CcSchema | undefined;
  /** A fresh context is asked this about the result; the task fails where it says no. When the judge itself fails the result counts as valid, and says so. */
  readonly validationPrompt?: string | undefined;
  /**
   * Milliseconds that the turns of a task may take, at least 1000; a judge has as much for itself. Unless told, one without a sign of
   * life is ended after the time that is predicted from earlier tasks, a healthy one after 4 hours.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Tokens that the turns of a task may take, as budgets count them: input, what is written to the cache (the CLI's own beginning, too)
   * and output, without what is read from the cache. The task fails where they take more. Its prompt is bounded apart: see `tooLong`.
   */
  readonly tokensMax?: number | undefined;
  /** Shell command that has to succeed in the project's folder before the task counts as done. */
  readonly verify?: string | undefined;
}

/** A task of a list. */
export interface CcTask extends CcTaskOptions {
  readonly prompt: string;
  /** A name for progress, history and `uses`; made from the prompt unless told. */
  readonly name?: string | undefined;
  /** `fresh` unless told: the context is emptied before it; `same`: it goes on in that of the task before it. */
  readonly context?: 'fresh' | 'same' | undefined;
  /** Earlier tasks, by number (from 1) or name, whose results are quoted before its prompt as data. */
  readonly uses?: readonly (number | string)[] | undefined;
}

/** How a call works as a whole. */
export interface CcRunOptions {
  /** Folder of the project; the present one unless told. */
  readonly path?: string | undefined;
  /** UUIDv4 under which the tasks are run: called again with the same one, nothing is run twice; with other tasks it is refused (`conflict`). */
  readonly id?: string | undefined;
  /** Called with what the tasks say, as it comes, and its offset in bytes; a promise that it gives is waited for. */
  readonly stream?: ((text: string, offset: number) => unknown) | undefined;
  /** Called with what happens; a promise that it gives is waited for. */
  readonly onProgress?: ((progress: CcProgress) => unknown) | undefined;
  /** Writes a report in Markdown: true for a file of the home folder, or its path. `onProgress` tells where it is. */
  readonly generateReport?: boolean | string | undefined;
  /** Ambiguous prompts, and such that may hang, are rewritten; each result, the report, and what `onProgress` hears of the task say what was changed. */
  readonly amendPrompt?: boolean | undefined;
  /** A prompt with more than 190,000 tokens is refused unless told, or cut with a note that can be seen. */
  readonly tooLong?: 'refuse' | 'cut' | undefined;
  /**
   * A person typed the tasks: their prompts, and `validationPrompt`, may mention any file with `@`, which the CLI reads without asking.
   * Never say so of what a model, a web page or a file worded. Unless told, they may mention plain files of the project only, and what
   * a function of the list gives never any others.
   */
  readonly allowMentions?: boolean | undefined;
  /** Cancels the tasks and ends the processes of their session. */
  readonly signal?: AbortSignal | undefined;
  /** Vouch for the folder: the CLI's trust dialog is answered with yes. */
  readonly trust?: boolean | undefined;
  /** Who answers what the rules leave open. */
  readonly brain?: 'none' | 'rules' | 'ollama' | 'gemini' | undefined;
  /** The session lives on when the tasks have ended. */
  readonly keep?: boolean | undefined;
  /** Further arguments of the CLI, such as `['--model', 'opus']`. */
  readonly args?: readonly string[] | undefined;
  /** The CLI to run instead of the configured one. */
  readonly claude?: string | undefined;
  /** Environment of the session; that of this process unless told. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Home folder of pcc; `PCC_HOME` or `~/.perpetualcc` unless told. */
  readonly home?: string | undefined;
}

/** What `ccExecute` takes beside its task. */
export interface CcOptions extends CcTaskOptions, CcRunOptions {}

/** What `ccExecuteList` takes beside its tasks. What is said of tasks here counts for those that do not say otherwise. */
export interface CcListOptions extends CcTaskOptions, CcRunOptions {
  /**
   * True unless told: the first task that is not done ends the list, and the promise is rejected. False: the others go on as far as
   * they do not use it, and the promise gives the results of all, each with its `state`.
   */
  readonly stopOnFailure?: boolean | undefined;
}

/** A question, permission or other thing that waits for a person; nobody but a person answers it. */
export interface CcPending {
  /** Its number, for `pcc respond`. */
  readonly n: number;
  readonly session: string;
  /** `permission`, `question`, `plan`, `trust` … */
  readonly kind: string;
  readonly risk: 'LOW' | 'MEDIUM' | 'HIGH';
  readonly tool?: string | undefined;
  /** The command or path that it is about. */
  readonly subject?: string | undefined;
  readonly question?: string | undefined;
  readonly options: readonly { readonly key: string; readonly label: string }[];
  readonly reasons: readonly string[];
}

/** Where a task stands. */
export type CcTaskState = 'waiting' | 'running' | 'judging' | 'done' | 'failed' | 'refused' | 'skipped' | 'cancelled';

/** What `onProgress` hears. */
export type CcProgress =
  /** The tasks are taken. Of a list with functions there is one for each piece. `execution` is what `pcc exec --attach` takes. */
  | { readonly type: 'started'; readonly execution: string; readonly session?: string | undefined }
  /** A task has another state. `total`: how many tasks the whole list has. */
  | {
      readonly type: 'task';
      readonly n: number;
      readonly total: number;
      readonly name: string;
      readonly uuid: string;
      readonly state: CcTaskState;
      readonly predictedMs?: number | undefined;
      readonly tookMs?: number | undefined;
      readonly why?: string | undefined;
      /** What was changed of its prompt, a sentence each; left out where nothing was. */
      readonly amended?: readonly string[] | undefined;
      readonly validation?: CcValidation | undefined;
    }
  /** These wait for a person; `pcc respond` answers them. Empty once nothing waits any more. */
  | { readonly type: 'waiting'; readonly pending: readonly CcPending[] }
  /** A person or another program paused the tasks, or lets them go on. */
  | { readonly type: 'paused' | 'resumed'; readonly execution: string }
  /** The report is written. */
  | { readonly type: 'report'; readonly path: string };

/** What a fresh judge found of a result. `failed`: it came to no end, so that the result counts as valid. */
export interface CcValidation {
  readonly valid: boolean;
  readonly reason: string;
  readonly failed?: true | undefined;
}

/** What came of a task. */
export interface CcResult {
  /** Its place in the list, from 1. */
  readonly n: number;
  readonly name: string;
  /** UUIDv4 of the task, which its answer brought back. */
  readonly uuid: string;
  /** UUIDv4 of the list that it belonged to. */
  readonly execution: string;
  readonly state: CcTaskState;
  /** The last words of its turn, without secrets; '' where there are none. */
  readonly text: string;
  /** In `jsonMode`: the object, after repair and check. */
  readonly object?: Readonly<Record<string, CcJson>> | undefined;
  /** Why it failed, was refused or skipped. */
  readonly why?: string | undefined;
  /** What was changed of its prompt, a sentence each. */
  readonly amended: readonly string[];
  readonly validation?: CcValidation | undefined;
  /** Paths below the project's folder. */
  readonly files: {
    readonly created: readonly string[];
    readonly modified: readonly string[];
    readonly deleted: readonly string[];
    /** What could not be looked at. */
    readonly note?: string | undefined;
  };
  readonly usage?:
    | {
        readonly input: number;
        readonly output: number;
        readonly cacheRead: number;
        readonly cacheWrite: number;
      }
    | undefined;
  readonly predictedMs?: number | undefined;
  readonly tookMs?: number | undefined;
  /** Paths of its receipt (Markdown) and its response (JSON). */
  readonly receipt?: string | undefined;
  readonly response?: string | undefined;
}

/** The object of `jsonMode` where no schema is given. Fields beside these are kept. */
export interface CcUsualObject {
  readonly result: CcJson;
  readonly files_created: readonly string[];
  readonly files_modified: readonly string[];
  readonly summary: string;
  readonly execution_uuid: string;
}

/**
 * A task of a list as it is given: its prompt, an object, or a function that makes either of them from the results of all tasks before
 * it. At a function the list is cut: what stands before it is run first, and what stands from it up to the next function is a list
 * of its own, in a session of its own. Tasks can use or go on from tasks of the same piece only.
 */
export type CcTaskGiven =
  | string
  | CcTask
  | ((results: readonly CcResult[]) => string | CcTask | Promise<string | CcTask>);

/** What `exportExecutionHistory` takes. */
export interface CcHistoryOptions {
  readonly format?: 'json' | 'csv' | undefined;
  /** At most so many tasks, the newest first; 100 unless told, 10000 at most. */
  readonly limit?: number | undefined;
  /** Only tasks of this list. */
  readonly execution?: string | undefined;
  readonly state?: CcTaskState | undefined;
  readonly home?: string | undefined;
}

/** What functions take that steer tasks which run. */
export interface CcControlOptions {
  readonly home?: string | undefined;
}

/** What `pauseExecution` takes. */
export interface CcPauseOptions extends CcControlOptions {
  /** The processes of the session are stopped, too (SIGSTOP), so that also what runs now goes no further. */
  readonly freeze?: boolean | undefined;
}

/** Where a list of tasks stands. */
export interface CcStanding {
  /** UUIDv4 of the list. */
  readonly execution: string;
  readonly state: 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
  /** Whether it was only paused, or its processes were stopped, too. */
  readonly held?: 'paused' | 'frozen' | undefined;
}
