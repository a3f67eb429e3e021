import { needing } from '../attention.ts';
import type { Command } from '../command.ts';
import { ordered } from '../layout/order.ts';
import { keptTiles } from '../layout/tiles.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Model } from '../model.ts';
import { withoutHold } from './fleet.ts';
import { isLiving, sessionOf } from './focusing.ts';
import { stillShown } from './showing.ts';
import { withNotice } from './step.ts';

/** The model with everything that follows from the rest of it: focus, hold, tiles, and what can be seen since when. */
export function settled(before: Model, after: Model): Model {
  const living = withLivingHold(after);
  const { model: focused, moved } = withKnownFocus(before, living);
  const { hold } = focused;
  const held = hold && hold.session !== focused.focus ? { ...focused, hold: undefined } : focused;
  const tiled = { ...held, tiles: keptTiles(held), zoomed: held.zoomed && held.focus !== undefined };
  const still = tiled.dragging === undefined || isSplit(tiled) ? tiled : { ...tiled, dragging: undefined };
  const shownSinceMs = stillShown(before, still, moved);
  return shownSinceMs === still.fleet.shownSinceMs ? still : { ...still, fleet: { ...still.fleet, shownSinceMs } };
}

function isSplit(model: Model): boolean {
  return placesOf(model).splits.some(({ path }) => path === model.dragging);
}

/** The layout is stored when it changed, but not at every cell that a line is dragged over. */
export function layoutCommands(before: Model, after: Model): Command[] {
  const isDropped = before.dragging !== undefined && after.dragging === undefined;
  const isChanged = before.saved !== after.saved && after.dragging === undefined;
  return isDropped || isChanged ? [{ type: 'save-layout', layout: after.saved }] : [];
}

function withLivingHold(model: Model): Model {
  const { hold } = model;
  if (!hold || isLiving(sessionOf(model, hold.session))) return model;
  return withNotice(withoutHold(model), `'${hold.session}' has ended, so its keyboard is nobody's.`, 'needs');
}

/** Whoever was waited for gets the focus; where the focused session is gone, its neighbour does. */
function withKnownFocus(before: Model, model: Model): { model: Model; moved: 'by itself' | 'by a person' } {
  const { expected, focus } = model;
  if (expected !== undefined && sessionOf(model, expected)) {
    // Whoever types into a pane is not pulled away from it.
    const next = model.hold ? focus : expected;
    return { model: { ...model, focus: next, expected: undefined }, moved: 'by itself' };
  }
  if (sessionOf(model, focus)) return { model, moved: 'by a person' };
  return { model: { ...model, focus: heir(before, model) }, moved: 'by itself' };
}

/** Who gets the focus of a session that is gone: the next one that is still there, else the one before. */
function heir(before: Model, model: Model): string | undefined {
  const order = ordered(before).map(({ id }) => id);
  const at = order.indexOf(model.focus ?? '');
  if (at < 0) return needing(model.fleet)[0]?.id ?? ordered(model)[0]?.id;
  const candidates = [...order.slice(at + 1), ...order.slice(0, at).reverse()];
  return candidates.find((id) => sessionOf(model, id)) ?? ordered(model)[0]?.id;
}
