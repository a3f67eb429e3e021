import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { HostLink } from './hostLink.ts';
import type { Sessions } from './sessions.ts';

/**
 * Brings what the pty host announces to the sessions. `again` does work of taking sessions up one piece after the other: two at
 * once would feed one screen twice.
 */
export function followHost(link: HostLink, sessions: Sessions, again: (work: () => Promise<void>) => void): Disposable {
  const { live } = sessions;
  const owned = new Disposables();
  owned.own(link.onOutput((output) => live.get(output.id)?.take(output)));
  owned.own(link.onWarning(({ id, sentence }) => live.get(id)?.warned(sentence)));
  owned.own(
    link.onExit(({ id, code, signal }) => {
      const session = live.get(id);
      if (session) sessions.ended(session, signal === 0 ? code : 128 + signal);
    }),
  );
  owned.own(
    link.onDetached(({ id }) => {
      again(() => sessions.resync(id));
    }),
  );
  owned.own(
    link.onReconnected(() => {
      again(() => sessions.reunite());
    }),
  );
  return owned;
}
