import type { IBufferCell, IBufferLine } from './headlessScreen.ts';
import type { Row, Span, Style } from '../screen/frame.ts';
import { plainStyle } from '../screen/frame.ts';
import { capped, colour } from './cells.ts';
import { styleBits, StyleTable } from './styleTable.ts';

/** Makes plain rows of the emulator's lines. */
export class RowReader {
  readonly #styles = new StyleTable();
  readonly #cell: IBufferCell;

  /** `cell` is used again for each cell that is read. */
  constructor(cell: IBufferCell) {
    this.#cell = cell;
  }

  /** The row that a line holds; an empty one where there is no line. */
  rowOf(line: IBufferLine | undefined): Row {
    if (!line) return { text: '', wrapped: false, spans: [] };
    let text = '';
    const columns: number[] = [];
    let simple = true;
    let wideBefore = false;
    const spans: Span[] = [];
    let open: { from: number; style: Style } | undefined;
    for (let x = 0; x < line.length; x++) {
      const cell = line.getCell(x, this.#cell);
      if (!cell) break;
      const style = this.#style(cell);
      if (open && open.style !== style) {
        spans.push({ from: open.from, to: x, style: open.style });
        open = undefined;
      }
      if (!open && style !== plainStyle) open = { from: x, style };
      const width = cell.getWidth();
      const isRightHalf = width === 0 && wideBefore;
      wideBefore = width === 2;
      if (isRightHalf) continue;
      // A joining character with nothing to join leaves a cell without width behind.
      const chars = width === 0 ? ' ' : capped(cell.getChars()) || ' ';
      if (chars.length !== 1 || width === 2) simple = false;
      for (let unit = 0; unit < chars.length; unit++) columns.push(x);
      text += chars;
    }
    if (open) spans.push({ from: open.from, to: line.length, style: open.style });
    const trimmed = text.replace(/ +$/, '');
    const row = { text: trimmed, wrapped: line.isWrapped, spans };
    return simple ? row : { ...row, columns: columns.slice(0, trimmed.length + 1) };
  }

  #style(cell: IBufferCell): Style {
    if (cell.isAttributeDefault()) return plainStyle;
    const fg = colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
    const bg = colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
    const flags =
      (cell.isBold() ? styleBits.bold : 0) |
      (cell.isDim() ? styleBits.dim : 0) |
      (cell.isItalic() ? styleBits.italic : 0) |
      (cell.isUnderline() ? styleBits.underline : 0) |
      (cell.isInverse() ? styleBits.inverse : 0) |
      (cell.isInvisible() ? styleBits.concealed : 0) |
      (cell.isStrikethrough() ? styleBits.strike : 0);
    return this.#styles.styleOf(fg, bg, flags);
  }
}
