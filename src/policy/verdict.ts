import type { JsonObject } from '../base/json.ts';

/** Harm that could follow: understood and undoable, normal work with outside effects, or hard to undo or not understood. */
export const risks = ['LOW', 'MEDIUM', 'HIGH'] as const;
export type Risk = (typeof risks)[number];

/** What is to be done with a call: type the one-time yes, ask the brain, or ask a person. */
export const actions = ['approve', 'ask-brain', 'escalate'] as const;
export type Action = (typeof actions)[number];

/** A tool call as the transcript holds it. */
export interface ToolCall {
  readonly tool: string;
  readonly input: JsonObject;
  /** Absolute path of the folder the session works in. */
  readonly cwd: string;
}

/** The outcome of judging one call, with everything it rests on. */
export interface Verdict {
  readonly risk: Risk;
  readonly action: Action;
  /** Ids of the rules that spoke, the deciding ones first. */
  readonly rules: readonly string[];
  /** One sentence a reason, the deciding ones first. */
  readonly reasons: readonly string[];
}

/** The graver of two risks. */
export function graver(a: Risk, b: Risk): Risk {
  return risks.indexOf(a) >= risks.indexOf(b) ? a : b;
}
