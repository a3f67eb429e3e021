import type { Place } from '../paths.ts';
import type { Trace } from '../trace.ts';
import { assignmentProblem } from './assignments.ts';
import type { CompoundList } from './parse.ts';
import type { Arg } from './words.ts';
import { staticArg } from './words.ts';

/** What a shell carries from one command to the next. */
export interface ShellState {
  cwd: string;
  cwdUnsure: boolean;
  /** The folder before the last change, where `cd -` leads; undefined when it is not known. */
  oldCwd?: string | undefined;
  /** True when nobody knows where the shell is. */
  isLost?: boolean;
  readonly variables: Map<string, Arg | undefined>;
}

/** Variables that differ from a state that is sure are not known. */
export function forgetChanges(state: ShellState, sure: ReadonlyMap<string, Arg | undefined>): void {
  for (const [name, value] of state.variables) if (sure.get(name) !== value) state.variables.set(name, undefined);
}

/** A copy for a part that runs in a shell of its own. */
export function copyOf(state: ShellState): ShellState {
  return { ...state, variables: new Map(state.variables) };
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

/** Names of variables whose value must not be shown. */
const secretVariable =
  /SECRET|TOKEN|PASSW|PASSPHRASE|API_?KEY|PRIVATE|CREDENTIAL|_KEY$|_AUTH$|DATABASE_URL|_DSN$|MONGO.*_UR[IL]|REDIS_URL|WEBHOOK/i;
/** Tells whether a variable that the command did not set itself may hold a secret. */
export function mayHoldSecret(name: string, state: ShellState): boolean {
  return secretVariable.test(name) && !state.variables.has(name);
}

/** The value of a variable, when it is known. */
export function knownValue(name: string, state: ShellState, home: string): Arg | undefined {
  if (state.variables.has(name)) return state.variables.get(name);
  if (name === 'HOME') return staticArg(home);
  if (name === 'OLDPWD' && state.oldCwd !== undefined && !state.cwdUnsure) return staticArg(state.oldCwd);
  return name === 'PWD' && !state.isLost && !state.cwdUnsure ? staticArg(state.cwd) : undefined;
}

/** An assignment of the shell's own; a name that other programs or the shell itself read is never plain. */
export function assign(name: string, value: Arg, state: ShellState, at: { place: Place; trace: Trace }): void {
  const problem = assignmentProblem(name, value, at.place);
  if (problem?.risk === 'HIGH') at.trace.high(problem.rule, problem.reason);
  state.variables.set(name, value.sort === 'unknown' && !value.stands && !/^\d+$/.test(value.text) ? undefined : value);
}

/** Takes back what a part did that may or may not have run: what it changed is not sure. True when it changed the folder. */
export function joinBranch(branch: ShellState, state: ShellState): boolean {
  const moved = branch.cwd !== state.cwd;
  if (moved) state.cwdUnsure = true;
  if (branch.isLost) state.isLost = true;
  for (const [name, value] of branch.variables) {
    if (state.variables.get(name) !== value) state.variables.set(name, undefined);
  }
  return moved;
}
