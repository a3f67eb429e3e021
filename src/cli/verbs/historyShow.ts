import { withDaemon } from '../../face/connect.ts';
import { wholeSteps } from '../../face/executions/whole.ts';
import { exit } from '../../face/exit.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { wholeLines } from '../executions/summary.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc history show <id>`: a list with all that its tasks were asked and said. */
export const run: VerbRun = async (given, io) => {
  const told = await withDaemon(io, (api) => api.call('execution.status', { id: argument(given, 0) }));
  const execution = { ...told, steps: await wholeSteps(io, told) };
  if (flag(given, 'json')) printJson(io, execution);
  else for (const line of wholeLines(execution, layoutFor(io))) io.stdout.write(`${line}\n`);
  return exit.done;
};
