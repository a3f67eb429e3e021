import type { Rect } from '../../scene.ts';
import type { Field } from '../field.ts';
import { glyphAt } from './glyphs.ts';
import type { Spot } from './glyphs.ts';
import { settled } from './motion.ts';
import type { Frozen, Hit, Selection } from './text.ts';
import { hitsOf, selectedText } from './text.ts';

/** A text that is being typed to search for, and where the search began. */
export interface Asking {
  readonly field: Field;
  readonly by: 1 | -1;
  readonly from: Spot;
}

/** What was searched last: all its places, and which one the cursor went to. */
export interface Found {
  readonly text: string;
  readonly by: 1 | -1;
  readonly hits: readonly Hit[];
  /** Index into `hits`; -1 for none. */
  readonly current: number;
}

/** Copy mode over rows that are there. */
export interface Copying {
  readonly frozen: Frozen;
  readonly cursor: Spot;
  /** The column that moves up and down aim at. */
  readonly aim: number;
  /** First row and first column that are shown. */
  readonly top: number;
  readonly left: number;
  readonly selection: Selection | undefined;
  readonly asking: Asking | undefined;
  readonly found: Found | undefined;
  /** The last press of the mouse, for a double click. */
  readonly press: { readonly spot: Spot; readonly atMs: number } | undefined;
}

/** The size of what shows the rows. */
export type Area = Pick<Rect, 'cols' | 'rows'>;

/** Copy mode at the end of the rows, of which blank ones at the end are left out. */
export function copyingOf(frozen: Frozen, area: Area): Copying {
  const end = frozen.rows.findLastIndex(({ text }) => text !== '') + 1;
  const rows = frozen.rows.slice(0, Math.max(1, end));
  const copying: Copying = {
    frozen: { ...frozen, rows },
    cursor: { row: rows.length - 1, col: 0 },
    aim: 0,
    top: Math.max(0, rows.length - area.rows),
    left: 0,
    selection: undefined,
    asking: undefined,
    found: undefined,
    press: undefined,
  };
  return copying;
}

/** The cursor at another place, which is made one that there is; the rows follow it. */
export function moved(copying: Copying, spot: Spot, area: Area): Copying {
  const cursor = settled(copying.frozen.rows, spot);
  return inSight({ ...copying, cursor, aim: cursor.col }, area);
}

/** The cursor in another row, as near as can be to the column it aims at. */
export function movedToRow(copying: Copying, row: number, area: Area): Copying {
  const cursor = settled(copying.frozen.rows, { row, col: copying.aim });
  return inSight({ ...copying, cursor }, area);
}

/** The rows moved under the cursor, which stays in sight. */
export function scrolled(copying: Copying, by: number, area: Area): Copying {
  const top = Math.min(Math.max(0, copying.top + by), lastTop(copying, area));
  const row = Math.min(Math.max(copying.cursor.row, top), top + Math.max(1, area.rows) - 1);
  const cursor = settled(copying.frozen.rows, { row, col: copying.aim });
  return inSight({ ...copying, top, cursor }, area);
}

function lastTop({ frozen }: Copying, area: Area): number {
  return Math.max(0, frozen.rows.length - Math.max(1, area.rows));
}

/** The part of the rows that is shown, moved just so far that the cursor is in it. */
export function inSight(copying: Copying, area: Area): Copying {
  const { row, col } = copying.cursor;
  const rows = Math.max(1, area.rows);
  const cols = Math.max(2, area.cols);
  const top = Math.max(row - rows + 1, Math.min(copying.top, row, lastTop(copying, area)));
  const end = glyphAt(copying.frozen.rows[row] ?? { text: '', wrapped: false, spans: [] }, col)?.to ?? col + 1;
  const left = Math.max(end - cols, Math.min(copying.left, col), 0);
  return top === copying.top && left === copying.left ? copying : { ...copying, top, left };
}

/** The cursor at the nearest place of a searched text, from `from` on; where there is none, only the places are kept. */
export function searched(copying: Copying, asked: Asking, area: Area): Copying {
  const { text } = asked.field;
  const { found } = copying;
  const hits = found?.text === text ? found.hits : hitsOf(copying.frozen, text);
  const current = nearestHit(hits, asked.from, asked.by);
  const next = { ...copying, found: { text, by: asked.by, hits, current } };
  return moved(next, hits[current]?.at ?? asked.from, area);
}

/** The next place of the searched text, in the direction of the search (`by` 1) or against it, and around the end. */
export function searchedOn(copying: Copying, by: 1 | -1, area: Area): Copying {
  const { found, cursor } = copying;
  if (!found || found.hits.length === 0) return copying;
  const way = found.by === by ? 1 : -1;
  const from = { row: cursor.row, col: cursor.col + way };
  const current = nearestHit(found.hits, from, way);
  return moved({ ...copying, found: { ...found, current } }, found.hits[current]?.at ?? cursor, area);
}

function nearestHit(hits: readonly Hit[], from: Spot, by: 1 | -1): number {
  const order = ({ at }: Hit): number => at.row - from.row || at.col - from.col;
  const index = by === 1 ? hits.findIndex((hit) => order(hit) >= 0) : hits.findLastIndex((hit) => order(hit) <= 0);
  return index >= 0 ? index : by === 1 ? Math.min(0, hits.length - 1) : hits.length - 1;
}

/** Begins to select, ends it, or selects in another way from the same anchor. */
export function selecting(copying: Copying, kind: Selection['kind']): Copying {
  const { selection, cursor } = copying;
  if (selection?.kind === kind) return { ...copying, selection: undefined };
  return { ...copying, selection: { kind, anchor: selection?.anchor ?? cursor } };
}

/** What would be copied; '' without a selection. */
export function selectionText({ frozen, selection, cursor }: Copying): string {
  return selection ? selectedText(frozen, selection, cursor) : '';
}
