import { cellsOf, cellsOfChar, oneLine } from '../../face/text/text.ts';
import type { Ink } from '../ink.ts';
import type { Line, Rect, Span } from '../scene.ts';
import { span } from '../scene.ts';

/** Lines of spans: how wide they are, and how they are cut, filled and broken. Widths are in cells. */

/** How many cells a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((cells, { text }) => cells + cellsOf(text), 0);
}

/** A line from text and spans; text is in `ink`, made safe, and what is undefined is left out. */
export function lineOf(parts: readonly (Span | string | undefined)[], ink: Ink = 'plain'): Line {
  return parts.flatMap((part) => {
    if (part === undefined || part === '') return [];
    return [typeof part === 'string' ? span(oneLine(part), ink) : part];
  });
}

/** At most `cols` cells of a line, with `…` at the end where something is missing. */
export function cutLine(line: Line, cols: number): Line {
  if (cols <= 0) return [];
  if (lineWidth(line) <= cols) return line;
  const kept: Span[] = [];
  let left = cols - 1;
  for (const piece of line) {
    const { text, ink } = piece;
    const part = beginning(text, left);
    left -= cellsOf(part);
    if (part.length < text.length) return [...kept, span(`${part}…`, ink)];
    kept.push(piece);
  }
  return kept;
}

/** As many whole characters as fit into `cells`. */
function beginning(text: string, cells: number): string {
  let used = 0;
  let length = 0;
  for (const char of text) {
    used += cellsOfChar(char);
    if (used > cells) break;
    length += char.length;
  }
  return text.slice(0, length);
}

/** A line of exactly `cols` cells: cut, or filled with blanks in `fill`. */
export function fitted(line: Line, cols: number, fill: Ink = 'plain'): Line {
  const cut = cutLine(line, cols);
  const free = cols - lineWidth(cut);
  return free > 0 ? [...cut, span(' '.repeat(free), fill)] : cut;
}

/** A line of `cols` cells with one part at its left and one at its right; the left one is cut first. */
export function twoSided(left: Line, right: Line, cols: number, fill: Ink = 'plain'): Line {
  const ending = cutLine(right, cols);
  return [...fitted(left, cols - lineWidth(ending), fill), ...ending];
}

/** The same line in one ink, as a chosen row is shown. */
export function inInk(line: Line, ink: Ink): Line {
  return line.map(({ text }) => span(text, ink));
}

interface Piece {
  readonly spans: Line;
  readonly cells: number;
}

/** A line broken into lines of at most `cols` cells, between words where there are any; later ones begin with `indent` blanks. */
export function wrapLine(line: Line, cols: number, indent = 0): Line[] {
  const room = Math.max(1, cols);
  const inset = indent < room - 1 ? indent : 0;
  const lines: Span[][] = [[]];
  let used = 0;
  const breakLine = (): void => {
    lines.push(inset > 0 ? [span(' '.repeat(inset))] : []);
    used = inset;
  };
  for (const word of wordsOf(line)) {
    const solid = word.cells - trailingBlanks(word.spans);
    if (used > (lines.length > 1 ? inset : 0) && used + solid > room) breakLine();
    for (const { text, ink } of word.spans) {
      for (const char of text) {
        const cells = cellsOfChar(char);
        if (used + cells > room) {
          if (char === ' ') continue;
          breakLine();
        }
        append(lines[lines.length - 1] ?? [], char, ink);
        used += cells;
      }
    }
  }
  return lines;
}

/** Words with the blanks behind them; a word may have parts in several inks. */
function wordsOf(line: Line): Piece[] {
  const words: { spans: Span[]; cells: number }[] = [];
  let open = false;
  for (const { text, ink } of line) {
    for (const part of text.split(/(?<= )(?=[^ ])/)) {
      if (part === '') continue;
      const word = open ? words[words.length - 1] : undefined;
      if (word) {
        word.spans.push(span(part, ink));
        word.cells += cellsOf(part);
      } else words.push({ spans: [span(part, ink)], cells: cellsOf(part) });
      open = !part.endsWith(' ');
    }
  }
  return words;
}

function trailingBlanks(spans: Line): number {
  const text = spans[spans.length - 1]?.text ?? '';
  return text.length - text.trimEnd().length;
}

function append(line: Span[], char: string, ink: Ink): void {
  const last = line[line.length - 1];
  if (last?.ink === ink) line[line.length - 1] = span(last.text + char, ink);
  else line.push(span(char, ink));
}

/** Longer texts are broken once, and not for every frame: so many of them are known. */
const longChars = 2_000;
const longKnown = 16;

interface Wrapped {
  readonly text: string;
  readonly cols: number;
  readonly ink: Ink;
  readonly lines: Line[];
}

let known: readonly Wrapped[] = [];

/** A text, possibly of several lines, made safe and broken into lines of at most `cols` cells. */
export function wrapText(text: string, cols: number, ink: Ink = 'plain'): Line[] {
  if (text.length < longChars) return brokenText(text, cols, ink);
  const before = known.find((one) => one.cols === cols && one.ink === ink && one.text === text);
  if (before) return before.lines;
  const lines = brokenText(text, cols, ink);
  known = [{ text, cols, ink, lines }, ...known].slice(0, longKnown);
  return lines;
}

function brokenText(text: string, cols: number, ink: Ink): Line[] {
  return text.split(/\r\n?|\n/).flatMap((line) => wrapLine([span(oneLine(line), ink)], cols));
}

/** A rectangle of at most `cols` × `rows` in the middle of another. */
export function centred(rect: Rect, cols: number, rows: number): Rect {
  const width = Math.max(0, Math.min(cols, rect.cols));
  const height = Math.max(0, Math.min(rows, rect.rows));
  return {
    x: rect.x + Math.floor((rect.cols - width) / 2),
    y: rect.y + Math.floor((rect.rows - height) / 2),
    cols: width,
    rows: height,
  };
}
