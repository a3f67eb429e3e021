import type { Frame, Row, Style } from '../screen/frame.ts';
import { plainStyle, styleAt } from '../screen/frame.ts';

/** Size of the terminal that is painted on; a frame that is larger is cut, around a smaller one it stays blank. */
export interface PaintSize {
  readonly cols: number;
  readonly rows: number;
}

/** What the terminal that is painted on can do. */
export interface PaintOptions {
  /** False: colours of 24 bits are replaced by the nearest of the 256. */
  readonly trueColour: boolean;
}

/** The cells of one row: `chars` is '' for the right half of a wide character, `styles` goes along. */
export interface Cells {
  readonly chars: readonly string[];
  readonly styles: readonly Style[];
}

/**
 * What to write to a terminal that shows `previous` so that it shows `next`; '' when nothing changed. `previous` null means
 * that nothing is known about the terminal: it is cleared first. Characters are the only part of a frame that is written
 * as it stands, and no control character is among them, so that nothing of what the child wrote steers the terminal.
 */
export function paint(previous: Frame | null, next: Frame, size: PaintSize, options: PaintOptions): string {
  const brush = new Brush(size, options);
  for (let y = 0; y < size.rows; y++) {
    const before = previous?.rows[y];
    const after = next.rows[y];
    if (before !== undefined && before === after) continue;
    paintRow(brush, y, cellsOf(before, size.cols), cellsOf(after, size.cols));
  }
  return assemble(previous, next, size, brush.text);
}

/** A row as a line of text with its styles, for output that only ever goes on; nothing of the child's steers the terminal. */
export function paintLine(row: Row, cols: number, options: PaintOptions): string {
  const { chars, styles } = cellsOf(row, cols);
  const end = firstOfBlankTail({ chars, styles });
  let text = '';
  let worn = plainStyle;
  for (let x = 0; x < end; x++) {
    const style = styles[x] ?? plainStyle;
    if (!isSameStyle(style, worn)) text += sgr(style, options.trueColour);
    worn = style;
    text += chars[x] ?? ' ';
  }
  return isSameStyle(worn, plainStyle) ? text : `${text}\u001b[0m`;
}

/** Puts the drawn cells between the marks of one synchronized update, and the cursor where it belongs. */
function assemble(previous: Frame | null, next: Frame, size: PaintSize, drawn: string): string {
  const { x, y } = next.cursor;
  const visible = next.cursor.visible && x < size.cols && y < size.rows;
  const cursorSame =
    previous !== null &&
    previous.cursor.x === x &&
    previous.cursor.y === y &&
    previous.cursor.visible === next.cursor.visible;
  if (drawn === '' && cursorSame) return '';
  const clear = previous === null ? '\u001b[0m\u001b[H\u001b[2J' : '';
  const hide = drawn === '' && clear === '' ? '' : '\u001b[?25l';
  const end = drawn === '' ? '' : '\u001b[0m';
  const cursor = visible ? `\u001b[${y + 1};${x + 1}H\u001b[?25h` : '\u001b[?25l';
  return `\u001b[?2026h${hide}${clear}${drawn}${end}${cursor}\u001b[?2026l`;
}

function paintRow(brush: Brush, y: number, before: Cells, after: Cells): void {
  const cols = after.chars.length;
  const blankFrom = firstOfBlankTail(after);
  for (let x = 0; x < cols; x++) {
    if (after.chars[x] === '' || isSame(before, after, x)) continue;
    if (x >= blankFrom) {
      brush.clearToEnd(x, y);
      return;
    }
    brush.draw(x, y, after.chars[x] ?? ' ', after.styles[x] ?? plainStyle);
  }
}

/** Equal at `x`, and for a wide character also in its right half. */
function isSame(before: Cells, after: Cells, x: number): boolean {
  if (before.chars[x] !== after.chars[x] || !isSameStyle(before.styles[x], after.styles[x])) return false;
  return (before.chars[x + 1] === '') === (after.chars[x + 1] === '');
}

/** The column from which on a row holds nothing but unstyled blanks. */
function firstOfBlankTail(cells: Cells): number {
  let from = cells.chars.length;
  while (from > 0 && cells.chars[from - 1] === ' ' && cells.styles[from - 1] === plainStyle) from--;
  return from;
}

/** Writes cells with as few bytes as is simple: it remembers where the cursor is and which style is on. */
class Brush {
  text = '';
  readonly #size: PaintSize;
  readonly #trueColour: boolean;
  /** Where the terminal's cursor surely is; -1 when that is not known. */
  #x = -1;
  #y = -1;
  #style: Style | undefined;

  constructor(size: PaintSize, options: PaintOptions) {
    this.#size = size;
    this.#trueColour = options.trueColour;
  }

  draw(x: number, y: number, chars: string, style: Style): void {
    this.#moveTo(x, y);
    this.#wear(style);
    this.text += chars;
    // Terminals disagree about the width of rare characters, and wait at the right edge: be told anew where to go on.
    this.#x = isSurelyNarrow(chars) && x + 1 < this.#size.cols ? x + 1 : -1;
  }

  /** Blanks the row from `x` on. */
  clearToEnd(x: number, y: number): void {
    this.#moveTo(x, y);
    this.#wear(plainStyle);
    this.text += '\u001b[K';
  }

  #moveTo(x: number, y: number): void {
    if (y !== this.#y) this.text += `\u001b[${y + 1};${x + 1}H`;
    else if (x !== this.#x) this.text += `\u001b[${x + 1}G`;
    this.#x = x;
    this.#y = y;
  }

  #wear(style: Style): void {
    if (this.#style && isSameStyle(this.#style, style)) return;
    this.#style = style;
    this.text += sgr(style, this.#trueColour);
  }
}

function isSurelyNarrow(chars: string): boolean {
  return chars.length === 1 && isNarrowCode(chars.charCodeAt(0));
}

/** ASCII, Latin-1 letters, and the lines and blocks that boxes are drawn with: every terminal gives them one cell. */
export function isNarrowCode(code: number): boolean {
  return code < 0x7f || (code > 0xa0 && code < 0x100 && code !== 0xad) || (code >= 0x2500 && code < 0x25a0);
}

/** A row as `cols` cells; what cannot be shown is already replaced. */
export function cellsOf(row: Row | undefined, cols: number): Cells {
  const chars = new Array<string>(cols).fill(' ');
  const styles = new Array<Style>(cols).fill(plainStyle);
  if (!row) return { chars, styles };
  for (const { from, to } of row.spans) {
    for (let x = from; x < Math.min(to, cols); x++) styles[x] = shownStyle(styleAt(row, x));
  }
  let index = 0;
  while (index < row.text.length) {
    const start = columnAt(row, index);
    let end = index + 1;
    while (end < row.text.length && row.columns && columnAt(row, end) === start) end++;
    putCell(chars, start, widthOf(row, start, end, cols), shownChars(row, start, row.text.slice(index, end)));
    index = end;
  }
  return { chars, styles };
}

function columnAt(row: Row, index: number): number {
  return row.columns?.[index] ?? index;
}

/** How many cells the character takes that ends before index `end`: the next character tells, or the edge of the screen. */
function widthOf(row: Row, start: number, end: number, cols: number): number {
  if (!row.columns) return 1;
  const after = row.columns[end];
  return after === undefined ? Math.max(1, Math.min(2, cols - start)) : after - start;
}

function putCell(chars: string[], x: number, width: number, shown: string): void {
  if (x >= chars.length) return;
  const fits = x + width <= chars.length;
  chars[x] = fits ? shown : ' ';
  // A blank that stands for a wide character is two blanks.
  if (width === 2 && fits) chars[x + 1] = shown === ' ' || shown === replacement ? ' ' : '';
}

/** Stands for what cannot be shown; it takes one cell, whatever it stands for took. */
export const replacement = '\ufffd';

/** Longest sequence of combined characters in a cell that is passed on: more is no writing but an attack on the font. */
const combinedMax = 16;

/** Controls, lone surrogates, separators, and marks that reorder text. */
const unshowable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c]|\p{Surrogate}/gu;

/** What would join the cell before instead of standing in its own. */
const joining = /^[\p{Mark}\u200b-\u200d\u2060\ufeff]/u;

function shownChars(row: Row, x: number, chars: string): string {
  return styleAt(row, x).concealed ? ' ' : shownText(chars);
}

/** The characters of one cell as a terminal may get them: nothing that steers it, reorders text or joins the cell before. */
export function shownText(chars: string): string {
  if (chars.length === 1 && chars >= ' ' && chars <= '~') return chars;
  const shown = Array.from(chars.replace(unshowable, '')).slice(0, combinedMax).join('');
  return shown === '' || joining.test(shown) ? replacement : shown;
}

/** Concealed text is drawn as blanks, so that a terminal without that attribute does not show it. */
function shownStyle(style: Style): Style {
  if (!style.concealed) return style;
  const shown = { ...style, concealed: false };
  return isSameStyle(shown, plainStyle) ? plainStyle : shown;
}

function isSameStyle(a: Style | undefined, b: Style | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.fg === b.fg &&
    a.bg === b.bg &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.inverse === b.inverse &&
    a.strike === b.strike &&
    a.concealed === b.concealed
  );
}

/** The sequence that switches from any style to this one. Source: ECMA-48 (SGR), 38 and 48 as xterm reads them. */
/** The change of style after which `style` is worn, whatever was before; concealed text is for the caller. */
export function sgr(style: Style, trueColour: boolean): string {
  const codes = ['0'];
  if (style.bold) codes.push('1');
  if (style.dim) codes.push('2');
  if (style.italic) codes.push('3');
  if (style.underline) codes.push('4');
  if (style.inverse) codes.push('7');
  if (style.strike) codes.push('9');
  if (style.fg !== -1) codes.push(colourCodes(style.fg, 30, trueColour));
  if (style.bg !== -1) codes.push(colourCodes(style.bg, 40, trueColour));
  return `\u001b[${codes.join(';')}m`;
}

const rgbFlag = 0x1000000;

/** `base` is 30 for the foreground, 40 for the background. */
function colourCodes(colour: number, base: number, trueColour: boolean): string {
  if (colour < 8) return String(base + colour);
  if (colour < 16) return String(base + 60 + colour - 8);
  if (colour < rgbFlag) return `${base + 8};5;${colour}`;
  const [r, g, b] = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  return trueColour ? `${base + 8};2;${r};${g};${b}` : `${base + 8};5;${nearestOf256(r, g, b)}`;
}

/** The levels of the 6×6×6 cube of the 256 colours. Source: xterm's 256colres.pl. */
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

/** The index of the 256 colours that is nearest to a colour of 24 bits; none of the first 16, which people change. */
export function nearestOf256(r: number, g: number, b: number): number {
  const grey = Math.max(0, Math.min(23, Math.round(((r + g + b) / 3 - 8) / 10)));
  const greyLevel = 8 + 10 * grey;
  const [cr, cg, cb] = [nearestLevel(r), nearestLevel(g), nearestLevel(b)];
  const far = (level: readonly [number, number, number]): number =>
    (level[0] - r) ** 2 + (level[1] - g) ** 2 + (level[2] - b) ** 2;
  const cubeFar = far([cubeLevels[cr] ?? 0, cubeLevels[cg] ?? 0, cubeLevels[cb] ?? 0]);
  return far([greyLevel, greyLevel, greyLevel]) < cubeFar ? 232 + grey : 16 + 36 * cr + 6 * cg + cb;
}

function nearestLevel(value: number): number {
  let best = 0;
  cubeLevels.forEach((level, index) => {
    if (Math.abs(level - value) < Math.abs((cubeLevels[best] ?? 0) - value)) best = index;
  });
  return best;
}
