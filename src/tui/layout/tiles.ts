import type { Status } from '../../api/methods.ts';
import type { Model } from '../model.ts';
import { needing } from '../attention.ts';
import { ordered } from './order.ts';
import { roomOf } from './tiling.ts';

/**
 * Which sessions have a tile now. All of them where there is room, in their order. Otherwise the focused one, those that need a
 * human, and those that wrote last; a tile changes only when it must, so that nothing jumps around.
 */
export function keptTiles(model: Pick<Model, 'size' | 'fleet' | 'saved' | 'tiles' | 'focus'>): readonly string[] {
  const { capacity } = roomOf(model);
  const sessions = ordered(model);
  if (sessions.length <= capacity) return same(model.tiles, idsOf(sessions));
  const ranking = ranked(model);
  const must = ranking.slice(0, mustCount(model, ranking, capacity));
  const known = new Set(idsOf(sessions));
  const kept = shrunk(
    model.tiles.filter((id) => known.has(id)),
    ranking,
    capacity,
  );
  const filled = [...kept, ...ranking.filter((id) => !kept.includes(id)).slice(0, capacity - kept.length)];
  return same(
    model.tiles,
    must.reduce<readonly string[]>((tiles, id) => withTile(tiles, id, ranking), filled),
  );
}

/** The session in the place of the one that matters least, unless it has a tile. */
function withTile(tiles: readonly string[], id: string, ranking: readonly string[]): readonly string[] {
  if (tiles.includes(id)) return tiles;
  const least = ranking.findLast((other) => tiles.includes(other));
  return tiles.map((other) => (other === least ? id : other));
}

/** Without those that matter least where there are too many. */
function shrunk(tiles: readonly string[], ranking: readonly string[], capacity: number): readonly string[] {
  const best = new Set(ranking.filter((id) => tiles.includes(id)).slice(0, capacity));
  return tiles.filter((id) => best.has(id));
}

/** How many at the head of the ranking must have a tile: the focused one, and those that need a human. */
function mustCount(model: Pick<Model, 'fleet' | 'focus'>, ranking: readonly string[], capacity: number): number {
  const needed = new Set(idsOf(needing(model.fleet)));
  const count = ranking.findIndex((id) => id !== model.focus && !needed.has(id));
  return Math.min(capacity, count < 0 ? ranking.length : count);
}

/** All sessions, the one that matters most first. */
function ranked(model: Pick<Model, 'fleet' | 'saved' | 'focus' | 'tiles'>): readonly string[] {
  const { fleet, focus } = model;
  const needs = idsOf(needing(fleet));
  const tiled = new Set(model.tiles);
  const first = ordered(model).filter(({ id }) => id === focus);
  // Those that need a human and are seen already go before those that would have to push another out.
  const asking = [...needs.filter((id) => tiled.has(id)), ...needs.filter((id) => !tiled.has(id))];
  const others = [...ordered(model)].sort((a, b) => quietness(fleet, a) - quietness(fleet, b));
  return [...new Set([...idsOf(first), ...asking, ...idsOf(others)])];
}

/** Intervals since the session wrote something; ended ones come last. */
function quietness({ pulses }: Model['fleet'], { id, phase }: Status): number {
  if (phase === 'ended') return Number.MAX_SAFE_INTEGER;
  const counts = pulses.get(id) ?? [];
  const last = counts.findLastIndex((count) => count > 0);
  return last < 0 ? Number.MAX_SAFE_INTEGER - 1 : counts.length - 1 - last;
}

function idsOf(sessions: readonly Status[]): readonly string[] {
  return sessions.map(({ id }) => id);
}

/** The old list where nothing changed: whoever compares sees at once. */
function same(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.length === after.length && before.every((id, index) => id === after[index]) ? before : after;
}
