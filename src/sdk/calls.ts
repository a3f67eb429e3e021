import type { Params } from '../api/methods.ts';
import { PccError } from '../base/errors.ts';
import type { Reach } from '../face/connect.ts';
import { withDaemon } from '../face/connect.ts';
import type { HistoryWish } from '../face/executions/whole.ts';
import { wholeHistory } from '../face/executions/whole.ts';
import { limits } from '../limits.ts';
import { CcError } from './failure.ts';
import type {
  CcHistoryOptions,
  CcListOptions,
  CcOptions,
  CcPauseOptions,
  CcResult,
  CcStanding,
  CcTaskGiven,
} from './options.ts';
import { ccError, runTasks } from './running.ts';
import { processWorld, withHome } from './world.ts';

/** The functions of the SDK with the world that they work in. */

/** See `ccExecute`. */
export async function execute(task: string, options: CcOptions, world?: Reach): Promise<unknown> {
  if (typeof task !== 'string')
    throw new CcError('invalid_input', 'The task is no text; ccExecuteList takes tasks of other kinds.');
  const [result] = await executeList([task], options, world);
  if (options.jsonMode === true || (options.schema !== undefined && options.jsonMode !== false))
    return answerObject(result);
  return result?.text ?? '';
}

/** See `ccExecuteList`. */
export async function executeList(
  tasks: readonly CcTaskGiven[],
  options: CcListOptions,
  world?: Reach,
): Promise<CcResult[]> {
  return await runTasks(world ?? ownWorld(), tasks, options);
}

/** See `exportExecutionHistory`. */
export async function history(options: CcHistoryOptions, world?: Reach): Promise<string> {
  const { format = 'json', home } = options;
  try {
    const own = withHome(world ?? processWorld(), home);
    const steps = await wholeHistory(own, historyWish(options));
    // A line for each: blanks before what lies deep would be a multiple of what is said.
    if (format === 'json') return `[\n${steps.map((step) => JSON.stringify(step)).join(',\n')}\n]\n`;
    const { historyCsv } = await import('../face/csv.ts');
    return historyCsv(steps);
  } catch (error) {
    throw ccError(error);
  }
}

/** See `pauseExecution`, `resumeExecution` and `cancelExecution`. */
export async function control(
  id: string,
  action: Params<'execution.control'>['action'],
  { home, freeze }: CcPauseOptions,
  world?: Reach,
): Promise<CcStanding> {
  try {
    const told = await withDaemon(withHome(world ?? processWorld(), home), (api) =>
      api.call('execution.control', { id, action, ...(freeze === undefined ? {} : { freeze }) }),
    );
    return { execution: told.id, state: told.state, held: told.held };
  } catch (error) {
    throw ccError(error);
  }
}

const formats: readonly string[] = ['json', 'csv'];

function historyWish({ format, limit = limits.executionsShown, execution, state }: CcHistoryOptions): HistoryWish {
  // A program without types may give anything.
  if (format !== undefined && !formats.includes(format))
    throw new PccError('invalid_input', `The format '${format}' is not known; give 'json' or 'csv'.`);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.historyExportMax)
    throw new PccError('invalid_input', `The limit ${limit} is no whole number from 1 to ${limits.historyExportMax}.`);
  return {
    limit,
    ...(execution === undefined ? {} : { execution }),
    ...(state === undefined ? {} : { state }),
  };
}

function answerObject(result: CcResult | undefined): unknown {
  if (result?.object === undefined)
    throw new CcError('failed', 'The task is done and its answer holds no object.', {
      ...(result ? { results: [result], execution: result.execution } : {}),
    });
  return result.object;
}

function ownWorld(): Reach {
  try {
    return processWorld();
  } catch (error) {
    throw ccError(error);
  }
}
