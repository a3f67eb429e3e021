import { describe, expect, it } from 'vitest';
import { bytesText, figureRows, msText, perMinute, spreadOf } from '../../src/assess/figures.ts';
import { goodFigures } from './good.ts';

describe('spreadOf', () => {
  it('takes median and 95th percentile by nearest rank, whatever the order', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(spreadOf(hundred)).toEqual({ count: 100, medianMs: 50, p95Ms: 95, mostMs: 100 });
  });

  it.each([
    [[7], { count: 1, medianMs: 7, p95Ms: 7, mostMs: 7 }],
    [[3, 1], { count: 2, medianMs: 1, p95Ms: 3, mostMs: 3 }],
    [[0.04, 10.26], { count: 2, medianMs: 0, p95Ms: 10.3, mostMs: 10.3 }],
  ])('of %j', (durations, spread) => {
    expect(spreadOf(durations)).toEqual(spread);
  });

  it('of nothing is nothing', () => {
    expect(spreadOf([])).toBeNull();
  });
});

it('tells how many a minute', () => {
  expect([perMinute(40, 60_000), perMinute(1, 7_000), perMinute(5, 0)]).toEqual([40, 8.6, 0]);
});

it.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('%d ms are %s', (ms, text) => {
  expect(msText(ms)).toBe(text);
});

it.each([
  [999, '999 B'],
  [12_340, '12.3 KB'],
  [84_100_000, '84.1 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it('makes a row of each figure, and says what was not measured', () => {
  const rows = new Map(figureRows(goodFigures));
  expect(rows.get('tasks')).toBe('6 (2 lists of 3) in 30.0 s');
  expect(rows.get('added to begun')).toBe('median 900 ms, 95 % within 1.2 s, at most 1.2 s (2)');
  expect(rows.get('end of turn to next prompt')).toBe('not measured');
  expect(rows.get('peak memory of the server')).toBe('not told by this system');
  expect(rows.get('clients that got all of it')).toBe('4 of 4 (48.0 KB)');
});
