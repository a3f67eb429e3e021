import type { Clock } from '../base/clock.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { PendingCall } from '../session/session.ts';
import type { ApprovalStore, ApprovedCall } from '../store/approvals.ts';
import { sha256 } from '../store/sha256.ts';
import type { Config } from './settings.ts';

/** What the budgets are counted from. */
export interface BudgetParts {
  readonly approvals: Pick<ApprovalStore, 'count' | 'calls' | 'lastHuman'>;
  readonly config: () => Pick<
    Config,
    | 'budget.approvals_per_minute'
    | 'budget.approvals_per_session'
    | 'budget.same_call_max'
    | 'budget.same_call_window_minutes'
  >;
  readonly clock: Pick<Clock, 'wallMs'>;
}

/** A budget that is used up: the rule that says so and its sentence. */
export interface Spent {
  readonly rule: 'budget-minute' | 'budget-session' | 'budget-loop' | 'budget-unknown';
  readonly reason: string;
}

const minuteMs = 60_000;

/**
 * How much pcc lets pass by itself before a person looks: so many approvals a minute, so many in a session, and the same call
 * only so often in a row. Counted from the stored decisions, so that a new daemon goes on where the last one was.
 *
 * A loop is the same call over and over with nothing new in between. Whoever edits and tests all day makes the same call as
 * often, but each edit is a call that was not made before, and starts the count anew; so does everything that a person answers
 * or types. Two calls that take turns (an edit and its undoing) are both old from the second round on, and count. What only
 * reads does not disturb the count: the CLI runs most of it without asking, so that it is no approval at all.
 */
export class Budgets {
  readonly #parts: BudgetParts;

  constructor(parts: BudgetParts) {
    this.#parts = parts;
  }

  /** The verdict on a call of a session, or one that hands it to a person because a budget is used up. */
  judged(session: string, call: PendingCall, verdict: Verdict): Verdict {
    if (verdict.action === 'escalate') return verdict;
    const spent = this.spent(session, call);
    if (!spent) return verdict;
    return {
      risk: verdict.risk,
      action: 'escalate',
      rules: [spent.rule, ...verdict.rules],
      reasons: [spent.reason, ...verdict.reasons],
    };
  }

  /** The budget that is used up, if one is: of all approvals of a session, or of calls that are equal to this one. */
  spent(session: string, call?: PendingCall): Spent | undefined {
    return counted(() => this.#all(session) ?? (call && this.#loop(session, call)));
  }

  #all(session: string): Spent | undefined {
    const { approvals, clock } = this.#parts;
    const config = this.#parts.config();
    const minuteMax = config['budget.approvals_per_minute'];
    const minute = approvals.count(session, clock.wallMs() - minuteMs);
    if (minute >= minuteMax) {
      return {
        rule: 'budget-minute',
        reason: `pcc has approved ${minute} times within a minute (budget.approvals_per_minute is ${minuteMax}); look what the session does.`,
      };
    }
    const sessionMax = config['budget.approvals_per_session'];
    const total = approvals.count(session, 0);
    if (total < sessionMax) return undefined;
    return {
      rule: 'budget-session',
      reason: `pcc has approved ${total} times in this session (budget.approvals_per_session is ${sessionMax}); raise it to let it go on.`,
    };
  }

  #loop(session: string, call: PendingCall): Spent | undefined {
    const { approvals, clock } = this.#parts;
    const config = this.#parts.config();
    const max = config['budget.same_call_max'];
    const minutes = config['budget.same_call_window_minutes'];
    const since = Math.max(clock.wallMs() - minutes * minuteMs, approvals.lastHuman(session));
    const calls = approvals.calls(session, since, limits.budgetCallsRead);
    const count = repeats(calls, { tool: call.tool, inputSha256: sha256(canonicalJson(call.input)) });
    if (count < max) return undefined;
    return {
      rule: 'budget-loop',
      reason: `pcc has approved this very call ${count} times within ${minutes} minutes with nothing new in between (budget.same_call_max is ${max}); it may be a loop.`,
    };
  }
}

/** What cannot be counted counts as used up: a database that gives no answer must neither end a session nor let it run on. */
function counted(count: () => Spent | undefined): Spent | undefined {
  try {
    return count();
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    return { rule: 'budget-unknown', reason: `What pcc has approved cannot be counted: ${sentenceOf(error)}` };
  }
}

/** How often a call was made since the last one that was not made before; oldest first. */
export function repeats(
  calls: readonly Omit<ApprovedCall, 'at'>[],
  wanted: Pick<ApprovedCall, 'tool' | 'inputSha256'>,
): number {
  const nameOf = ({ tool, inputSha256 }: typeof wanted): string => `${tool} ${inputSha256}`;
  const known = new Set([nameOf(wanted)]);
  let count = 0;
  for (const call of calls) {
    const name = nameOf(call);
    if (name === nameOf(wanted)) count++;
    else if (!known.has(name)) count = 0;
    known.add(name);
  }
  return count;
}
