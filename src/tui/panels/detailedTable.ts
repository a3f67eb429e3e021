import type { Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { rule, windowed } from '../view/box.ts';
import type { Column } from './sheet.ts';
import { beside, columnsIn, emptyLines, listCols, listOf, sheetArea, tableHead, tableLine } from './sheet.ts';

/** A table in a sheet, with the details of its chosen row: at its right where it is wide, below it where it is high. */

/** At least this wide, the details stand at the right of the table. */
const wideCols = 130;
/** At least this high, they stand below it. */
const highRows = 16;

/** How many rows of the sheet stand above the table, and the head of its columns. */
export type RowsAbove = 0 | 1;

interface Parts {
  readonly list: { readonly cols: number; readonly rows: number };
  readonly detail: { readonly at: 'right' | 'below' | 'none'; readonly cols: number; readonly rows: number };
}

function partsOf({ cols, rows }: Rect, above: RowsAbove): Parts {
  const listRows = Math.max(0, rows - above - 1);
  if (cols >= wideCols) {
    const left = Math.floor(cols * 0.6);
    return { list: { cols: left, rows: listRows }, detail: { at: 'right', cols: cols - left - 3, rows: listRows + 1 } };
  }
  if (rows < highRows) return { list: { cols, rows: listRows }, detail: { at: 'none', cols: 0, rows: 0 } };
  const below = Math.min(14, Math.floor(rows * 0.4));
  return { list: { cols, rows: listRows - below - 1 }, detail: { at: 'below', cols, rows: below } };
}

/** How many rows of the table are in sight: a page. */
export function pageRows(rect: Rect, above: RowsAbove): number {
  return Math.max(1, partsOf(sheetArea(rect), above).list.rows);
}

/** The place of what stands under a cell of the terminal, among all rows of the table. */
export function indexAt(
  rect: Rect,
  above: RowsAbove,
  rows: { readonly count: number; readonly chosen: number },
  cell: { readonly x: number; readonly y: number },
): number | undefined {
  const area = sheetArea(rect);
  const { list } = partsOf(area, above);
  const row = cell.y - area.y - above - 1;
  if (row < 0 || row >= list.rows || cell.x < area.x || cell.x >= area.x + list.cols) return undefined;
  const { from } = windowed(Array.from({ length: rows.count }), rows.chosen, list.rows);
  return from + row < rows.count ? from + row : undefined;
}

interface TableParts<T> {
  readonly items: readonly T[];
  readonly chosen: number;
  readonly columns: readonly Column<T>[];
  readonly detail: (item: T, cols: number) => readonly Line[];
  /** What stands there instead where there are no items. */
  readonly empty: (cols: number) => readonly Line[];
}

/** The lines of the table and of the details, for an area of a sheet below so many rows. */
export function detailedTable<T>(table: TableParts<T>, area: Rect, above: RowsAbove): Line[] {
  const { items, chosen, columns } = table;
  const { list, detail } = partsOf(area, above);
  if (items.length === 0) return emptyLines(table.empty(area.cols), { cols: area.cols, rows: area.rows - above });
  const cols = listCols(list);
  const shown = columnsIn(columns, cols);
  const rows = listOf(items, chosen, list, (item) => tableLine(shown, item, cols));
  const lines: Line[] = [[span('  ', 'form'), ...tableHead(shown, cols)], ...rows];
  const item = items[chosen];
  if (detail.at === 'none' || item === undefined) return lines;
  const about = cutLines(table.detail(item, detail.cols), detail.rows);
  if (detail.at === 'right') return beside(lines, about, { cols: area.cols, rows: detail.rows }, list.cols);
  const filled = Array.from({ length: list.rows + 1 }, (_, row) => lines[row] ?? []);
  return [...filled, rule('', area.cols), ...about];
}

/** The lines that fit; the last one says that there are more. */
function cutLines(lines: readonly Line[], rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), [span('… Enter shows all', 'hint')]];
}
