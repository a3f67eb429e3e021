import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Pulses } from '../../../src/daemon/fleet/pulses.ts';
import { limits } from '../../../src/limits.ts';

const every = limits.pulseEveryMs;

test('output is told by whole intervals, the silent ones between them too', () => {
  const clock = new ManualClock();
  const pulses = new Pulses(clock);
  pulses.add('a', 5);
  pulses.add('a', 7);
  // The interval that still runs is not told.
  expect([pulses.series(), pulses.last()]).toEqual([{}, {}]);
  clock.advance(every);
  expect([pulses.series(), pulses.last()]).toEqual([{ a: [12] }, { a: 12 }]);
  clock.advance(2 * every);
  pulses.add('a', 1);
  pulses.add('b', 3);
  expect([pulses.series(), pulses.last()]).toEqual([{ a: [12, 0, 0] }, {}]);
  clock.advance(every);
  expect([pulses.series(), pulses.last()]).toEqual([
    { a: [12, 0, 0, 1], b: [3] },
    { a: 1, b: 3 },
  ]);
});

test('what is older than is kept is forgotten, with a steady stream and after a long silence', () => {
  const clock = new ManualClock();
  const pulses = new Pulses(clock);
  for (let n = 1; n <= 2 * limits.pulsesKept; n++) {
    pulses.add('a', n);
    clock.advance(every);
  }
  const { a = [] } = pulses.series();
  expect([a.length, a[0], a.at(-1)]).toEqual([limits.pulsesKept, limits.pulsesKept + 1, 2 * limits.pulsesKept]);
  clock.advance(limits.pulsesKept * every);
  expect(pulses.series()).toEqual({});
  pulses.add('a', 1);
  clock.advance(every);
  expect(pulses.series()['a']?.filter((count) => count > 0)).toEqual([1]);
  pulses.forget('a');
  expect(pulses.series()).toEqual({});
});

test('the next interval begins where this one ends', () => {
  const clock = new ManualClock();
  const pulses = new Pulses(clock);
  expect(pulses.leftMs()).toBe(every);
  clock.advance(every - 1);
  expect(pulses.leftMs()).toBe(1);
  clock.advance(1);
  expect(pulses.leftMs()).toBe(every);
});
