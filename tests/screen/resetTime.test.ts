import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { resetTime } from '../../src/screen/resetTime.ts';

/** Saturday, 15 August 2026, 12:00 UTC. */
const noonMs = Date.UTC(2026, 7, 15, 12);

describe('a reset time', () => {
  it.each([
    ['5-hour limit reached ∙ resets 3:40pm', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['Session limit reached ∙ resets 3pm', 'UTC', '2026-08-15T15:00:00.000Z'],
    ['resets 11:59am', 'UTC', '2026-08-16T11:59:00.000Z'],
    ['resets 12am', 'UTC', '2026-08-16T00:00:00.000Z'],
    ['resets 12:30pm', 'UTC', '2026-08-15T12:30:00.000Z'],
    ['resets 15:40', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['resets at 3:40 pm', 'UTC', '2026-08-15T15:40:00.000Z'],
    ['resets 3:40pm', 'Asia/Tokyo', '2026-08-16T06:40:00.000Z'],
    ['resets 3:40pm', 'America/New_York', '2026-08-15T19:40:00.000Z'],
    ['resets 10:18am (America/New_York)', 'Asia/Tokyo', '2026-08-15T14:18:00.000Z'],
    ['resets 3:30pm (UTC)', 'Asia/Tokyo', '2026-08-15T15:30:00.000Z'],
    ['resets 3:30pm (Nowhere/City)', 'UTC', '2026-08-15T15:30:00.000Z'],
    ['weekly limit · resets Nov 23, 2:48pm (UTC)', 'UTC', '2026-11-23T14:48:00.000Z'],
    ['weekly limit · resets Jan 2, 9am (UTC)', 'UTC', '2027-01-02T09:00:00.000Z'],
    ['resets Aug 20 at 9am', 'UTC', '2026-08-20T09:00:00.000Z'],
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

  it('lies ahead by a day and a little at the most, in every zone at every moment, and is what was said', () => {
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
          expect(atMs).toBeGreaterThan(nowMs);
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
