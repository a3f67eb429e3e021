import type { Clock } from '../base/clock.ts';
import type { Home } from './home.ts';

/** What a daemon is made for. The home was prepared and is safe. */
export interface DaemonSpec {
  readonly home: Home;
  readonly clock: Clock;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Takes each line of the log as well: see `openLog`. */
  readonly echo?: (line: string) => void;
}
