import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCron } from '../../../src/daemon/schedules/cron.ts';
import { limits } from '../../../src/limits.ts';
import type { ScheduleRecord } from '../../../src/store/schedules.ts';
import type { World } from './world.ts';
import { day, hour, makeWorld, settled } from './world.ts';

/** What happens to the machine of a daemon. */
const happening = fc.oneof(
  fc.record({ type: fc.constant('works' as const), ms: fc.integer({ min: 60_000, max: 20 * day }) }),
  fc.record({ type: fc.constant('down' as const), ms: fc.integer({ min: 0, max: 9 * day }) }),
  fc.record({ type: fc.constant('sleeps' as const), ms: fc.integer({ min: 0, max: 5 * day }) }),
  fc.record({ type: fc.constant('set back' as const), ms: fc.integer({ min: 1, max: 3 * hour }) }),
  fc.record({ type: fc.constant('dies' as const), ms: fc.constant(0) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happens(world: World, { type, ms }: Happening): Promise<void> {
  switch (type) {
    case 'works':
      return world.pass(ms);
    case 'down':
      world.end();
      world.clock.advance(ms);
      world.restart();
      return settled();
    case 'sleeps':
      world.clock.jumpWall(world.clock.wallMs() + ms);
      return world.pass(60_000);
    case 'set back':
      world.clock.jumpWall(world.clock.wallMs() - ms);
      return world.pass(ms + 60_000);
    case 'dies':
      // In the midst of whatever it was about to begin.
      world.clock.advance(6 * hour);
      world.restart();
      return settled();
  }
}

// Not so often that more runs come in the time than are kept.
const schedules = [
  { cron: '0 2 * * 1-5', zone: 'Europe/Berlin' },
  { cron: '30 2 * * *', zone: 'America/New_York' },
  { cron: '0 */12 * * *', zone: 'Europe/Berlin' },
  { cron: '15 1 L * *', zone: 'Australia/Lord_Howe' },
] as const;

test('over a year of restarts, sleep and wrong clocks each time is dealt with exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...schedules),
      fc.constantFrom<ScheduleRecord['missed']>('skip', 'once', 'all'),
      fc.array(happening, { minLength: 20, maxLength: 60 }),
      async ({ cron, zone }, missed, happenings) => {
        const world = makeWorld('2026-01-01T00:00:00Z');
        const from = world.clock.wallMs();
        world.schedules.add({ cron, zone, id: 'it', task: 'x', path: world.project, missed, overlap: 'parallel' });
        // No clock is set back to before it was added, where other times would be due.
        await world.pass(4 * hour);
        for (const one of happenings) {
          await happens(world, one);
          if (world.clock.wallMs() - from > 365 * day) break;
        }
        await world.pass(60_000);
        const runs = world.store.schedules.runs(1, 100_000);
        const alone = runs.filter(({ outcome }) => outcome !== 'missed').map(({ dueAt }) => dueAt);
        const due: number[] = [];
        for (const { atMs } of readCron(cron, zone, from).after(from)) {
          if (atMs > world.clock.wallMs()) break;
          due.push(atMs);
        }
        expect(new Set(alone).size).toBe(alone.length);
        expect(alone.filter((atMs) => !due.includes(atMs))).toEqual([]);
        const leftOut = runs.filter(({ outcome }) => outcome === 'missed').map(({ why }) => countIn(why ?? ''));
        const dealt = alone.length + leftOut.reduce((sum, count) => sum + count, 0);
        // What was left out by a clock that was far ahead comes again once the clock is right.
        const isFarAhead = happenings.some(({ type, ms }) => type === 'set back' && ms > limits.scheduleClockBackMs);
        if (isFarAhead) expect(dealt).toBeGreaterThanOrEqual(due.length);
        else expect(dealt).toBe(due.length);
        expect(world.started.length).toBeLessThanOrEqual(alone.length);
        expect(runs.filter(({ outcome }) => outcome === 'started').length).toBe(world.started.length);
        expect(world.bugs).toEqual([]);
        if (missed === 'skip')
          expect(runs.every(({ at, dueAt, outcome }) => outcome === 'missed' || at - dueAt <= 90_000)).toBe(true);
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
}, 120_000);

function countIn(why: string): number {
  const words = /(one|\d+) times? (?:was|were) missed/.exec(why)?.[1];
  return words === 'one' ? 1 : Number(words);
}
