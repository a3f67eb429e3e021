import { limits } from '../../limits.ts';
import type { Model } from '../model.ts';
import type { Rect } from '../scene.ts';
import { arranged, capacityOf } from './arranging.ts';
import type { Places } from './places.ts';
import { divided, paneIn } from './splitting.ts';

/** What decides where everything stands. */
export type Tiled = Pick<Model, 'size' | 'fleet' | 'saved' | 'tiles' | 'zoomed' | 'focus'>;

/** The place of the tiles, that of the side list, and how many tiles there is room for. */
export interface Room {
  readonly body: Rect;
  readonly list: Rect | undefined;
  readonly capacity: number;
}

/** The room for tiles. The side list takes some of it when not all sessions can have one. */
export function roomOf({ size, fleet, saved }: Pick<Model, 'size' | 'fleet' | 'saved'>): Room {
  const whole = wholeBody(size);
  const capacity = capacityOf(saved.layout, whole);
  if (fleet.sessions.length <= capacity) return { body: whole, list: undefined, capacity };
  const listCols = size.cols < limits.sideListWideFromCols ? limits.sideListCols : limits.sideListColsWide;
  const cols = size.cols - listCols - 1;
  if (cols < limits.tileColsMin) return { body: whole, list: undefined, capacity };
  const body = { ...whole, x: listCols + 1, cols };
  return { body, list: { ...whole, cols: listCols }, capacity: capacityOf(saved.layout, body) };
}

/**
 * Where everything stands: the tiles of `model.tiles`, or the focused pane alone while zoomed; the side list at the left, with
 * one column between it and the tiles; the status line at the bottom.
 */
export function placesOf(model: Tiled): Places {
  const last = known.get(model.tiles);
  if (last && isAlike(last.model, model)) return last.places;
  const places = madePlaces(model);
  known.set(model.tiles, { model, places });
  return places;
}

/**
 * The places that were made last, by the tiles they are of: a message and its frame ask for them a dozen times, and most
 * messages move nothing.
 */
const known = new WeakMap<readonly string[], { readonly model: Tiled; readonly places: Places }>();

function isAlike(a: Tiled, b: Tiled): boolean {
  return (
    a.size.cols === b.size.cols &&
    a.size.rows === b.size.rows &&
    a.saved === b.saved &&
    a.zoomed === b.zoomed &&
    a.focus === b.focus &&
    a.fleet.sessions.length === b.fleet.sessions.length
  );
}

function madePlaces(model: Tiled): Places {
  const { size, saved, focus } = model;
  const status = { x: 0, y: Math.max(0, size.rows - 1), cols: size.cols, rows: 1 };
  const whole = wholeBody(size);
  const none = { panes: [], splits: [], list: undefined, status, needs: undefined };
  if (size.cols < limits.colsMin || size.rows < limits.rowsMin)
    return { ...none, body: whole, needs: { cols: limits.colsMin, rows: limits.rowsMin } };
  if (model.zoomed && focus !== undefined) return { ...none, body: whole, panes: [paneIn(focus, whole)] };
  const { body, list, capacity } = roomOf(model);
  const sessions = model.tiles.slice(0, capacity);
  if (sessions.length === 0) return { ...none, body, list };
  return { ...none, body, list, ...divided(arranged(saved.layout, sessions, body), body, saved.shares) };
}

function wholeBody({ cols, rows }: Model['size']): Rect {
  return { x: 0, y: 0, cols, rows: Math.max(0, rows - 1) };
}
