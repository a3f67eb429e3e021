import { limitName } from '../../base/limitName.ts';
import { limits } from '../../limits.ts';
import { utc } from './names.ts';
import type { Waiter } from './waiter.ts';
import { byTurn, isKnown, isWide, marginOf } from './waiter.ts';

/** How a person wants sessions to be woken. */
export interface PlanSettings {
  /** Between two wake-ups of one account. */
  readonly staggerMs: number;
  /** So many of one account may be woken and not yet known to be at work. */
  readonly atOnce: number;
}

export interface PlanInput {
  /** Wall-clock milliseconds, like all moments here. */
  readonly now: number;
  readonly waiters: readonly Waiter[];
  readonly settings: PlanSettings;
  /** When a session of each account was last woken. */
  readonly lastWokenAt: ReadonlyMap<string, number>;
}

/** When a session is woken, and why then. */
export interface Planned {
  readonly session: string;
  /** As things stand; in the past for one that was woken. */
  readonly wakesAt: number;
  /** It is woken now. */
  readonly due: boolean;
  /** The reset it waits for, its own or one of the whole account; null where nobody knows it. */
  readonly resetsAt: number | null;
  /** One sentence. */
  readonly why: string;
}

/** One that sleeps, and the first moment it could be woken at. */
interface Turn {
  readonly waiter: Waiter;
  readonly at: number;
  readonly resetsAt: number | null;
  readonly why: string;
  /** `try` finds out whether the limit is over; `follow` waits for one that does. */
  readonly as: 'turn' | 'try' | 'follow' | 'held';
}

/**
 * Who is woken when: each account by itself, nobody before a reset that is known, then by priority, one after the other, and never
 * more than a few that are not yet known to be at work. Where no reset is known one session tries, and the others follow it.
 */
export function planWakeups(input: PlanInput): readonly Planned[] {
  const accounts = new Map<string, Waiter[]>();
  for (const waiter of input.waiters) accounts.set(waiter.account, [...(accounts.get(waiter.account) ?? []), waiter]);
  return [...accounts].flatMap(([account, waiters]) => planAccount(account, waiters, input));
}

/** True for one that was woken, is not known to be at work, and may still get there. */
export function isUnverified({ wokenAt }: Waiter, now: number): boolean {
  return wokenAt !== null && now - wokenAt < limits.wakeVerifiedMs;
}

/** How long nobody is tried after so many tries in vain. */
export function tryBackoff(vain: number): number {
  return Math.min(limits.wakeTryFirstMs * 2 ** Math.min(vain, 30), limits.wakeTryLongestMs);
}

function planAccount(account: string, waiters: readonly Waiter[], input: PlanInput): readonly Planned[] {
  const { now, settings, lastWokenAt } = input;
  const woken = waiters.filter(({ wokenAt }) => wokenAt !== null);
  const asleep = waiters.filter(({ wokenAt }) => wokenAt === null).sort(byTurn);
  const underWay = woken.filter((waiter) => isUnverified(waiter, now));
  const turns = turnsOf(asleep, now).sort(
    (a, b) => Math.max(a.at, now) - Math.max(b.at, now) || byTurn(a.waiter, b.waiter),
  );
  // Nobody is tried while the outcome of another wake-up is to come: it may tell the time.
  const room = { free: settings.atOnce - underWay.length, mayTry: underWay.length === 0 };
  let next = (lastWokenAt.get(account) ?? -Infinity) + settings.staggerMs;
  let guess = next;
  const planned = turns.map((turn) => {
    if (turn.as === 'held') return plannedTurn(turn, Math.max(turn.at, now), turn.why);
    const isReady = turn.at <= now && (turn.as === 'try' ? room.mayTry : turn.as === 'turn') && room.free > 0;
    const wakesAt = Math.max(turn.at, guess, now);
    guess = wakesAt + settings.staggerMs;
    if (!isReady || next > now) return plannedTurn(turn, wakesAt, waitingWhy(turn, { now, underWay, isReady }));
    next = now + settings.staggerMs;
    room.free -= 1;
    room.mayTry = false;
    return { ...plannedTurn(turn, now, turn.why), due: true };
  });
  return [...woken.map(plannedWoken), ...planned];
}

function plannedTurn({ waiter, resetsAt }: Turn, wakesAt: number, why: string): Planned {
  return { session: waiter.session, wakesAt, due: false, resetsAt, why };
}

function plannedWoken({ session, wokenAt, resetsAt }: Waiter): Planned {
  return {
    session,
    wakesAt: wokenAt ?? 0,
    due: false,
    resetsAt,
    why: 'It was woken and is not yet known to be at work.',
  };
}

/** Why one that could go does not go yet. */
function waitingWhy(
  { at, as, why }: Turn,
  { now, underWay, isReady }: { readonly now: number; readonly underWay: readonly Waiter[]; readonly isReady: boolean },
): string {
  if (at > now || as === 'follow') return why;
  if (isReady) return 'Its turn has come; the sessions of an account are woken one after the other.';
  return `Its turn comes when '${underWay[0]?.session ?? 'another session'}', which was woken before, is at work.`;
}

/** When each of those who sleep in one account could go. */
function turnsOf(asleep: readonly Waiter[], now: number): Turn[] {
  const tried = triedNow(asleep, now);
  return asleep.map((waiter) => turnOf(waiter, asleep, tried, now));
}

/** For each limit whose reset nobody knows: who tries it, and when. */
interface Trying {
  readonly session: string;
  readonly at: number;
  readonly vain: number;
}

function triedNow(asleep: readonly Waiter[], now: number): ReadonlyMap<string, Trying> {
  const unknown = asleep.filter((waiter) => !isKnown(waiter));
  const tried = new Map<string, Trying>();
  for (const { kind } of unknown) {
    if (tried.has(kind)) continue;
    const group = unknown.filter((waiter) => waiter.kind === kind);
    // Sorted by turn; who is held now and tries nothing leaves it to the others.
    const first = group.find(({ held }) => held === undefined);
    if (!first) continue;
    const vain = Math.max(...group.map((waiter) => waiter.vain));
    const told = Math.min(now, Math.max(...group.map(({ toldAt }) => toldAt)));
    const resumes = first.resumesItself ? limits.resumeGraceMs : 0;
    tried.set(kind, { session: first.session, at: told + tryBackoff(vain) + resumes, vain });
  }
  return tried;
}

function turnOf(waiter: Waiter, asleep: readonly Waiter[], tried: ReadonlyMap<string, Trying>, now: number): Turn {
  const { kind, held } = waiter;
  const reset = resetFor(waiter, asleep);
  const over = reset === undefined ? -Infinity : overAt(waiter, reset.at);
  const base = { waiter, resetsAt: reset?.at ?? null };
  if (reset && over > now)
    return { ...base, at: over, as: held === undefined ? 'turn' : 'held', why: resetWhy(waiter, reset) };
  if (held !== undefined) return { ...base, at: over, as: 'held', why: `It goes on as soon as it may: ${held}.` };
  const trying = (isKnown(waiter) ? undefined : tried.get(kind)) ?? wideTry(waiter, asleep, tried);
  if (!trying) return { ...base, at: over, as: 'turn', why: dueWhy(waiter, reset) };
  const at = Math.max(over, trying.at);
  if (trying.session === waiter.session) return { ...base, resetsAt: null, at, as: 'try', why: tryWhy(waiter, trying) };
  return {
    ...base,
    resetsAt: null,
    at,
    as: 'follow',
    why: `Nobody knows when the limit resets; it follows when '${trying.session}' has got through.`,
  };
}

interface Reset {
  readonly at: number;
  readonly kind: string;
}

/** The last reset that a session has to wait for: that of its own limit, or of one that holds for the whole account. */
function resetFor(waiter: Waiter, asleep: readonly Waiter[]): Reset | undefined {
  const own = isKnown(waiter) ? [{ at: waiter.resetsAt, kind: waiter.kind }] : [];
  const others = new Map<string, Waiter & { readonly resetsAt: number }>();
  for (const other of asleep) {
    if (other.kind === waiter.kind || !isWide(other.kind) || !isKnown(other)) continue;
    const newest = others.get(other.kind);
    if (!newest || other.toldAt > newest.toldAt) others.set(other.kind, other);
  }
  const resets = [...own, ...[...others.values()].map(({ resetsAt, kind }) => ({ at: resetsAt, kind }))];
  return resets.reduce<Reset | undefined>((last, reset) => (last && last.at >= reset.at ? last : reset), undefined);
}

/** A limit of the whole account that somebody else tries: nobody goes before. */
function wideTry(waiter: Waiter, asleep: readonly Waiter[], tried: ReadonlyMap<string, Trying>): Trying | undefined {
  const other = asleep.find(
    (one) => one.kind !== waiter.kind && isWide(one.kind) && !isKnown(one) && one.toldAt >= waiter.toldAt,
  );
  return other && tried.get(other.kind);
}

function overAt({ resumesItself }: Waiter, resetsAt: number): number {
  return resetsAt + marginOf(resetsAt) + (resumesItself ? limits.resumeGraceMs : 0);
}

function resetWhy({ resumesItself }: Waiter, { at, kind }: Reset): string {
  const rest = resumesItself ? '; the CLI means to go on by itself, and is helped where it does not' : '';
  return `The ${limitName(kind)} limit resets at ${utc(at)}${rest}.`;
}

function dueWhy({ kind, resumesItself }: Waiter, reset: Reset | undefined): string {
  if (!reset) return `The ${limitName(kind)} limit is over.`;
  const rest = resumesItself ? ', and the CLI has not gone on by itself' : '';
  return `The ${limitName(reset.kind)} limit reset at ${utc(reset.at)}${rest}.`;
}

function tryWhy({ kind }: Waiter, { vain }: Trying): string {
  const times = vain === 0 ? 'for the first time' : `after ${vain} ${vain === 1 ? 'try' : 'tries'} in vain`;
  return `Nobody knows when the ${limitName(kind)} limit resets: it is tried ${times}.`;
}
