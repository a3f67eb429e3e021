import { BugError } from '../base/assert.ts';
import type { JsonObject } from '../base/json.ts';

/** Judges tool calls for `pcc explain`, without a daemon, by the shipped rules and those of a home folder. */
export interface ExplainEngine {
  /** Judges one line `{"tool","input","cwd"}`; a malformed one is HIGH, never an error. */
  explainLine(line: string): object;
  /** The trace of one judgement as lines for people. */
  describeCall(call: { readonly tool: string; readonly input: JsonObject; readonly cwd: string }): readonly string[];
}

/** Reads the rules and gives the engine. */
export function explainEngine(home: string): ExplainEngine {
  throw new BugError(`not built yet: ${home}`);
}
