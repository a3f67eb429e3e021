import type { UsageLimits } from '../../api/methods.ts';
import { limitName } from '../../base/limitName.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Ink, Layout } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { agoOf, inLocalTime, localTime, timeUntil } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';
import { warnIfHalted } from '../warnings.ts';

/** `pcc usage`: limits that are reached or near, who waits for which reset, and what woke whom lately. */
export const run: VerbRun = async (given, io) => {
  const told = await withDaemon(io, async (api) => {
    await warnIfHalted(api, io);
    return api.call('usage.limits', {});
  });
  if (flag(given, 'json')) printJson(io, told);
  else io.stdout.write(`${usageLines(told, layoutFor(io)).join('\n')}\n`);
  return exit.done;
};

/** Waits that are over and that are shown: those of a night. */
const wakesShown = 20;

function usageLines({ accounts, waiting, wakes }: UsageLimits, layout: Layout): string[] {
  const blocks = [
    accounts.length === 0 ? ['No usage limit is reached or near.'] : accountLines(accounts, layout),
    waiting.length === 0 ? [] : waitingLines(waiting, layout),
    wakes.length === 0 ? [] : wakeLines(wakes.slice(0, wakesShown), layout),
  ];
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function accountLines(accounts: UsageLimits['accounts'], { ink, width, nowMs }: Layout): string[] {
  const head = headings(['ACCOUNT', 'LIMIT', 'STATE', 'LEFT', 'RESETS', 'TOLD BY'], ink);
  const rows = accounts.map(({ account, kind, state, resetsAt, by, words }): TableCell[] => [
    { text: oneLine(account), paint: (text) => ink('bold', text) },
    { text: oneLine(limitName(kind)) },
    state === 'limited'
      ? { text: 'reached', paint: (text) => ink('red', text) }
      : { text: 'near', paint: (text) => ink('yellow', text) },
    { text: leftText(resetsAt, nowMs) },
    { text: timeText(resetsAt) },
    { text: words === undefined ? oneLine(by) : `${oneLine(by)}: ${oneLine(words)}` },
  ]);
  return tableLines([head, ...rows], width);
}

function waitingLines(waiting: UsageLimits['waiting'], { ink, width, nowMs }: Layout): string[] {
  const head = headings(['WAITS', 'LIMIT', 'SINCE', 'GOES ON IN', 'AT', 'WHY THEN'], ink);
  const rows = waiting.map(({ session, kind, asleepSince, wakesAt, stage, why }): TableCell[] => [
    { text: oneLine(session), paint: (text) => ink('bold', text) },
    { text: oneLine(limitName(kind)) },
    { text: `${agoOf(asleepSince, nowMs)} ago` },
    stage === 'waking'
      ? { text: 'woken', paint: (text) => ink('green', text) }
      : { text: timeUntil(Date.parse(wakesAt), nowMs) },
    { text: localTime(wakesAt) },
    { text: oneLine(inLocalTime(why)) },
  ]);
  return tableLines([head, ...rows], width);
}

const endings: Readonly<Record<UsageLimits['wakes'][number]['by'], string>> = {
  itself: 'went on by itself',
  pcc: 'continued by pcc',
  person: 'continued by a person',
  limit: 'limit again',
  end: 'ended',
};

function wakeLines(wakes: UsageLimits['wakes'], { ink, width, nowMs }: Layout): string[] {
  const head = headings(['WAITED', 'LIMIT', 'ENDED', 'SLEPT', 'HOW', 'WOKEN BECAUSE'], ink);
  const rows = wakes.map(({ session, kind, asleepSince, endedAt, by, why }): TableCell[] => [
    { text: oneLine(session), paint: (text) => ink('bold', text) },
    { text: oneLine(limitName(kind)) },
    { text: `${agoOf(endedAt, nowMs)} ago` },
    { text: agoOf(asleepSince, Date.parse(endedAt)) },
    { text: endings[by], paint: (text) => (by === 'limit' ? ink('yellow', text) : text) },
    { text: why === undefined ? (by === 'itself' ? 'the CLI went on' : '-') : oneLine(inLocalTime(why)) },
  ]);
  return tableLines([head, ...rows], width);
}

function headings(texts: readonly string[], ink: Ink): TableCell[] {
  return texts.map((text) => ({ text, paint: (padded) => ink('dim', padded) }));
}

function leftText(resetsAt: string | null, nowMs: number): string {
  return resetsAt === null ? '?' : timeUntil(Date.parse(resetsAt), nowMs);
}

function timeText(resetsAt: string | null): string {
  return resetsAt === null ? 'nobody knows' : localTime(resetsAt);
}
