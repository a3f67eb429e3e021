import type { PanePlace, SplitPlace } from './places.ts';
import type { SavedLayout } from './saved.ts';
import type { Rect } from '../scene.ts';
import { limits } from '../../limits.ts';

/** A region of the tiles: one pane, or two regions side by side (`vertical` line) or one above the other. */
export type Region =
  | { readonly type: 'pane'; readonly session: string }
  | {
      readonly type: 'split';
      readonly path: string;
      readonly direction: 'vertical' | 'horizontal';
      /** What the first side gets as long as nobody moved the line, 0 to 1. */
      readonly share: number;
      readonly first: Region;
      readonly second: Region;
    };

/**
 * Regions in a row or in a column, as splits within splits: each parts the first of those that are left from the rest. The paths
 * are `name/0`, `name/1` …; `name` holds how many there are, so that a line that was moved among three says nothing about two.
 */
export function sequence(direction: 'vertical' | 'horizontal', name: string, regions: readonly Region[]): Region {
  const all = `${name}/${regions.length}`;
  return regions.slice(0, -1).reduceRight<Region>(
    (second, first, index) => ({
      type: 'split',
      path: `${all}/${index}`,
      direction,
      share: 1 / (regions.length - index),
      first,
      second,
    }),
    regions[regions.length - 1] ?? { type: 'pane', session: '' },
  );
}

/** Where the panes and the lines of a region stand in a rectangle. */
export interface Divided {
  readonly panes: readonly PanePlace[];
  readonly splits: readonly SplitPlace[];
}

/** Divides a rectangle. No side gets less than its panes need, as long as there is room for all of them. */
export function divided(region: Region, rect: Rect, shares: SavedLayout['shares']): Divided {
  if (region.type === 'pane') return { panes: [paneIn(region.session, rect)], splits: [] };
  const { path, direction } = region;
  const [firstRect, secondRect, line] = sidesOf(region, rect, shares[path] ?? region.share);
  const first = divided(region.first, firstRect, shares);
  const second = divided(region.second, secondRect, shares);
  return {
    panes: [...first.panes, ...second.panes],
    splits: [{ path, direction, rect: line, whole: rect }, ...first.splits, ...second.splits],
  };
}

/** A pane in a rectangle: its title row, and the rest. */
export function paneIn(session: string, rect: Rect): PanePlace {
  return {
    session,
    title: { ...rect, rows: 1 },
    inner: { ...rect, y: rect.y + 1, rows: rect.rows - 1 },
  };
}

function sidesOf(region: Region & { type: 'split' }, rect: Rect, share: number): readonly [Rect, Rect, Rect] {
  const { first, second } = region;
  if (region.direction === 'vertical') {
    const cols = partOf(rect.cols - 1, share, least(first).cols, least(second).cols);
    const line = rect.x + cols;
    return [
      { ...rect, cols },
      { ...rect, x: line + 1, cols: rect.cols - cols - 1 },
      { ...rect, x: line, cols: 1 },
    ];
  }
  const rows = partOf(rect.rows, share, least(first).rows, least(second).rows);
  const line = rect.y + rows;
  return [
    { ...rect, rows },
    { ...rect, y: line, rows: rect.rows - rows },
    { ...rect, y: line, rows: 1 },
  ];
}

function partOf(cells: number, share: number, leastFirst: number, leastSecond: number): number {
  return Math.max(leastFirst, Math.min(Math.round(cells * share), cells - leastSecond));
}

/** The fewest cells in which all panes of a region are still of use. */
function least(region: Region): { readonly cols: number; readonly rows: number } {
  if (region.type === 'pane') return { cols: limits.tileColsMin, rows: limits.tileRowsMin + 1 };
  const first = least(region.first);
  const second = least(region.second);
  return region.direction === 'vertical'
    ? { cols: first.cols + 1 + second.cols, rows: Math.max(first.rows, second.rows) }
    : { cols: Math.max(first.cols, second.cols), rows: first.rows + second.rows };
}
