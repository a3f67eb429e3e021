import type { Clock } from '../base/clock.ts';
import type { World } from '../policy/judge.ts';
import type { Words } from '../screen/words.ts';
import type { LastingEffect } from '../session/lasting.ts';
import type { Store } from '../store/store.ts';
import type { HostClient } from '../terminal/hostClient.ts';
import type { Consultations } from './consulting/consultations.ts';
import type { Home } from './home.ts';
import type { HostWanted } from './hostLink.ts';
import type { KillSwitch } from './killSwitch.ts';
import type { Ledger } from './ledger.ts';
import type { LiveSession } from './liveSession.ts';
import type { ProjectRules } from './ruleFiles.ts';
import type { SecretValues } from './secretValues.ts';
import type { SessionClis } from './selfCheck/sessionClis.ts';
import type { Config } from './settings.ts';

/** What the sessions need of the daemon. */
export interface SessionsParts {
  readonly home: Home;
  readonly config: () => Config;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly host: () => HostClient;
  /** Starts the pty host again where it was lost, and settles what became of its sessions. @throws PccError. */
  readonly openHost: (wanted?: HostWanted) => Promise<void>;
  /** Ends the pty host for good. */
  readonly endHost: () => Promise<void>;
  readonly world: () => World;
  /** The rules that hold in a folder, with those of the project; where it is missing, the rules of `world`. */
  readonly projectRules?: (folder: string) => ProjectRules;
  readonly consultations: Consultations;
  /** The secrets that nobody may be told. */
  readonly secrets: Pick<SecretValues, 'current' | 'learnCall'>;
  /** Where it is missing, nothing stops all typing. */
  readonly killSwitch?: KillSwitch;
  /** The wordings in force. */
  readonly words: () => Words;
  /** Keeps sessions told of what is known of their CLI; where it is missing, nobody keeps watch. */
  readonly clis?: SessionClis;
  /** Does what keeps sessions going; where it is missing, nothing does. */
  readonly lasting?: (id: string, effect: Exclude<LastingEffect, { type: 'interrupt' }>) => void;
  /** The daemon's own environment: where secrets come from that are not stored. */
  readonly env?: Readonly<Record<string, string>>;
  /** A session begins to live here: it was started, or taken over and not rebuilt yet. */
  readonly opened?: (live: LiveSession) => void;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
  /** Writes a defect with its stack to the log. */
  readonly bug: (sentence: string, error: unknown) => void;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
}
