import { sentenceOf } from '../base/errors.ts';
import type { Facts } from './facts.ts';
import { isMatch } from './rules.ts';
import type { RuleSet } from './ruleSet.ts';
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
}

/** A verdict with its whole trace. */
export interface Judgement extends Verdict {
  readonly findings: readonly Finding[];
  /** The sub-command, path or URL that decided. */
  readonly decidedBy: string;
  /** What would make the call pass, or undefined when nothing would. */
  readonly remedy: string | undefined;
}

const actionOf: Readonly<Record<Risk, Action>> = { LOW: 'approve', MEDIUM: 'ask-brain', HIGH: 'escalate' };

/**
 * Judges one call: floor, then deny rules, then ask rules, then allow; otherwise a person. Never throws for any input;
 * what is not understood is not LOW.
 */
export function judge(call: ToolCall, world: World): Verdict {
  const { risk, action, rules, reasons } = judgeInFull(call, world);
  return { risk, action, rules, reasons };
}

/** Judges one call and keeps the trace. */
export function judgeInFull(call: ToolCall, world: World): Judgement {
  const trace = new Trace();
  const project = call.cwd;
  if (!/^\/(?!.*\/\.\.?(?:\/|$))/.test(project))
    trace.add('HIGH', 'cwd-unknown', 'The folder of the session is no absolute path.', project);
  try {
    judgeTool(call, { rules: world.rules, facts: heldStill(world.facts), project, cwd: project }, trace);
  } catch (error) {
    // A defect of ours must not let a call pass, nor stop the session that made it.
    trace.add('HIGH', 'judge-failed', `The call could not be judged: ${sentenceOf(error)}.`, call.tool);
  }
  return conclude(call, world, trace);
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

function conclude(call: ToolCall, world: World, trace: Trace): Judgement {
  const allowed = trace.risk === 'MEDIUM' ? allowingRule(call, world, trace) : undefined;
  const risk = allowed ? 'LOW' : trace.risk;
  const findings = [...trace.findings].sort((a, b) => risks.indexOf(b.risk) - risks.indexOf(a.risk));
  const speaking = findings.filter((finding) => finding.risk === trace.risk || finding.risk !== 'LOW');
  const rules = [...new Set([...(allowed ? [allowed.id] : []), ...speaking.map((finding) => finding.rule)])];
  const reasons = [...new Set([...(allowed ? [allowed.reason] : []), ...speaking.map((finding) => finding.reason)])];
  const [first] = findings;
  return {
    risk,
    action: actionOf[risk],
    rules: rules.length > 0 ? rules : ['understood'],
    reasons: reasons.length > 0 ? reasons : ['Everything in this call is understood and stays inside the project.'],
    findings,
    decidedBy: first?.subject ?? '',
    remedy: remedyFor(risk, first),
  };
}

/** An allow rule lifts MEDIUM to LOW when it matches the call as a whole; for shell text only a command that stands alone. */
function allowingRule(call: ToolCall, world: World, trace: Trace): { id: string; reason: string } | undefined {
  const subjects = new Set(trace.findings.map((finding) => finding.subject));
  if (call.tool === 'Bash' && subjects.size > 1) return undefined;
  const command = call.input['command'];
  const path = call.input['file_path'] ?? call.input['path'];
  const url = call.input['url'];
  const text = typeof command === 'string' ? command : JSON.stringify(call.input);
  const subject = {
    tool: call.tool,
    text,
    ...(typeof command === 'string' && isSingleCommand(command) ? { program: command.split(/\s/, 1)[0] ?? '' } : {}),
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof url === 'string' && URL.canParse(url) ? { host: new URL(url).hostname } : {}),
  };
  if (call.tool === 'Bash' && !('program' in subject)) return undefined;
  return world.rules.rules.find((rule) => rule.effect === 'allow' && isMatch(rule, subject));
}

/** One plain command without any sign that the shell would act on. */
function isSingleCommand(command: string): boolean {
  return /^[\w./-][^;&|<>$`\n(){}*?[\]~#!\\]*$/.test(command);
}

function remedyFor(risk: Risk, first: Finding | undefined): string | undefined {
  if (risk === 'LOW' || !first) return undefined;
  if (risk === 'HIGH')
    return 'Nothing lifts this: a person decides. Splitting the call lets its harmless parts pass by themselves.';
  return `A rule with effect "allow" that matches the call would make it pass; "${first.rule}" decided.`;
}
