import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { countOf, zoneExample } from '../format/schedule.ts';
import type { VerbRun } from '../verb.ts';
import { argument, filled, flag, printJson, value } from '../verb.ts';

/** So many times are told unless more are asked for: a week of working days. */
const shown = 5;

/** `pcc schedule next <id|cron>`: the next times in the zone of the schedule, with what is odd about them. */
export const run: VerbRun = async (given, io) => {
  const named = argument(given, 0);
  const zone = filled(given, 'zone', zoneExample);
  // The name of a schedule has no blank, and a cron expression no other beginning than a blank or this sign without one.
  const isCron = /^@|\s|^$/.test(named);
  if (!isCron && zone !== undefined)
    throw new PccError('usage', `The schedule '${named}' has a zone of its own; leave '--zone' out.`);
  const { times } = await withDaemon(io, (api) =>
    api.call('schedule.next', {
      ...(isCron ? { cron: named } : { id: named }),
      ...(zone === undefined ? {} : { zone }),
      count: countOf(value(given, 'count'), 'times') ?? shown,
    }),
  );
  if (flag(given, 'json')) {
    printJson(io, times);
    return exit.done;
  }
  const { ink, width } = layoutFor(io);
  const rows = times.map(({ at, local, note }) => [
    { text: local, paint: (text: string) => ink('bold', text) },
    { text: `${at.slice(0, 16).replace('T', ' ')} UTC`, paint: (text: string) => ink('dim', text) },
    { text: oneLine(note ?? ''), paint: (text: string) => ink('yellow', text) },
  ]);
  for (const line of tableLines(rows, width)) io.stdout.write(`${line}\n`);
  return exit.done;
};
