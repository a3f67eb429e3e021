import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { resetTime } from '../../src/screen/resetTime.ts';

/** A moment as the CLI prints it: `toLocaleString('en-US')`, with the date when it is more than a day ahead. */
function printed(atMs: number, nowMs: number, timeZone: string): string {
  const at = DateTime.fromMillis(atMs, { zone: timeZone });
  const far = atMs - nowMs > 24 * 3_600_000;
  return new Date(atMs)
    .toLocaleString('en-US', {
      timeZone,
      hour: 'numeric',
      hour12: true,
      ...(at.minute === 0 ? {} : { minute: '2-digit' }),
      ...(far ? { month: 'short', day: 'numeric' } : {}),
      ...(far && at.year !== DateTime.fromMillis(nowMs, { zone: timeZone }).year ? { year: 'numeric' } : {}),
    })
    .replace(/\s([AP]M)/i, (_all, half: string) => half.toLowerCase());
}

/** Saturday, 15 August 2026, 12:00 UTC. */
const noonMs = Date.UTC(2026, 7, 15, 12);

describe('a reset time', () => {
  it.each([
    ['5-hour limit reached ∙ resets 3:40pm', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['Session limit reached ∙ resets 3pm', 'UTC', '2026-08-15T15:00:00.000Z'],
    ['resets 11:59am', 'UTC', '2026-08-15T11:59:00.000Z'],
    ['resets 11:54am', 'UTC', '2026-08-16T11:54:00.000Z'],
    ['resets 12am', 'UTC', '2026-08-16T00:00:00.000Z'],
    ['resets 12:30pm', 'UTC', '2026-08-15T12:30:00.000Z'],
    ['resets 15:40', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['resets at 3:40 pm', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['resets 3:40pm', 'Asia/Tokyo', '2026-08-16T06:40:00.000Z'],
    ['resets 3:40pm', 'America/New_York', '2026-08-15T19:40:00.000Z'],
    ['resets 10:18am (America/New_York)', 'Asia/Tokyo', '2026-08-15T14:18:00.000Z'],
    ['resets 3:30pm (UTC)', 'Asia/Tokyo', '2026-08-15T15:30:00.000Z'],
    ['resets 3:30pm (Nowhere/City)', 'UTC', null],
    ['weekly limit · resets Nov 23, 2:48pm (UTC)', 'UTC', '2026-11-23T14:48:00.000Z'],
    ['weekly limit · resets Jan 2, 9am (UTC)', 'UTC', '2027-01-02T09:00:00.000Z'],
    ['resets Aug 20 at 9am', 'UTC', '2026-08-20T09:00:00.000Z'],
    ['resets Jan 2, 2027, 9am (UTC)', 'UTC', '2027-01-02T09:00:00.000Z'],
    ['resets Jan 2, 2027 at 9:05pm (UTC)', 'UTC', '2027-01-02T21:05:00.000Z'],
    ['resets Mar 1, 2028, 12:00\u202fAM (Asia/Kolkata)', 'UTC', '2028-02-29T18:30:00.000Z'],
    ['resets Aug 20', 'UTC', '2026-08-20T00:00:00.000Z'],
    ['resets Aug 15, 11am (UTC)', 'UTC', '2026-08-15T11:00:00.000Z'],
    ['resets Feb 29, 9am (UTC)', 'UTC', null],
    ['resets 3:30\u202fPM (UTC)', 'Asia/Tokyo', '2026-08-15T15:30:00.000Z'],
    ['resets 9pm (Asia/Kolkata)', 'UTC', '2026-08-15T15:30:00.000Z'],
    ['resets 9pm (UTC+5:30)', 'UTC', '2026-08-15T15:30:00.000Z'],
    ['resets 9pm (+05:30)', 'UTC', '2026-08-15T15:30:00.000Z'],
    ['resets 00:00', 'UTC', '2026-08-16T00:00:00.000Z'],
    ['resets 12pm', 'UTC', '2026-08-15T12:00:00.000Z'],
    ['Usage limit reached · limit resets 3:30am', 'Europe/Berlin', '2026-08-16T01:30:00.000Z'],
  ])('%s, in %s', (text, zone, expected) => {
    expect(resetTime(text, noonMs, zone)).toBe(expected);
  });

  it.each(['limit reached', 'resets soon', 'resets 25:00', 'resets 13pm', 'resets 3:75pm', 'resets Foo 3, 2pm'])(
    'is none in: %s',
    (text) => {
      expect(resetTime(text, noonMs, 'UTC')).toBeNull();
    },
  );

  it('takes a time that the clock skips or has twice to one within the hour', () => {
    const beforeGapMs = Date.parse('2026-03-29T00:00:00+01:00');
    const gap = Date.parse(resetTime('resets 2:30am', beforeGapMs, 'Europe/Berlin') ?? '');
    expect(Math.abs(gap - Date.parse('2026-03-29T03:30:00+02:00'))).toBeLessThanOrEqual(3_600_000);
    const beforeOverlapMs = Date.parse('2026-10-25T00:00:00+02:00');
    const twice = resetTime('resets 2:30am', beforeOverlapMs, 'Europe/Berlin');
    expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain(twice);
  });

  it.each([
    // In Berlin the clock shows 2:30 twice on 25 October 2026: at 0:30 and at 1:30 UTC.
    ['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T00:40:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['2026-10-25T01:40:00.000Z', '2026-10-26T01:30:00.000Z'],
  ])('is the next of a time that the clock has twice: at %s', (nowText, expected) => {
    expect(resetTime('resets 2:30am', Date.parse(nowText), 'Europe/Berlin')).toBe(expected);
  });

  it('is found again from what the CLI prints, in every zone at every moment', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 }),
        // The time alone is printed up to a day ahead: of its last minutes the same text names a moment that has just passed.
        fc.integer({ min: 1, max: 9 * 24 * 60 }).filter((minutes) => minutes < 24 * 60 - 65 || minutes > 24 * 60 + 65),
        fc.boolean(),
        (zone, nowMinutes, aheadMinutes, named) => {
          const nowMs = nowMinutes * 60_000;
          const atMs = nowMs + aheadMinutes * 60_000;
          const text = `You've hit your limit · resets ${printed(atMs, nowMs, zone)}${named ? ` (${zone})` : ''}`;
          const found = Date.parse(resetTime(text, nowMs, named ? 'UTC' : zone) ?? '');
          // Where the clock goes back, the same text is printed for two moments: the first that lies ahead is meant.
          const isTwice =
            found !== atMs &&
            found > nowMs - limits.resetGraceMs &&
            printed(found, nowMs, zone) === printed(atMs, nowMs, zone);
          expect(found === atMs || (isTwice && found < atMs)).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('lies ahead by a day and a little at the most, or some minutes back, in every zone at every moment, and is what was said', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) }),
        fc.nat(23),
        fc.nat(59),
        (zone, nowMs, hour, minute) => {
          const minutes = String(minute).padStart(2, '0');
          const text = `resets ${hour % 12 || 12}:${minutes}${hour < 12 ? 'am' : 'pm'} (${zone})`;
          const atMs = Date.parse(resetTime(text, nowMs, 'UTC') ?? '');
          expect(atMs).toBeGreaterThan(nowMs - limits.resetGraceMs);
          expect(atMs - nowMs).toBeLessThanOrEqual(26 * 3_600_000);
          const local = DateTime.fromMillis(atMs, { zone });
          // Where the clock jumped over that time, it is another by as much as the clock jumped.
          const offMinutes = Math.abs(local.hour * 60 + local.minute - hour * 60 - minute);
          expect(offMinutes === 0 || local.offset !== local.minus({ hours: 3 }).offset).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
