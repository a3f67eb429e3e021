import { BugError } from '../base/assert.ts';
import type { Facts } from './facts.ts';
import type { RuleSet } from './ruleSet.ts';
import type { Risk, ToolCall, Verdict } from './verdict.ts';

/** The rules and facts a call is judged by. */
export interface World {
  readonly rules: RuleSet;
  readonly facts: Facts;
}

/** One thing that was found out on the way to a verdict. */
export interface Finding {
  readonly risk: Risk;
  /** Id of the rule, floor clause or grammar that spoke. */
  readonly rule: string;
  readonly reason: string;
  /** The sub-command, path or URL it is about. */
  readonly subject: string;
}

/** A verdict with its whole trace. */
export interface Judgement extends Verdict {
  readonly findings: readonly Finding[];
  /** The sub-command, path or URL that decided. */
  readonly decidedBy: string;
  /** What would make the call pass, or undefined when nothing would. */
  readonly remedy: string | undefined;
}

/** Judges one call. Never throws for any input; what is not understood is HIGH. */
export function judge(call: ToolCall, world: World): Verdict {
  const { risk, action, rules, reasons } = judgeInFull(call, world);
  return { risk, action, rules, reasons };
}

/** Judges one call and keeps the trace. */
export function judgeInFull(call: ToolCall, world: World): Judgement {
  throw new BugError(`not built yet: ${call.tool} ${String(world.rules.rules.length)}`);
}
