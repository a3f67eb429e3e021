import type { Model } from '../model.ts';
import type { Rect } from '../scene.ts';
import { panelPlace } from '../layout/panelPlace.ts';
import { placesOf } from '../layout/tiling.ts';
import { sessionOf } from './focusing.ts';

/** The sessions whose pane a person sees: it has a place, and no panel lies over it. */
export function seenSessions(model: Model): string[] {
  const covers = model.panels.map(({ kind, session }) => panelPlace(kind.place, session, model));
  return placesOf(model).panes.flatMap(({ session, inner }) =>
    covers.some((cover) => overlap(cover, inner)) ? [] : [session],
  );
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.cols && b.x < a.x + a.cols && a.y < b.y + b.rows && b.y < a.y + a.rows;
}

/**
 * Since when each pending item can be seen here without a break. One that was out of sight begins anew, and so does everything
 * of a session that got the focus without a person's doing: a key may be meant for the one before.
 */
export function shownSince(
  before: Model,
  after: Model,
  moved: 'by itself' | 'by a person',
): ReadonlyMap<number, number> {
  const old = after.fleet.shownSinceMs;
  const anew = moved === 'by itself' && before.focus !== after.focus ? after.focus : undefined;
  const next = new Map<number, number>();
  if (after.fleet.link === 'up') {
    // Without a screen the pane is still blank.
    for (const id of seenSessions(after).filter((seen) => after.fleet.screens.has(seen))) {
      for (const { n } of sessionOf(after, id)?.pending ?? [])
        next.set(n, (id === anew ? undefined : old.get(n)) ?? after.nowMs);
    }
  }
  const isSame = next.size === old.size && [...next].every(([n, ms]) => old.get(n) === ms);
  return isSame ? old : next;
}
