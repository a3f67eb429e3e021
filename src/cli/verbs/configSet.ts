import { withDaemon } from '../../face/connect.ts';
import { oneLine } from '../../face/text/text.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc config set KEY VALUE`. */
export const run: VerbRun = async (given, io) => {
  const params = { key: argument(given, 0), value: argument(given, 1) };
  const set = await withDaemon(io, (api) => api.call('config.set', params));
  if (flag(given, 'json')) printJson(io, set);
  else io.stdout.write(`${set.key} = ${oneLine(String(set.value))}\n`);
  return exit.done;
};
