import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { countOf, minuteOf, outcomeColours } from '../format/schedule.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag, printJson, value } from '../verb.ts';

/** `pcc schedule runs <id>`: one line for each time at which it was due, the newest first. */
export const run: VerbRun = async (given, io) => {
  const limit = countOf(value(given, 'limit'), 'runs');
  const id = argument(given, 0);
  const { runs } = await withDaemon(io, (api) =>
    api.call('schedule.runs', { id, ...(limit === undefined ? {} : { limit }) }),
  );
  if (flag(given, 'json')) {
    printJson(io, runs);
    return exit.done;
  }
  if (runs.length === 0) {
    io.stdout.write(`Nothing was due yet; 'pcc schedule next ${oneLine(id)}' tells when it is.\n`);
    return exit.done;
  }
  const { ink, width } = layoutFor(io);
  const head = ['DUE', 'OUTCOME', 'SESSION', 'TASK', 'WHY'].map((text) => ({
    text,
    paint: (padded: string) => ink('dim', padded),
  }));
  const rows = runs.map(({ dueAt, outcome, session, task, why }) => [
    { text: minuteOf(dueAt) },
    { text: outcome, paint: (text: string) => ink(outcomeColours[outcome], text) },
    { text: session ?? '-' },
    { text: task ?? '-' },
    { text: oneLine(why ?? '') },
  ]);
  for (const line of tableLines([head, ...rows], width)) io.stdout.write(`${line}\n`);
  return exit.done;
};
