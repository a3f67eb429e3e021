import { withDaemon } from '../../face/connect.ts';
import type { VerbRun } from '../verb.ts';
import { argument, printId } from '../verb.ts';

/** `pcc pause <id>`: pcc types nothing in a session until it is resumed. */
export const run: VerbRun = async (given, io) =>
  printId(given, io, await withDaemon(io, (api) => api.call('session.pause', { id: argument(given, 0) })));
