import { blank } from './glyphs.ts';
import type { Grid } from './grid.ts';

/** Rows that moved: those from `top` to `bottom`, both counted in, went up by so many, or down when it is less than 0. */
export interface Scroll {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** Fewer rows are rather written again: a scroll costs some thirty bytes. */
const rowsMin = 3;

/**
 * The scroll that brings most rows of `before` to where `after` has them; undefined when none is worth it. Only whole rows of
 * the terminal scroll, so that this helps one pane that is as wide as it, such as a zoomed one.
 */
export function scrollBetween(before: Grid, after: Grid): Scroll | undefined {
  const [from, to] = [rowSums(before), rowSums(after)];
  let changed = 0;
  for (let y = 0; y < to.length; y++) if (from[y] !== to[y]) changed++;
  if (changed < rowsMin) return undefined;
  let best: Scroll | undefined;
  let bestGain = rowsMin - 1;
  for (let by = 1 - after.rows; by < after.rows; by++) {
    if (by === 0) continue;
    for (const run of runsOf(from, to, by)) {
      if (run.gain <= bestGain || !isExact(before, after, run.scroll)) continue;
      [best, bestGain] = [run.scroll, run.gain];
    }
  }
  return best;
}

/** What the terminal shows after it scrolled. */
export function scroll(grid: Grid, { top, bottom, by }: Scroll): void {
  const { cols } = grid;
  const [from, to] = [top + Math.max(0, by), bottom + 1 + Math.min(0, by)];
  const emptyFrom = by > 0 ? bottom + 1 - by : top;
  for (const [cells, empty] of [
    [grid.glyphs, blank],
    [grid.pens, 0],
  ] as const) {
    cells.copyWithin((from - by) * cols, from * cols, to * cols);
    cells.fill(empty, emptyFrom * cols, (emptyFrom + Math.abs(by)) * cols);
  }
}

interface Run {
  readonly scroll: Scroll;
  /** Rows that need not be written. */
  readonly gain: number;
}

/** Runs of rows that were `by` rows lower before. */
function runsOf(from: Int32Array, to: Int32Array, by: number): Run[] {
  const runs: Run[] = [];
  let gain = 0;
  let begun = -1;
  for (let y = 0; y <= to.length; y++) {
    const source = y + by;
    const isMoved = y < to.length && source >= 0 && source < from.length && from[source] === to[y];
    if (isMoved) {
      if (begun < 0) [begun, gain] = [y, 0];
      if (from[y] !== to[y] && to[y] !== 0) gain++;
    } else if (begun >= 0) {
      const last = y - 1;
      const place = by > 0 ? { top: begun, bottom: last + by } : { top: begun + by, bottom: last };
      runs.push({ scroll: { ...place, by }, gain });
      begun = -1;
    }
  }
  return runs;
}

/** A number for each row, 0 for a plain blank one; equal rows have equal ones. */
function rowSums(grid: Grid): Int32Array {
  const sums = new Int32Array(grid.rows);
  for (let y = 0; y < grid.rows; y++) {
    let sum = 0;
    for (let index = y * grid.cols; index < (y + 1) * grid.cols; index++) {
      sum =
        (Math.imul(sum, 31) + ((grid.glyphs[index] ?? 0) ^ blank) + Math.imul(grid.pens[index] ?? 0, 0x1000193)) | 0;
    }
    sums[y] = sum;
  }
  return sums;
}

/** Different rows may have the same sum. */
function isExact(before: Grid, after: Grid, { top, bottom, by }: Scroll): boolean {
  const { cols } = after;
  const [first, last] = by > 0 ? [top, bottom - by] : [top - by, bottom];
  for (let index = first * cols; index < (last + 1) * cols; index++) {
    const source = index + by * cols;
    if (before.glyphs[source] !== after.glyphs[index] || before.pens[source] !== after.pens[index]) return false;
  }
  return true;
}
