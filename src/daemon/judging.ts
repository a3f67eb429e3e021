import { sep } from 'node:path';
import type { World } from '../policy/judge.ts';
import { judge } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import { graver } from '../policy/verdict.ts';
import type { PendingCall } from '../session/session.ts';

/**
 * Judges a pending call of a session that works in `root`. The CLI's shell keeps its folder from call to call, so that relative
 * words are judged from where the transcript says it stands, and once more from the root: the graver verdict counts. A shell
 * that stands outside the root is never harmless.
 */
export function judgeCall(call: PendingCall, root: string, world: World): Verdict {
  const fromRoot = judge({ tool: call.tool, input: call.input, cwd: root }, world);
  const cwd = call.cwd === undefined ? root : world.facts.realPathOf(call.cwd);
  if (cwd === root) return fromRoot;
  const facts = { ...world.facts, allowedRoots: [...world.facts.allowedRoots, root] };
  const fromThere = judge({ tool: call.tool, input: call.input, cwd }, { ...world, facts });
  const worse = graver(fromRoot.risk, fromThere.risk) === fromRoot.risk ? fromRoot : fromThere;
  return cwd.startsWith(root + sep) || worse.action !== 'approve' ? worse : outside(worse, cwd);
}

function outside(verdict: Verdict, cwd: string): Verdict {
  return {
    risk: 'MEDIUM',
    action: 'ask-brain',
    rules: ['folder-outside', ...verdict.rules],
    reasons: [`The shell stands in ${cwd}, outside the project.`, ...verdict.reasons],
  };
}

/** In shadow mode everything is judged and told, and a person answers. */
export function shadowOf(verdict: Verdict): Verdict {
  if (verdict.action !== 'approve') return verdict;
  return {
    ...verdict,
    action: 'escalate',
    reasons: ['Shadow mode: pcc would have approved this.', ...verdict.reasons],
  };
}
