import { expect, it } from 'vitest';
import { ManualClock, untilNext } from '../../src/base/clock.ts';

it('brings what is done again and again to the same moments, and does nothing twice', () => {
  const clock = new ManualClock();
  clock.advance(130);
  expect([untilNext(clock, 1_000), untilNext(clock, 250)]).toEqual([870, 120]);
  clock.advance(119.6);
  expect(untilNext(clock, 250)).toBeCloseTo(250.4);
  clock.advance(0.4);
  expect(untilNext(clock, 250)).toBeCloseTo(250);
});
