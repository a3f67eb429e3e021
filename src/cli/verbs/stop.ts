import { withDaemon } from '../../face/connect.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag, printId } from '../verb.ts';

/** `pcc stop <id>`: ends a session and every process it started. */
export const run: VerbRun = async (given, io) => {
  const params = { id: argument(given, 0), force: flag(given, 'force') };
  return printId(given, io, await withDaemon(io, (api) => api.call('session.stop', params)));
};
