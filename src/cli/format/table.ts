import { cellsOf, padded, shorten } from './text.ts';

/** One cell of a table: its safe text and, optionally, how it is coloured once it has its width. */
export interface TableCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = 2;

/** Lines of a table whose columns are aligned; the last column is shortened so that no line is wider than `width` cells. */
export function tableLines(rows: readonly (readonly TableCell[])[], width: number): string[] {
  const widths = columnWidths(rows);
  const before = widths.slice(0, -1).reduce((sum, cells) => sum + cells + gap, 0);
  const lastWidth = Math.max(8, width - before);
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const isLast = column === row.length - 1;
        const text = isLast ? shorten(cell.text, lastWidth) : padded(cell.text, widths[column] ?? 0);
        return cell.paint ? cell.paint(text) : text;
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
