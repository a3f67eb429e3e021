import { sentenceOf } from '../base/errors.ts';
import type { Facts } from './facts.ts';
import type { Place } from './paths.ts';
import { remedyOf } from './remedy.ts';
import { allowingRule } from './rules.ts';
import type { Rule, RuleSet } from './ruleSet.ts';
import { judgeTool } from './tools.ts';
import type { Finding } from './trace.ts';
import { Trace } from './trace.ts';
import type { Action, Risk, ToolCall, Verdict } from './verdict.ts';
import { risks } from './verdict.ts';

export type { Finding } from './trace.ts';

/** The rules and facts a call is judged by. */
export interface World {
  readonly rules: RuleSet;
  readonly facts: Facts;
  /** Folder of the session, which the `project` of a rule is compared with; the folder of the call where it is missing. */
  readonly root?: string;
}

/** A verdict with its whole trace. */
export interface Judgement extends Verdict {
  readonly findings: readonly Finding[];
  /** The sub-command, path or URL that decided. */
  readonly decidedBy: string;
  /** What would make the call pass, or who decides, as lines; none where it passes. */
  readonly remedy: readonly string[];
}

/** The order of all rules in one sentence, as people read it. */
export const precedence =
  'The gravest that speaks decides: the floor, then deny, then ask; an allow lifts a whole call from MEDIUM to LOW where neither a deny nor an ask rule speaks; the rules of a project can only tighten.';

const actionOf: Readonly<Record<Risk, Action>> = { LOW: 'approve', MEDIUM: 'ask-brain', HIGH: 'escalate' };

/**
 * Judges one call, see `precedence`. Never throws for any input; what is not understood is not LOW.
 */
export function judge(call: ToolCall, world: World): Verdict {
  const { verdict } = judged(call, world);
  return verdict;
}

/** Judges one call and keeps the trace. */
export function judgeInFull(call: ToolCall, world: World): Judgement {
  const { verdict, findings, place, trace } = judged(call, world);
  return { ...verdict, findings, decidedBy: findings[0]?.subject ?? '', remedy: remedyOf(call, verdict, place, trace) };
}

interface Judged {
  readonly verdict: Verdict;
  /** The deciding ones first. */
  readonly findings: readonly Finding[];
  readonly place: Place;
  readonly trace: Trace;
}

function judged(call: ToolCall, world: World): Judged {
  const trace = new Trace();
  const project = call.cwd;
  const { rules } = world;
  const place: Place = { rules, facts: heldStill(world.facts), project, root: world.root ?? project, cwd: project };
  if (!/^\/(?!.*\/\.\.?(?:\/|$))/.test(project))
    trace.add('HIGH', 'cwd-unknown', 'The folder of the session is no absolute path.', project);
  try {
    judgeTool(call, place, trace);
  } catch (error) {
    // A defect of ours must not let a call pass, nor stop the session that made it.
    trace.add('HIGH', 'judge-failed', `The call could not be judged: ${sentenceOf(error)}.`, call.tool);
  }
  const allowed = trace.risk === 'MEDIUM' ? allowingRule(call, place, trace) : undefined;
  const findings = ordered(trace);
  return { verdict: conclude(trace.risk, findings, allowed), findings, place, trace };
}

/** The machine as it is at one moment: within one call each path is looked up once. */
function heldStill(facts: Facts): Facts {
  const paths = new Map<string, string>();
  const realPathOf = (path: string): string => {
    let real = paths.get(path);
    if (real === undefined) {
      real = facts.realPathOf(path);
      paths.set(path, real);
    }
    return real;
  };
  return { ...facts, realPathOf };
}

/** The gravest first; where only a rule has a person asked, it leads. */
function ordered({ risk, findings }: Trace): Finding[] {
  const weight = (finding: Finding): number =>
    risks.indexOf(finding.risk) * 2 + (risk !== 'HIGH' && finding.action !== undefined ? 2 * risks.length : 0);
  return [...findings].sort((a, b) => weight(b) - weight(a));
}

function conclude(risk: Risk, findings: readonly Finding[], allowed: Rule | undefined): Verdict {
  const speaking = findings.filter((finding) => finding.risk !== 'LOW' || finding.action !== undefined);
  const spoken = [...(allowed ? [{ rule: allowed.id, reason: allowed.reason }] : []), ...speaking];
  const final = allowed ? 'LOW' : risk;
  return {
    risk: final,
    action: speaking.some((finding) => finding.action !== undefined) ? 'escalate' : actionOf[final],
    rules: spoken.length > 0 ? [...new Set(spoken.map(({ rule }) => rule))] : ['understood'],
    reasons:
      spoken.length > 0
        ? [...new Set(spoken.map(({ reason }) => reason))]
        : ['Everything in this call is understood and stays inside the project.'],
  };
}
