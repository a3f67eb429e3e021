import { limits } from '../../limits.ts';
import type { Size } from '../message.ts';
import type { LayoutName } from './saved.ts';
import type { Region } from './splitting.ts';
import { sequence } from './splitting.ts';

/** How the layouts arrange their panes. */

/** The shape that a tile is liked best in: that of the classic terminal. */
const likedShape = 80 / 24;
/** A tile that is narrower than that is worse than one that is as much wider: prompts and paths are cut at the right. */
const narrownessWeight = 1.6;
/** What the main pane gets of the width. */
const mainShare = 0.6;

/** How many panes of a useful size fit side by side, and one above the other; at least one each. */
function most({ cols, rows }: Size): Size {
  return {
    cols: Math.max(1, Math.floor((cols + 1) / (limits.tileColsMin + 1))),
    rows: Math.max(1, Math.floor(rows / (limits.tileRowsMin + 1))),
  };
}

/** How many panes a layout has room for. */
export function capacityOf(layout: LayoutName, size: Size): number {
  const { cols, rows } = most(size);
  switch (layout) {
    case 'grid':
      return cols * rows;
    case 'main':
      return cols > 1 ? 1 + rows : rows;
    case 'rows':
      return rows;
    case 'columns':
      return cols;
  }
}

/** The region of these sessions, at least one and no more than there is room for, in a place of this size. */
export function arranged(layout: LayoutName, sessions: readonly string[], size: Size): Region {
  const panes = sessions.map((session): Region => ({ type: 'pane', session }));
  switch (layout) {
    case 'grid':
      return gridOf(panes, size);
    case 'main':
      return mainAndStack(panes, size);
    case 'rows':
      return sequence('horizontal', 'rows', panes);
    case 'columns':
      return sequence('vertical', 'columns', panes);
  }
}

function mainAndStack(panes: readonly Region[], size: Size): Region {
  const [main, ...others] = panes;
  if (!main || others.length === 0 || most(size).cols === 1) return sequence('horizontal', 'main', panes);
  return {
    type: 'split',
    path: 'main/0',
    direction: 'vertical',
    share: mainShare,
    first: main,
    second: sequence('horizontal', 'main/stack', others),
  };
}

/** Rows of panes; the rows above have one more where the number does not come out even. */
function gridOf(panes: readonly Region[], size: Size): Region {
  const count = rowsOfGrid(panes.length, size);
  const rows = Array.from({ length: count }, (_, row) => {
    const from = Math.ceil((panes.length * row) / count);
    const to = Math.ceil((panes.length * (row + 1)) / count);
    return sequence('vertical', `grid/${count}/row${row}`, panes.slice(from, to));
  });
  return sequence('horizontal', 'grid', rows);
}

/** The number of rows whose tiles come nearest to the liked shape. */
function rowsOfGrid(count: number, size: Size): number {
  const room = most(size);
  let best = 1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= Math.min(count, room.rows); rows++) {
    const cols = Math.ceil(count / rows);
    if (cols > room.cols) continue;
    const shape = (size.cols - (cols - 1)) / cols / (size.rows / rows);
    const deviation = Math.log(shape / likedShape);
    const cost = deviation > 0 ? deviation : -deviation * narrownessWeight;
    if (cost < bestCost) [best, bestCost] = [rows, cost];
  }
  return best;
}
