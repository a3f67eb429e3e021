import type { Line } from './lines.ts';
import { isColoured, isFaint, looks, styleOfChar } from './lines.ts';
import type { OptionBlock } from './options.ts';
import { isBoxTop, isRule, unboxed } from './regions.ts';

/** The rows of a dialog without its frame. */
export interface Body {
  /** Row of the rule or box top, -1 when it is off the screen. */
  readonly top: number;
  /** False when a rule stands there that is not of the looks of dialogs: text may have drawn it. */
  readonly own: boolean;
  readonly title: BodyRow | undefined;
  /** From below the title to above the options. */
  readonly rows: readonly BodyRow[];
  /** Columns that text may fill. */
  readonly width: number;
}

/** One row of it, with how all of it looks. */
export interface BodyRow {
  readonly index: number;
  readonly text: string;
  readonly faint: boolean;
  readonly bold: boolean;
}

/** Takes a dialog apart: its top, the row of its title, what stands between that and the options. */
export function bodyOf(
  lines: readonly Line[],
  block: OptionBlock,
  { cols, header }: { cols: number; header: number | undefined },
): Body {
  const above = block.boxed ? { top: boxTop(lines, block.top), own: true } : ruleTop(lines, block.top, cols);
  const { top, own } = header === undefined ? above : { top: header - 1, own: true };
  const rows: BodyRow[] = [];
  for (let index = top + 1; index < block.top; index++) rows.push(bodyRow(lines, index, block.boxed));
  const width = block.boxed ? cols - 4 : cols;
  if (top < 0) return { top, own, title: undefined, rows, width };
  // A panel at the bottom of the screen has the dialog's own rule under its edge.
  const titleAt = rows.findIndex((row) => !/^ *─*$/u.test(row.text));
  return { top, own, title: rows[titleAt], rows: rows.slice(titleAt + 1), width };
}

function bodyRow(lines: readonly Line[], index: number, boxed: boolean): BodyRow {
  const line = lines[index] ?? { text: '', row: { text: '', wrapped: false, spans: [] } };
  const inner = boxed ? unboxed(line.text) : undefined;
  const text = inner ?? line.text;
  const from = line.text.indexOf(text.trimStart());
  const to = from + text.trim().length;
  return {
    index,
    text,
    faint: looks(line, from, to, isFaint),
    bold: looks(line, from, to, (style) => style.bold),
  };
}

/** The top of the outermost box around a row: inner boxes have sides of their own left and right. */
function boxTop(lines: readonly Line[], from: number): number {
  for (let row = from - 1; row >= 0; row--) {
    const text = lines[row]?.text ?? '';
    if (isBoxTop(text)) return row;
    if (unboxed(text) === undefined) return -1;
  }
  return -1;
}

/**
 * The rule above a dialog without a box: the nearest one in a colour. Text of the model stands at the left edge too where a
 * CLI draws it without a bar, rules of its own included, and these have a colour only if it wrote the codes for one, which
 * the hints and the header of its question outweigh. Where all rules are gray the nearest one tells at least the title of a
 * menu.
 */
function ruleTop(lines: readonly Line[], from: number, cols: number): { top: number; own: boolean } {
  let gray = -1;
  for (let row = from - 1; row >= 0; row--) {
    const line = lines[row];
    if (!line || !isRule(line, cols)) continue;
    if (isColoured(styleOfChar(line, 0))) return { top: row, own: true };
    if (gray < 0) gray = row;
  }
  return { top: gray, own: gray < 0 };
}

/** How many rows under the title are the rest of a header with line breaks: they stand on its background. */
export function headerRest(lines: readonly Line[], { title, rows }: Body): number {
  const onBackground = (row: BodyRow | undefined): boolean => {
    const line = lines[row?.index ?? -1];
    return line !== undefined && styleOfChar(line, line.text.search(/\S/)).bg !== -1;
  };
  if (!onBackground(title)) return 0;
  return Math.max(
    0,
    rows.findIndex((row) => row.text.trim() === '' || !onBackground(row)),
  );
}
