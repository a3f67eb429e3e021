import type { CompoundList } from './parse.ts';
import type { Arg } from './words.ts';

/** What a shell carries from one command to the next. */
export interface ShellState {
  cwd: string;
  cwdUnsure: boolean;
  readonly variables: Map<string, Arg | undefined>;
}

/** Variables that differ from a state that is sure are not known. */
export function forgetChanges(state: ShellState, sure: ReadonlyMap<string, Arg | undefined>): void {
  for (const [name, value] of state.variables) if (sure.get(name) !== value) state.variables.set(name, undefined);
}

/** A copy for a part that runs in a shell of its own. */
export function copyOf(state: ShellState): ShellState {
  return { cwd: state.cwd, cwdUnsure: state.cwdUnsure, variables: new Map(state.variables) };
}

/** Variables that a loop's body sets are not known from its second turn on; a counter stays a number. */
export function forget(state: ShellState, body: CompoundList, source: string): void {
  const text = source.slice(body.pos, body.end);
  const readsAny = /\b(?:read|mapfile|readarray|printf|declare|typeset|local|export|unset|let|eval|source)\b/.test(
    text,
  );
  for (const name of state.variables.keys()) {
    if (readsAny || new RegExp(`\\b${name}(?:\\[[^\\]]*\\])?\\+?=(?!\\$\\(\\(|=)`).test(text))
      state.variables.set(name, undefined);
  }
}
