import type {
  CcControlOptions,
  CcHistoryOptions,
  CcListOptions,
  CcOptions,
  CcPauseOptions,
  CcResult,
  CcStanding,
  CcTaskGiven,
  CcUsualObject,
} from './options.ts';

export { CcError } from './failure.ts';
export type { CcErrorCode, CcFailureFacts } from './failure.ts';
export type {
  CcControlOptions,
  CcHistoryOptions,
  CcJson,
  CcListOptions,
  CcOptions,
  CcPauseOptions,
  CcPending,
  CcProgress,
  CcResult,
  CcRunOptions,
  CcSchema,
  CcStanding,
  CcTask,
  CcTaskGiven,
  CcTaskOptions,
  CcTaskState,
  CcUsualObject,
} from './options.ts';

/**
 * Runs one task on the real interactive `claude` and gives its answer: a text, or the checked object with `jsonMode` or `schema`. A
 * daemon is started where none runs; when it dies the next one goes on. What waits for a person is told to `onProgress` and never
 * answered.
 *
 * @throws CcError with a code and a sentence; and whatever a callback throws, which cancels the task.
 */
export async function ccExecute<T = CcUsualObject>(
  task: string,
  options: CcOptions & ({ readonly jsonMode: true } | { readonly schema: object; readonly jsonMode?: true }),
): Promise<T>;
/** Runs one task and gives the text of its answer. */
export async function ccExecute(
  task: string,
  options?: CcOptions & { readonly jsonMode?: false | undefined; readonly schema?: undefined },
): Promise<string>;
/** Runs one task; what it gives depends on options that are known only at run time. */
export async function ccExecute(task: string, options: CcOptions): Promise<unknown>;
/** The work behind all of these. */
export async function ccExecute(task: string, options: CcOptions = {}): Promise<unknown> {
  const { execute } = await import('./calls.ts');
  return await execute(task, options);
}

/**
 * Runs tasks strictly in order, each in a fresh context unless told otherwise, and gives their results in order. With
 * `stopOnFailure: false` those that failed are among them.
 *
 * @throws CcError whose `results` are those of the tasks that were run; and whatever a callback or a function of the list throws, which
 * cancels the list.
 */
export async function ccExecuteList(tasks: readonly CcTaskGiven[], options: CcListOptions = {}): Promise<CcResult[]> {
  const { executeList } = await import('./calls.ts');
  return await executeList(tasks, options);
}

/**
 * The tasks that were run, by programs or `pcc`, the newest first, as a text: an array in JSON, or CSV with a line of names in which
 * no cell is a formula. Beyond 200 million characters what is left of long texts is cut, and tasks in JSON have `cut`; what is whole
 * stands in the `response` of a task.
 *
 * @throws CcError
 */
export async function exportExecutionHistory(options: CcHistoryOptions = {}): Promise<string> {
  const { history } = await import('./calls.ts');
  return await history(options);
}

/**
 * Pauses tasks that run, from this program or any other: nothing more is typed for them, and with `freeze` their processes are stopped.
 * `execution` is the `id` that they were given, or the one that `onProgress` hears with `started`; of a list with functions that of
 * the piece that runs. The call that waits for them goes on waiting, and its `onProgress` hears `paused`.
 *
 * @throws CcError `over` where there is nothing left to pause, `not_found` where no list has the id.
 */
export async function pauseExecution(execution: string, options: CcPauseOptions = {}): Promise<CcStanding> {
  const { control } = await import('./calls.ts');
  return await control(execution, 'pause', options);
}

/**
 * Lets tasks go on that were paused, and their processes with them.
 *
 * @throws CcError as `pauseExecution` does.
 */
export async function resumeExecution(execution: string, options: CcControlOptions = {}): Promise<CcStanding> {
  const { control } = await import('./calls.ts');
  return await control(execution, 'resume', options);
}

/**
 * Cancels tasks, paused ones too, and ends all processes of their session. The call that waits for them is rejected with `cancelled`;
 * of tasks that are over it only tells how they ended.
 *
 * @throws CcError `not_found` where no list has the id.
 */
export async function cancelExecution(execution: string, options: CcControlOptions = {}): Promise<CcStanding> {
  const { control } = await import('./calls.ts');
  return await control(execution, 'cancel', options);
}
