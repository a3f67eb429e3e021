import type { LastingEvent } from '../../session/lasting.ts';
import type { Planned } from './plan.ts';
import { isUnverified } from './plan.ts';
import type { Waiter } from './waiter.ts';
import { isWide } from './waiter.ts';

type AccountLimit = NonNullable<Extract<LastingEvent, { type: 'account' }>['limit']>;

/** A living session, as far as limits of its account are told to it. */
export interface Holdable {
  readonly id: string;
  readonly account: string;
  /** Something waits to be begun there. */
  readonly hasWork: boolean;
  /** Priority of that. */
  readonly priority: number;
  readonly tell: (limit: AccountLimit | undefined) => void;
}

/** What a look at the holds goes by. */
export interface HoldsLook {
  readonly now: number;
  readonly waiters: readonly Waiter[];
  readonly planned: readonly Planned[];
  readonly sessions: readonly Holdable[];
  readonly staggerMs: number;
  /** When something was last begun in each account; what is let go here is added. */
  readonly lastWokenAt: Map<string, number>;
  /** When a session of each account last got to work behind a limit. */
  readonly throughAt: ReadonlyMap<string, number>;
}

/** A told time that moves by less is not told again. */
const toldAgainMs = 60_000;

/**
 * Tells the other sessions of an account when a limit of all of it keeps them from beginning anything new, and lets them go one
 * after the other when it is over.
 */
export class AccountHolds {
  readonly #told = new Map<string, AccountLimit>();

  /** What a session was told before this daemon ran. */
  knows(session: string, limit: AccountLimit): void {
    this.#told.set(session, limit);
  }

  get isHolding(): boolean {
    return this.#told.size > 0;
  }

  /** The session is gone. */
  forget(session: string): void {
    this.#told.delete(session);
  }

  /** Tells whoever is to be told now, and gives the moment at which the next is let go. */
  look(look: HoldsLook): number | undefined {
    const { waiters, sessions, lastWokenAt, staggerMs, now } = look;
    const asleep = new Set(waiters.map(({ session }) => session));
    const over: Holdable[] = [];
    const limited = new Map<string, AccountLimit | undefined>();
    for (const session of [...sessions].sort((a, b) => b.priority - a.priority)) {
      const { id, account } = session;
      if (!limited.has(account)) limited.set(account, holdOf(account, look));
      const limit = limited.get(account);
      // Who waits for a limit itself is woken by the plan.
      if (limit && !asleep.has(id)) this.#tell(session, limit);
      else if (this.#told.has(id) && (asleep.has(id) || !session.hasWork)) this.#release(session);
      else if (this.#told.has(id)) over.push(session);
    }
    for (const session of over) {
      if (now < (lastWokenAt.get(session.account) ?? -Infinity) + staggerMs) continue;
      lastWokenAt.set(session.account, now);
      this.#release(session);
    }
    const left = over.filter(({ id }) => this.#told.has(id));
    const next = left.map(({ account }) => (lastWokenAt.get(account) ?? now) + staggerMs);
    return next.length > 0 ? Math.min(...next) : undefined;
  }

  #tell(session: Holdable, limit: AccountLimit): void {
    const known = this.#told.get(session.id);
    const moved = known ? Math.abs(Date.parse(known.resetsAt) - Date.parse(limit.resetsAt)) : Infinity;
    if (known?.kind === limit.kind && moved < toldAgainMs) return;
    this.#told.set(session.id, limit);
    session.tell(limit);
  }

  #release(session: Holdable): void {
    this.#told.delete(session.id);
    session.tell(undefined);
  }
}

/** The limit that keeps an account from new work: one of all of it, of which nobody has got past. */
function holdOf(account: string, { waiters, planned, throughAt, now }: HoldsLook): AccountLimit | undefined {
  const through = throughAt.get(account) ?? -Infinity;
  const found = waiters
    .filter((waiter) => waiter.account === account && isWide(waiter.kind) && waiter.toldAt > through)
    .map((waiter) => ({ kind: waiter.kind, until: holdsUntil(waiter, planned, now) }))
    .filter((one): one is { kind: string; until: number } => one.until !== undefined)
    .sort((a, b) => b.until - a.until)[0];
  return found && { kind: found.kind, resetsAt: new Date(found.until).toISOString() };
}

function holdsUntil(waiter: Waiter, planned: readonly Planned[], now: number): number | undefined {
  const plan = planned.find(({ session }) => session === waiter.session);
  if (waiter.wokenAt !== null) return isUnverified(waiter, now) ? waiter.wokenAt : undefined;
  if (plan?.resetsAt != null && plan.resetsAt > now) return plan.resetsAt;
  return waiter.held === undefined ? plan?.wakesAt : undefined;
}
