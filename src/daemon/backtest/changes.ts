import { limits } from '../../limits.ts';
import type { Action, Risk, Verdict } from '../../policy/verdict.ts';

/**
 * What other rules make of a call. `approved`: pcc would approve what it did not; `asked`: it would ask a person about what it
 * approved; `consulted`: it would ask the brain about what it approved; `to-brain`: the brain instead of a person; `to-person`: a
 * person instead of the brain.
 */
export type Change = 'approved' | 'asked' | 'consulted' | 'to-brain' | 'to-person';

/** How people answered the calls of a row or a rule. */
export interface Answers {
  readonly count: number;
  /** A person gave leave. */
  readonly approved: number;
  /** A person refused. */
  readonly rejected: number;
  /** A person was asked, but the answer was given at the terminal. */
  readonly unknown: number;
}

/** A verdict as a listing tells it. */
export interface ShortVerdict {
  readonly risk: Risk;
  readonly action: Action;
  readonly rules: readonly string[];
}

/** Equal calls that change in the same way. */
export interface ChangeRow extends Answers {
  readonly change: Change;
  readonly tool: string;
  /** The command, path or URL, else the input as JSON. */
  readonly subject: string;
  /** Where it was asked: the folder of the project, or file and second of a recording. */
  readonly where: string;
  readonly was: ShortVerdict;
  readonly now: ShortVerdict & { readonly reason: string };
}

/** What one rule changes. */
export interface RuleChange extends Answers {
  readonly rule: string;
  readonly change: Change;
}

/** Nobody was asked, or it is not known. */
export const noAnswers: Answers = { count: 0, approved: 0, rejected: 0, unknown: 0 };

/** How an action became another one; undefined where nothing changes. */
export function changeOf(was: Action, now: Action): Change | undefined {
  if (was === now) return undefined;
  if (now === 'approve') return 'approved';
  if (was === 'approve') return now === 'escalate' ? 'asked' : 'consulted';
  return now === 'ask-brain' ? 'to-brain' : 'to-person';
}

/** Adds up. */
export function plus(a: Answers, b: Answers): Answers {
  return {
    count: a.count + b.count,
    approved: a.approved + b.approved,
    rejected: a.rejected + b.rejected,
    unknown: a.unknown + b.unknown,
  };
}

/** A call whose verdict changes. */
export interface Changed {
  /** Equal for calls that are told as one. */
  readonly key: string;
  readonly tool: string;
  readonly subject: string;
  readonly where: string;
  readonly was: ShortVerdict;
  readonly now: Verdict;
  readonly answers: Answers;
}

/** Collects what changes, equal calls together, in bounded memory. */
export class Changes {
  readonly #rows = new Map<string, ChangeRow>();
  readonly #rules = new Map<string, RuleChange>();
  #unlisted = 0;

  /** Calls that are counted by their rules, but were too many to be told one by one. */
  get unlisted(): number {
    return this.#unlisted;
  }

  /** Notes a call; true when its verdict changes. */
  add(changed: Changed): boolean {
    const { was, now, answers } = changed;
    const change = changeOf(was.action, now.action);
    if (!change) return false;
    const rule = now.rules[0] ?? '';
    const ruleKey = `${change} ${rule}`;
    this.#rules.set(ruleKey, { rule, change, ...plus(this.#rules.get(ruleKey) ?? noAnswers, answers) });
    const key = JSON.stringify([change, changed.tool, changed.key, changed.where, was.action, rule]);
    const known = this.#rows.get(key);
    if (known) this.#rows.set(key, { ...known, ...plus(known, answers) });
    else if (this.#rows.size >= limits.backtestRowsMax) this.#unlisted++;
    else {
      const { tool, subject, where } = changed;
      const { risk, action, rules, reasons } = now;
      this.#rows.set(key, {
        change,
        tool,
        subject,
        where,
        was,
        now: { risk, action, rules, reason: reasons[0] ?? '' },
        ...answers,
      });
    }
    return true;
  }

  /** The rows that matter most first: what a person rejected and pcc would approve, then the most frequent. */
  rows(): ChangeRow[] {
    return [...this.#rows.values()].sort(
      (a, b) => gravity(b) - gravity(a) || b.rejected - a.rejected || b.count - a.count,
    );
  }

  /** Counts by the rule that decides, most frequent first. */
  rules(): RuleChange[] {
    return [...this.#rules.values()].sort((a, b) => gravity(b) - gravity(a) || b.count - a.count);
  }

  /** Counts of one kind of change. */
  total(change: Change): Answers {
    return [...this.#rules.values()].filter((row) => row.change === change).reduce<Answers>(plus, noAnswers);
  }

  /** All of it, as reports tell it. */
  told(): {
    readonly changes: Readonly<Record<Change, Answers>>;
    readonly rules: RuleChange[];
    readonly rows: ChangeRow[];
    readonly unlisted: number;
  } {
    return {
      changes: {
        approved: this.total('approved'),
        asked: this.total('asked'),
        consulted: this.total('consulted'),
        'to-brain': this.total('to-brain'),
        'to-person': this.total('to-person'),
      },
      rules: this.rules(),
      rows: this.rows(),
      unlisted: this.unlisted,
    };
  }
}

function gravity({ change, rejected }: { readonly change: Change; readonly rejected: number }): number {
  if (change === 'approved') return rejected > 0 ? 3 : 2;
  return change === 'to-brain' && rejected > 0 ? 1 : 0;
}
