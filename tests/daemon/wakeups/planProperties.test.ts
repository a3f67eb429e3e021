import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlanSettings } from '../../../src/daemon/wakeups/plan.ts';
import type { Waiter } from '../../../src/daemon/wakeups/waiter.ts';
import { byTurn, isKnown } from '../../../src/daemon/wakeups/waiter.ts';
import type { Outcome } from './planWorld.ts';
import { faultOf, PlanWorld } from './planWorld.ts';

/** Whatever comes of the wake-ups: nobody too early, never too many, and nobody lost. */

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 7, 12, 0, 0);

const kinds = fc.constantFrom('five_hour', 'five_hour', 'five_hour', 'seven_day', 'seven_day_opus');
const resetsIn = fc.oneof(fc.constant(null), fc.integer({ min: -600_000, max: 5 * hour }), fc.constant(hour));

const waiters = fc
  .array(
    fc.record({
      account: fc.constantFrom('login-1', 'login-1', 'key-2'),
      kind: kinds,
      resetsInMs: resetsIn,
      resumesItself: fc.boolean(),
      priority: fc.integer({ min: -1, max: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all): Waiter[] =>
    all.map(({ resetsInMs, ...rest }, index) => ({
      ...rest,
      session: `s${index}`,
      resetsAt: resetsInMs === null ? null : start + resetsInMs,
      asleepSince: start,
      toldAt: start,
      vain: 0,
      wokenAt: null,
    })),
  );

const afterMs = fc.integer({ min: 0, max: 70_000 });
const outcomes = fc.array(
  fc.oneof(
    fc.record({ is: fc.constant('work' as const), afterMs }),
    fc.record({ is: fc.constant('again' as const), afterMs, resetsInMs: resetsIn, kind: kinds }),
    fc.record({ is: fc.constant('silence' as const) }),
    fc.record({ is: fc.constant('end' as const), afterMs }),
  ),
  { maxLength: 25 },
) satisfies fc.Arbitrary<Outcome[]>;

const settings = fc.record({
  staggerMs: fc.constantFrom(0, 1_000, 5_000, 60_000),
  atOnce: fc.constantFrom(1, 2, 3, 10),
});

/** A disturbance at each so-manieth step. */
const troubles = fc.array(
  fc.oneof(
    fc.constant({ is: 'restart' as const }),
    fc.record({ is: fc.constant('jump' as const), byMs: fc.integer({ min: -8 * hour, max: 30 * hour }) }),
  ),
  { maxLength: 6 },
);

function wakesOf(world: PlanWorld, wanted: PlanSettings): string[] {
  const last = new Map<string, number>();
  const faults: string[] = [];
  for (const woken of world.woken) {
    const fault = faultOf(woken, wanted);
    if (fault !== undefined) faults.push(`${woken.session}: ${fault}`);
    const before = last.get(woken.account) ?? -Infinity;
    if (woken.at - before < wanted.staggerMs) faults.push(`${woken.session}: not staggered`);
    last.set(woken.account, woken.at);
  }
  return faults;
}

test('nobody is woken too early, too many at once or side by side, and all get through', () => {
  fc.assert(
    fc.property(waiters, outcomes, settings, (all, coming, wanted) => {
      const world = new PlanWorld(start, all, wanted, coming);
      expect(world.run(60 * day)).toBe(true);
      expect(wakesOf(world, wanted)).toEqual([]);
      expect(world.done.length).toBe(all.length);
    }),
    { numRuns: 3_000 },
  );
}, 120_000);

test('so it is where the daemon starts anew and the clock is set at any moment', () => {
  fc.assert(
    fc.property(waiters, outcomes, settings, troubles, (all, coming, wanted, disturbing) => {
      const world = new PlanWorld(start, all, wanted, coming);
      let step = 0;
      const left = [...disturbing];
      const each = (): void => {
        if (step++ % 7 !== 3) return;
        const trouble = left.shift();
        if (trouble?.is === 'restart') world.restart();
        if (trouble?.is === 'jump') world.jump(trouble.byMs);
      };
      expect(world.run(90 * day, each)).toBe(true);
      expect(
        world.woken.flatMap((woken) => (isKnown(woken.before) && woken.at < woken.before.resetsAt ? [woken] : [])),
      ).toEqual([]);
      expect(world.done.length).toBe(all.length);
    }),
    { numRuns: 2_000 },
  );
}, 120_000);

test('of those who could go the first by turn goes, always', () => {
  fc.assert(
    fc.property(waiters, settings, (all, wanted) => {
      const known = all.map((waiter) => ({
        ...waiter,
        kind: 'five_hour',
        account: 'login-1',
        resetsAt: start - 1,
        resumesItself: false,
      }));
      const world = new PlanWorld(
        start,
        known.map((waiter) => ({ ...waiter, resetsAt: start + 12_345 })),
        wanted,
        [],
      );
      world.run(2 * day);
      const order = [...known].sort(byTurn).map(({ session }) => session);
      expect(world.woken.map(({ session }) => session)).toEqual(order);
    }),
    { numRuns: 500 },
  );
});

test.each([10, 100])(
  '%i sessions get through behind one reset, each woken once, as far apart as is wanted',
  (count) => {
    const all = Array.from(
      { length: count },
      (_, index): Waiter => ({
        session: `s${String(index).padStart(3, '0')}`,
        account: 'login-1',
        kind: 'five_hour',
        resetsAt: start + hour + 30_000,
        resumesItself: false,
        asleepSince: start,
        toldAt: start,
        vain: 0,
        priority: index % 3,
        wokenAt: null,
      }),
    );
    const wanted = { staggerMs: 5_000, atOnce: 3 };
    const world = new PlanWorld(start, all, wanted, []);
    expect(world.run(2 * hour)).toBe(true);
    expect(wakesOf(world, wanted)).toEqual([]);
    expect(world.woken.length).toBe(count);
    const [first, last] = [world.woken[0], world.woken.at(-1)];
    expect(first?.at).toBeGreaterThanOrEqual(start + hour + 30_000);
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(count * 5_000 + 60_000);
  },
);
