import type { Rect } from '../scene.ts';
import { blank, rightHalf } from './glyphs.ts';

/** A glyph that no cell has: what stands on the terminal is not known. */
const unknown = 0xffffffff;

/** The cells of the whole terminal: a glyph (see `Glyphs`) and a pen (see `Pens`) each, row after row. */
export class Grid {
  readonly cols: number;
  readonly rows: number;
  readonly glyphs: Uint32Array;
  readonly pens: Uint32Array;
  /** Where the terminal's cursor is shown. */
  cursor: { readonly x: number; readonly y: number } | undefined;

  constructor(cols: number, rows: number) {
    this.cols = cols;
    this.rows = rows;
    this.glyphs = new Uint32Array(cols * rows);
    this.pens = new Uint32Array(cols * rows);
    this.clear();
  }

  /** Plain blanks everywhere, as a terminal has that was just cleared. */
  clear(): void {
    this.glyphs.fill(blank);
    this.pens.fill(0);
    this.cursor = undefined;
  }

  /** Nothing is known of what is shown. */
  forget(): void {
    this.glyphs.fill(unknown);
    this.cursor = undefined;
  }

  /** The part of a rectangle that is on the grid; its wide neighbours that reach into it become blanks. */
  claim(rect: Rect): Rect {
    const x = Math.max(0, rect.x);
    const y = Math.max(0, rect.y);
    const cols = Math.max(0, Math.min(rect.x + rect.cols, this.cols) - x);
    const rows = Math.max(0, Math.min(rect.y + rect.rows, this.rows) - y);
    if (cols === 0) return { x, y, cols, rows: 0 };
    for (let row = y; row < y + rows; row++) {
      const left = row * this.cols + x;
      const right = left + cols;
      if (x > 0 && this.glyphs[left] === rightHalf) this.glyphs[left - 1] = blank;
      if (x + cols < this.cols && this.glyphs[right] === rightHalf) this.glyphs[right] = blank;
    }
    return { x, y, cols, rows };
  }
}
