import { join } from 'node:path';
import type { JsonObject } from '../base/json.ts';
import type { World } from '../policy/judge.ts';
import { judgeInFull } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import { describeJudgement, explainLine } from './explain.ts';
import { readRules } from './ruleFiles.ts';
import { machineFacts } from './world.ts';
import { shippedRulesFolder } from './yamlFiles.ts';

/** Judges tool calls for `pcc explain`, without a daemon. */
export interface ExplainEngine {
  /** Judges one line `{"tool","input","cwd"}`; a malformed one is HIGH, never an error. */
  explainLine(line: string): Verdict;
  /** The trace of one judgement as lines for people. */
  describeCall(call: { readonly tool: string; readonly input: JsonObject; readonly cwd: string }): readonly string[];
}

/**
 * Judges by the shipped rules and those in the home folder `pccHome`, as a session of this user would.
 *
 * @throws PccError when a rule file is broken.
 */
export function explainEngine(pccHome: string): ExplainEngine {
  const rules = readRules({ shipped: shippedRulesFolder(), user: join(pccHome, 'rules') });
  const world: World = { rules, facts: machineFacts() };
  return {
    explainLine: (line) => explainLine(line, world),
    describeCall: (call) => describeJudgement(judgeInFull(call, world)),
  };
}
