import type { Params } from '../../api/methods.ts';
import { withDaemon } from '../../face/connect.ts';
import { wholeHistory } from '../../face/executions/whole.ts';
import { exit } from '../../face/exit.ts';
import type { VerbRun } from '../verb.ts';
import { jsonLine, value } from '../verb.ts';
import { limitOf } from './historyList.ts';

/** `pcc history export`: the tasks that were run, the newest first, as JSON or CSV. */
export const run: VerbRun = async (given, io) => {
  const state = value(given, 'state') as Params<'execution.history'>['state'];
  const list = value(given, 'list');
  const told = await withDaemon(io, (api) =>
    api.call('execution.history', {
      limit: limitOf(given, 10_000),
      ...(state === undefined ? {} : { state }),
      ...(list === undefined ? {} : { execution: list }),
    }),
  );
  const steps = await wholeHistory(io, told.steps);
  if (value(given, 'format') === 'csv') {
    const { historyCsv } = await import('../../face/csv.ts');
    io.stdout.write(historyCsv(steps));
  } else io.stdout.write(jsonLine(steps));
  return exit.done;
};
