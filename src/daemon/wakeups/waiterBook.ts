import type { Clock } from '../../base/clock.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Store } from '../../store/store.ts';
import type { WakeEnd, WakeRecord } from '../../store/wakeups.ts';
import type { Told, Waiter } from './waiter.ts';
import { gotThrough, ranInto, setBack } from './waiter.ts';

/** What the book of those who wait needs of its surroundings. */
export interface WaiterBookParts {
  readonly store: Pick<Store, 'wakeups' | 'transaction'>;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}

/** Who waits for a limit, in memory and on the disk. What the disk does not take now it gets at a later look. */
export class WaiterBook {
  readonly #parts: WaiterBookParts;
  #waiters: readonly Waiter[];
  /** Why those who were woken were, also by an earlier daemon. */
  readonly #whys = new Map<string, string>();
  /** The last waits that are over; absent until they are asked for. */
  #newest: readonly WakeRecord[] | undefined;
  /** What is still to be written, in order. */
  #unwritten: (() => void)[] = [];
  /** Both clocks at the last look. */
  #seen: { readonly wallMs: number; readonly monotonicMs: number };
  /** When something was last begun in each account. */
  readonly lastWokenAt = new Map<string, number>();
  /** When a session of each account last got to work behind a limit. */
  readonly throughAt = new Map<string, number>();

  /** Takes up what an earlier daemon stored. Nobody knows what came of its last wake-ups: they count as not done. */
  constructor(parts: WaiterBookParts) {
    this.#parts = parts;
    this.#seen = this.#clocks();
    const now = this.#seen.wallMs;
    const { wakeups } = parts.store;
    const records = wakeups.list();
    for (const { session, why } of records) if (why !== null) this.#whys.set(session, why);
    this.#waiters = records.map(({ why: _why, ...record }) => ({
      ...record,
      // The clock may have been set back meanwhile.
      asleepSince: Math.min(record.asleepSince, now),
      toldAt: Math.min(record.toldAt, now),
      wokenAt: null,
      priority: 0,
    }));
    for (const [account, at] of wakeups.lastWokenAt()) this.lastWokenAt.set(account, Math.min(at, now));
    for (const { account, endedAt, by } of wakeups.newest(limits.wakesKept)) {
      if (isThrough(by) && !this.throughAt.has(account)) this.throughAt.set(account, Math.min(endedAt, now));
    }
  }

  get all(): readonly Waiter[] {
    return this.#waiters;
  }

  get(session: string): Waiter | undefined {
    return this.#waiters.find((waiter) => waiter.session === session);
  }

  /** The last waits that are over, the newest first. */
  get newest(): readonly WakeRecord[] {
    this.#newest ??= this.#parts.store.wakeups.newest(limits.wakesShown);
    return this.#newest;
  }

  whyOf(session: string): string | undefined {
    return this.#whys.get(session);
  }

  /** Takes notice of a clock that was set back, and of a disk that takes what it did not. */
  look(): void {
    const before = this.#seen;
    this.#seen = this.#clocks();
    const byMs = this.#seen.monotonicMs - before.monotonicMs - (this.#seen.wallMs - before.wallMs);
    if (byMs >= setBackMsMin) {
      this.#replace(this.#waiters.map((waiter) => setBack(waiter, byMs)));
      for (const times of [this.lastWokenAt, this.throughAt]) {
        for (const [account, at] of times) times.set(account, at - byMs);
      }
      this.#parts.log(`The clock was set back by ${Math.round(byMs / 1_000)} s; wake-ups are planned anew.`);
    }
    this.#write();
  }

  /** A session ran into a limit: it is on the disk when this returns, unless the disk takes nothing. */
  ranInto(told: Told): void {
    this.look();
    const before = this.get(told.session);
    if (before && before.wokenAt !== null) this.#remember(before, 'limit');
    this.#whys.delete(told.session);
    this.#replace(ranInto(this.#waiters, told, this.#seen.wallMs));
  }

  /** Its wait is over. */
  over(session: string, by: WakeEnd): void {
    this.look();
    const waiter = this.get(session);
    if (!waiter) return;
    this.#remember(waiter, by);
    this.#whys.delete(session);
    const others = this.#waiters.filter((other) => other !== waiter);
    if (isThrough(by)) this.throughAt.set(waiter.account, this.#seen.wallMs);
    this.#replace(isThrough(by) ? gotThrough(this.#waiters, session, this.#seen.wallMs) : others);
    this.#later(() => {
      this.#parts.store.wakeups.remove(session);
    });
    this.#write();
  }

  /** It is woken now. False where that could not be stored: then it must not be. */
  woken(session: string, why: string): boolean {
    this.look();
    const waiter = this.get(session);
    if (!waiter) return false;
    this.#whys.set(session, why);
    this.lastWokenAt.set(waiter.account, this.#seen.wallMs);
    const woken = { ...waiter, wokenAt: this.#seen.wallMs };
    this.#replace(this.#waiters.map((other) => (other === waiter ? woken : other)));
    if (this.#unwritten.length === 0) return true;
    this.#whys.delete(session);
    this.#replace(this.#waiters.map((other) => (other === woken ? waiter : other)));
    return false;
  }

  /** What changes often and is stored nowhere. */
  refresh(change: (waiter: Waiter) => Waiter): void {
    this.#waiters = this.#waiters.map(change);
  }

  #clocks(): { readonly wallMs: number; readonly monotonicMs: number } {
    const { clock } = this.#parts;
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }

  /** Those who are new or changed are written. */
  #replace(waiters: readonly Waiter[]): void {
    const before = new Set(this.#waiters);
    this.#waiters = waiters;
    for (const waiter of waiters) {
      if (before.has(waiter)) continue;
      const { priority: _priority, held: _held, ...record } = waiter;
      const why = this.#whys.get(waiter.session) ?? null;
      this.#later(() => {
        this.#parts.store.wakeups.save({ ...record, why });
      });
    }
    this.#write();
  }

  #remember({ session, account, kind, resetsAt, asleepSince, wokenAt }: Waiter, by: WakeEnd): void {
    const why = this.#whys.get(session) ?? null;
    const endedAt = this.#seen.wallMs;
    this.#later(() => {
      this.#parts.store.wakeups.ended({ session, account, kind, resetsAt, asleepSince, wokenAt, why, endedAt, by });
    });
  }

  #later(write: () => void): void {
    this.#unwritten.push(write);
  }

  /** All that waits, at once. */
  #write(): void {
    if (this.#unwritten.length === 0) return;
    const writes = this.#unwritten;
    try {
      this.#parts.store.transaction(() => {
        for (const write of writes) write();
      });
      this.#unwritten = [];
      this.#newest = undefined;
    } catch (error) {
      this.#parts.log(`Wake-ups cannot be stored (${sentenceOf(error)}); nobody is woken until they can.`);
    }
  }
}

/** True where somebody got to work behind the limit. */
function isThrough(by: WakeEnd): boolean {
  return by === 'itself' || by === 'pcc' || by === 'person';
}

/** Clocks are slewed all the time; only what was set counts. */
const setBackMsMin = 1_000;
