import type { Result } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import { packageVersion } from '../packageRoot.ts';
import type { Home } from './home.ts';
import type { HostLink } from './hostLink.ts';
import type { KillSwitch } from './killSwitch.ts';
import type { Config } from './settings.ts';

/** What a daemon's facts are taken from. */
export interface FactParts {
  readonly home: Pick<Home, 'folder'>;
  readonly clock: Clock;
  /** When it was started, on the clock's own time. */
  readonly startedMs: number;
  readonly link: Pick<HostLink, 'pid' | 'warning'>;
  readonly killSwitch: Pick<KillSwitch, 'look' | 'sentence'>;
  readonly config: () => Config;
  /** How many sessions live. */
  readonly sessions: () => number;
  /** What a person should know beside the host and the kill switch. */
  readonly warnings: () => readonly string[];
}

/** How the daemon and the pty host are, in the words of the API. */
export function daemonFacts(parts: FactParts): Result<'daemon.status'> {
  const { home, clock, startedMs, link, killSwitch, config } = parts;
  const halted = killSwitch.look() ? killSwitch.sentence : undefined;
  return {
    daemon: {
      pid: process.pid,
      version: packageVersion(),
      uptimeS: Math.round((clock.monotonicMs() - startedMs) / 1_000),
    },
    host: { pid: link.pid, sessions: parts.sessions() },
    home: home.folder,
    warnings: [
      ...(halted === undefined ? [] : [halted]),
      ...parts.warnings(),
      ...(link.warning === undefined ? [] : [link.warning]),
    ],
    ...(halted === undefined ? {} : { halted }),
    brain: config()['brain.default'],
  };
}
