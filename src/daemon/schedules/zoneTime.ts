import { PccError } from '../../base/errors.ts';

/** Times of clocks on walls, by the zone data of the runtime. A wall time is the milliseconds that UTC would have at that reading. */

const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws PccError `invalid_input` for what is no IANA name of a time zone. */
export function checkZone(zone: string): string {
  try {
    if (!/^[+-]|^$/.test(zone)) {
      formatOf(zone);
      return zone;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new PccError('invalid_input', `'${zone}' is no time zone; give its IANA name, such as Europe/Berlin or UTC.`);
}

/** The zone that the clock of this machine shows, by its IANA name. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What the clocks of a zone show at a moment (milliseconds since the Unix epoch). */
function wallAt(zone: string, atMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the clocks of a zone are ahead of UTC at a moment; milliseconds. */
export function offsetAt(zone: string, atMs: number): number {
  const second = Math.floor(atMs / 1_000) * 1_000;
  return wallAt(zone, second) - second;
}

/** When the clocks of a zone show a wall time. */
export interface Moments {
  /** In order: one; two where the clocks are put back; where they are put forward over it, one that is later by as much. */
  readonly atMs: readonly [number, ...number[]];
  readonly skipped: boolean;
}

/** The moments at which the clocks of a zone show a wall time. */
export function momentsOf(zone: string, wallMs: number): Moments {
  // No zone is a day away from UTC, and none changes its clocks twice within two days.
  const before = offsetAt(zone, wallMs - dayMs);
  const after = offsetAt(zone, wallMs + dayMs);
  const first = wallMs - before;
  if (before === after) return { atMs: [first], skipped: false };
  const second = wallMs - after;
  const isFirst = offsetAt(zone, first) === before;
  const isSecond = offsetAt(zone, second) === after;
  if (isFirst && isSecond) return { atMs: [first, second], skipped: false };
  if (isSecond) return { atMs: [second], skipped: false };
  return { atMs: [first], skipped: !isFirst };
}

/** A moment as the clocks of a zone show it: `2026-03-29 03:30 +02:00`. */
export function localText(zone: string, atMs: number): string {
  const minutes = Math.round(offsetAt(zone, atMs) / 60_000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const away = Math.abs(minutes);
  const distance = `${minutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  return `${wallText(wallAt(zone, atMs))} ${distance}`;
}

/** A wall time: `2026-03-29 03:30`. */
export function wallText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ');
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
