import { brainNames } from '../../policy/consulting/advice.ts';
import type { Action, Risk, Verdict } from '../../policy/verdict.ts';
import type { DecidedCall } from '../../store/history.ts';
import { History } from '../../store/history.ts';
import { homeOf } from '../home.ts';
import { judgeCall, shadowRule } from '../judging.ts';
import type { Answers, Change, ChangeRow, RuleChange, ShortVerdict } from './changes.ts';
import { Changes, noAnswers, plus } from './changes.ts';
import { subjectOf } from './subject.ts';
import { WorldMaker } from './worlds.ts';

/** What is to be judged anew. */
export interface HistoryRequest {
  /** Home folder of pcc. */
  readonly home: string;
  /** Decisions before this moment are left out; milliseconds since the Unix epoch. */
  readonly since: number;
  /** A rule file that is tried on top of those in force. */
  readonly candidate?: string;
  /** Told from time to time how many of the decisions were gone through. */
  readonly progress: (done: number, of: number) => void;
}

/** What the rules would have made of what was recorded. */
export interface HistoryReport {
  /** Decisions on permissions that were recorded. */
  readonly decisions: number;
  /** Calls that they were about. */
  readonly calls: number;
  /** Calls that could be judged exactly. */
  readonly judged: number;
  /** Calls that a secret was taken out of before they were stored: they cannot be judged exactly and are left out. */
  readonly redacted: number;
  /** Verdicts by the rules that were tried. */
  readonly now: Readonly<Record<Action, number>>;
  readonly changes: Readonly<Record<Change, Answers>>;
  readonly rules: readonly RuleChange[];
  readonly rows: readonly ChangeRow[];
  /** Changed calls that were too many to be told one by one. */
  readonly unlisted: number;
  /** What shadow mode would have approved, and how people answered. */
  readonly shadow: { readonly policy: Answers; readonly brain: Answers };
  /** Rule files that are broken. */
  readonly problems: readonly string[];
}

/**
 * Judges all recorded calls anew: by the rules in force, compared with what was decided then; or with a candidate, compared with
 * the rules in force. Facts about paths are those of the machine as it is now, and what a session had written before counts for
 * nothing.
 *
 * @throws PccError `not_found` or `storage` about the database, `invalid_input` about the candidate.
 */
export function backtestHistory({ home, since, candidate, progress }: HistoryRequest): HistoryReport {
  const worlds = new WorldMaker(home, candidate);
  const history = new History(homeOf({ PCC_HOME: home }).databaseFile);
  const tally = new Tally();
  try {
    const of = history.count(since);
    for (const { decided, decisions } of history.calls(since)) {
      tally.take(decided, decisions, worlds);
      progress(tally.decisions, of);
    }
  } finally {
    history.dispose();
  }
  return tally.report(worlds.problems);
}

class Tally {
  readonly #changes = new Changes();
  readonly #now = { approve: 0, 'ask-brain': 0, escalate: 0 };
  #shadow = { policy: noAnswers, brain: noAnswers };
  #calls = 0;
  #redacted = 0;
  decisions = 0;

  take(decided: DecidedCall, decisions: number, worlds: WorldMaker): void {
    this.decisions += decisions;
    this.#calls++;
    const answers = answersOf(decided);
    const shadow = decided.verdict && shadowIn(decided.verdict);
    if (shadow) this.#shadow = { ...this.#shadow, [shadow]: plus(this.#shadow[shadow], answers) };
    if (!decided.isWhole) {
      this.#redacted++;
      return;
    }
    const { call, root, verdict } = decided;
    const { present, candidate } = worlds.forProject(root);
    const byPresent = judgeCall(call, root, present);
    const now = candidate ? judgeCall(call, root, candidate) : byPresent;
    this.#now[now.action]++;
    const was = candidate ? byPresent : verdict && thenJudged(verdict);
    if (!was || isAsBefore(was, now)) return;
    const key = decided.inputSha256;
    this.#changes.add({ key, tool: call.tool, subject: subjectOf(call), where: root, was, now, answers });
  }

  report(problems: readonly string[]): HistoryReport {
    return {
      decisions: this.decisions,
      calls: this.#calls,
      judged: this.#calls - this.#redacted,
      redacted: this.#redacted,
      now: { ...this.#now },
      ...this.#changes.told(),
      shadow: this.#shadow,
      problems,
    };
  }
}

function answersOf({ answer }: DecidedCall): Answers {
  return {
    count: 1,
    approved: answer === 'approved' ? 1 : 0,
    rejected: answer === 'denied' ? 1 : 0,
    unknown: answer === 'unknown' ? 1 : 0,
  };
}

/** Rules of what stands around a call, or was asked about it: without them its class alone counts. */
const heldBack: ReadonlySet<string> = new Set([
  shadowRule,
  'unchecked-cli',
  'budget-minute',
  'budget-session',
  'budget-loop',
  'budget-unknown',
  'brain-person',
  ...brainNames.map((name) => `brain-${name}`),
]);

const actionOf: Readonly<Record<Risk, Action>> = { LOW: 'approve', MEDIUM: 'ask-brain', HIGH: 'escalate' };

/** What the rules of then made of a call, whatever else was in the way of it. */
function thenJudged({ risk, action, rules }: Verdict): ShortVerdict {
  const own = rules.filter((rule) => !heldBack.has(rule));
  return { risk, action: own.length < rules.length ? actionOf[risk] : action, rules: own };
}

/**
 * What spoke then speaks now and lets the call pass: a person was asked for what its dialog looked like, which no rule changes.
 */
function isAsBefore(was: ShortVerdict, now: Verdict): boolean {
  return now.action === 'approve' && was.risk === now.risk && was.rules.join() === now.rules.join();
}

/** Who would have approved a call in shadow mode. Decisions of earlier versions tell it by their reason alone. */
function shadowIn({ rules, reasons }: Verdict): 'policy' | 'brain' | undefined {
  const [first = ''] = reasons;
  if (/^Shadow mode: the brain '\w+' would have approved/.test(first)) return 'brain';
  return rules.includes(shadowRule) || first.startsWith('Shadow mode: pcc would have approved') ? 'policy' : undefined;
}
