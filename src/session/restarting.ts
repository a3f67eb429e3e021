import type { Making } from './step.ts';

/** A CLI that crashed, or was lost with its pty host, comes back on its transcript. */

/** A new child runs. */
export function launched(making: Making): void {
  making.set({ phase: 'launching' });
  making.clear('restarting');
}

/** None could be started. */
export function launchFailed(making: Making, why: string): void {
  making.do({ type: 'note', text: why });
}

/** The backoff is over: the CLI is started anew. */
export function restartDue(making: Making): void {
  making.do({ type: 'launch' });
}
