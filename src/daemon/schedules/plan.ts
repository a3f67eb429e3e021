import { limits } from '../../limits.ts';
import type { ScheduleRecord } from '../../store/schedules.ts';
import type { Cron } from './cron.ts';
import { localText } from './zoneTime.ts';

/** Times that were missed and are not made up for. */
export interface LeftOut {
  readonly count: number;
  /** There were more than can be counted. */
  readonly more: boolean;
  /** The first of them, milliseconds since the Unix epoch. */
  readonly firstMs: number;
  readonly why: string;
}

/** The time that is looked at; milliseconds since the Unix epoch. */
export interface Span {
  readonly fromMs: number;
  readonly nowMs: number;
  /** True for a time that was dealt with on its own: a clock that was set back comes to it again. */
  readonly isDone: (atMs: number) => boolean;
}

/** What is to be done about the times that have come. */
export interface Plan {
  /** Those that are to be run, in order; milliseconds since the Unix epoch. */
  readonly run: readonly number[];
  readonly leftOut?: LeftOut;
}

/**
 * What is to be done now about the times after `fromMs`. One that is found within `limits.scheduleLateMs` is on time. The others
 * were missed, because no daemon ran or the host slept: by policy all are left out, or the last is made up for unless another
 * is on time, or so many of the last as `limits.scheduleMadeUpMax` says.
 */
export function planned(cron: Cron, missed: ScheduleRecord['missed'], { fromMs, nowMs, isDone }: Span): Plan {
  const lateMs = Math.max(fromMs, nowMs - limits.scheduleLateMs);
  const isOpen = (atMs: number): boolean => !isDone(atMs);
  const onTime = within(cron, lateMs, nowMs, Infinity).filter(isOpen);
  const late = lateMs > fromMs ? within(cron, fromMs, lateMs, limits.scheduleMissedCounted + 1).filter(isOpen) : [];
  const [firstMs] = late;
  if (firstMs === undefined) return { run: onTime };
  const wanted = { skip: 0, once: onTime.length > 0 ? 0 : 1, all: limits.scheduleMadeUpMax }[missed];
  const madeUp = newest(cron, fromMs, lateMs, wanted).filter(isOpen);
  const more = late.length > limits.scheduleMissedCounted;
  const count = Math.min(late.length, limits.scheduleMissedCounted) - (more ? 0 : madeUp.length);
  const run = [...madeUp, ...onTime];
  if (count === 0) return { run };
  const leftOut = { count, more, firstMs };
  return { run, leftOut: { ...leftOut, why: leftOutWords(cron, missed, leftOut) } };
}

function leftOutWords(cron: Cron, missed: ScheduleRecord['missed'], out: Omit<LeftOut, 'why'>): string {
  const times =
    out.count === 1 && !out.more ? 'one time was' : `${out.more ? 'more than ' : ''}${out.count} times were`;
  const from = out.count === 1 ? '' : ', the first';
  const policy = {
    skip: 'the policy is to skip them',
    once: 'the policy is to make up for them once',
    all: `no more than the last ${limits.scheduleMadeUpMax} are made up for`,
  }[missed];
  return `Left out: ${times} missed${from} at ${localText(cron.zone, out.firstMs)}; ${policy}.`;
}

/** The times after one until another, at most so many of the first. */
function within(cron: Cron, fromMs: number, untilMs: number, most: number): number[] {
  const times: number[] = [];
  for (const { atMs } of cron.after(fromMs)) {
    if (atMs > untilMs || times.length >= most) break;
    times.push(atMs);
  }
  return times;
}

const hourMs = 3_600_000;

/** So many of the last times; looked for from the end, since a year of minutes is half a million. */
function newest(cron: Cron, fromMs: number, untilMs: number, wanted: number): number[] {
  if (wanted === 0) return [];
  for (let spanMs = hourMs; ; spanMs *= 4) {
    const startMs = Math.max(fromMs, untilMs - spanMs);
    const times = within(cron, startMs, untilMs, Infinity);
    if (times.length >= wanted || startMs === fromMs) return times.slice(-wanted);
  }
}
