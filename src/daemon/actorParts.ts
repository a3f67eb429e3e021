import type { Clock } from '../base/clock.ts';
import type { TranscriptWitness } from '../claude/transcript/witness.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Words } from '../screen/words.ts';
import type { LastingEffect } from '../session/lasting.ts';
import type { PendingCall, Session } from '../session/session.ts';
import type { HostClient } from '../terminal/hostClient.ts';
import type { SessionConsulting } from './consulting/sessionConsulting.ts';
import type { Ledger } from './ledger.ts';
import type { WatchedScreen } from './watchedScreen.ts';

/** What one session's actor works with. */
export interface ActorParts {
  readonly session: Session;
  readonly watched: WatchedScreen;
  readonly witness: TranscriptWitness;
  readonly words: () => Words;
  readonly host: () => HostClient;
  readonly ledger: Ledger;
  /** The verdict on a pending call, with all that bounds it. */
  readonly judge: (call: PendingCall) => Verdict;
  readonly consulting: Pick<SessionConsulting, 'begin' | 'stepped' | 'dispose'>;
  /** Does what keeps a session going. */
  readonly lasting: (effect: Exclude<LastingEffect, { type: 'interrupt' }>) => void;
  /** True while the kill switch is thrown, looked up at this very instant. */
  readonly isOff: () => boolean;
  readonly clock: Clock;
  readonly dialogAgeMs: number;
  /** The session is taken over from an earlier daemon: nothing is done before it was recovered. */
  readonly asleep: boolean;
  readonly log: (sentence: string) => void;
  /** Writes a defect with its stack to the log. */
  readonly bug: (sentence: string, error: unknown) => void;
}
