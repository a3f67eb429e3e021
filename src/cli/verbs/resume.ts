import { withDaemon } from '../../face/connect.ts';
import type { VerbRun } from '../verb.ts';
import { argument, printId } from '../verb.ts';

/** `pcc resume <id>`: pcc works in a paused session again. */
export const run: VerbRun = async (given, io) =>
  printId(given, io, await withDaemon(io, (api) => api.call('session.resume', { id: argument(given, 0) })));
