import type { Model } from '../model.ts';
import { answerTooSoon } from '../pressing.ts';
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

/** The pending items that a frame of this model shows, with their session. */
function shownItems(model: Model): Map<number, string> {
  if (model.fleet.link !== 'up') return new Map();
  // Without a screen the pane is still blank.
  const seen = seenSessions(model).filter((id) => model.fleet.screens.has(id));
  return new Map(seen.flatMap((id) => (sessionOf(model, id)?.pending ?? []).map(({ n }): [number, string] => [n, id])));
}

/**
 * What of the items that could be read still can, without a break. One that was out of sight begins anew, and so does everything
 * of a session that got the focus without a person's doing: a key may be meant for the one before.
 */
export function stillShown(
  before: Model,
  after: Model,
  moved: 'by itself' | 'by a person',
): ReadonlyMap<number, number> {
  const old = after.fleet.shownSinceMs;
  if (old.size === 0) return old;
  const anew = moved === 'by itself' && before.focus !== after.focus ? after.focus : undefined;
  const shown = shownItems(after);
  const next = [...old].filter(([n]) => shown.has(n) && (anew === undefined || shown.get(n) !== anew));
  return next.length === old.size ? old : new Map(next);
}

/** The terminal took a frame of an earlier model: what that showed, and what is still there, can be read from now on. */
export function withDrawn(model: Model, drawn: Model): Model {
  const old = model.fleet.shownSinceMs;
  const before = shownItems(drawn);
  const fresh = [...shownItems(model)].filter(([n, session]) => {
    const isOldFocus = session !== model.focus || drawn.focus === model.focus;
    return !old.has(n) && before.has(n) && isOldFocus;
  });
  if (fresh.length === 0) return model;
  const next = new Map([...old, ...fresh.map(([n]): [number, number] => [n, model.nowMs])]);
  return { ...model, fleet: { ...model.fleet, shownSinceMs: next } };
}

/** Nothing that is shown counts as read any more. */
export function withNothingShown(model: Model): Model {
  if (model.fleet.shownSinceMs.size === 0) return model;
  return { ...model, fleet: { ...model.fleet, shownSinceMs: new Map() } };
}

/** Whether an answer with this key comes too early for what an item shows in its pane. */
export function isTooSoon(model: Model, n: number, key: string): boolean {
  return answerTooSoon(model, model.fleet.shownSinceMs.get(n), key);
}

/** The item begins anew: a key came too early for it. */
export function begunAnew(model: Model, n: number): Model {
  if (!model.fleet.shownSinceMs.has(n)) return model;
  return { ...model, fleet: { ...model.fleet, shownSinceMs: new Map(model.fleet.shownSinceMs).set(n, model.nowMs) } };
}
