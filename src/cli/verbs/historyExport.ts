import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { wholeHistory } from '../../face/executions/whole.ts';
import { exit } from '../../face/exit.ts';
import { limits } from '../../limits.ts';
import type { VerbRun } from '../verb.ts';
import { flag, jsonLine, value } from '../verb.ts';
import { limitOf } from './historyList.ts';

/** `pcc history export`: the tasks that were run, the newest first, as JSON or CSV. */
export const run: VerbRun = async (given, io) => {
  const state = value(given, 'state') as Params<'execution.history'>['state'];
  const list = value(given, 'list');
  const isCsv = value(given, 'format') === 'csv';
  if (isCsv && flag(given, 'json'))
    throw new PccError('usage', "'--json' and '--format csv' are two formats; give one of them.");
  const steps = await wholeHistory(io, {
    limit: limitOf(given, limits.historyExportMax),
    ...(state === undefined ? {} : { state }),
    ...(list === undefined ? {} : { execution: list }),
  });
  if (isCsv) {
    const { historyCsv } = await import('../../face/csv.ts');
    io.stdout.write(historyCsv(steps));
  } else io.stdout.write(jsonLine(steps));
  return exit.done;
};
