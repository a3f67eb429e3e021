import { expect, test } from 'vitest';
import { marginOf } from '../../../src/daemon/wakeups/waiter.ts';
import { limits } from '../../../src/limits.ts';
import { resetTime } from '../../../src/screen/resetTime.ts';
import type { FakeSession } from './fakeFleet.ts';
import { FakeFleet } from './fakeFleet.ts';

/**
 * Weeks of work against limits of five hours and of seven days, as an account of the real API has them: with the change of the
 * clocks, hosts that sleep, clocks that are set, and daemons that start anew. All work gets done, and every wake-up is explained.
 */

const s = 1_000;
const min = 60 * s;
const hour = 60 * min;
const day = 24 * hour;

/** Weeks take seconds, and longer where the disk is busy. */
const slowMs = 120_000;

/** Numbers that look like chance and are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Window {
  readonly kind: string;
  readonly lengthMs: number;
  /** Minutes of work that it allows. */
  readonly allows: number;
  used: number;
  endsAt: number;
}

/** One account: each limit counts what was used since its window began. */
class Account {
  readonly windows: readonly Window[];

  constructor(perFiveHours: number, perWeek: number) {
    const window = (kind: string, lengthMs: number, allows: number): Window => {
      return { kind, lengthMs, allows, used: 0, endsAt: 0 };
    };
    this.windows = [window('five_hour', 5 * hour, perFiveHours), window('seven_day', 7 * day, perWeek)];
  }

  /** The limit that refuses a minute of work now; undefined where it was done. */
  use(now: number): Window | undefined {
    for (const window of this.windows) {
      if (now < window.endsAt) continue;
      window.used = 0;
      // A window ends at any second, not at a full minute.
      window.endsAt = now + window.lengthMs + 17 * s;
    }
    const spent = [...this.windows].reverse().find(({ used, allows }) => used >= allows);
    if (spent) return spent;
    for (const window of this.windows) window.used += 1;
    return undefined;
  }
}

/** As CLIs print it: without seconds, with the date where it is another day, and the zone in brackets where that is wanted. */
function banner(at: number, now: number, zone: string): string {
  const isNear = at - now < day;
  const date: Intl.DateTimeFormatOptions = isNear ? {} : { month: 'short', day: 'numeric' };
  return `resets ${new Date(at).toLocaleString('en-US', { hour: 'numeric', minute: '2-digit', ...date, timeZone: zone })} (${zone})`;
}

interface Worker {
  readonly session: FakeSession;
  readonly account: Account;
  readonly zone: string;
  readonly resumesItself: boolean;
  /** Its banners name no time. */
  readonly tellsNone: boolean;
  leftMin: number;
  isAtWork: boolean;
}

interface Plan {
  readonly from: number;
  readonly seed: number;
  readonly zones: readonly string[];
  readonly workers: number;
}

/** The true end of a refusal beside what was told of it. */
interface Refusal {
  readonly session: string;
  readonly account: Account;
  /** A banner told the time, and the CLI leaves it to pcc. */
  readonly isOurs: boolean;
  readonly at: number;
  readonly truth: number;
}

class Week {
  readonly fleet: FakeFleet;
  readonly workers: Worker[] = [];
  readonly refusals: Refusal[] = [];
  /** When the host slept. */
  readonly slept: { readonly from: number; readonly until: number }[] = [];
  readonly #random: () => number;
  /** The true time: the fleet's clock may be wrong. */
  #now: number;

  constructor({ from, seed, zones, workers }: Plan) {
    this.fleet = new FakeFleet(from);
    this.#now = from;
    this.#random = chance(seed);
    const accounts = [new Account(120, 2_000), new Account(90, 700)];
    this.fleet.wakeups.start();
    for (let n = 0; n < workers; n++) {
      const zone = zones[n % zones.length] ?? 'UTC';
      const account = accounts[n % 2] ?? new Account(1, 1);
      const session = this.fleet.add(`w${String(n).padStart(2, '0')}`, `login-${n % 2}`, zone);
      const worker: Worker = {
        session,
        account,
        zone,
        resumesItself: n % 3 === 0,
        tellsNone: n % 5 === 4,
        leftMin: 80 + Math.floor(this.#random() * 60),
        isAtWork: true,
      };
      session.whenWoken = () => {
        this.#later(worker, 'pcc');
      };
      this.workers.push(worker);
    }
  }

  get isDone(): boolean {
    return this.workers.every(({ leftMin }) => leftMin <= 0);
  }

  /** Another minute of everybody's; more of them where nobody works. Gives how many. */
  minute(): number {
    const minutes = this.workers.some(({ isAtWork }) => isAtWork) ? 1 : 5;
    for (const worker of this.workers) if (worker.isAtWork && worker.leftMin > 0) this.#work(worker);
    this.fleet.clock.advance(minutes * min);
    this.#now += minutes * min;
    return minutes;
  }

  /** The host sleeps: nothing runs, and only the wall clock goes on. */
  hostSleeps(ms: number): void {
    this.slept.push({ from: this.#now, until: this.#now + ms });
    this.#now += ms;
    this.fleet.clock.jumpWall(this.fleet.now + ms);
  }

  /** Somebody sets the clock. */
  setClock(byMs: number): void {
    this.fleet.clock.jumpWall(this.fleet.now + byMs);
  }

  /** What the clock is wrong by. */
  get wrongMs(): number {
    return this.fleet.now - this.#now;
  }

  #work(worker: Worker): void {
    const refusal = worker.account.use(this.#now);
    if (refusal) this.#refused(worker, refusal);
    else if (--worker.leftMin <= 0) worker.isAtWork = false;
  }

  #refused(worker: Worker, { kind, endsAt }: Window): void {
    const { session, zone, tellsNone, resumesItself } = worker;
    worker.isAtWork = false;
    const now = this.fleet.now;
    const resetsAt = tellsNone ? null : resetTime(banner(endsAt, this.#now, zone), now, zone);
    const self = resumesItself && kind === 'five_hour';
    const isOurs = !self && !tellsNone;
    this.refusals.push({ session: session.id, account: worker.account, isOurs, at: now, truth: endsAt });
    this.fleet.sleeps(session, { kind, resetsAt, resumesItself: self });
    // Three in four of those that say so do go on by themselves, a moment after the reset.
    if (!self || this.#random() < 0.25) return;
    this.fleet.clock.after(endsAt - this.#now + 5 * s, () => {
      const { limit } = session.session;
      if (limit?.stage !== 'asleep') return;
      session.set({ limit: { ...limit, stage: 'waking' } });
      this.#later(worker, 'itself');
    });
  }

  /** It takes a while until the outcome of a continuation is known. */
  #later(worker: Worker, by: 'itself' | 'pcc'): void {
    this.fleet.clock.after(2 * s + Math.floor(this.#random() * 40) * s, () => {
      if (worker.session.session.limit?.stage !== 'waking') return;
      const refusal = worker.account.use(this.#now);
      if (refusal) {
        this.#refused(worker, refusal);
        return;
      }
      worker.isAtWork = worker.leftMin > 0;
      this.fleet.works(worker.session, by);
    });
  }
}

/** Resets behind which nobody of the account was woken within the time that is left for it, by the host's own. */
function lateResets({ refusals, workers, slept }: Week): string[] {
  const allowedMs = min + limits.wakeMarginMs + limits.wakeLookMs + 2 * min;
  return refusals.flatMap(({ account, isOurs, truth }) => {
    const covered = refusals.some((one) => one.account === account && one.at <= truth && one.truth > truth);
    if (!isOurs || covered) return [];
    const from = Math.max(
      truth,
      ...slept.filter((one) => one.from <= truth + allowedMs && one.until > truth).map(({ until }) => until),
    );
    const wakes = workers.filter((one) => one.account === account).flatMap(({ session }) => session.wakes);
    const isKept = wakes.some(({ at }) => at >= truth && at <= from + allowedMs);
    return isKept ? [] : [new Date(truth).toISOString()];
  });
}

/** Everybody is woken after what was told, so far apart and so few at once as is wanted. */
function check(week: Week): void {
  const { fleet, workers } = week;
  const { wakeups } = fleet.store;
  const history = wakeups.newest(limits.wakesKept);
  expect(history.length).toBeLessThan(limits.wakesKept);
  const unexplained = history.filter(({ wokenAt, why }) => wokenAt !== null && (why === null || why === ''));
  expect(unexplained).toEqual([]);
  for (const account of ['login-0', 'login-1']) {
    const woken = workers
      .filter((_, n) => `login-${n % 2}` === account)
      .flatMap(({ session }) => session.wakes.map(({ at }) => at))
      .sort((a, b) => a - b);
    expect(woken.length).toBeGreaterThan(5);
    expect(woken.filter((at, index) => index > 0 && at - (woken[index - 1] ?? 0) < 5 * s)).toEqual([]);
  }
}

const places = {
  'America/New_York, forward': Date.UTC(2026, 2, 5, 15),
  'America/New_York, back': Date.UTC(2026, 9, 29, 15),
  'Europe/Berlin, forward': Date.UTC(2026, 2, 26, 9),
  'Europe/Berlin, back': Date.UTC(2026, 9, 22, 9),
} as const;

test.each(Object.entries(places))(
  '%s: a week of ten sessions on two accounts gets done',
  { timeout: slowMs },
  (_place, from) => {
    const week = new Week({ from, seed: from / hour, zones: ['America/New_York', 'Europe/Berlin'], workers: 10 });
    let minutes = 0;
    const random = chance(from / day);
    while (!week.isDone && minutes < 20 * 24 * 60) {
      const before = Math.floor((minutes + 700) / 1_440);
      minutes += week.minute();
      // A lid is closed each night; a daemon ends now and then.
      if (Math.floor((minutes + 700) / 1_440) > before) week.hostSleeps(7 * hour + 13 * min);
      if (random() < 0.004) week.fleet.restart();
    }
    expect(week.isDone).toBe(true);
    expect(week.refusals.length).toBeGreaterThan(20);
    check(week);
    // Where the banner told the time nobody was asked before it.
    for (const { session } of week.workers) {
      for (const { at, why } of session.wakes) {
        const last = week.refusals.filter((one) => one.session === session.id && one.at <= at).at(-1);
        if (last && !why.startsWith('Nobody knows'))
          expect(`${session.id} ${at >= last.truth - min}`).toBe(`${session.id} true`);
      }
    }
    expect(lateResets(week)).toEqual([]);
  },
);

test('a clock that is set by hours to and fro loses nobody, and all are woken when it is right again', {
  timeout: slowMs,
}, () => {
  const week = new Week({ from: Date.UTC(2026, 4, 4, 8), seed: 7, zones: ['UTC', 'Asia/Kolkata'], workers: 10 });
  const random = chance(11);
  let minutes = 0;
  while (!week.isDone && minutes < 30 * 24 * 60) {
    const before = Math.floor(minutes / 977);
    minutes += week.minute();
    if (Math.floor(minutes / 977) === before) continue;
    if (week.wrongMs === 0) week.setClock(Math.round((random() - 0.5) * 12) * hour);
    else week.setClock(-week.wrongMs);
    if (random() < 0.5) week.fleet.restart();
  }
  expect(week.isDone).toBe(true);
  expect(week.fleet.store.wakeups.list()).toEqual([]);
});

test('a hundred sessions of one account are through within the time that its limits allow', () => {
  const fleet = new FakeFleet(Date.UTC(2026, 5, 1, 10));
  fleet.wakeups.start();
  const resetsAt = fleet.now + hour;
  const all = Array.from({ length: 100 }, (_, n) => fleet.add(`s${String(n).padStart(3, '0')}`));
  let most = 0;
  const waking = (): number => all.filter(({ session }) => session.limit?.stage === 'waking').length;
  for (const session of all) {
    fleet.sleeps(session, { resetsAt: new Date(resetsAt).toISOString() });
    session.whenWoken = () => {
      most = Math.max(most, waking());
      fleet.clock.after(8 * s, () => {
        fleet.works(session);
      });
    };
  }
  fleet.clock.advance(hour + marginOf(resetsAt) + 100 * 6 * s);
  expect(all.map(({ wakes }) => wakes.length)).toEqual(all.map(() => 1));
  expect(fleet.store.wakeups.list()).toEqual([]);
  expect(most).toBe(2);
});
