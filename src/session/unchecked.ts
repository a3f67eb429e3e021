import type { Verdict } from '../policy/verdict.ts';
import type { Session } from './session.ts';

/** The rule under which a person is asked on a version that pcc has not checked; the question ends with a passed check. */
const uncheckedRule = 'unchecked-cli';

const reason =
  'pcc has not checked this version of the CLI, or its check failed: you are asked. `pcc doctor --cli` tells more.';

/** True when leave may be given without a person: nobody keeps watch over the version, or it is known to be read right. */
export function mayApprove({ cli }: Session): boolean {
  return cli === undefined || cli === 'checked';
}

/** What an approval becomes on a version that pcc has not checked. */
export function uncheckedOf(verdict: Verdict): Verdict {
  return {
    risk: verdict.risk,
    action: 'escalate',
    rules: [uncheckedRule, ...verdict.rules],
    reasons: [reason, ...verdict.reasons],
  };
}

/**
 * True for what waits for a person only because of the version, which its first rule tells: what is asked again after an answer
 * in vain is no more of that kind. Compared by its rule: a stored session holds a copy.
 */
export function isForVersion(verdict: Verdict): boolean {
  return verdict.rules[0] === uncheckedRule;
}
