import { cutLine, fitted, inInk, lineWidth, scrollBar, twoSided, windowed } from '../view/box.ts';
import type { Ink } from '../ink.ts';
import type { Block, Line, Rect, Span } from '../scene.ts';
import { span } from '../scene.ts';

/**
 * What a view that stands instead of the tiles is built of: a title row, its body, and tables whose columns go one after the
 * other where there is no room. Its keys stand in the status line.
 */

interface SheetParts {
  readonly rect: Rect;
  readonly title: string;
  /** At the right of the title row. */
  readonly note?: Line;
  /** From the top; as many as `sheetArea` has rows, each at most as wide. */
  readonly lines: readonly Line[];
}

/** Cells left and right of the body. */
const margin = 1;

/** Where the body of a sheet stands. */
export function sheetArea(rect: Rect): Rect {
  return {
    x: rect.x + margin,
    y: rect.y + 1,
    cols: Math.max(0, rect.cols - 2 * margin),
    rows: Math.max(0, rect.rows - 1),
  };
}

/** A view as large as its place. */
export function sheet({ rect, title, note = [], lines }: SheetParts): Block {
  const { cols, rows } = sheetArea(rect);
  const edge = span(' '.repeat(margin), 'form');
  const body = Array.from({ length: rows }, (_, row) => [edge, ...fitted(lines[row] ?? [], cols, 'form')]);
  const head = twoSided([span(` ${title} `, 'title-focus')], [...note, span(' ', 'border')], rect.cols, 'border');
  return { type: 'block', rect, lines: [head, ...body].slice(0, rect.rows), fill: 'form' };
}

/** One column of a table. */
export interface Column<T> {
  readonly title: string;
  /** Its width; 0 for the one that takes what is left. */
  readonly cells: number;
  /** Of the one that takes what is left: another column goes rather than that it gets fewer cells. */
  readonly least?: number;
  /** The column with the lowest goes first where there is no room. */
  readonly rank: number;
  cell(item: T): Span;
}

const gap = 2;
/** The column that takes what is left gets at least so many cells before another one goes, unless it says otherwise. */
const flexibleCellsMin = 18;

/** The columns that there is room for in `cols` cells, in their order. */
export function columnsIn<T>(columns: readonly Column<T>[], cols: number): readonly Column<T>[] {
  const needed = columns.reduce(
    (sum, { cells, least }) => sum + (cells === 0 ? (least ?? flexibleCellsMin) : cells) + gap,
    -gap,
  );
  if (needed <= cols || columns.length <= 1) return columns;
  const first = columns.filter(({ cells }) => cells > 0).sort((a, b) => a.rank - b.rank)[0];
  return first
    ? columnsIn(
        columns.filter((column) => column !== first),
        cols,
      )
    : columns;
}

/** A line of a table, exactly `cols` cells wide. */
export function tableLine<T>(columns: readonly Column<T>[], item: T, cols: number): Line {
  return aligned(columns, (column) => column.cell(item), cols);
}

/** The line over a table. */
export function tableHead<T>(columns: readonly Column<T>[], cols: number): Line {
  return aligned(columns, ({ title }) => span(title, 'hint'), cols);
}

function aligned<T>(columns: readonly Column<T>[], cell: (column: Column<T>) => Span, cols: number): Line {
  const fixed = columns.reduce((sum, { cells }) => sum + cells + gap, -gap);
  const parts = columns.flatMap((column, index) => {
    const width = column.cells === 0 ? Math.max(0, cols - fixed) : column.cells;
    const filled = fitted([cell(column)], width, 'form');
    return index === 0 ? filled : [span(' '.repeat(gap), 'form'), ...filled];
  });
  return cutLine(parts, cols);
}

/**
 * A list of which only the lines in sight are made: the chosen item wholly in ink `chosen` and marked, a bar at the right edge
 * where not all are in sight. Lines are made `listCols` wide.
 */
export function listOf<T>(
  items: readonly T[],
  chosen: number,
  area: Pick<Rect, 'cols' | 'rows'>,
  makeLine: (item: T) => Line,
): Line[] {
  const { from, shown } = windowed(items, chosen, area.rows);
  const bar = scrollBar(items.length, from, area.rows);
  return shown.map((item, row) => {
    const isChosen = from + row === chosen;
    const line = fitted([span(isChosen ? '❯ ' : '  ', 'key'), ...makeLine(item)], listCols(area) + 2, 'form');
    return [...(isChosen ? inInk(line, 'chosen') : line), span(' ', 'form'), span(bar?.[row] ?? ' ', 'dim')];
  });
}

/** Cells of a line of a list: all but its mark and its bar. */
export function listCols({ cols }: Pick<Rect, 'cols'>): number {
  return Math.max(0, cols - 4);
}

/** Words side by side, of which those that are on stand out, and the key that switches each: `l LOW  m MEDIUM`. */
export function chips(
  all: readonly { readonly key: string; readonly word: string; readonly isOn: boolean; readonly ink?: Ink }[],
  cols: number,
): Line {
  const line: Span[] = [];
  for (const { key, word, isOn, ink } of all) {
    const chip = [
      span(key, 'key'),
      span(' ', 'form'),
      span(isOn ? `[${word}]` : ` ${word} `, isOn ? (ink ?? 'strong') : 'dim'),
    ];
    if (lineWidth(line) + lineWidth(chip) + gap > cols) break;
    line.push(...chip, span(' ', 'form'));
  }
  return line;
}

/** A sentence in the middle of an empty view. */
export function emptyLines(sentences: readonly Line[], area: Pick<Rect, 'cols' | 'rows'>): Line[] {
  const above = Math.max(0, Math.floor((area.rows - sentences.length) / 2));
  const lines = sentences.map((line) => {
    const cut = cutLine(line, area.cols);
    return [span(' '.repeat(Math.max(0, Math.floor((area.cols - lineWidth(cut)) / 2))), 'form'), ...cut];
  });
  return [...Array.from({ length: above }, () => []), ...lines];
}

/** Two bodies side by side: the left one `leftCols` wide, a line between them. */
export function beside(
  left: readonly Line[],
  right: readonly Line[],
  area: Pick<Rect, 'cols' | 'rows'>,
  leftCols: number,
): Line[] {
  const rightCols = Math.max(0, area.cols - leftCols - 3);
  return Array.from({ length: area.rows }, (_, row) => [
    ...fitted(left[row] ?? [], leftCols, 'form'),
    span(' │ ', 'border'),
    ...fitted(right[row] ?? [], rightCols, 'form'),
  ]);
}
