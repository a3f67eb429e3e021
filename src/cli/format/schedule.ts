import type { Schedule } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import type { Colour } from '../../face/text/ink.ts';
import { durationOf, localTime } from '../../face/text/time.ts';

/** A moment that comes, as `2026-03-02 02:00 (in 16h)`. */
export function whenText(iso: string, nowMs: number): string {
  const leftS = (Date.parse(iso) - nowMs) / 1_000;
  return `${minuteOf(iso)} (${leftS < 0 ? 'now' : `in ${durationOf(leftS)}`})`;
}

/** A moment to the minute, where this machine is. */
export function minuteOf(iso: string): string {
  return localTime(iso).slice(0, 16);
}

/** What an option for a time zone takes. */
export const zoneExample = 'an IANA name, such as Europe/Berlin';

/** How the outcome of a run is coloured. */
export const outcomeColours: Readonly<Record<NonNullable<Schedule['last']>['outcome'], Colour>> = {
  started: 'green',
  queued: 'green',
  skipped: 'yellow',
  missed: 'yellow',
  failed: 'red',
};

/** The number that an option was given. @throws PccError `usage`. */
export function countOf(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 1_000) return count;
  throw new PccError('usage', `'${text}' is no number of ${what}; give one from 1 to 1000.`);
}
