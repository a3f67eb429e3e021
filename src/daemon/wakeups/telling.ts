import type { UsageLimits } from '../../api/methods.ts';
import type { WakeRecord } from '../../store/wakeups.ts';
import type { Warning } from './near.ts';
import type { Planned } from './plan.ts';
import type { Waiter } from './waiter.ts';

/** What there is to tell of limits. */
export interface LimitFacts {
  /** Wall-clock milliseconds, like all moments here. */
  readonly now: number;
  readonly waiters: readonly Waiter[];
  readonly planned: readonly Planned[];
  readonly warnings: readonly Warning[];
  /** The newest first. */
  readonly wakes: readonly WakeRecord[];
  /** Why a session was woken. */
  readonly whyOf: (session: string) => string | undefined;
}

/** All of it in the words of the API. */
export function limitsTold(facts: LimitFacts): UsageLimits {
  return { accounts: accountsOf(facts), waiting: waitingOf(facts), wakes: facts.wakes.map(wakeOf) };
}

function accountsOf({ waiters, warnings }: LimitFacts): UsageLimits['accounts'] {
  const newest = new Map<string, Waiter>();
  for (const waiter of waiters) {
    const key = `${waiter.account} ${waiter.kind}`;
    const known = newest.get(key);
    if (!known || waiter.toldAt > known.toldAt) newest.set(key, waiter);
  }
  const limited = [...newest.values()].map(({ account, kind, resetsAt, session }) => ({
    account,
    kind,
    resetsAt: isoOf(resetsAt),
    state: 'limited' as const,
    by: session,
  }));
  const near = warnings
    .filter(({ account, kind }) => !newest.has(`${account} ${kind}`))
    .map(({ account, kind, resetsAt, by, words }) => {
      return { account, kind, resetsAt: isoOf(resetsAt), state: 'near' as const, by, words };
    });
  return [...limited, ...near];
}

function waitingOf({ waiters, planned, whyOf }: LimitFacts): UsageLimits['waiting'] {
  return planned
    .flatMap((plan) => {
      const waiter = waiters.find(({ session }) => session === plan.session);
      return waiter ? [{ plan, waiter }] : [];
    })
    .sort((a, b) => a.plan.wakesAt - b.plan.wakesAt)
    .map(({ plan, waiter }) => {
      const { session, account, kind, resumesItself, vain, wokenAt } = waiter;
      return {
        session,
        account,
        kind,
        resetsAt: isoOf(plan.resetsAt),
        resumesItself,
        asleepSince: isoTextOf(waiter.asleepSince),
        wakesAt: isoTextOf(plan.wakesAt),
        stage: wokenAt === null ? ('asleep' as const) : ('waking' as const),
        vain,
        why: wokenAt === null ? plan.why : (whyOf(session) ?? plan.why),
      };
    });
}

function wakeOf({ asleepSince, resetsAt, wokenAt, why, endedAt, ...rest }: WakeRecord): UsageLimits['wakes'][number] {
  return {
    ...rest,
    resetsAt: isoOf(resetsAt),
    asleepSince: isoTextOf(asleepSince),
    ...(wokenAt === null ? {} : { wokenAt: isoTextOf(wokenAt) }),
    ...(why === null ? {} : { why }),
    endedAt: isoTextOf(endedAt),
  };
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : isoTextOf(ms);
}

function isoTextOf(ms: number): string {
  return new Date(ms).toISOString();
}
