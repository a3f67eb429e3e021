import { withDaemon } from '../../face/connect.ts';
import type { VerbRun } from '../verb.ts';
import { argument, printId } from '../verb.ts';

/** `pcc schedule remove <id>`: takes a schedule away and prints its id. */
export const run: VerbRun = async (given, io) => {
  const removed = await withDaemon(io, (api) => api.call('schedule.remove', { id: argument(given, 0) }));
  return printId(given, io, removed);
};
