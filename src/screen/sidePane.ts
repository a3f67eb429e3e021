import { columnOf } from './frame.ts';
import type { Line } from './lines.ts';

/** Rows that a box beside the options, and what stands under it, take at the most. */
const paneRowsMax = 60;

/** The rows without a box that stands beside the options, as previews do; and whether there was one. */
export interface Unpaned {
  readonly lines: readonly Line[];
  readonly pane: boolean;
}

/**
 * Takes a preview off the screen: a box in the right part, whose upper edge stands in the row of the first option, and what
 * stands under it in its column. Only the options are left, at the places where they were.
 */
export function withoutPane(lines: readonly Line[], bottom: number): Unpaned {
  for (let top = bottom; top >= 0 && bottom - top <= paneRowsMax; top--) {
    const line = lines[top];
    const edge = /^(.*\S *  )┌─{8,}┐$/u.exec(line?.text ?? '')?.[1];
    if (!line || edge === undefined) continue;
    const column = columnOf(line.row, edge.length);
    const end = lines.findIndex((row, index) => index > top && startsFullWidth(row, column));
    const rows = lines.map((row, index) =>
      index >= top && (end < 0 || index < end) ? { ...row, text: leftOf(row, column) } : row,
    );
    return { lines: rows, pane: true };
  }
  return { lines, pane: false };
}

/** A row of dashes from the left ends what the pane stands beside. */
function startsFullWidth({ text }: Line, column: number): boolean {
  return text.startsWith('─'.repeat(Math.max(1, column)));
}

function leftOf(line: Line, column: number): string {
  let index = 0;
  while (index < line.text.length && columnOf(line.row, index) < column) index++;
  return line.text.slice(0, index).trimEnd();
}
