import type { Frame, Row, Span, Style } from '../../src/screen/frame.ts';
import { columnOf, plainStyle, styleAt } from '../../src/screen/frame.ts';
import type { Reading } from '../../src/screen/reading.ts';

/** The rows of what a frame asks, byte for byte and colour for colour, with the hints below. */
export function cutOut(frame: Frame, reading: Reading): Row[] {
  return trimmed(frame.rows.slice(reading.evidence.top));
}

function trimmed(rows: readonly Row[]): Row[] {
  return rows.slice(0, rows.findLastIndex((row) => row.text !== '') + 1);
}

/** Text in one look, as a row. */
export function rowOf(text: string, style: Style = plainStyle): Row {
  const spans = style === plainStyle || text === '' ? [] : [{ from: 0, to: text.length, style }];
  return { text, wrapped: false, spans };
}

/** The rows further right, as printed text stands. */
export function indented(rows: readonly Row[], by: number): Row[] {
  return rows.map((row) => ({
    ...row,
    text: row.text === '' ? '' : ' '.repeat(by) + row.text,
    spans: row.spans.map((span) => ({ ...span, from: span.from + by, to: span.to + by })),
    ...(row.columns ? { columns: [...Array(by).keys(), ...row.columns.map((column) => column + by)] } : {}),
  }));
}

/** The rows as they would be in the looks of plain text. */
export function bleached(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, spans: [] }));
}

/** The rows in one look throughout. */
export function painted(rows: readonly Row[], style: Style): Row[] {
  return rows.map((row) => ({ ...row, spans: [{ from: 0, to: columnOf(row, row.text.length), style }] }));
}

/** The rows in their own colours, but concealed. */
export function concealed(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const columns = Array.from({ length: columnOf(row, row.text.length) }, (_, column) => column);
    const spans = columns.map((from) => ({ from, to: from + 1, style: { ...styleAt(row, from), concealed: true } }));
    return { ...row, spans };
  });
}

/** The rows with their text changed, character for character, so that all looks stay where they are. */
export function reworded(rows: readonly Row[], change: (text: string) => string): Row[] {
  return rows.map((row) => {
    const text = change(row.text);
    return { ...row, text };
  });
}

/** The frame with rows laid over it, the last one just above row `above`; what has no room at the top is cut off. */
export function withAbove(frame: Frame, above: number, rows: readonly Row[], from = 0): Frame {
  const kept = rows.slice(-Math.max(0, above - from));
  return kept.length === 0 ? frame : withRows(frame, above - kept.length, kept);
}

/** The frame with rows laid over it from row `at` down, cut at the edges of the screen. */
export function withRows(frame: Frame, at: number, rows: readonly Row[]): Frame {
  const clipped = rows.map((row) => clip(row, frame.cols));
  return { ...frame, rows: frame.rows.map((row, index) => clipped[index - at] ?? row) };
}

/** A row with a text laid over it from a column on; both in single-width characters. */
export function overlaid(row: Row, column: number, text: string): Row {
  const whole = row.text.padEnd(column);
  return { ...row, text: whole.slice(0, column) + text + whole.slice(column + text.length) };
}

/** The frame after `by` rows have scrolled off its top. */
export function scrolled(frame: Frame, by: number): Frame {
  const blank = Array.from({ length: by }, () => rowOf(''));
  const cursor = { ...frame.cursor, y: Math.max(0, frame.cursor.y - by) };
  return { ...frame, rows: [...frame.rows.slice(by), ...blank], cursor };
}

function clip(row: Row, cols: number): Row {
  const end = row.columns ? row.columns.findIndex((column) => column >= cols) : cols;
  const text = row.text.slice(0, end < 0 ? undefined : end);
  const spans = row.spans
    .filter((span) => span.from < cols)
    .map((span): Span => ({ ...span, to: Math.min(span.to, cols) }));
  return { ...row, text, spans };
}
