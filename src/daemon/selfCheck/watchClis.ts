import type { Clock } from '../../base/clock.ts';
import { childEnvironment, claudeVersion } from '../../claude/launch.ts';
import { packageVersion } from '../../packageRoot.ts';
import type { Store } from '../../store/store.ts';
import type { Home } from '../home.ts';
import type { LiveSession } from '../liveSession.ts';
import type { Config } from '../settings.ts';
import { shippedRulesFolder } from '../yamlFiles.ts';
import { CliChecks } from './cliChecks.ts';
import { wordsDigest } from './cliIdentity.ts';
import { SessionClis } from './sessionClis.ts';
import { startCheck } from './workerProcess.ts';

/** What the watch over the CLIs needs of the daemon. */
export interface WatchClisParts {
  readonly home: Home;
  readonly clock: Clock;
  readonly self: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly config: () => Config;
  readonly live: () => ReadonlyMap<string, LiveSession>;
  readonly log: (sentence: string) => void;
}

/** The checks, and the sessions that are told of them. */
export interface WatchedClis {
  readonly checks: CliChecks;
  readonly clis: SessionClis;
  /** The table of words in force is another: checks that were made with the old one speak no more. */
  readonly wordsChanged: () => void;
}

/** Brings the checks of this machine's CLIs, and the sessions that depend on them, together. */
export function watchClis(parts: WatchClisParts): WatchedClis {
  const { home, clock, self, env, store } = parts;
  const { folder: homeFolder, rulesFolder } = home;
  // Asked for at each look at a session's status, and changed once in a month.
  let digest: string | undefined;
  const checks = new CliChecks({
    ...parts,
    store: store.cliChecks,
    pcc: packageVersion(),
    words: () => (digest ??= wordsDigest({ shipped: shippedRulesFolder(), user: rulesFolder })),
    start: (spec) => startCheck({ ...spec, self, homeFolder, rulesFolder, clock }),
  });
  const clis = new SessionClis({
    checks,
    store: store.sessions,
    live: parts.live,
    version: (path, cwd) => claudeVersion(path, childEnvironment(env), cwd),
    clock,
    log: parts.log,
  });
  const wordsChanged = (): void => {
    digest = undefined;
    clis.again();
  };
  return { checks, clis, wordsChanged };
}
