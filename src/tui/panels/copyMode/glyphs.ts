import { cellsOf } from '../../../face/text/text.ts';
import type { Row } from '../../../screen/frame.ts';

/** One character of a row, with whatever is combined with it, and the columns it takes. */
export interface Glyph {
  readonly text: string;
  /** First column, and the column after the last. */
  readonly from: number;
  readonly to: number;
}

/** A place among rows: the index of the row, and the first column of a character (0 in an empty row). */
export interface Spot {
  readonly row: number;
  readonly col: number;
}

/** The characters of a row from left to right; its trailing blanks are none. */
export function glyphsOf(row: Row): readonly Glyph[] {
  const { text, columns } = row;
  if (!columns) return Array.from({ length: text.length }, (_, at) => ({ text: text[at] ?? '', from: at, to: at + 1 }));
  const glyphs: Glyph[] = [];
  for (let at = 0; at < text.length; ) {
    const from = columns[at] ?? 0;
    let end = at + 1;
    while (end < text.length && columns[end] === from) end++;
    const part = text.slice(at, end);
    // Behind the last character of a full row nothing tells where it ends.
    glyphs.push({ text: part, from, to: columns[end] ?? from + Math.max(1, cellsOf(part)) });
    at = end;
  }
  return glyphs;
}

/** The column behind the last character of a row. */
export function endOf(row: Row): number {
  if (!row.columns) return row.text.length;
  return glyphsOf(row).at(-1)?.to ?? 0;
}

/** The character over a column; undefined behind the last. */
export function glyphAt(row: Row, col: number): Glyph | undefined {
  if (!row.columns) {
    const text = row.text[col];
    return text === undefined ? undefined : { text, from: col, to: col + 1 };
  }
  return glyphsOf(row).find((glyph) => col >= glyph.from && col < glyph.to);
}

/** The column of the UTF-16 unit at an index of the row's text, also of blanks behind it. */
export function columnAt(row: Row, index: number): number {
  const { text, columns } = row;
  if (!columns) return index;
  if (index < text.length) return columns[index] ?? 0;
  return endOf(row) + index - text.length;
}

/** The columns of a row from `left` on, moved to the left edge; a character that is cut in half becomes blank. */
export function fromColumn(row: Row, left: number): Row {
  if (left <= 0) return row;
  const spans = row.spans
    .filter(({ to }) => to > left)
    .map(({ from, to, style }) => ({ from: Math.max(0, from - left), to: to - left, style }));
  const { wrapped } = row;
  if (!row.columns) return { text: row.text.slice(left), wrapped, spans };
  let text = '';
  const columns: number[] = [];
  let end = 0;
  for (const glyph of glyphsOf(row)) {
    if (glyph.to <= left) continue;
    const isWhole = glyph.from >= left;
    const part = isWhole ? glyph.text : ' ';
    const from = Math.max(0, glyph.from - left);
    for (let unit = 0; unit < part.length; unit++) columns.push(from);
    text += part;
    end = glyph.to - left;
  }
  return { text, wrapped, spans, columns: [...columns, end] };
}
