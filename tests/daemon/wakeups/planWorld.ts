import type { PlanSettings } from '../../../src/daemon/wakeups/plan.ts';
import { isUnverified, planWakeups } from '../../../src/daemon/wakeups/plan.ts';
import type { Told, Waiter } from '../../../src/daemon/wakeups/waiter.ts';
import { gotThrough, isKnown, ranInto, setBack } from '../../../src/daemon/wakeups/waiter.ts';

/** What comes of one wake-up. `again`: the limit once more, with a reset so far ahead, or none told. */
export type Outcome =
  | { readonly is: 'work'; readonly afterMs: number }
  | { readonly is: 'again'; readonly afterMs: number; readonly resetsInMs: number | null; readonly kind: string }
  | { readonly is: 'silence' }
  | { readonly is: 'end'; readonly afterMs: number };

export interface Woken {
  readonly session: string;
  readonly account: string;
  readonly at: number;
  readonly before: Waiter;
  /** All that waited at that moment. */
  readonly all: readonly Waiter[];
}

interface Coming {
  readonly at: number;
  readonly session: string;
  readonly outcome: Exclude<Outcome, { is: 'silence' }>;
}

/** Lets the plan run over time, with what comes of each wake-up given beforehand; when that is used up everything goes well. */
export class PlanWorld {
  now: number;
  waiters: readonly Waiter[];
  readonly woken: Woken[] = [];
  readonly done: string[] = [];
  readonly #settings: PlanSettings;
  readonly #outcomes: Outcome[];
  #lastWokenAt = new Map<string, number>();
  #coming: Coming[] = [];

  constructor(now: number, waiters: readonly Waiter[], settings: PlanSettings, outcomes: readonly Outcome[]) {
    this.now = now;
    this.#settings = settings;
    this.#outcomes = [...outcomes];
    this.waiters = [];
    for (const { priority, ...told } of waiters) {
      this.waiters = ranInto(this.waiters, told, now).map((one) =>
        one.session === told.session ? { ...one, priority } : one,
      );
    }
  }

  /** The clock is set by so much. Backward, waits go along; forward, they are over sooner. */
  jump(byMs: number): void {
    this.now += byMs;
    this.#coming = this.#coming.map((one) => ({ ...one, at: one.at + byMs }));
    if (byMs >= 0) return;
    this.waiters = this.waiters.map((waiter) => setBack(waiter, -byMs));
    this.#lastWokenAt = new Map([...this.#lastWokenAt].map(([account, at]) => [account, at + byMs]));
  }

  /** A new daemon: what came of the last wake-ups is not known, though it still happens. */
  restart(): void {
    this.waiters = this.waiters.map((waiter) => ({ ...waiter, wokenAt: null }));
  }

  /** Until all have got through; false where that takes longer than `atMostMs` of their time. */
  run(atMostMs: number, each: () => void = () => undefined): boolean {
    let leftMs = atMostMs;
    while (this.waiters.length > 0) {
      each();
      this.#happen();
      const planned = this.#wake();
      const moments = [...planned, ...this.#coming.map(({ at }) => at)].filter((at) => at > this.now);
      const stepMs = Math.min(30_000, ...moments.map((at) => at - this.now));
      // Nothing happens for long where all wait for a date: days are not walked through in half minutes.
      const first = Math.min(...moments);
      const strideMs = moments.length > 0 && first - this.now > 3_600_000 ? first - this.now - 60_000 : stepMs;
      this.now += strideMs;
      leftMs -= strideMs;
      if (leftMs < 0) return false;
    }
    return true;
  }

  #happen(): void {
    const due = this.#coming.filter(({ at }) => at <= this.now);
    this.#coming = this.#coming.filter(({ at }) => at > this.now);
    for (const { session, outcome } of due) {
      const waiter = this.waiters.find((one) => one.session === session);
      if (!waiter) continue;
      if (outcome.is === 'again') {
        const { account, resumesItself, vain } = waiter;
        const resetsAt = outcome.resetsInMs === null ? null : this.now + outcome.resetsInMs;
        const told: Told = { session, account, resumesItself, kind: outcome.kind, vain: vain + 1, resetsAt };
        this.waiters = ranInto(this.waiters, told, this.now).map((one) =>
          one.session === session ? { ...one, priority: waiter.priority } : one,
        );
        continue;
      }
      this.done.push(session);
      this.waiters =
        outcome.is === 'work'
          ? gotThrough(this.waiters, session, this.now)
          : this.waiters.filter((one) => one !== waiter);
    }
  }

  #wake(): readonly number[] {
    const planned = planWakeups({
      now: this.now,
      waiters: this.waiters,
      settings: this.#settings,
      lastWokenAt: this.#lastWokenAt,
    });
    const all = this.waiters;
    for (const { session, due } of planned) {
      const before = this.waiters.find((one) => one.session === session);
      if (!due || !before) continue;
      this.woken.push({ session, account: before.account, at: this.now, before, all });
      this.waiters = this.waiters.map((one) => (one === before ? { ...one, wokenAt: this.now } : one));
      this.#lastWokenAt.set(before.account, this.now);
      const outcome = this.#outcomes.shift() ?? { is: 'work', afterMs: 3_000 };
      if (outcome.is === 'silence')
        this.#coming.push({ at: this.now + 900_000, session, outcome: { is: 'work', afterMs: 0 } });
      else this.#coming.push({ at: this.now + outcome.afterMs, session, outcome });
    }
    return planned.map(({ wakesAt }) => wakesAt);
  }
}

/** What of a wake-up is wrong, by what stood there before it; undefined where nothing is. */
export function faultOf({ at, before, all }: Woken, settings: PlanSettings): string | undefined {
  const others = all.filter((one) => one.account === before.account && one.session !== before.session);
  if (isKnown(before) && at < before.resetsAt) return 'before its reset';
  const woken = others.filter((one) => isUnverified(one, at));
  if (woken.length >= settings.atOnce) return 'too many at once';
  if (before.held !== undefined) return 'held';
  if (!isKnown(before) && woken.length > 0) return 'a second one tries';
  return undefined;
}
