import type { Budget } from './budget.ts';
import type { Frame, Row, Style } from './frame.ts';
import { columnOf, styleAt } from './frame.ts';

/** One row as a reader sees it: what a human could see of its text, and the looks of each character. */
export interface Line {
  readonly text: string;
  readonly row: Row;
  /** What is left for the reading that this row belongs to. */
  readonly budget?: Budget;
}

/** The rows of a frame, concealed text blanked: what a human cannot see asks nothing. */
export function linesOf(frame: Frame, budget: Budget): Line[] {
  return frame.rows.map((row) => ({ text: visibleText(row), row, budget }));
}

/** Index of the last row with anything on it, -1 on an empty screen. */
export function lastFilled(lines: readonly Line[]): number {
  return lines.findLastIndex((line) => line.text !== '');
}

/** The looks of the character at an index of the line's text. */
export function styleOfChar(line: Line, index: number): Style {
  line.budget?.spend(1);
  return styleAt(line.row, columnOf(line.row, index));
}

/** True when every visible character in the range looks so. An empty range looks like nothing. */
export function looks(line: Line, from: number, to: number, test: (style: Style) => boolean): boolean {
  let seen = false;
  for (let index = from; index < Math.min(to, line.text.length); index++) {
    if (line.text[index] === ' ') continue;
    if (!test(styleOfChar(line, index))) return false;
    seen = true;
  }
  return seen;
}

/** Secondary text: dim, or one of the grays that the themes use for hints, descriptions and ghost text. */
export function isFaint(style: Style): boolean {
  return style.dim || isGray(style.fg);
}

/** In a colour of its own: neither the terminal's or a theme's text colour nor one of the grays. */
export function isColoured(style: Style): boolean {
  if (style.dim || style.fg === -1) return false;
  const [red, green, blue] = rgbOf(style.fg);
  return Math.max(red, green, blue) - Math.min(red, green, blue) > 12;
}

/** In a warm colour, as failures and warnings are in every theme. */
export function isWarm(style: Style): boolean {
  const [red, green, blue] = rgbOf(style.fg);
  return isColoured(style) && red >= green && red > blue;
}

/** Red, green and blue of a colour, 0 to 255 each. Source: the palette of 256 colours as xterm defines it. */
function rgbOf(colour: number): readonly [number, number, number] {
  if (colour >= 0x1000000) return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  if (colour >= 232) {
    const level = 8 + (colour - 232) * 10;
    return [level, level, level];
  }
  if (colour >= 16) {
    const cube = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
    const index = colour - 16;
    return [cube(Math.floor(index / 36)), cube(Math.floor(index / 6) % 6), cube(index % 6)];
  }
  if (colour === 7 || colour === 8) return [128, 128, 128];
  const level = colour > 8 ? 255 : 128;
  return [colour & 1 ? level : 0, colour & 2 ? level : 0, colour & 4 ? level : 0];
}

/** Grays of the palette's ramp and of true colour; black and white at its ends are text colours. */
function isGray(colour: number): boolean {
  if (colour === 8 || (colour >= 236 && colour <= 250)) return true;
  if (colour < 0x1000000) return false;
  const [red, green, blue] = rgbOf(colour);
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  return spread <= 12 && red >= 70 && red <= 190;
}

/** Rows joined to one text: a row that was broken because its next word did not fit is continued, others are new lines. */
export function joinWrapped(rows: readonly string[], width: number): string {
  let text = '';
  let last = '';
  for (const [index, row] of rows.entries()) {
    if (index === 0) text = row;
    else if (row === '') text += '\n';
    else text += breakBetween(last, row, width) + row;
    last = row;
  }
  return text;
}

/** The CLI wraps between words; only a word that fits no row is cut, and then it fills the row to its edge. */
function breakBetween(last: string, next: string, width: number): string {
  const lastWidth = widthOf(last);
  // A blank that found no room at the end of a full row begins the next one.
  const [, blank = '', word = ''] = /^( ?)(\S*)/.exec(next) ?? [];
  const firstWord = widthOf(word);
  const lastWord = widthOf(/\S*$/.exec(last)?.[0] ?? '');
  if (lastWidth >= width && lastWord + firstWord > width) return '';
  if (lastWidth + 1 + firstWord <= width) return '\n';
  return blank === '' ? ' ' : '';
}

/** Columns that a text takes, well enough to compare rows: wide scripts and emoji count two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += wide.test(char) ? 2 : 1;
  return width;
}
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function visibleText(row: Row): string {
  if (!row.spans.some((span) => span.style.concealed)) return row.text;
  let text = '';
  for (let index = 0; index < row.text.length; index++) {
    text += styleAt(row, columnOf(row, index)).concealed ? ' ' : (row.text[index] ?? '');
  }
  return text.replace(/ +$/, '');
}
