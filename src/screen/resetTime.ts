import type { Zone } from 'luxon';
import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import { limits } from '../limits.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * What CLIs of all versions print is `toLocaleString('en-US')` of the moment: within a day only the time, later also the
 * date, and the year where it is another one. Minutes are left out when there are none; the blank before am and pm may be a
 * narrow one; the zone follows in brackets, or is left out.
 */
const form =
  /\bresets?(?: at)?\s(?:(?:on )?([A-Z][a-z]{2,8})\.? (\d{1,2})(?:(?:,| at)?(?: (\d{4}))?(?:,| at)?(?= |$| ?\()))?(?: ?(?:at )?(\d{1,2})(?::(\d{2}))?\s?([ap]\.?m\b\.?)?(?![\d:]))?(?:\s?\(([^)]+)\))?/i;

/**
 * The moment that a banner such as `resets 3:40pm`, `resets 3pm (America/New_York)` or `resets Nov 23, 2:48pm (UTC)` means:
 * the next such time after the banner appeared, or one that passed a moment before, in the zone it names, else in the session's.
 * Of a time that the clock has twice the first is meant: who is early is told the time again. Null when it names none, or a
 * zone that nobody knows.
 *
 * @param appearedMs when the banner was first seen, milliseconds since the epoch
 * @param zone IANA name of the session's time zone
 */
export function resetTime(text: string, appearedMs: number, zone: string): string | null {
  const match = form.exec(text);
  if (!match) return null;
  const [, month, day, year, hours, minutes = '0', half, named] = match;
  if (hours === undefined && month === undefined) return null;
  const hour = hours === undefined ? 0 : hourOf(Number(hours), half);
  if (hour === undefined || Number(minutes) > 59) return null;
  const place = named === undefined ? (zoneOf(zone) ?? FixedOffsetZone.utcInstance) : zoneOf(named);
  if (!place) return null;
  const now = DateTime.fromMillis(appearedMs, { zone: place });
  const clock = { hour, minute: Number(minutes) };
  const date = { month: monthOf(month ?? ''), day: Number(day) };
  const at =
    month === undefined
      ? nextTime(now, clock)
      : nextDate(now, { ...date, ...clock }, year === undefined ? undefined : Number(year));
  return at?.isValid ? at.toUTC().toISO() : null;
}

/** The words that name the moment, blanks made one: by them a banner is known again after its rows were broken otherwise. */
export function resetWords(text: string): string | undefined {
  return form.exec(text.replace(/\s+/g, ' '))?.[0].trim();
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
}

/** A zone by its IANA name, or by its distance from UTC such as `UTC+5:30` or `+05:30`. */
function zoneOf(name: string): Zone | undefined {
  if (IANAZone.isValidZone(name)) return IANAZone.create(name);
  const distance = /^(?:utc|gmt)?([+-]\d{1,2}(?::?\d{2})?)$/i.exec(name.trim())?.[1];
  return distance === undefined ? undefined : FixedOffsetZone.parseSpecifier(`UTC${distance}`);
}

/** Today's, or that of one of the next days: a day may lack the time, and one that is on has it once more where the clock goes back. */
function nextTime(now: DateTime, clock: Clock): DateTime | undefined {
  const earliest = now.minus({ milliseconds: limits.resetGraceMs });
  for (const days of [0, 1, 2, 3]) {
    const next = momentsOf(earliest.plus({ days }), clock).find((moment) => moment > earliest);
    if (next) return next;
  }
  return undefined;
}

/** A date without a year lies ahead, but for one that has just passed: then the banner is about to leave. */
function nextDate(
  now: DateTime,
  { month, day, ...clock }: Clock & { readonly month: number; readonly day: number },
  year: number | undefined,
): DateTime | undefined {
  if (month < 1) return undefined;
  const inYear = (of: number): DateTime | undefined =>
    momentsOf(DateTime.fromObject({ year: of, month, day }, { zone: now.zone }), clock)[0];
  if (year !== undefined) return inYear(year);
  const thisYear = inYear(now.year);
  return !thisYear || thisYear < now.minus({ days: 1 }) ? inYear(now.year + 1) : thisYear;
}

/** The moments at which clocks show that time on that day, the earlier first; the moment of the jump where they skip it. */
function momentsOf(date: DateTime, { hour, minute }: Clock): DateTime[] {
  const { year, month, day, zone } = date;
  if (!date.isValid) return [];
  return DateTime.fromObject({ year, month, day, hour, minute }, { zone })
    .getPossibleOffsets()
    .sort((a, b) => a.toMillis() - b.toMillis());
}

function hourOf(hours: number, half: string | undefined): number | undefined {
  if (half === undefined) return hours <= 23 ? hours : undefined;
  if (hours < 1 || hours > 12) return undefined;
  return (hours % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
