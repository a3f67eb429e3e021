import { sep } from 'node:path';
import type { World } from '../policy/judge.ts';
import { judge } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import { actions, graver } from '../policy/verdict.ts';
import type { PendingCall } from '../session/session.ts';
import type { Budgets } from './budgets.ts';

/** What the calls of one session are judged with. */
export interface JudgingParts {
  readonly session: string;
  /** Real path of the project. */
  readonly root: string;
  /** Rules and facts as they are at that moment. */
  readonly world: () => World;
  readonly budgets: Pick<Budgets, 'judged'>;
  /** True while pcc only tells what it would do. */
  readonly shadow: () => boolean;
  /** Told of each verdict of rules and facts. */
  readonly judged: (call: PendingCall, verdict: Verdict) => void;
}

/** Judges the calls of a session: by rules and facts, within its budgets, and in shadow mode only for show. */
export function judgeFor(parts: JudgingParts): (call: PendingCall) => Verdict {
  return (call) => {
    const judged = judgeCall(call, parts.root, parts.world());
    parts.judged(call, judged);
    const verdict = parts.budgets.judged(parts.session, call, judged);
    return parts.shadow() ? shadowOf(verdict) : verdict;
  };
}

/**
 * Judges a pending call of a session that works in `root`. The CLI's shell keeps its folder from call to call, so that relative
 * words are judged from where the transcript says it stands, and once more from the root: the graver verdict counts. A shell
 * that stands outside the root is never harmless.
 */
export function judgeCall(call: PendingCall, root: string, world: World): Verdict {
  const fromRoot = judge({ tool: call.tool, input: call.input, cwd: root }, { ...world, root });
  const cwd = call.cwd === undefined ? root : world.facts.realPathOf(call.cwd);
  if (cwd === root) return fromRoot;
  const facts = { ...world.facts, allowedRoots: [...world.facts.allowedRoots, root] };
  const fromThere = judge({ tool: call.tool, input: call.input, cwd }, { ...world, root, facts });
  const worse = worseOf(fromRoot, fromThere);
  return cwd.startsWith(root + sep) || worse.action !== 'approve' ? worse : outside(worse, cwd);
}

/** True for a file that may be read in this project without asking; a relative path is taken from the project. */
export function isPlainFile(path: string, root: string, world: World): boolean {
  return judgeCall({ id: '', tool: 'Read', input: { file_path: path } }, root, world).action === 'approve';
}

/**
 * True for a file of this project that rules take for a secret, by its name or by that of the file that it leads to. What they say of
 * every file of the project, such as of one below `/dev`, says nothing of this one.
 */
export function isSecretFile(path: string, root: string, world: World): boolean {
  const read = (file: string) => judgeCall({ id: '', tool: 'Read', input: { file_path: file } }, root, world);
  const { risk, rules } = read(path);
  if (risk !== 'HIGH') return false;
  const ofAll = new Set(read('a').rules);
  return rules.some((rule) => !ofAll.has(rule));
}

/** A rule may have a person asked about a call of a lower class: class and action are each taken from where they are graver. */
function worseOf(a: Verdict, b: Verdict): Verdict {
  const risk = graver(a.risk, b.risk);
  const action = actions.indexOf(a.action) >= actions.indexOf(b.action) ? a.action : b.action;
  const decisive = a.action === action && (a.risk === risk || b.action !== action) ? a : b;
  return { ...decisive, risk, action };
}

function outside(verdict: Verdict, cwd: string): Verdict {
  return {
    risk: 'MEDIUM',
    action: 'ask-brain',
    rules: ['folder-outside', ...verdict.rules],
    reasons: [`The shell stands in ${cwd}, outside the project.`, ...verdict.reasons],
  };
}

/** The rule under which a person is asked about what pcc would have approved, were it not in shadow mode. */
export const shadowRule = 'shadow';

/** In shadow mode everything is judged and told, and a person answers. */
export function shadowOf(verdict: Verdict): Verdict {
  if (verdict.action !== 'approve') return verdict;
  return {
    ...verdict,
    action: 'escalate',
    rules: [shadowRule, ...verdict.rules],
    reasons: ['Shadow mode: pcc would have approved this.', ...verdict.reasons],
  };
}
