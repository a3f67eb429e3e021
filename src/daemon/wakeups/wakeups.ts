import type { UsageLimits } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { accountLabel } from '../../claude/account.ts';
import { limits } from '../../limits.ts';
import type { LastingEffect, Limited } from '../../session/lasting.ts';
import type { Session, SessionEvent } from '../../session/session.ts';
import type { Store } from '../../store/store.ts';
import { LimitWarning } from '../limitWarning.ts';
import type { Config } from '../settings.ts';
import { AccountHolds } from './holds.ts';
import type { Warning } from './near.ts';
import { warningsOf } from './near.ts';
import type { Planned } from './plan.ts';
import { planWakeups } from './plan.ts';
import { heldWhy, isWaiting, priorityOf, untyped } from './sessionFacts.ts';
import { limitsTold } from './telling.ts';
import { WaiterBook } from './waiterBook.ts';
import type { Waiter } from './waiter.ts';

type AwakeBy = Extract<LastingEffect, { type: 'awake' }>['by'];

/** A living session, as far as it is woken. */
export interface WakeSession {
  readonly id: string;
  readonly actor: {
    readonly session: Session;
    readonly onStep: Event<Session>;
    dispatch(event: SessionEvent): void;
  };
  readonly onEnded: Event<number | null>;
}

/** What wakes sessions is made of this. */
export interface WakeupsParts {
  readonly store: Pick<Store, 'wakeups' | 'sessions' | 'transaction'>;
  readonly clock: Clock;
  readonly config: () => Pick<Config, 'limits.stagger_ms' | 'limits.wake_at_once'>;
  readonly sessions: () => { readonly live: ReadonlyMap<string, WakeSession> };
  readonly log: (sentence: string) => void;
  /** Those who watch. */
  readonly fleet: () => { limitsChanged(changed: UsageLimits): void };
}

/** What is known of a living session beside its life. */
interface Known {
  readonly id: string;
  readonly account: string;
  readonly warning: LimitWarning;
}

/**
 * Wakes the sessions that wait for a usage limit: by one plan for all of them, on wall time, a few at a time. The plan is made anew
 * at each look, at least every `limits.wakeLookMs`, so that a clock that is set and a host that slept change nothing of it.
 */
export class Wakeups implements Disposable {
  readonly #parts: WakeupsParts;
  readonly #book: WaiterBook;
  readonly #holds = new AccountHolds();
  readonly #known = new Map<string, Known>();
  #timer: Disposable | undefined;
  #started = false;
  #disposed = false;
  /** What those who watch were told last. */
  #told = '';

  constructor(parts: WakeupsParts) {
    this.#parts = parts;
    this.#book = new WaiterBook(parts);
  }

  /** A session begins to live here. */
  follow(live: WakeSession): void {
    const record = this.#parts.store.sessions.get(live.id);
    if (!record) return;
    const account = record.account ?? accountLabel(record.configFolder, {});
    this.#known.set(live.id, { id: live.id, account, warning: new LimitWarning(record.zone) });
    const { session } = live.actor;
    if (session.account) this.#holds.knows(live.id, session.account);
    let before = session;
    live.actor.onStep((after) => {
      this.#stepped(live.id, before, after);
      before = after;
    });
    live.onEnded(() => {
      this.#known.delete(live.id);
      this.#holds.forget(live.id);
      this.awake(live.id, 'end');
    });
    this.#lookSoon();
  }

  /** A session waits for this limit to reset: it is stored when this returns. */
  sleep(id: string, limit: Limited): void {
    const account = this.#known.get(id)?.account;
    if (account === undefined || this.#disposed) return;
    const resetsAt = limit.resetsAt === null ? null : Date.parse(limit.resetsAt);
    const { kind, resumesItself, vain } = limit;
    this.#book.ranInto({ session: id, account, kind, resumesItself, vain, resetsAt });
    this.#lookSoon();
  }

  /** A session needs no wake-up any more. */
  awake(id: string, by: AwakeBy): void {
    if (this.#disposed || !this.#book.get(id)) return;
    this.#book.over(id, by);
    this.#lookSoon();
  }

  /** Begins to count time: what was stored is compared with what the sessions themselves know. */
  start(): void {
    this.#started = true;
    this.#look();
  }

  /** What is known of limits, and who waits. */
  limits(): UsageLimits {
    const now = this.#parts.clock.wallMs();
    return limitsTold({
      now,
      waiters: this.#book.all,
      planned: this.#plan(now),
      warnings: this.#warnings(now),
      wakes: this.#book.newest,
      whyOf: (session) => this.#book.whyOf(session),
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
  }

  #stepped(id: string, before: Session, after: Session): void {
    const known = this.#known.get(id);
    if (!known || this.#disposed) return;
    const { told } = known.warning;
    known.warning.seen(after.reading, this.#parts.clock.wallMs());
    const isWarned = told !== known.warning.told;
    const isOther = heldWhy(before) !== heldWhy(after) || before.limit !== after.limit || before.tasks !== after.tasks;
    if (isWarned || (isOther && (this.#book.all.length > 0 || this.#holds.isHolding || after.limit))) this.#lookSoon();
  }

  /** Later than whatever is going on: a look wakes sessions, and what they do may ask for the next. */
  #lookSoon(): void {
    if (this.#started) this.#arm(0);
  }

  #arm(delayMs: number): void {
    this.#timer?.dispose();
    if (this.#disposed) return;
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#look();
    });
  }

  #look(): void {
    this.#timer = undefined;
    const now = this.#parts.clock.wallMs();
    this.#book.look();
    this.#reconcile();
    this.#refresh();
    const planned = this.#plan(now);
    for (const plan of planned) if (plan.due) this.#wake(plan);
    const letGoAt = this.#tellAccounts(now, planned);
    this.#tell();
    const moments = planned.map(({ wakesAt }) => wakesAt);
    this.#armNext(now, letGoAt === undefined ? moments : [...moments, letGoAt]);
  }

  /** For the next of these moments that is to come, unless what was done just now has asked for a look already. */
  #armNext(now: number, moments: readonly number[]): void {
    const waits = this.#book.all.length > 0 || this.#holds.isHolding || this.#warnings(now).length > 0;
    if (this.#timer !== undefined || !waits) return;
    const ahead = moments.filter((at) => at > now).map((at) => at - now);
    this.#arm(Math.min(limits.wakeLookMs, ...ahead));
  }

  #warnings(now: number): readonly Warning[] {
    return warningsOf(this.#known.values(), now);
  }

  #plan(now: number): readonly Planned[] {
    const { config } = this.#parts;
    const settings = { staggerMs: config()['limits.stagger_ms'], atOnce: config()['limits.wake_at_once'] };
    return planWakeups({ now, waiters: this.#book.all, settings, lastWokenAt: this.#book.lastWokenAt });
  }

  /** A session knows itself whether it waits: a wake-up without one is over, and one without a wake-up gets it. */
  #reconcile(): void {
    const { live } = this.#parts.sessions();
    for (const { session } of this.#book.all) {
      if (!live.get(session)?.actor.session.limit) this.#book.over(session, 'end');
    }
    for (const { id, actor } of live.values()) {
      const { limit } = actor.session;
      if (limit && isWaiting(limit) && !this.#book.get(id)) this.sleep(id, limit);
    }
  }

  /** What depends on what else happens in a session. */
  #refresh(): void {
    const { live } = this.#parts.sessions();
    for (const { session: id, wokenAt } of this.#book.all) {
      const isGoing = live.get(id)?.actor.session.limit?.stage === 'waking';
      if (isGoing && wokenAt === null) this.#book.woken(id, this.#book.whyOf(id) ?? 'The CLI went on by itself.');
    }
    this.#book.refresh((waiter): Waiter => {
      const session = live.get(waiter.session)?.actor.session;
      if (!session) return waiter;
      const { held: _before, ...rest } = waiter;
      const held = heldWhy(session);
      return { ...rest, priority: priorityOf(session), ...(held === undefined ? {} : { held }) };
    });
  }

  #wake({ session: id, why }: Planned): void {
    const live = this.#parts.sessions().live.get(id);
    const known = this.#known.get(id);
    // Another one that was woken just now may have told something of this one.
    if (!live || !known || this.#book.get(id)?.wokenAt !== null) return;
    if (this.#book.woken(id, why)) live.actor.dispatch({ type: 'wake', why });
  }

  #tellAccounts(now: number, planned: readonly Planned[]): number | undefined {
    const { live } = this.#parts.sessions();
    const sessions = [...live.values()].flatMap(({ id, actor }) => {
      const account = this.#known.get(id)?.account;
      if (account === undefined) return [];
      const hasWork = untyped(actor.session).length > 0;
      const tell = (limit: Session['account']): void => {
        actor.dispatch({ type: 'account', ...(limit ? { limit } : {}) });
      };
      return [{ id, account, hasWork, priority: priorityOf(actor.session), tell }];
    });
    return this.#holds.look({
      now,
      planned,
      sessions,
      waiters: this.#book.all,
      staggerMs: this.#parts.config()['limits.stagger_ms'],
      lastWokenAt: this.#book.lastWokenAt,
      throughAt: this.#book.throughAt,
    });
  }

  #tell(): void {
    try {
      const told = this.limits();
      const json = JSON.stringify(told);
      if (json === this.#told) return;
      this.#told = json;
      this.#parts.fleet().limitsChanged(told);
    } catch (error) {
      this.#parts.log(`Who waits for a usage limit could not be told: ${String(error)}`);
    }
  }
}
