import { limits } from '../../limits.ts';
import type { WakeupRecord } from '../../store/wakeups.ts';

/** A session that waits for a usage limit to reset, as it is stored, and what changes too often for that. */
export interface Waiter extends Omit<WakeupRecord, 'why'> {
  /** Priority of what it is to go on with; the highest goes first. */
  readonly priority: number;
  /** Why nothing may be typed there now, as the end of a sentence: it is left alone, and in nobody's way. */
  readonly held?: string;
}

/** What a session tells when it runs into a limit. */
export type Told = Pick<Waiter, 'session' | 'account' | 'kind' | 'resetsAt' | 'resumesItself' | 'vain'>;

/** Limits that hold for everything an account does; any other holds for one model only. */
const wideKinds: ReadonlySet<string> = new Set(['five_hour', 'seven_day']);

/** True for a limit of the whole account. */
export function isWide(kind: string): boolean {
  return wideKinds.has(kind);
}

/**
 * From a reset time to the moment by which the limit is surely over. Banners leave out the seconds: `resets 3:40pm` may mean
 * any moment of that minute.
 */
export function marginOf(resetsAt: number): number {
  return limits.wakeMarginMs + (resetsAt % minuteMs === 0 ? minuteMs : 0);
}

const minuteMs = 60_000;

/** True where a reset time is known that was still to come when the session ran into the limit; else it has to be tried. */
export function isKnown(waiter: Waiter): waiter is Waiter & { readonly resetsAt: number } {
  return waiter.resetsAt !== null && waiter.resetsAt + marginOf(waiter.resetsAt) >= waiter.toldAt;
}

/** Who goes first: the higher priority, then who has waited longest, then by name. */
export function byTurn(a: Waiter, b: Waiter): number {
  return b.priority - a.priority || a.asleepSince - b.asleepSince || (a.session < b.session ? -1 : 1);
}

/** A session ran into a limit, for the first time or again after it was woken; the others of its account learn what it tells. */
export function ranInto(waiters: readonly Waiter[], told: Told, now: number): readonly Waiter[] {
  const before = waiters.find(({ session }) => session === told.session);
  const others = waiters.filter(({ session }) => session !== told.session);
  const group = others.filter(({ account, kind, wokenAt }) => isOf(told, account, kind) && wokenAt === null);
  const isAhead = told.resetsAt !== null && told.resetsAt + marginOf(told.resetsAt) >= now;
  const known = group.filter(isKnown).find(({ resetsAt }) => resetsAt > now)?.resetsAt;
  const own: Waiter = {
    ...told,
    resetsAt: isAhead ? told.resetsAt : (known ?? told.resetsAt),
    priority: before?.priority ?? 0,
    asleepSince: before?.asleepSince ?? now,
    toldAt: before && isRepeated(before, told) ? before.toldAt : now,
    wokenAt: null,
  };
  const learned = others.map((other) =>
    group.includes(other) ? learnedFrom(other, told.resetsAt, isAhead, now) : other,
  );
  return [...learned, own];
}

function isOf(told: Told, account: string, kind: string): boolean {
  return account === told.account && kind === told.kind;
}

/** The same was told before, and nobody has tried since. */
function isRepeated(before: Waiter, told: Told): boolean {
  return before.wokenAt === null && before.kind === told.kind && before.vain === told.vain;
}

/** The newest word counts: a time to come for all, and a reset that brought nothing for those who would go after it. */
function learnedFrom(other: Waiter, resetsAt: number | null, isAhead: boolean, now: number): Waiter {
  if (isAhead) return { ...other, resetsAt };
  return other.resetsAt !== null && other.resetsAt <= now ? { ...other, resetsAt: null } : other;
}

/** A session is at work again: whoever waited in its account without a known time may follow. */
export function gotThrough(waiters: readonly Waiter[], session: string, now: number): readonly Waiter[] {
  const one = waiters.find((waiter) => waiter.session === session);
  const others = waiters.filter((waiter) => waiter !== one);
  if (!one) return others;
  return others.map((other) =>
    other.account === one.account && (other.kind === one.kind || isWide(other.kind)) && !isKnown(other)
      ? { ...other, resetsAt: now }
      : other,
  );
}

/**
 * The same after the clock was set back: waits that are measured from a moment of the past go on as long as before. Resets are
 * dates, and stay.
 */
export function setBack(waiter: Waiter, byMs: number): Waiter {
  const { asleepSince, toldAt, wokenAt } = waiter;
  return {
    ...waiter,
    asleepSince: asleepSince - byMs,
    toldAt: toldAt - byMs,
    wokenAt: wokenAt === null ? null : wokenAt - byMs,
  };
}
