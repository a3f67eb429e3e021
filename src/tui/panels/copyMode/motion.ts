import type { Row } from '../../../screen/frame.ts';
import type { Spot } from './glyphs.ts';
import { glyphAt, glyphsOf } from './glyphs.ts';

type Rows = readonly Row[];

/** The nearest place that there is: in a row, at the beginning of a character. */
export function settled(rows: Rows, spot: Spot): Spot {
  const row = Math.min(Math.max(0, spot.row), Math.max(0, rows.length - 1));
  const text = rows[row];
  if (!text || text.text === '') return { row, col: 0 };
  const col = Math.max(0, spot.col);
  return { row, col: glyphAt(text, col)?.from ?? lastCol(text) };
}

function lastCol(row: Row): number {
  return glyphsOf(row).at(-1)?.from ?? 0;
}

/** The character after or before, in the row or, over a soft wrap, in the next one; `over` goes over every end of a row. */
export function neighbour(rows: Rows, spot: Spot, by: 1 | -1, over = false): Spot | undefined {
  const row = rows[spot.row];
  if (!row) return undefined;
  const glyphs = glyphsOf(row);
  const next = glyphs[glyphs.findIndex(({ from }) => from === spot.col) + by];
  if (next && glyphs.length > 0) return { row: spot.row, col: next.from };
  const other = rows[spot.row + by];
  if (!other || !(over || isJoined(rows, spot.row, spot.row + by))) return undefined;
  return { row: spot.row + by, col: by === 1 ? 0 : lastCol(other) };
}

/** Whether two neighbouring rows are one line that was wrapped softly. */
function isJoined(rows: Rows, one: number, other: number): boolean {
  return one === other || rows[Math.max(one, other)]?.wrapped === true;
}

type Sort = 'blank' | 'word' | 'mark';

function sortAt(rows: Rows, spot: Spot): Sort {
  const row = rows[spot.row];
  const text = row ? (glyphAt(row, spot.col)?.text ?? ' ') : ' ';
  if (/^\s/u.test(text)) return 'blank';
  return /^[\p{L}\p{N}_]/u.test(text) ? 'word' : 'mark';
}

/** Whether two neighbouring places belong to one word. */
function areOneWord(rows: Rows, one: Spot, other: Spot): boolean {
  return isJoined(rows, one.row, other.row) && sortAt(rows, one) === sortAt(rows, other);
}

/** The beginning of the next word; the last place where there is none. */
export function nextWord(rows: Rows, spot: Spot): Spot {
  let at = spot;
  for (let next = neighbour(rows, at, 1, true); next; next = neighbour(rows, at, 1, true)) {
    const isSame = areOneWord(rows, at, next);
    at = next;
    if (!isSame) break;
  }
  return pastBlanks(rows, at, 1);
}

/** The beginning of this word, or of the one before. */
export function wordBefore(rows: Rows, spot: Spot): Spot {
  return wordStart(rows, pastBlanks(rows, neighbour(rows, spot, -1, true) ?? spot, -1));
}

/** The end of this word, or of the next. */
export function nextWordEnd(rows: Rows, spot: Spot): Spot {
  return wordEnd(rows, pastBlanks(rows, neighbour(rows, spot, 1, true) ?? spot, 1));
}

/** First character of the word at a place. */
export function wordStart(rows: Rows, spot: Spot): Spot {
  return wordEdge(rows, spot, -1);
}

/** Last character of the word at a place. */
export function wordEnd(rows: Rows, spot: Spot): Spot {
  return wordEdge(rows, spot, 1);
}

function wordEdge(rows: Rows, spot: Spot, by: 1 | -1): Spot {
  let at = spot;
  for (let next = neighbour(rows, at, by); next && areOneWord(rows, at, next); next = neighbour(rows, at, by))
    at = next;
  return at;
}

function pastBlanks(rows: Rows, spot: Spot, by: 1 | -1): Spot {
  let at = spot;
  while (sortAt(rows, at) === 'blank') {
    const next = neighbour(rows, at, by, true);
    if (!next) break;
    at = next;
  }
  return at;
}

/** The first column of a row that is not blank. */
export function indentOf(rows: Rows, row: number): number {
  return glyphsOf(rows[row] ?? emptyRow).find(({ text }) => text.trim() !== '')?.from ?? 0;
}

/** Last column of a row. */
export function rowEnd(rows: Rows, row: number): number {
  return lastCol(rows[row] ?? emptyRow);
}

/** A row without anything. */
export const emptyRow: Row = { text: '', wrapped: false, spans: [] };
