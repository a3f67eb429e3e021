import { describe, expect, test } from 'vitest';
import type { PlanInput, Planned } from '../../../src/daemon/wakeups/plan.ts';
import { planWakeups, tryBackoff } from '../../../src/daemon/wakeups/plan.ts';
import type { Waiter } from '../../../src/daemon/wakeups/waiter.ts';
import { gotThrough, ranInto, setBack } from '../../../src/daemon/wakeups/waiter.ts';
import { limits } from '../../../src/limits.ts';

/** Who is woken when, case by case. */

const s = 1_000;
const min = 60 * s;
const hour = 60 * min;
/** A moment with seconds, as transcripts and status lines tell them: banners round to the minute. */
const reset = Date.UTC(2026, 2, 1, 15, 0, 30);
const start = reset - 2 * hour;

function waiter(session: string, more: Partial<Waiter> = {}): Waiter {
  return {
    session,
    account: 'login-1',
    kind: 'five_hour',
    resetsAt: reset,
    resumesItself: false,
    asleepSince: start,
    toldAt: start,
    vain: 0,
    priority: 0,
    wokenAt: null,
    ...more,
  };
}

function plan(now: number, waiters: readonly Waiter[], more: Partial<PlanInput> = {}): readonly Planned[] {
  const settings = { staggerMs: 5 * s, atOnce: 3 };
  return planWakeups({ now, waiters, settings, lastWokenAt: new Map(), ...more });
}

function due(planned: readonly Planned[]): string[] {
  return planned.filter((one) => one.due).map(({ session }) => session);
}

function of(planned: readonly Planned[], session: string): Planned | undefined {
  return planned.find((one) => one.session === session);
}

describe('a reset that is known', () => {
  const over = reset + limits.wakeMarginMs;

  test('nobody goes before it, and one goes right behind it', () => {
    const waiters = [waiter('a')];
    for (const now of [start, reset - 1, reset, over - 1]) expect(due(plan(now, waiters))).toEqual([]);
    expect(plan(start, waiters)).toMatchObject([
      { wakesAt: over, resetsAt: reset, why: 'The 5-hour limit resets at 2026-03-01 15:00 UTC.' },
    ]);
    expect(due(plan(over, waiters))).toEqual(['a']);
    expect(due(plan(over + 30 * hour, waiters))).toEqual(['a']);
  });

  test('a banner without seconds may mean the end of its minute', () => {
    const full = reset - 30 * s;
    const waiters = [waiter('a', { resetsAt: full })];
    expect(due(plan(full + min, waiters))).toEqual([]);
    expect(due(plan(full + min + limits.wakeMarginMs, waiters))).toEqual(['a']);
  });

  test('a CLI that goes on by itself has time to do so', () => {
    const waiters = [waiter('a', { resumesItself: true })];
    expect(due(plan(over + limits.resumeGraceMs - 1, waiters))).toEqual([]);
    const planned = plan(over + limits.resumeGraceMs, waiters);
    expect(due(planned)).toEqual(['a']);
    expect(of(planned, 'a')?.why).toContain('the CLI has not gone on by itself');
  });

  test('the first is the one with the highest priority, then who slept longest, then by name', () => {
    const waiters = [
      waiter('d'),
      waiter('c'),
      waiter('b', { asleepSince: start - 1 }),
      waiter('a', { priority: -1 }),
      waiter('e', { priority: 5 }),
    ];
    const order: string[] = [];
    let left: readonly Waiter[] = waiters;
    for (let now = over; left.length > 0; now += 5 * s) {
      const [next] = due(plan(now, left));
      if (next === undefined) throw new Error('nobody goes');
      order.push(next);
      left = left.filter(({ session }) => session !== next);
    }
    expect(order).toEqual(['e', 'b', 'c', 'd', 'a']);
  });

  test('one after the other, so far apart as is wanted, also long after the reset', () => {
    const waiters = [waiter('a'), waiter('b')];
    const now = over + 12 * hour;
    expect(due(plan(now, waiters))).toEqual(['a']);
    const next = [waiter('a', { wokenAt: now }), waiter('b')];
    const lastWokenAt = new Map([['login-1', now]]);
    expect(due(plan(now + 5 * s - 1, next, { lastWokenAt }))).toEqual([]);
    expect(of(plan(now + 1, next, { lastWokenAt }), 'b')).toMatchObject({
      wakesAt: now + 5 * s,
      why: 'Its turn has come; the sessions of an account are woken one after the other.',
    });
    expect(due(plan(now + 5 * s, next, { lastWokenAt }))).toEqual(['b']);
  });

  test('as many at once as are wanted, where nothing is to lie between them', () => {
    const waiters = ['a', 'b', 'c', 'd', 'e'].map((name) => waiter(name));
    expect(due(plan(over, waiters, { settings: { staggerMs: 0, atOnce: 3 } }))).toEqual(['a', 'b', 'c']);
  });

  test('no more than a few that are not known to be at work', () => {
    const woken = ['a', 'b', 'c'].map((name) => waiter(name, { wokenAt: over }));
    const now = over + 60 * s;
    const planned = plan(now, [...woken, waiter('d')]);
    expect(due(planned)).toEqual([]);
    expect(of(planned, 'd')?.why).toBe("Its turn comes when 'a', which was woken before, is at work.");
    expect(due(plan(now, [...woken.slice(1), waiter('d')]))).toEqual(['d']);
    // One that tells nothing for long is in nobody's way.
    expect(due(plan(over + limits.wakeVerifiedMs, [...woken, waiter('d')]))).toEqual(['d']);
  });

  test('other accounts are in nobody’s way', () => {
    const woken = ['a', 'b', 'c'].map((name) => waiter(name, { wokenAt: over }));
    const other = waiter('d', { account: 'key-2' });
    expect(due(plan(over, [...woken, other], { lastWokenAt: new Map([['login-1', over]]) }))).toEqual(['d']);
  });

  test('one that may not be typed in is left alone and holds up nobody', () => {
    const waiters = [waiter('a', { held: 'the session is paused' }), waiter('b')];
    const planned = plan(over, waiters);
    expect(due(planned)).toEqual(['b']);
    expect(of(planned, 'a')?.why).toBe('It goes on as soon as it may: the session is paused.');
  });
});

describe('a reset that nobody knows', () => {
  const unknown = (session: string, more: Partial<Waiter> = {}): Waiter => waiter(session, { resetsAt: null, ...more });

  test('is tried after 5 s, then after twice as long each time, up to an hour', () => {
    expect([0, 1, 2, 3, 9, 10, 40, 4_000].map(tryBackoff)).toEqual([
      5 * s,
      10 * s,
      20 * s,
      40 * s,
      2_560 * s,
      hour,
      hour,
      hour,
    ]);
    for (const vain of [0, 1, 5, 20]) {
      const waiters = [unknown('a', { vain })];
      const at = start + tryBackoff(vain);
      expect(due(plan(at - 1, waiters))).toEqual([]);
      expect(due(plan(at, waiters))).toEqual(['a']);
    }
    expect(plan(start, [unknown('a', { vain: 2 })])[0]?.why).toBe(
      'Nobody knows when the 5-hour limit resets: it is tried after 2 tries in vain.',
    );
  });

  test('by one session of the account; the others follow when it got through', () => {
    const waiters = [unknown('a'), unknown('b'), unknown('c')];
    const now = start + 10 * hour;
    const planned = plan(now, waiters);
    expect(due(planned)).toEqual(['a']);
    expect(of(planned, 'b')?.why).toBe("Nobody knows when the limit resets; it follows when 'a' has got through.");
    const trying = [unknown('a', { wokenAt: now }), unknown('b'), unknown('c')];
    expect(due(plan(now + 4 * min, trying))).toEqual([]);
    const through = gotThrough(trying, 'a', now + 10 * s);
    expect(due(plan(now + 10 * s + limits.wakeMarginMs + min, through))).toEqual(['b']);
  });

  test('is not tried by one whose pane a person holds', () => {
    const waiters = [unknown('a', { held: 'a person holds its pane' }), unknown('b')];
    expect(due(plan(start + hour, waiters))).toEqual(['b']);
  });

  test('is learned from another session with the same limit', () => {
    const told = {
      session: 'b',
      account: 'login-1',
      kind: 'five_hour',
      resetsAt: reset,
      resumesItself: false,
      vain: 0,
    };
    const learned = ranInto([unknown('a')], told, start + s);
    expect(learned.map(({ resetsAt }) => resetsAt)).toEqual([reset, reset]);
    const other = ranInto([unknown('a', { kind: 'seven_day_opus' })], told, start + s);
    expect(other.map(({ resetsAt }) => resetsAt)).toEqual([null, reset]);
    const late = ranInto([waiter('a')], { ...told, resetsAt: null }, start + s);
    expect(late.map(({ resetsAt }) => resetsAt)).toEqual([reset, reset]);
  });
});

describe('a reset that brought nothing', () => {
  const over = reset + limits.wakeMarginMs;
  const again = { session: 'a', account: 'login-1', kind: 'five_hour', resumesItself: false, vain: 1 };
  const before = [waiter('a', { wokenAt: over }), waiter('b'), waiter('c')];

  test('the others are not sent after the first: they wait for the new time', () => {
    const next = reset + 5 * hour;
    const after = ranInto(before, { ...again, resetsAt: next }, over + 4 * s);
    expect(due(plan(over + hour, after))).toEqual([]);
    expect(plan(over + hour, after).map(({ resetsAt }) => resetsAt)).toEqual([next, next, next]);
    expect(due(plan(next + limits.wakeMarginMs, after))).toEqual(['a']);
  });

  test('where the new time is not known, one tries and the others wait', () => {
    for (const resetsAt of [null, reset]) {
      const after = ranInto(before, { ...again, resetsAt }, over + 4 * s);
      expect(due(plan(over + 4 * s + tryBackoff(1) - 1, after))).toEqual([]);
      expect(due(plan(over + 4 * s + tryBackoff(1), after))).toEqual(['a']);
    }
  });

  test('a weekly limit behind it holds for all of the account, and for no other', () => {
    const weekly = reset + 4 * 24 * hour;
    const after = ranInto(before, { ...again, kind: 'seven_day', resetsAt: weekly }, over + 4 * s);
    const planned = plan(over + hour, [...after, waiter('z', { account: 'key-2' })]);
    expect(due(planned)).toEqual(['z']);
    expect(of(planned, 'b')).toMatchObject({
      resetsAt: weekly,
      why: 'The weekly limit resets at 2026-03-05 15:00 UTC.',
    });
  });

  test('a limit of one model holds up nobody else', () => {
    const opus = reset + 4 * 24 * hour;
    const after = ranInto(before, { ...again, kind: 'seven_day_opus', resetsAt: opus }, over + 4 * s);
    expect(due(plan(over + 10 * s, after))).toEqual(['b']);
  });
});

test('a clock that is set back takes waits along, not dates', () => {
  const unknown = waiter('a', { resetsAt: null, toldAt: start, vain: 3 });
  const back = setBack(unknown, 3 * hour);
  expect(due(plan(start - 3 * hour + tryBackoff(3) - 1, [back]))).toEqual([]);
  expect(due(plan(start - 3 * hour + tryBackoff(3), [back]))).toEqual(['a']);
  expect(due(plan(reset, [setBack(waiter('a'), 3 * hour)]))).toEqual([]);
});
