import type { ApiClientHandle } from '../../api/server.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { LiveSession } from '../liveSession.ts';

/**
 * Sends a client every output of a session, and the whole screen where it is to be drawn anew. A client that does not take its
 * notifications misses output and gets the whole screen once it has caught up.
 */
export function showScreen(client: ApiClientHandle, live: LiveSession, attachment: string): Disposable {
  const owned = new Disposables();
  let behind = false;
  const redraw = (why: string): void => {
    behind = !client.notify('screen.reset', { attachment, screen: live.screenState(), why });
  };
  owned.own(
    live.onOutput(({ offset, text }) => {
      if (!behind) behind = !client.notify('screen.output', { attachment, offset, text });
    }),
  );
  owned.own(live.onRedrawn(redraw));
  owned.own(
    client.onDrain(() => {
      if (behind) redraw('the terminal was too slow');
    }),
  );
  return owned;
}
