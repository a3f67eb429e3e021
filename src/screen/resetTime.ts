import { DateTime, IANAZone } from 'luxon';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const form =
  /\bresets?(?: at)? (?:(?:on )?([A-Z][a-z]{2,8})\.? (\d{1,2})(?:,| at)? )?(?:at )?(\d{1,2})(?::(\d{2}))? ?([ap]\.?m\.?)?(?: \(([^)]+)\))?/i;

/**
 * The moment that a banner such as `resets 3:40pm`, `resets 3pm (America/New_York)` or `resets Nov 23, 2:48pm (UTC)` means:
 * the next such time after the banner appeared, in the zone it names, else in the session's. Null when it names none.
 *
 * @param appearedMs when the banner was first seen, milliseconds since the epoch
 * @param zone IANA name of the session's time zone
 */
export function resetTime(text: string, appearedMs: number, zone: string): string | null {
  const match = form.exec(text);
  if (!match) return null;
  const [, month, day, hours = '', minutes = '0', half, named] = match;
  const hour = hourOf(Number(hours), half);
  if (hour === undefined || Number(minutes) > 59) return null;
  const place = named !== undefined && IANAZone.isValidZone(named) ? named : zone;
  const now = DateTime.fromMillis(appearedMs, { zone: IANAZone.isValidZone(place) ? place : 'utc' });
  const clock = { hour, minute: Number(minutes), second: 0, millisecond: 0 };
  const at =
    month === undefined ? nextTime(now, clock) : nextDate(now, { month: monthOf(month), day: Number(day), ...clock });
  return at?.isValid ? at.toUTC().toISO() : null;
}

type Clock = { readonly hour: number; readonly minute: number; readonly second: number; readonly millisecond: number };

function nextTime(now: DateTime, clock: Clock): DateTime {
  const today = now.set(clock);
  return today > now ? today : now.plus({ days: 1 }).set(clock);
}

/** A date without a year lies ahead, but for one that has just passed: then the banner is about to leave. */
function nextDate(now: DateTime, date: Clock & { readonly month: number; readonly day: number }): DateTime | undefined {
  if (date.month < 1) return undefined;
  const thisYear = now.set(date);
  return thisYear < now.minus({ days: 1 }) ? now.plus({ years: 1 }).set(date) : thisYear;
}

function hourOf(hours: number, half: string | undefined): number | undefined {
  if (half === undefined) return hours <= 23 ? hours : undefined;
  if (hours < 1 || hours > 12) return undefined;
  return (hours % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function monthOf(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
