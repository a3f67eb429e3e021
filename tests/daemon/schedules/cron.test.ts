import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { readCron } from '../../../src/daemon/schedules/cron.ts';
import { localText, momentsOf } from '../../../src/daemon/schedules/zoneTime.ts';

const from = Date.parse('2026-01-01T00:00:00Z');

/** The next times as the clocks of the zone show them, with what is odd about each. */
function next(text: string, zone: string, after: string, count = 3): string[] {
  const cron = readCron(text, zone, Date.parse(after));
  const times: string[] = [];
  for (const { atMs, note } of cron.after(Date.parse(after))) {
    times.push(`${localText(zone, atMs)}${note === undefined ? '' : ` (${note})`}`);
    if (times.length === count) break;
  }
  return times;
}

describe('what is due', () => {
  it.each([
    [
      '0 2 * * 1-5',
      'Europe/Berlin',
      '2026-01-01',
      ['2026-01-01 02:00 +01:00', '2026-01-02 02:00 +01:00', '2026-01-05 02:00 +01:00'],
    ],
    [
      '0 0 29 2 *',
      'UTC',
      '2026-01-01',
      ['2028-02-29 00:00 +00:00', '2032-02-29 00:00 +00:00', '2036-02-29 00:00 +00:00'],
    ],
    [
      '30 8 L * ?',
      'UTC',
      '2028-01-15',
      ['2028-01-31 08:30 +00:00', '2028-02-29 08:30 +00:00', '2028-03-31 08:30 +00:00'],
    ],
    [
      '0 9 * * 5L',
      'UTC',
      '2026-01-01',
      ['2026-01-30 09:00 +00:00', '2026-02-27 09:00 +00:00', '2026-03-27 09:00 +00:00'],
    ],
    [
      '0 9 * * MON#2',
      'UTC',
      '2026-01-01',
      ['2026-01-12 09:00 +00:00', '2026-02-09 09:00 +00:00', '2026-03-09 09:00 +00:00'],
    ],
    [
      '0 0 13 * 5',
      'UTC',
      '2026-01-01',
      ['2026-01-02 00:00 +00:00', '2026-01-09 00:00 +00:00', '2026-01-13 00:00 +00:00'],
    ],
    [
      '0 0 * * 7',
      'UTC',
      '2026-01-01',
      ['2026-01-04 00:00 +00:00', '2026-01-11 00:00 +00:00', '2026-01-18 00:00 +00:00'],
    ],
    [
      '@Daily',
      'Asia/Kolkata',
      '2026-01-01',
      ['2026-01-02 00:00 +05:30', '2026-01-03 00:00 +05:30', '2026-01-04 00:00 +05:30'],
    ],
    [
      '15,45 9-10/1 1 jan,Jul thu',
      'UTC',
      '2026-01-01',
      ['2026-01-01 09:15 +00:00', '2026-01-01 09:45 +00:00', '2026-01-01 10:15 +00:00'],
    ],
  ] as const)('%s in %s', (text, zone, after, times) => {
    expect(next(text, zone, `${after}T00:00:00Z`)).toEqual(times);
  });

  it('is the same however often it is asked: the moment itself is past', () => {
    expect(next('0 2 * * *', 'UTC', '2026-01-01T02:00:00Z', 1)).toEqual(['2026-01-02 02:00 +00:00']);
    expect(next('0 2 * * *', 'UTC', '2026-01-01T01:59:59.999Z', 1)).toEqual(['2026-01-01 02:00 +00:00']);
  });
});

describe('where the clocks are put forward', () => {
  it.each([
    [
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      '30 2 * * *',
      ['2026-03-29 03:30 +02:00 (the clocks skip 02:30 that day)', '2026-03-30 02:30 +02:00'],
    ],
    [
      'America/New_York',
      '2026-03-07T12:00:00Z',
      '30 2 * * *',
      ['2026-03-08 03:30 -04:00 (the clocks skip 02:30 that day)', '2026-03-09 02:30 -04:00'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-10-03T00:00:00Z',
      '15 2 * * *',
      ['2026-10-04 02:45 +11:00 (the clocks skip 02:15 that day)', '2026-10-05 02:15 +11:00'],
    ],
    [
      'America/Santiago',
      '2026-09-05T12:00:00Z',
      '0 0 * * *',
      ['2026-09-06 01:00 -03:00 (the clocks skip 00:00 that day)', '2026-09-07 00:00 -03:00'],
    ],
  ])('%s at a time that is skipped', (zone, after, text, times) => {
    expect(next(text, zone, after, 2)).toEqual(times);
  });

  it('two times that become one moment are due once', () => {
    expect(next('30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29 03:30 +02:00 (the clocks skip 02:30 that day)',
      '2026-03-30 02:30 +02:00',
    ]);
  });

  it('every hour means every hour that there is', () => {
    expect(next('0 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29 03:00 +02:00',
      '2026-03-29 04:00 +02:00',
    ]);
  });
});

describe('where the clocks are put back', () => {
  it.each([
    [
      'Europe/Berlin',
      '2026-10-24T12:00:00Z',
      '30 2 * * *',
      '2026-10-25 02:30 +02:00 (the clocks show 02:30 twice that day; the first counts)',
      '2026-10-26 02:30 +01:00',
    ],
    [
      'America/New_York',
      '2026-10-31T12:00:00Z',
      '30 1 * * *',
      '2026-11-01 01:30 -04:00 (the clocks show 01:30 twice that day; the first counts)',
      '2026-11-02 01:30 -05:00',
    ],
  ])('%s at a time that comes twice', (zone, after, text, ...times) => {
    expect(next(text, zone, after, 2)).toEqual(times);
  });

  it('is not due again in the second hour, also for who begins to ask there', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45:00Z', 1)).toEqual(['2026-10-26 02:30 +01:00']);
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26 02:30 +01:00']);
  });

  it('every half hour goes on through both hours', () => {
    const times = next('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:59:00Z', 5);
    expect(times.map((time) => time.slice(11, 23))).toEqual([
      '02:00 +02:00',
      '02:30 +02:00',
      '02:00 +01:00',
      '02:30 +01:00',
      '03:00 +01:00',
    ]);
    expect(next('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:40:00Z', 1)).toEqual([
      '2026-10-25 02:00 +01:00 (the clocks show 02:00 twice that day; this is the second)',
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    ['', "'' is no cron expression: it has 0 of the five fields"],
    [
      '61 * * * *',
      "'61 * * * *' is no cron expression: '61' is outside of the minutes, which go from 0 to 59; give one such as",
    ],
    ['* * * 13 *', "'13' is outside of the months, which go from 1 to 12; "],
    ['1- * * * *', 'a range is outside of the minutes'],
    ['5-1 * * * *', 'the range 5-1 goes backwards; '],
    ['x * * * *', "'x' is neither a number nor a name"],
    ['* * * foo *', "'foo' is neither a number nor a name"],
    ['*/0 * * * *', 'one of its steps is none; '],
    ['1,,2 * * * *', 'one of its fields cannot be read; '],
    ['   ', 'it has 0 of the five fields'],
    ['* * * *', 'it has 4 of the five fields'],
    ['0 0 2 * * *', 'six fields, and seconds are not counted'],
    ['0 0 0 2 * * *', 'it has 7 of the five fields'],
    ['60 * * * *', "'60' is outside of the minutes"],
    ['* 24 * * *', "'24' is outside of the hours"],
    ['* * 0 * *', "'0' is outside of the days of the month"],
    ['* * * * 8', "'8' is outside of the days of the week"],
    ['*/90 * * * *', 'a step of 90 is more than there are minutes'],
    ['a b c d e', 'a b c d e'],
    ['H 2 * * *', 'leaves the value to chance'],
    ['0 0 30 2 *', 'is never due: no month has that day'],
    ['0 0 31 2,4,6 *', 'is never due'],
    ['@reboot', 'the names are @yearly'],
    ['@secondly', 'the names are @yearly'],
    ['0 0 15W * *', '15W'],
    ['0 0 * * 1,2#2', 'with `#` goes neither a list nor a range'],
  ])('%j', (text, sentence) => {
    expect(() => readCron(text, 'UTC', from)).toThrow(sentence);
    expect(() => readCron(text, 'UTC', from)).toThrow(/^'.*\.$/s);
  });

  it.each(['', 'Nowhere/Here', '+02:00', 'Europe/Berlin; rm'])('the zone %j', (zone) => {
    expect(() => readCron('0 2 * * *', zone, from)).toThrow('is no time zone; give its IANA name');
  });
});

const zones = ['Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu'];

describe('against a reckoning with another library', () => {
  it('agrees on what a wall time is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3 * 365 * 48 }), (zone, halves) => {
        const wallMs = from + halves * 1_800_000;
        const { atMs, skipped } = momentsOf(zone, wallMs);
        const wall = DateTime.fromMillis(wallMs, { zone: 'utc' });
        const near = [...Array(61).keys()].map((half) => wallMs + (half - 30) * 1_800_000);
        const shown = near
          .concat(near.map((ms) => ms + 900_000))
          .sort((a, b) => a - b)
          .filter((ms) => DateTime.fromMillis(ms, { zone }).toFormat('yyyyLLddHHmm') === wall.toFormat('yyyyLLddHHmm'));
        expect(skipped).toBe(shown.length === 0);
        if (!skipped) expect(atMs).toEqual(shown);
      }),
      { numRuns: 300 },
    );
  });

  const values = (low: number, high: number): fc.Arbitrary<number[]> =>
    fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 3 });
  const days = fc.constantFrom(
    ...['2026-03-28', '2026-10-24', '2026-03-07', '2026-10-31', '2028-02-28', '2026-10-03', '2026-04-04', '2026-09-05'],
  );

  it('finds each minute that it should, and no other, over three days around a change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        days,
        values(0, 59),
        fc.option(values(0, 4)),
        fc.option(values(0, 6)),
        fc.integer({ min: 0, max: 1_440 }),
        (zone, day, minutes, hours, weekdays, later) => {
          const after = Date.parse(`${day}T00:00:00Z`) + later * 60_000;
          const until = after + 3 * 86_400_000;
          const text = `${minutes.join()} ${hours?.join() ?? '*'} * * ${weekdays?.join() ?? '*'}`;
          const found: number[] = [];
          for (const { atMs } of readCron(text, zone, after).after(after)) {
            if (atMs > until) break;
            found.push(atMs);
          }
          expect(found).toEqual(expectedTimes({ zone, after, until, minutes, hours, weekdays }));
        },
      ),
      { numRuns: 60 },
    );
  });
});

interface Asked {
  readonly zone: string;
  readonly after: number;
  readonly until: number;
  readonly minutes: readonly number[];
  readonly hours: readonly number[] | null;
  readonly weekdays: readonly number[] | null;
}

/** Looks at every minute; of the readings that no clock shows, at those of the days around. */
function expectedTimes({ zone, after, until, minutes, hours, weekdays }: Asked): number[] {
  const fits = (at: DateTime): boolean =>
    minutes.includes(at.minute) && (hours?.includes(at.hour) ?? true) && (weekdays?.includes(at.weekday % 7) ?? true);
  const times = new Set<number>();
  const shown = new Set<string>();
  const dayBefore = after - 86_400_000;
  for (let ms = dayBefore; ms <= until + 86_400_000; ms += 60_000) {
    const at = DateTime.fromMillis(ms, { zone });
    const reading = at.toFormat('yyyyLLddHHmm');
    if (fits(at) && (hours === null || !shown.has(reading))) times.add(ms);
    shown.add(reading);
  }
  if (hours !== null) {
    for (let ms = dayBefore; ms <= until + 86_400_000; ms += 60_000) {
      const before = DateTime.fromMillis(ms - 60_000, { zone });
      const here = DateTime.fromMillis(ms, { zone });
      const gap = here.offset - before.offset;
      for (let minute = 0; minute < gap; minute++) {
        const wall = before.setZone('utc', { keepLocalTime: true }).plus({ minutes: 1 + minute });
        if (fits(wall)) times.add(ms + minute * 60_000);
      }
    }
  }
  return [...times].filter((ms) => ms > after && ms <= until).sort((a, b) => a - b);
}
