import type { LogLine } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { logLine } from '../../face/text/log.ts';
import type { Io } from '../../face/io.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson, value } from '../verb.ts';

/** Most lines that one call gives; the method table says the same. */
const linesMax = 10_000;

/** `pcc logs <id>`: one line an event; with `--follow` it goes on until the session ends. */
export const run: VerbRun = async (given, io) => {
  const limit = limitOf(given);
  const from = { id: argument(given, 0), ...(limit === undefined ? {} : { limit }) };
  const onLine = printerFor(given, io);
  if (!flag(given, 'follow')) {
    const { lines } = await withDaemon(io, (api) => api.call('session.logs', from));
    lines.forEach(onLine);
    return exit.done;
  }
  const { followLines } = await import('../follow/lines.ts');
  return await followLines(io, from, {
    onLine,
    onStatus: (status) => (status.phase === 'ended' ? exit.done : undefined),
    onInterrupt: () => exit.done,
  });
};

function printerFor(given: Given, io: Io): (line: LogLine) => void {
  if (flag(given, 'json')) return (line) => printJson(io, line);
  return (line) => void io.stdout.write(`${logLine(line, layoutFor(io))}\n`);
}

function limitOf(given: Given): number | undefined {
  const text = value(given, 'limit');
  if (text === undefined) return undefined;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= linesMax) return limit;
  throw new PccError('usage', `'--limit ${text}' is no number from 1 to ${linesMax}.`);
}
