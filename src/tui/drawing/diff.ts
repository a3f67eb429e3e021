import { isNarrowCode } from '../../terminal/painter.ts';
import type { Glyphs } from './glyphs.ts';
import { blank, rightHalf } from './glyphs.ts';
import type { Grid } from './grid.ts';
import type { Pens } from './pens.ts';
import type { Scroll } from './scroll.ts';
import { scroll, scrollBetween } from './scroll.ts';

/** What the terminal is known to do beside its cells. */
export interface Worn {
  /** The pen that is on; -1: nothing is known. */
  pen: number;
  /** Where the cursor is; x or y -1: not known. */
  x: number;
  y: number;
  cursorShown: boolean;
}

/** Nothing is known of the terminal. */
export function unknownWorn(): Worn {
  return { pen: -1, x: -1, y: -1, cursorShown: true };
}

/** Unchanged cells that are written again rather than stepped over: a step takes four bytes and more. */
const gapMax = 3;

/** Blanks from which on a row is rather erased than written. */
const eraseMin = 4;
/** The same in the middle of a row, where the cursor has to step over them afterwards. */
const eraseInsideMin = 12;

/** Less than this is shown at once by any terminal: it needs no marks around it, and the cursor may stay. */
const smallChars = 64;

/**
 * What to write to a terminal that shows `before` so that it shows `after`, a grid of the same size; '' when nothing changed.
 * `worn` is taken along, and `before` is used up. Only glyphs go out as they are, and none of them steers a terminal. Lines must not wrap there, and
 * nothing scrolls but what is told to. Source of the sequences: xterm's control sequences.
 */
export function difference(
  before: Grid,
  after: Grid,
  worn: Worn,
  { glyphs, pens }: { glyphs: Glyphs; pens: Pens },
): string {
  const brush = new Brush(before, after, { ...worn }, glyphs, pens);
  const moved = scrollBetween(before, after);
  if (moved) brush.scroll(moved);
  for (let y = 0; y < after.rows; y++) brush.drawRow(y);
  const drawn = brush.text;
  const isSmall = drawn.length < smallChars;
  if (drawn === '' || isSmall) {
    const cursor = brush.cursorText();
    Object.assign(worn, brush.worn);
    return drawn + cursor;
  }
  const hide = worn.cursorShown ? '\u001b[?25l' : '';
  if (worn.cursorShown) brush.worn.cursorShown = false;
  const cursor = brush.cursorText();
  Object.assign(worn, brush.worn);
  return `\u001b[?2026h${hide}${drawn}${cursor}\u001b[?2026l`;
}

/** Writes cells with few bytes: it remembers where the cursor is and which pen is on. */
class Brush {
  text = '';
  readonly worn: Worn;
  readonly #before: Grid;
  readonly #after: Grid;
  readonly #glyphs: Glyphs;
  readonly #pens: Pens;

  constructor(before: Grid, after: Grid, worn: Worn, glyphs: Glyphs, pens: Pens) {
    this.worn = worn;
    this.#before = before;
    this.#after = after;
    this.#glyphs = glyphs;
    this.#pens = pens;
  }

  /** Lets rows of the terminal scroll by line feeds at their edge, which every terminal knows; what comes in is blank. */
  scroll(moved: Scroll): void {
    const { top, bottom, by } = moved;
    this.#wear(0);
    const steps = by > 0 ? `\u001b[${bottom + 1}H${'\n'.repeat(by)}` : `\u001b[${top + 1}H${'\u001bM'.repeat(-by)}`;
    this.text += `\u001b[${top + 1};${bottom + 1}r${steps}\u001b[r`;
    this.worn.x = -1;
    this.worn.y = -1;
    scroll(this.#before, moved);
  }

  drawRow(y: number): void {
    const { cols } = this.#after;
    const from = y * cols;
    let last = cols - 1;
    while (last >= 0 && this.#isSame(from + last)) last--;
    if (last < 0) return;
    const erased = this.#erasedFrom(from, last);
    let x = 0;
    while (x <= last) {
      const index = from + x;
      // A character whose right half changes is written whole.
      if (this.#after.glyphs[index] === rightHalf || (this.#isSame(index) && !this.#isHalfChanged(index, x))) x++;
      else if (x >= erased) {
        this.#moveTo(x, y);
        this.#wear(0);
        this.text += '\u001b[K';
        return;
      } else x = this.#erase(x, y, last) ?? this.#put(x, y);
    }
  }

  /** Erases blanks in the middle of a row, where that is shorter than writing them; gives the column after them. */
  #erase(x: number, y: number, last: number): number | undefined {
    const { glyphs, pens, cols } = this.#after;
    const from = y * cols;
    let end = x;
    for (let column = x; column <= last; column++) {
      if (glyphs[from + column] !== blank || pens[from + column] !== 0) break;
      if (!this.#isSame(from + column)) end = column + 1;
    }
    if (end - x < eraseInsideMin) return undefined;
    this.#moveTo(x, y);
    this.#wear(0);
    this.text += `\u001b[${end - x}X`;
    return end;
  }

  /** Shows, hides and places the cursor as the grid has it; '' when it is so. */
  cursorText(): string {
    const { cursor, cols, rows } = this.#after;
    const isShown = cursor !== undefined && cursor.x >= 0 && cursor.x < cols && cursor.y >= 0 && cursor.y < rows;
    this.text = '';
    if (isShown) this.#moveTo(cursor.x, cursor.y);
    if (isShown !== this.worn.cursorShown) this.text += isShown ? '\u001b[?25h' : '\u001b[?25l';
    this.worn.cursorShown = isShown;
    return this.text;
  }

  #isSame(index: number): boolean {
    return (
      this.#before.glyphs[index] === this.#after.glyphs[index] && this.#before.pens[index] === this.#after.pens[index]
    );
  }

  #isHalfChanged(index: number, x: number): boolean {
    return x + 1 < this.#after.cols && this.#after.glyphs[index + 1] === rightHalf && !this.#isSame(index + 1);
  }

  /** The column from which on the row is blank, when erasing is shorter than writing; beyond the row when it is not. */
  #erasedFrom(from: number, last: number): number {
    const { glyphs, pens, cols } = this.#after;
    let x = cols;
    while (x > 0 && glyphs[from + x - 1] === blank && pens[from + x - 1] === 0) x--;
    let first = x;
    while (first < cols && this.#isSame(from + first)) first++;
    return last - first + 1 >= eraseMin ? x : cols;
  }

  /** Writes the cell, and gives the column after it. */
  #put(x: number, y: number): number {
    const { glyphs, pens, cols } = this.#after;
    const index = y * cols + x;
    const glyph = glyphs[index] ?? blank;
    this.#moveTo(x, y);
    this.#wear(pens[index] ?? 0);
    this.text += this.#glyphs.textOf(glyph);
    const next = x + (x + 1 < cols && glyphs[index + 1] === rightHalf ? 2 : 1);
    // Terminals disagree about the width of rare characters, and wait at the right edge: be told anew where to go on.
    this.worn.x = next < cols && isNarrowCode(glyph) ? next : -1;
    return next;
  }

  #moveTo(x: number, y: number): void {
    const { worn } = this;
    if (worn.x === x && worn.y === y) return;
    if (!this.#fillGap(x, y)) this.text += this.#move(x, y);
    worn.x = x;
    worn.y = y;
  }

  /** Steps over a few unchanged cells by writing them again, where that is shorter. */
  #fillGap(x: number, y: number): boolean {
    const { worn } = this;
    if (worn.y !== y || worn.x < 0 || worn.x > x || x - worn.x > gapMax) return false;
    const from = y * this.#after.cols;
    let cells = '';
    for (let column = worn.x; column < x; column++) {
      const glyph = this.#after.glyphs[from + column] ?? 0;
      if (this.#after.pens[from + column] !== worn.pen || glyph === rightHalf || !isNarrowCode(glyph)) return false;
      cells += String.fromCharCode(glyph);
    }
    this.text += cells;
    return true;
  }

  /** The shortest sequence that puts the cursor there. */
  #move(x: number, y: number): string {
    const { worn } = this;
    const column = x === 0 ? '' : `;${x + 1}`;
    let best = y === 0 && x === 0 ? '\u001b[H' : `\u001b[${y + 1}${column}H`;
    const consider = (move: string): void => {
      if (move.length < best.length) best = move;
    };
    if (worn.y === y) {
      consider(x === 0 ? '\r' : `\u001b[${x + 1}G`);
      if (worn.x >= 0 && worn.x < x) consider(`\u001b[${counted(x - worn.x)}C`);
      if (worn.x > x) consider(worn.x - x < 4 ? '\b'.repeat(worn.x - x) : `\u001b[${counted(worn.x - x)}D`);
    } else if (worn.x === x && worn.y >= 0) {
      consider(worn.y < y ? `\u001b[${counted(y - worn.y)}B` : `\u001b[${counted(worn.y - y)}A`);
    }
    return best;
  }

  #wear(pen: number): void {
    this.text += this.#pens.change(this.worn.pen, pen);
    this.worn.pen = pen;
  }
}

function counted(count: number): string {
  return count === 1 ? '' : String(count);
}
