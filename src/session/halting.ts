import type { Verdict } from '../policy/verdict.ts';
import type { Session } from './session.ts';

/** Why a person is asked while the session is paused or switched off; going on takes the question back. */

const pausedVerdict: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['paused'],
  reasons: ['The session is paused, so nothing is answered for you.'],
};

const offVerdict: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['kill-switch'],
  reasons: ['The kill switch is thrown, so pcc types nothing at all.'],
};

const spentVerdict: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['budget-spent'],
  reasons: ['A budget is used up, so nothing is typed before you have said that it goes on.'],
};

/** What keeps pcc from answering for a person just now; undefined where nothing does. */
export function haltOf({ off, paused, budget }: Session): Verdict | undefined {
  if (off) return offVerdict;
  if (paused) return pausedVerdict;
  return budget ? spentVerdict : undefined;
}

/**
 * Why what waits for a person under this verdict needs to wait no more: the halt that it was for is over. Undefined for
 * anything else. Compared by its rule, since a stored session holds a copy of the verdict.
 */
export function haltOver(verdict: Verdict, session: Session): string | undefined {
  const [rule = ''] = verdict.rules;
  if (haltOf(session)?.rules.includes(rule)) return undefined;
  if (pausedVerdict.rules.includes(rule)) return 'The session was resumed.';
  if (spentVerdict.rules.includes(rule)) return 'The budget was settled.';
  return offVerdict.rules.includes(rule) ? 'The kill switch was taken back.' : undefined;
}
