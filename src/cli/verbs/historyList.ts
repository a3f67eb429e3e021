import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { predictionErrorText } from '../../face/executions/predictionError.ts';
import { exit } from '../../face/exit.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { listLines } from '../executions/summary.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson, value } from '../verb.ts';

/** `pcc history list`: the lists of tasks that were run, the newest first. */
export const run: VerbRun = async (given, io) => {
  const state = value(given, 'state') as Params<'execution.list'>['state'];
  const isJson = flag(given, 'json');
  const limit = limitOf(given, 1_000);
  const { executions, predictionError } = await withDaemon(io, async (api) => {
    const listed = await api.call('execution.list', { limit, ...(state === undefined ? {} : { state }) });
    if (isJson || listed.executions.length === 0) return { ...listed, predictionError: null };
    const { predictionError: error } = await api.call('execution.history', {});
    return { ...listed, predictionError: error };
  });
  if (isJson) printJson(io, executions);
  else if (executions.length === 0) io.stdout.write("No list of tasks was run yet; 'pcc exec' runs one.\n");
  else {
    for (const line of listLines(executions, layoutFor(io))) io.stdout.write(`${line}\n`);
    const sentence = predictionErrorText(predictionError);
    if (sentence !== undefined) io.stdout.write(`${sentence}\n`);
  }
  return exit.done;
};

/** How many are asked for. @throws PccError `usage`. */
export function limitOf(given: Given, most: number): number {
  const text = value(given, 'limit') ?? '100';
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw new PccError('usage', `'--limit ${text}' is no number from 1 to ${most}.`);
}
