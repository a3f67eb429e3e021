import { cellsOf, padded, shorten } from './text.ts';

/** One cell of a table: its safe text and, optionally, how it is coloured once it has its width. */
export interface TableCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = 2;

/** Narrowest that a flexible column gets; a terminal below that breaks the lines itself. */
const flexibleCellsMin = 4;

/**
 * Lines of a table whose columns are aligned. One column, the last unless told, is shortened so that no line is wider than
 * `width` cells.
 */
export function tableLines(rows: readonly (readonly TableCell[])[], width: number, flexible?: number): string[] {
  const widths = columnWidths(rows);
  const bends = flexible ?? widths.length - 1;
  const others = widths.reduce((sum, cells, column) => (column === bends ? sum : sum + cells + gap), 0);
  widths[bends] = Math.min(widths[bends] ?? 0, Math.max(flexibleCellsMin, width - others));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const isLast = column === row.length - 1;
        const cells = widths[column] ?? 0;
        const text = column === bends ? shorten(cell.text, cells) : cell.text;
        const filled = isLast ? text : padded(text, cells);
        return cell.paint ? cell.paint(filled) : filled;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

function columnWidths(rows: readonly (readonly TableCell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cellsOf(cell.text));
    });
  }
  return widths;
}

/** Lines of `name  value` pairs, aligned and cut to `width`. */
export function fieldLines(fields: readonly (readonly [string, TableCell])[], width: number): string[] {
  return tableLines(
    fields.map(([name, cell]) => [{ text: name }, cell]),
    width,
  );
}
