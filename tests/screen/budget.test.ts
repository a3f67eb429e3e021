import { describe, expect, it } from 'vitest';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { limits } from '../../src/limits.ts';
import { Budget, TookTooLong } from '../../src/screen/budget.ts';
import type { Frame } from '../../src/screen/frame.ts';
import type { Reading } from '../../src/screen/reading.ts';
import { unboxed } from '../../src/screen/regions.ts';
import { readScreen } from '../../src/screen/readScreen.ts';
import { nearMisses } from './nearMisses.ts';
import { frameIn, plain, read, recording } from './recordings.ts';

/** Far above what a reading takes, so that only one that does not end in time fails, on a busy machine too. */
const hangMs = 2_000;

function readWithin(frame: Frame, steps: number): Reading {
  return readScreen(frame, { words: shippedWords(), begun: true, steps, time: { appearedMs: 0, zone: 'UTC' } });
}

describe('a screen full of near misses', () => {
  it.each(nearMisses(500, 200))('of 500 columns: %s', (_name, frame) => {
    const begin = performance.now();
    const reading = read(frame);
    expect(performance.now() - begin).toBeLessThan(hangMs);
    expect(['permission', 'trust', 'plan']).not.toContain(reading.state);
  });

  it.each(nearMisses(200, 50))('of 200 columns is still read: %s', (_name, frame) => {
    expect(plain(readWithin(frame, limits.readStepsMax / 2))).toEqual(plain(readWithin(frame, Infinity)));
  });

  it('is unknown when it takes more than the budget, and the same each time', () => {
    const states = nearMisses(500, 200).map(([, frame]) => readWithin(frame, 1_000));
    const late = states.filter((reading) => reading.state === 'unknown' && reading.why === 'reading it took too long');
    expect(late.length).toBeGreaterThan(20);
    expect(plain(nearMisses(500, 200).map(([, frame]) => readWithin(frame, 1_000)) as never)).toEqual(
      plain(states as never),
    );
  });
});

it('a real dialog is read with a hundredth of the budget', () => {
  for (const version of ['2.0.20', '2.1.329']) {
    const frame = frameIn(recording(version, 'bash-long-200x50'), 'permission');
    expect(readWithin(frame, limits.readStepsMax / 100).state).toBe('permission');
    expect(readWithin(frame, 5)).toMatchObject({ state: 'unknown', why: 'reading it took too long' });
  }
});

it('rows of blanks cost as much as they are long', () => {
  const { numbered } = shippedWords().glyphs;
  const costOf = (length: number): number => {
    const rows = [`│${' '.repeat(length)}x`, `${' '.repeat(length)}x`, `❯${' '.repeat(length)}x`];
    const begin = performance.now();
    for (let round = 0; round < 200; round++)
      for (const row of rows) if (unboxed(row) ?? numbered.exec(row)) throw new Error(row);
    return performance.now() - begin;
  };
  costOf(2_000);
  const best = (length: number): number => Math.min(...Array.from({ length: 5 }, () => costOf(length)));
  // Sixteen times as long: what grows with the square of it takes 256 times as long.
  expect(best(16_000)).toBeLessThan(64 * Math.max(best(1_000), 0.05));
});

it('a budget ends', () => {
  const budget = new Budget(2);
  budget.spend(2);
  expect(() => {
    budget.spend(1);
  }).toThrow(TookTooLong);
});
