import type { Place } from '../paths.ts';
import { absolutePath } from '../paths.ts';
import type { Trace } from '../trace.ts';
import type { ShellState } from './shellState.ts';

/** Moves the shell to a folder, to the one before (`-`), or to one of several (undefined). */
export function enterFolder(
  folder: string | undefined,
  state: ShellState,
  at: { place: Place; trace: Trace; wrapped: boolean },
): void {
  if (at.wrapped)
    at.trace.medium('shell-wrapped', 'Behind another program it is not sure that the shell changes its folder.');
  const before = state.cwdUnsure ? undefined : state.oldCwd;
  const target = folder === '-' ? before : folder && absolutePath(folder, state.cwd, at.place.facts.home);
  if (folder === '-' && target === undefined) state.isLost = true;
  state.oldCwd = state.cwdUnsure || target === undefined ? undefined : state.cwd;
  if (target === undefined) state.cwdUnsure = true;
  else state.cwd = target;
}

/** A command runs where the shell stands: nothing is plain in a folder that is not known. */
export function judgeWhere(name: string | undefined, state: ShellState, trace: Trace): void {
  if (state.isLost && !/^(?:cd|echo|printf|true|:|exit)$/.test(name ?? ''))
    trace.medium('cwd-unsure', 'The shell was moved to a folder that is not known.');
}
