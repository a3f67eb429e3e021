import { PccError } from '../base/errors.ts';

/** What the daemon's process was given. */
export interface DaemonOptions {
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
}

/** Runs the daemon until it is told to end. */
export function runDaemon(options: DaemonOptions): Promise<void> {
  return Promise.reject(new PccError('failed', `The daemon of '${options.self[0]}' is not built yet.`));
}
