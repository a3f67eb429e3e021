import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockTime,
  compact,
  compactCells,
  shareBar,
  shortUntil,
  sparkline,
  timeSince,
  timeUntil,
} from '../../../src/tui/view/figures.ts';
import { isoAt, startMs } from '../models.ts';

process.env.TZ = 'UTC';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('figures', () => {
  it('write counts in few cells', () => {
    expect(
      [0, 999, 1_000, 1_240, 12_345, 99_949, 99_950, 123_456, 999_499, 999_500, 1_234_567, 45e6, 1e9, 9e11, 1e13].map(
        compact,
      ),
    ).toEqual([
      '0',
      '999',
      '1.0k',
      '1.2k',
      '12.3k',
      '99.9k',
      '100k',
      '123k',
      '999k',
      '1.0M',
      '1.2M',
      '45.0M',
      '1.0G',
      '900G',
      '>999G',
    ]);
    expect([Number.NaN, -1].map(compact)).toEqual(['?', '?']);
    fc.assert(
      fc.property(fc.double(), (count) => {
        expect(compact(count).length).toBeLessThanOrEqual(compactCells);
      }),
    );
  });

  it('tell how long something is so', () => {
    expect([0, 59 * second, minute, hour, 50 * hour].map((ms) => timeSince(isoAt(startMs - ms), startMs))).toEqual([
      '0s',
      '59s',
      '1m',
      '1h',
      '2d',
    ]);
    expect(timeSince(isoAt(startMs + hour), startMs)).toBe('0s');
    expect(timeSince(startMs - minute, startMs)).toBe('1m');
    expect(timeSince('never', startMs)).toBe('?');
  });

  it('count down', () => {
    const left = [-1, 1, 59 * second, minute, 59 * minute + 1, hour, 2 * hour + 14 * minute, 25 * hour];
    expect(left.map((ms) => timeUntil(startMs + ms, startMs))).toEqual([
      'now',
      '1s',
      '59s',
      '1m',
      '1h 0m',
      '1h 0m',
      '2h 14m',
      '1d 1h',
    ]);
    expect(clockTime(startMs + hour, startMs)).toBe('13:00');
    expect(clockTime(startMs + day, startMs)).toBe('Mon 12:00');
    expect(clockTime(startMs + 30 * day, startMs)).toBe('03-31 12:00');
    expect(left.map((ms) => shortUntil(startMs + ms, startMs))).toEqual([
      'now',
      '1s',
      '59s',
      '1m',
      '1h00',
      '1h00',
      '2h14',
      '1d01h',
    ]);
    expect(shortUntil(isoAt(startMs + 200 * day), startMs)).toBe('200d');
    expect(shortUntil('never', startMs)).toBe('?');
  });

  it('draw a share, of which what has begun and what is left is seen', () => {
    const shares = [-1, 0, 0.001, 0.5, 0.999, 1, 7, Number.NaN];
    expect(shares.map((share) => shareBar(share, 4)).map(({ full, rest }) => full + rest)).toEqual([
      '░░░░',
      '░░░░',
      '█░░░',
      '██░░',
      '███░',
      '████',
      '████',
      '░░░░',
    ]);
    expect(shareBar(0.5, 0)).toEqual({ full: '', rest: '' });
  });

  it('draw what came out', () => {
    expect(sparkline([1, 0, 10, 100, 1_000, 10_000, 65_536, 1e9], 8)).toBe('▁▁▃▄▅▇██');
    expect(sparkline([5], 4)).toBe('▁▁▁▂');
    expect(sparkline([9, 0, 0, 0], 3)).toBeUndefined();
    expect(sparkline([], 3)).toBeUndefined();
  });
});
