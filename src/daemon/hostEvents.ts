import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { HostLink } from './hostLink.ts';
import type { Sessions } from './sessions.ts';
import { codeOf } from './takingUp.ts';

/** Brings what the pty host announces to the sessions; `failed` is told what could not be taken up again. */
export function followHost(link: HostLink, sessions: Sessions, failed: (error: unknown) => void): Disposable {
  const { live } = sessions;
  const owned = new Disposables();
  owned.own(link.onOutput((output) => live.get(output.id)?.take(output)));
  owned.own(link.onWarning(({ id, sentence }) => live.get(id)?.warned(sentence)));
  owned.own(
    link.onExit((exit) => {
      const session = live.get(exit.id);
      if (session) sessions.ended(session, codeOf(exit));
    }),
  );
  owned.own(
    link.onDetached(({ id }) => {
      sessions.resync(id).catch(failed);
    }),
  );
  owned.own(
    link.onReconnected(() => {
      sessions.reunite().catch(failed);
    }),
  );
  return owned;
}
