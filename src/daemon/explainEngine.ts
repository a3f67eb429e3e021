import { join, resolve } from 'node:path';
import type { JsonObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { World } from '../policy/judge.ts';
import { judgeInFull } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import { describeJudgement, explainLine } from './explain.ts';
import { rulesReader } from './ruleFiles.ts';
import { machineFacts, realPathOf } from './world.ts';
import { shippedRulesFolder } from './yamlFiles.ts';

/** Judges tool calls for `pcc explain`, without a daemon. */
export interface ExplainEngine {
  /** Judges one line `{"tool","input","cwd"}`; a malformed one is HIGH, never an error. */
  explainLine(line: string): Verdict;
  /** The trace of one judgement as lines for people. */
  describeCall(call: { readonly tool: string; readonly input: JsonObject; readonly cwd: string }): readonly string[];
}

/**
 * Judges by the shipped rules, those in the home folder `pccHome` and those of the project in each call's folder, as a session
 * of this user there would. A broken file has everything asked, and its sentence stands in the reasons.
 *
 * @throws PccError when the shipped rules are missing.
 */
export function explainEngine(pccHome: string): ExplainEngine {
  const read = rulesReader({ shipped: shippedRulesFolder(), user: join(pccHome, 'rules') });
  const facts = machineFacts(resolve(pccHome));
  const worlds = new Map<string, World>();
  const worldOf = (cwd: string): World => {
    const known = worlds.get(cwd);
    if (known) return known;
    const { rules } = read(realPathOf(cwd));
    if (worlds.size >= limits.explainedFoldersMax) worlds.clear();
    worlds.set(cwd, { rules, facts });
    return { rules, facts };
  };
  return {
    explainLine: (line) => explainLine(line, worldOf),
    describeCall: (call) => describeJudgement(judgeInFull(call, worldOf(call.cwd))),
  };
}
