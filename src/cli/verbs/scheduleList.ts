import type { Schedule } from '../../api/methods.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Ink } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { minuteOf, outcomeColours, whenText } from '../format/schedule.ts';
import type { VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc schedule list`: one line a schedule. */
export const run: VerbRun = async (given, io) => {
  const schedules = await withDaemon(io, (api) => api.call('schedule.list', {}));
  if (flag(given, 'json')) {
    printJson(io, schedules);
    return exit.done;
  }
  if (schedules.length === 0) {
    io.stdout.write("No schedule yet; 'pcc schedule add --help' shows how to make one.\n");
    return exit.done;
  }
  const { ink, width, nowMs } = layoutFor(io);
  const head = ['SCHEDULE', 'CRON', 'ZONE', 'NEXT', 'LAST', 'WHAT'].map((text) => ({
    text,
    paint: (padded: string) => ink('dim', padded),
  }));
  const rows = schedules.map((schedule) => rowOf(schedule, nowMs, ink));
  for (const line of tableLines([head, ...rows], width)) io.stdout.write(`${line}\n`);
  return exit.done;
};

function rowOf(schedule: Schedule, nowMs: number, ink: Ink): TableCell[] {
  const { id, cron, zone, nextAt, last } = schedule;
  return [
    { text: id, paint: (text) => ink('bold', text) },
    { text: oneLine(cron) },
    { text: oneLine(zone) },
    { text: nextAt === undefined ? '-' : whenText(nextAt, nowMs) },
    last === undefined
      ? { text: '-' }
      : {
          text: `${last.outcome} ${minuteOf(last.dueAt)}`,
          paint: (text) => ink(outcomeColours[last.outcome], text),
        },
    { text: oneLine(whatOf(schedule)) },
  ];
}

/** Where, and what: `/srv/app: update the dependencies`. */
function whatOf({ path, session, task, requirements }: Schedule): string {
  return `${path ?? session ?? ''}: ${task ?? `open tasks of ${requirements ?? ''}`}`;
}
