import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Idle } from '../../../src/screen/reading.ts';
import type { Task } from '../../../src/session/task.ts';
import type { FakeSession } from './fakeFleet.ts';
import { FakeFleet } from './fakeFleet.ts';

/** The sessions that wait, over a real store, on a clock that jumps. */

const s = 1_000;
const min = 60 * s;
const hour = 60 * min;
const start = Date.UTC(2026, 2, 1, 12, 0, 0);
const reset = start + 2 * hour + 30 * s;
const over = reset + limits.wakeMarginMs;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function fleet(): FakeFleet {
  const made = new FakeFleet(start);
  made.wakeups.start();
  return made;
}

function wokenAt(session: FakeSession): number[] {
  return session.wakes.map(({ at }) => at);
}

function queued(id: string, more: Partial<Task> = {}): Task {
  return { id, text: 'go', state: 'queued', ...more };
}

describe('a reset that is known', () => {
  test('the session is woken behind it, and its wait is told and remembered', () => {
    const made = fleet();
    const app = made.add('app-1');
    made.sleeps(app, { resetsAt: iso(reset) });
    made.clock.advance(0);
    expect(made.wakeups.limits()).toMatchObject({
      accounts: [{ account: 'login-1', kind: 'five_hour', state: 'limited', resetsAt: iso(reset), by: 'app-1' }],
      waiting: [{ session: 'app-1', stage: 'asleep', wakesAt: iso(over), asleepSince: iso(start), vain: 0 }],
      wakes: [],
    });
    made.clock.advance(over - start - 1);
    expect(wokenAt(app)).toEqual([]);
    made.clock.advance(1);
    expect(wokenAt(app)).toEqual([over]);
    expect(made.wakeups.limits().waiting).toMatchObject([{ stage: 'waking', wakesAt: iso(over) }]);
    made.clock.advance(10 * s);
    made.works(app);
    made.clock.advance(0);
    const why = 'The 5-hour limit reset at 2026-03-01 14:00 UTC.';
    expect(made.wakeups.limits()).toEqual({
      accounts: [],
      waiting: [],
      wakes: [
        {
          session: 'app-1',
          account: 'login-1',
          kind: 'five_hour',
          resetsAt: iso(reset),
          asleepSince: iso(start),
          wokenAt: iso(over),
          why,
          endedAt: iso(over + 10 * s),
          by: 'pcc',
        },
      ],
    });
    expect(made.told.at(-1)).toEqual(made.wakeups.limits());
    expect(made.store.wakeups.list()).toEqual([]);
  });

  test('whoever goes on by itself before is not woken', () => {
    const made = fleet();
    const app = made.add('app-1');
    made.sleeps(app, { resetsAt: iso(reset), resumesItself: true });
    made.clock.advance(over - start + 30 * s);
    made.works(app, 'itself');
    made.clock.advance(hour);
    expect(wokenAt(app)).toEqual([]);
    expect(made.store.wakeups.newest(5)).toMatchObject([{ by: 'itself', wokenAt: null }]);
  });

  test('one that has begun to go on by itself is not woken over it', () => {
    const made = fleet();
    const app = made.add('app-1');
    made.sleeps(app, { resetsAt: iso(reset), resumesItself: true });
    made.clock.advance(over - start + 30 * s);
    const { limit } = app.session;
    if (limit) app.set({ limit: { ...limit, stage: 'waking' } });
    made.clock.advance(10 * min);
    expect(wokenAt(app)).toEqual([]);
    made.works(app, 'itself');
    expect(made.store.wakeups.newest(1)).toMatchObject([{ by: 'itself', why: 'The CLI went on by itself.' }]);
  });

  test('ten go one after the other, the next when one is at work', () => {
    const made = fleet();
    const apps = Array.from({ length: 10 }, (_, n) => made.add(`app-${n}`));
    for (const app of apps) {
      made.sleeps(app, { resetsAt: iso(reset) });
      app.whenWoken = () => {
        made.clock.after(20 * s, () => {
          made.works(app);
        });
      };
    }
    made.clock.advance(over - start + 2 * min);
    const at = apps.flatMap(wokenAt).sort((a, b) => a - b);
    expect(at.length).toBe(10);
    // Three 5 s apart; then each when one of them is at work, 20 s behind its wake-up.
    expect(at.slice(0, 6).map((ms) => (ms - over) / s)).toEqual([0, 5, 10, 20, 25, 30]);
  });

  test('the others wait for the new time when the first meets the limit again', () => {
    const made = fleet();
    const apps = ['a', 'b', 'c'].map((name) => made.add(name));
    const next = reset + 5 * hour;
    for (const app of apps) made.sleeps(app, { resetsAt: iso(reset) });
    const [first] = apps;
    if (first) first.whenWoken = () => made.sleeps(first, { resetsAt: iso(next) });
    made.clock.advance(over - start + 4 * hour);
    expect(apps.map((app) => app.wakes.length)).toEqual([1, 0, 0]);
    expect(made.store.wakeups.newest(5)).toMatchObject([{ session: 'a', by: 'limit', wokenAt: over }]);
    expect(made.wakeups.limits().waiting.map(({ resetsAt }) => resetsAt)).toEqual([iso(next), iso(next), iso(next)]);
    if (first) first.whenWoken = () => undefined;
    made.clock.advance(2 * hour);
    expect(apps.map((app) => app.wakes.length)).toEqual([2, 1, 1]);
  });
});

describe('a reset that nobody knows', () => {
  test('one tries until it gets through; then the others follow as behind a reset', () => {
    const made = fleet();
    const apps = ['a', 'b', 'c', 'd'].map((name) => made.add(name));
    for (const app of apps) {
      made.sleeps(app);
      app.whenWoken = () => {
        made.clock.after(20 * s, () => {
          if (made.now < start + 10 * min) made.sleeps(app);
          else made.works(app);
        });
      };
    }
    made.clock.advance(10 * min);
    const [first] = apps;
    // Tried after 5 s, and then 10, 20, 40 … s after each refusal.
    expect(wokenAt(first ?? made.add('z')).map((at) => (at - start) / s)).toEqual([5, 35, 75, 135, 235, 415]);
    expect(apps.map(({ wakes }) => wakes.length)).toEqual([6, 0, 0, 0]);
    made.clock.advance(hour);
    expect(apps.map(({ wakes }) => wakes.length)).toEqual([7, 1, 1, 1]);
    const at = apps.map((app) => app.wakes.at(-1)?.at ?? 0);
    expect(at.slice(1).map((ms) => (ms - (at[1] ?? 0)) / s)).toEqual([0, 5, 10]);
    expect(made.store.wakeups.newest(4).every(({ by }) => by === 'pcc')).toBe(true);
  });
});

describe('time', () => {
  test('a host that slept wakes one after the other, at the latest a look after it came back', () => {
    const made = fleet();
    const apps = ['a', 'b', 'c', 'd'].map((name) => made.add(name));
    for (const app of apps) {
      made.sleeps(app, { resetsAt: iso(reset) });
      app.whenWoken = () => {
        made.works(app);
      };
    }
    made.clock.advance(hour);
    made.clock.jumpWall(reset + 30 * hour);
    made.clock.advance(min);
    const at = apps.flatMap(wokenAt);
    expect(at.length).toBe(4);
    expect(Math.min(...at) - (reset + 30 * hour)).toBeLessThanOrEqual(limits.wakeLookMs);
    expect(at.slice(1).map((ms, index) => ms - (at[index] ?? 0))).toEqual([5 * s, 5 * s, 5 * s]);
  });

  test('a clock that is set back wakes nobody before the reset, and no try waits longer for it', () => {
    const made = fleet();
    const known = made.add('a');
    const unknown = made.add('b', 'key-2');
    made.sleeps(known, { resetsAt: iso(reset) });
    made.sleeps(unknown, { vain: 7 });
    const tryAfter = limits.wakeTryFirstMs * 2 ** 7;
    made.clock.advance(tryAfter - min);
    made.clock.jumpWall(start - 6 * hour);
    made.clock.advance(min + limits.wakeLookMs);
    expect(unknown.wakes.length).toBe(1);
    expect(made.log).toContainEqual(expect.stringContaining('The clock was set back by'));
    made.clock.advance(hour);
    expect(known.wakes).toEqual([]);
    made.clock.jumpWall(over + 1);
    made.clock.advance(limits.wakeLookMs);
    expect(known.wakes.length).toBe(1);
  });

  test('nothing is looked at while nobody waits', () => {
    const made = fleet();
    made.add('a');
    made.clock.advance(0);
    let looks = 0;
    const after = made.clock.after.bind(made.clock);
    made.clock.after = (delayMs, callback) => {
      looks++;
      return after(delayMs, callback);
    };
    made.clock.advance(24 * hour);
    expect(looks).toBe(0);
  });
});

describe('a restart', () => {
  test('at any moment loses nobody and wakes nobody twice who is known to be at work', () => {
    for (const at of [0, hour, over - start, over - start + 7 * s, over - start + 40 * s]) {
      const made = fleet();
      const apps = ['a', 'b', 'c'].map((name) => made.add(name));
      for (const app of apps) {
        made.sleeps(app, { resetsAt: iso(reset) });
        app.whenWoken = () => {
          made.clock.after(15 * s, () => {
            made.works(app);
          });
        };
      }
      made.clock.advance(at);
      made.restart();
      made.clock.advance(3 * hour);
      expect(made.store.wakeups.list()).toEqual([]);
      const ended = made.store.wakeups.newest(10);
      expect(ended.map(({ session }) => session).sort()).toEqual(['a', 'b', 'c']);
      expect(ended.every(({ by, why, wokenAt: woken }) => by === 'pcc' && why !== null && woken !== null)).toBe(true);
      // What was woken and not known to be at work goes on by its own reducer, which is told nothing again.
      expect(apps.map((app) => app.wakes.length)).toEqual([1, 1, 1]);
    }
  });

  test('a session that sleeps without a wake-up gets one, and a wake-up without such a session is over', () => {
    const made = fleet();
    const lost = made.add('a');
    const gone = made.add('b');
    const limit = { stage: 'asleep', kind: 'seven_day', resetsAt: iso(reset), resumesItself: false, vain: 0 } as const;
    lost.session = { ...lost.session, limit };
    made.sleeps(gone, { resetsAt: iso(reset) });
    made.live.delete('b');
    made.restart();
    expect(made.store.wakeups.list()).toMatchObject([{ session: 'a', kind: 'seven_day', resetsAt: reset }]);
    expect(made.store.wakeups.newest(5)).toMatchObject([{ session: 'b', by: 'end' }]);
  });

  test('a clock that was set back meanwhile keeps nobody longer', () => {
    const made = fleet();
    const app = made.add('a');
    made.sleeps(app);
    made.clock.jumpWall(start - 100 * hour);
    made.restart();
    made.clock.advance(limits.wakeTryFirstMs);
    expect(app.wakes.length).toBe(1);
  });
});

describe('what else happens to a session', () => {
  test('one that ends waits no more', () => {
    const made = fleet();
    const app = made.add('a');
    made.sleeps(app, { resetsAt: iso(reset) });
    made.live.delete('a');
    app.end();
    made.clock.advance(5 * hour);
    expect(made.wakeups.limits().waiting).toEqual([]);
    expect(made.store.wakeups.newest(5)).toMatchObject([{ session: 'a', by: 'end', wokenAt: null }]);
  });

  test('one that is paused over its reset goes on when it is resumed', () => {
    const made = fleet();
    const app = made.add('a');
    made.sleeps(app, { resetsAt: iso(reset) });
    app.set({ paused: true });
    made.clock.advance(5 * hour);
    expect(app.wakes).toEqual([]);
    expect(made.wakeups.limits().waiting).toMatchObject([
      { why: 'It goes on as soon as it may: the session is paused.' },
    ]);
    app.set({ paused: false });
    made.clock.advance(0);
    expect(wokenAt(app)).toEqual([start + 5 * hour]);
  });

  test('a task with a higher priority that comes meanwhile goes first', () => {
    const made = fleet();
    const [a, b] = [made.add('a'), made.add('b')];
    for (const app of [a, b]) made.sleeps(app, { resetsAt: iso(reset) });
    b.set({ tasks: [queued('b.1', { priority: 3 })] });
    made.clock.advance(over - start);
    expect([a.wakes.length, b.wakes.length]).toEqual([0, 1]);
  });

  test('while the disk takes nothing nobody is woken; then all are', () => {
    const made = fleet();
    const app = made.add('a');
    made.sleeps(app, { resetsAt: iso(reset) });
    made.clock.advance(hour);
    made.diskIsFull = true;
    made.clock.advance(over - start);
    expect(app.wakes).toEqual([]);
    expect(made.log).toContainEqual(expect.stringContaining('no space left on device'));
    made.diskIsFull = false;
    made.clock.advance(min);
    expect(app.wakes.length).toBe(1);
  });
});

describe('the rest of an account', () => {
  test('begins nothing new before the reset, and then one after the other, behind those who were cut off', () => {
    const made = fleet();
    const [slept, busy, idle, other] = [made.add('a'), made.add('b'), made.add('c'), made.add('d', 'key-2')];
    busy.set({ tasks: [queued('b.1')] });
    made.sleeps(slept, { resetsAt: iso(reset) });
    made.clock.advance(0);
    const limit = { kind: 'five_hour', resetsAt: iso(reset) };
    expect([busy, idle, other, slept].map(({ accounts }) => accounts)).toEqual([[limit], [limit], [], []]);
    const late = made.add('e');
    made.clock.advance(0);
    expect(late.accounts).toEqual([limit]);
    made.clock.advance(over - start);
    expect(slept.wakes.length).toBe(1);
    expect(busy.session.account).toEqual(limit);
    made.clock.advance(10 * s);
    made.works(slept);
    made.clock.advance(0);
    for (const app of [busy, idle, late, slept]) expect(app.session.account).toBeUndefined();
  });

  test('is held by no limit of one model', () => {
    const made = fleet();
    const [slept, other] = [made.add('a'), made.add('b')];
    made.sleeps(slept, { kind: 'seven_day_opus', resetsAt: iso(reset) });
    made.clock.advance(hour);
    expect(other.accounts).toEqual([]);
  });

  test('a session that was held when it met the limit itself finds nothing in its way when it is woken', () => {
    const made = fleet();
    const [a, b] = [made.add('a'), made.add('b')];
    made.sleeps(a, { resetsAt: iso(reset) });
    made.clock.advance(0);
    expect(b.session.account).toBeDefined();
    made.sleeps(b, { resetsAt: iso(reset) });
    made.clock.advance(over - start + 10 * s);
    expect(b.wakes.length).toBe(1);
    expect(b.session.account).toBeUndefined();
  });

  test('what an earlier daemon told is taken back by the next', () => {
    const made = fleet();
    const [a, b] = [made.add('a'), made.add('b')];
    made.sleeps(a, { resetsAt: iso(reset) });
    made.clock.advance(0);
    made.works(a, 'person');
    made.restart();
    made.clock.advance(min);
    expect(b.session.account).toBeUndefined();
  });

  test('many that waited with work go so far apart as wake-ups', () => {
    const made = fleet();
    const slept = made.add('a');
    const waiting = ['b', 'c', 'd'].map((name) => made.add(name));
    for (const app of waiting) app.set({ tasks: [queued(`${app.id}.1`)] });
    made.sleeps(slept, { resetsAt: iso(reset) });
    slept.whenWoken = () => {
      made.works(slept);
    };
    made.clock.advance(over - start);
    const free = (): number => waiting.filter(({ session }) => session.account === undefined).length;
    const counts = [0, 5, 5, 5].map((seconds) => {
      made.clock.advance(seconds * s);
      return free();
    });
    expect(counts).toEqual([0, 1, 2, 3]);
  });
});

describe('a warning before the wall', () => {
  const idle = (notice: string): Idle => ({ state: 'idle', notice, evidence: { top: 0, bottom: 0 } });

  test('is told with its reset until that, unless the limit is reached', () => {
    const made = fleet();
    const app = made.add('a', 'login-1', 'America/New_York');
    app.set({ state: 'idle', reading: idle("You've used 87% of your session limit · resets 10am") });
    made.clock.advance(0);
    const near = {
      account: 'login-1',
      kind: 'five_hour',
      state: 'near',
      by: 'a',
      resetsAt: '2026-03-01T15:00:00.000Z',
      words: "You've used 87% of your session limit · resets 10am",
    };
    expect(made.wakeups.limits().accounts).toEqual([near]);
    expect(made.told.at(-1)?.accounts).toEqual([near]);
    made.sleeps(app, { resetsAt: iso(reset) });
    expect(made.wakeups.limits().accounts).toMatchObject([{ state: 'limited' }]);
    made.works(app, 'person');
    made.clock.advance(3 * hour + 1);
    expect(made.wakeups.limits().accounts).toEqual([]);
    expect(made.told.at(-1)?.accounts).toEqual([]);
    // The words stand there for longer; they do not mean tomorrow.
    app.set({ state: 'busy' });
    made.clock.advance(min);
    expect(made.wakeups.limits().accounts).toEqual([]);
  });

  test('other notes are none', () => {
    const made = fleet();
    const app = made.add('a');
    for (const words of ['Update available! Run: npm i', 'Context left until auto-compact: 4%', 'Auto-update failed']) {
      app.set({ reading: idle(words) });
    }
    expect(made.wakeups.limits().accounts).toEqual([]);
  });
});
