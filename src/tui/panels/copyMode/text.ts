import type { Row } from '../../../screen/frame.ts';
import type { Spot } from './glyphs.ts';
import { columnAt, endOf, glyphAt, glyphsOf } from './glyphs.ts';

/** Rows that do not change any more. */
export interface Frozen {
  /** No lines stand above the screen: its program draws all of it and keeps its own history. */
  readonly alone?: boolean;
  readonly rows: readonly Row[];
  /** Cells of a row: where soft wraps were made. */
  readonly cols: number;
}

/** A stretch of one row, in columns: the first, and the one after the last. */
export interface Stretch {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** What is selected: everything between the anchor and the cursor. */
export interface Selection {
  readonly kind: 'characters' | 'lines' | 'block';
  readonly anchor: Spot;
}

/** The row goes on in the next one: both are one line that was wrapped softly. */
function goesOn({ rows }: Frozen, row: number): boolean {
  return rows[row + 1]?.wrapped === true;
}

/** First and last row of the line that a row belongs to. */
export function lineAround(frozen: Frozen, row: number): { readonly first: number; readonly last: number } {
  let [first, last] = [row, row];
  while (first > 0 && frozen.rows[first]?.wrapped === true) first--;
  while (goesOn(frozen, last)) last++;
  return { first, last };
}

/**
 * Blanks that stand behind the text of a row that goes on: rows come without them. Before a wide character the last cell is
 * taken for the one that its wrap left free.
 */
function blanksBehind(frozen: Frozen, row: number): number {
  const text = frozen.rows[row];
  if (!text || !goesOn(frozen, row)) return 0;
  const free = Math.max(0, frozen.cols - endOf(text));
  const next = frozen.rows[row + 1];
  const first = next && glyphAt(next, 0);
  return first && first.to - first.from === 2 ? Math.max(0, free - 1) : free;
}

/** A whole line that was wrapped softly, as one text; `starts` are the indices at which its rows begin. */
export function lineText(
  frozen: Frozen,
  first: number,
  last: number,
): { readonly text: string; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let text = '';
  for (let row = first; row <= last; row++) {
    starts.push(text.length);
    text += (frozen.rows[row]?.text ?? '') + ' '.repeat(row < last ? blanksBehind(frozen, row) : 0);
  }
  return { text, starts };
}

/** The stretches that a selection takes, from the top. Lines are taken whole, with all rows they were wrapped to. */
export function stretchesOf(frozen: Frozen, selection: Selection, cursor: Spot): Stretch[] {
  const [start, end] = isBefore(selection.anchor, cursor) ? [selection.anchor, cursor] : [cursor, selection.anchor];
  const first = selection.kind === 'lines' ? lineAround(frozen, start.row).first : start.row;
  const last = selection.kind === 'lines' ? lineAround(frozen, end.row).last : end.row;
  const stretches: Stretch[] = [];
  for (let at = first; at <= last; at++) {
    const row = frozen.rows[at];
    if (!row) break;
    if (selection.kind === 'block') stretches.push({ row: at, ...blockOf(row, frozen, selection.anchor, cursor) });
    else {
      const isChars = selection.kind === 'characters';
      const whole = endOf(row) + blanksBehind(frozen, at);
      const from = isChars && at === start.row ? start.col : 0;
      const to = isChars && at === end.row ? (glyphAt(row, end.col)?.to ?? whole) : whole;
      stretches.push({ row: at, from, to: Math.max(from, to) });
    }
  }
  return stretches;
}

function isBefore(one: Spot, other: Spot): boolean {
  return one.row < other.row || (one.row === other.row && one.col <= other.col);
}

/** The columns of a block within one row; a wide character on its edge belongs to it. */
function blockOf(row: Row, frozen: Frozen, anchor: Spot, cursor: Spot): { from: number; to: number } {
  const endAt = (spot: Spot): number => {
    const own = frozen.rows[spot.row];
    return (own && glyphAt(own, spot.col)?.to) ?? spot.col + 1;
  };
  const left = Math.min(anchor.col, cursor.col);
  const right = Math.max(endAt(anchor), endAt(cursor));
  const from = glyphAt(row, left)?.from ?? left;
  const to = Math.min(glyphAt(row, right - 1)?.to ?? right, endOf(row));
  return { from, to: Math.max(from, to) };
}

/**
 * The selected text: rows of one line are joined, other rows end with a line break, trailing blanks are cut, wide
 * characters are whole.
 */
export function selectedText(frozen: Frozen, selection: Selection, cursor: Spot): string {
  const lines: string[] = [];
  let line = '';
  const stretches = stretchesOf(frozen, selection, cursor);
  stretches.forEach(({ row, from, to }, index) => {
    line += stretchText(frozen, { row, from, to });
    const isOpen = selection.kind !== 'block' && index + 1 < stretches.length && goesOn(frozen, row);
    if (isOpen) return;
    lines.push(line.replace(/ +$/, ''));
    line = '';
  });
  return lines.join('\n');
}

function stretchText(frozen: Frozen, { row, from, to }: Stretch): string {
  const text = frozen.rows[row];
  if (!text) return '';
  const inside = glyphsOf(text).filter((glyph) => glyph.from >= from && glyph.from < to);
  const blanks = Math.max(0, to - Math.max(from, endOf(text)));
  return inside.map((glyph) => glyph.text).join('') + ' '.repeat(blanks);
}

/** One place where the searched text stands, over one row or, where it was wrapped, several. */
export interface Hit {
  readonly at: Spot;
  readonly stretches: readonly Stretch[];
}

/**
 * Every place where a text stands, from the top. Capital letters count only where the searched text has some. Wrapped lines
 * are searched as one.
 */
export function hitsOf(frozen: Frozen, searched: string): Hit[] {
  if (searched === '') return [];
  const form = new RegExp(searched.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), /\p{Lu}/u.test(searched) ? 'gu' : 'giu');
  const hits: Hit[] = [];
  for (let row = 0; row < frozen.rows.length; ) {
    const { first, last } = lineAround(frozen, row);
    const { text, starts } = lineText(frozen, first, last);
    for (const match of text.matchAll(form)) {
      const stretches = stretchesBetween(frozen, { first, starts }, match.index, match.index + match[0].length);
      const [beginning] = stretches;
      if (beginning) hits.push({ at: { row: beginning.row, col: beginning.from }, stretches });
    }
    row = last + 1;
  }
  return hits;
}

/** The columns that the units `from` to `to` of a joined line take in its rows. */
function stretchesBetween(
  frozen: Frozen,
  line: { readonly first: number; readonly starts: readonly number[] },
  from: number,
  to: number,
): Stretch[] {
  return line.starts.flatMap((start, index) => {
    const next = line.starts[index + 1] ?? Infinity;
    const row = frozen.rows[line.first + index];
    if (!row || to <= start || from >= next) return [];
    const left = columnAt(row, Math.max(from, start) - start);
    const lastUnit = Math.min(to, next) - 1 - start;
    const right = glyphAt(row, columnAt(row, lastUnit))?.to ?? columnAt(row, lastUnit) + 1;
    return [{ row: line.first + index, from: left, to: right }];
  });
}
