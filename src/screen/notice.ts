import { columnOf } from './frame.ts';
import type { Line } from './lines.ts';
import { isWarm, styleOfChar } from './lines.ts';
import type { Composer } from './regions.ts';

/** Notes stand at the right, behind the hints or in rows of their own: what begins further left is a mode or a hint. */
const columnMin = 8;
/** Rows right above the composer that may hold a note. */
const rowsAbove = 2;

/**
 * What the CLI notes beside an open composer: a usage warning, a failed update. It is text in a warm colour at the right of
 * the footer or right above the composer; what is longer than its row goes on in the same column. Undefined when there is none.
 */
export function noticeBeside(lines: readonly Line[], composer: Composer): string | undefined {
  const rows = [
    ...lines.slice(composer.bottom + 1),
    ...lines.slice(Math.max(0, composer.top - rowsAbove), composer.top),
  ];
  for (const [index, row] of rows.entries()) {
    const from = warmFrom(row);
    if (from === undefined) continue;
    const texts = [row.text.slice(from)];
    const column = columnOf(row.row, from);
    for (const next of rows.slice(index + 1)) {
      const at = warmFrom(next);
      if (at === undefined || columnOf(next.row, at) !== column) break;
      texts.push(next.text.slice(at));
    }
    return texts.join(' ').replace(/\s+/g, ' ').trim();
  }
  return undefined;
}

/** Where the text in a warm colour begins that is set off at the right of a row. */
function warmFrom(line: Line): number | undefined {
  for (const { index } of line.text.matchAll(/(?<=^ *| {2})\S/gu)) {
    if (index >= columnMin && isWarm(styleOfChar(line, index))) return index;
  }
  return undefined;
}
