import type { Copying, Area } from './state.ts';
import { moved, movedToRow, scrolled, searchedOn, selecting } from './state.ts';
import type { Spot } from './glyphs.ts';
import { indentOf, neighbour, nextWord, nextWordEnd, rowEnd, wordBefore } from './motion.ts';
import { emptyField } from '../field.ts';

/** Copy mode after a key; `copy` and `leave` end it. */
export type Act = ((copying: Copying, area: Area) => Copying) | 'copy' | 'leave' | 'drop';

/** One row of the keys of copy mode: its keys after those of vi and of emacs, its sentence, what it does. */
export interface CopyKey {
  readonly keys: readonly string[];
  readonly summary: string;
  readonly act: Act;
}

type To = (copying: Copying) => Spot;

const to =
  (place: To): Act =>
  (copying, area) =>
    moved(copying, place(copying), area);

const rowsBy =
  (rows: (area: Area) => number): Act =>
  (copying, area) =>
    movedToRow(copying, Math.max(0, copying.cursor.row + rows(area)), area);

/** A page keeps two rows of the one before in sight. */
const page = ({ rows }: Area): number => Math.max(1, rows - 2);
const half = ({ rows }: Area): number => Math.max(1, Math.floor(rows / 2));

/** Pages move the rows; the cursor keeps its place on the screen and goes to the end only when the rows do. */
const pagesBy =
  (rows: (area: Area) => number): Act =>
  (copying, area) => {
    const next = scrolled(copying, rows(area), area);
    const isStuck = next.top === copying.top;
    return movedToRow(next, copying.cursor.row + (isStuck ? rows(area) : next.top - copying.top), area);
  };

const lineStart: To = ({ cursor }) => ({ row: cursor.row, col: 0 });
const last = ({ frozen }: Copying): number => frozen.rows.length - 1;

const ask =
  (by: 1 | -1): Act =>
  (copying) => ({ ...copying, asking: { field: emptyField, by, from: copying.cursor } });

/** The end of the row, and of each row that is moved to from there. */
function toRowEnd(copying: Copying, area: Area): Copying {
  const { row } = copying.cursor;
  return { ...moved(copying, { row, col: rowEnd(copying.frozen.rows, row) }, area), aim: Infinity };
}

/** The cursor at the other end of the selection. */
function otherEnd(copying: Copying, area: Area): Copying {
  const { selection, cursor } = copying;
  if (!selection) return copying;
  return moved({ ...copying, selection: { ...selection, anchor: cursor } }, selection.anchor, area);
}

/** All keys of copy mode. */
export const copyKeys: readonly CopyKey[] = [
  { keys: ['y', 'Enter', 'M-w'], summary: 'copy', act: 'copy' },
  { keys: ['v', 'Space', 'C-Space'], summary: 'select', act: (copying) => selecting(copying, 'characters') },
  { keys: ['V'], summary: 'lines', act: (copying) => selecting(copying, 'lines') },
  { keys: ['C-v'], summary: 'block', act: (copying) => selecting(copying, 'block') },
  { keys: ['/', 'C-s'], summary: 'search', act: ask(1) },
  { keys: ['?', 'C-r'], summary: 'search back', act: ask(-1) },
  { keys: ['q', 'C-c', 'C-g'], summary: 'leave', act: 'leave' },
  { keys: ['Esc'], summary: 'drop the selection, or leave', act: 'drop' },
  { keys: ['n'], summary: 'next match', act: (copying, area) => searchedOn(copying, 1, area) },
  { keys: ['N'], summary: 'match before', act: (copying, area) => searchedOn(copying, -1, area) },
  { keys: ['o'], summary: 'other end', act: otherEnd },
  {
    keys: ['h', 'Left'],
    summary: 'left',
    act: to(({ frozen, cursor }) => neighbour(frozen.rows, cursor, -1) ?? cursor),
  },
  { keys: ['j', 'Down', 'C-n'], summary: 'down', act: rowsBy(() => 1) },
  { keys: ['k', 'Up', 'C-p'], summary: 'up', act: rowsBy(() => -1) },
  {
    keys: ['l', 'Right'],
    summary: 'right',
    act: to(({ frozen, cursor }) => neighbour(frozen.rows, cursor, 1) ?? cursor),
  },
  { keys: ['w', 'M-f'], summary: 'next word', act: to(({ frozen, cursor }) => nextWord(frozen.rows, cursor)) },
  { keys: ['b', 'M-b'], summary: 'word before', act: to(({ frozen, cursor }) => wordBefore(frozen.rows, cursor)) },
  { keys: ['e'], summary: 'end of word', act: to(({ frozen, cursor }) => nextWordEnd(frozen.rows, cursor)) },
  { keys: ['0', 'Home', 'C-a'], summary: 'start of row', act: to(lineStart) },
  {
    keys: ['^', 'M-m'],
    summary: 'first character',
    act: to(({ frozen, cursor }) => ({ row: cursor.row, col: indentOf(frozen.rows, cursor.row) })),
  },
  { keys: ['$', 'End', 'C-e'], summary: 'end of row', act: toRowEnd },
  { keys: ['C-u'], summary: 'half a page up', act: pagesBy((area) => -half(area)) },
  { keys: ['C-d'], summary: 'half a page down', act: pagesBy(half) },
  { keys: ['PageUp', 'C-b', 'M-v'], summary: 'page up', act: pagesBy((area) => -page(area)) },
  { keys: ['PageDown', 'C-f'], summary: 'page down', act: pagesBy(page) },
  { keys: ['g', 'C-Home', 'M-<'], summary: 'first row', act: to(() => ({ row: 0, col: 0 })) },
  { keys: ['G', 'C-End', 'M->'], summary: 'last row', act: to((copying) => ({ row: last(copying), col: 0 })) },
];
