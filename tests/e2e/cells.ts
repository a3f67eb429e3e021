import type { Frame, Style } from '../../src/screen/frame.ts';
import { plainStyle } from '../../src/screen/frame.ts';
import { cellsOf } from '../../src/terminal/painter.ts';

/** A rectangle of cells, 0-based. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly cols: number;
  readonly rows: number;
}

/**
 * The cells of a rectangle, one line a row: its characters, then each run of cells in another style than the plain one.
 * Two rectangles show the same, cell for cell and attribute for attribute, exactly when these lines are equal.
 */
export function cellsIn(frame: Frame, rect: Rect): string[] {
  return Array.from({ length: rect.rows }, (_, index) => {
    const { chars, styles } = cellsOf(frame.rows[rect.y + index], Math.max(frame.cols, rect.x + rect.cols));
    const [from, to] = [rect.x, rect.x + rect.cols];
    return `${chars.slice(from, to).join('').trimEnd()}${runs(styles.slice(from, to))}`;
  });
}

function runs(styles: readonly Style[]): string {
  let text = '';
  let from = 0;
  for (let x = 1; x <= styles.length; x++) {
    const [before, after] = [words(styles[from]), words(styles[x])];
    if (x < styles.length && before === after) continue;
    if (before !== '') text += ` ⟨${from}–${x - 1} ${before}⟩`;
    from = x;
  }
  return text;
}

function words(style: Style = plainStyle): string {
  const flags = Object.entries(style).filter(([, on]) => on === true);
  return [
    ...(style.fg === -1 ? [] : [`fg ${colour(style.fg)}`]),
    ...(style.bg === -1 ? [] : [`bg ${colour(style.bg)}`]),
    ...flags.map(([name]) => name),
  ].join(' ');
}

function colour(value: number): string {
  return value < 0x1000000 ? String(value) : `#${(value - 0x1000000).toString(16).padStart(6, '0')}`;
}

/** The lowest row that holds something visible, as an index; -1 for a blank screen. */
export function lowestRow(frame: Frame): number {
  return cellsIn(frame, { x: 0, y: 0, cols: frame.cols, rows: frame.rows.length }).findLastIndex((line) => line !== '');
}
