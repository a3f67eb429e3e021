import type { Frame, Row, Span, Style } from '../../screen/frame.ts';
import { plainStyle } from '../../screen/frame.ts';
import type { Cells } from '../../terminal/painter.ts';
import { cellsOf } from '../../terminal/painter.ts';
import { cellsOf as widthOf, shorten } from '../../face/text/text.ts';
import type { Moment, PanelLine } from './panel.ts';
import { panelLines, styleOfState } from './panel.ts';

/** What stands to the left of each row: a mark beside those that the reading rests on. */
const gutterCells = 2;
const mark = '▌';
/** Between the screen and the panel beside it. */
const gapCells = 3;
/** Narrower than this the panel goes under the screen; wider it does not become. */
const panelCellsMin = 34;
const panelCellsMax = 60;
/** Rows of the screen that are shown at the least, however long the panel under it is. */
const screenRowsMin = 8;

/** Where a picture is shown. */
export interface PictureSize {
  readonly cols: number;
  /** Infinity where output only ever goes on. */
  readonly rows: number;
}

/**
 * The screen of a recording with its reading beside it, or under it where that is too narrow, as one frame. Where not all rows
 * fit, those that the reading rests on are shown.
 */
export function pictureOf(moment: Moment, size: PictureSize, status: string): Frame {
  const { frame } = moment;
  const rest = size.cols - gutterCells - frame.cols - gapCells;
  const rows = size.rows - (status === '' ? 0 : 1);
  const body = rest >= panelCellsMin ? beside(moment, rest, rows) : under(moment, size.cols, rows);
  if (Number.isFinite(rows)) while (body.length < rows) body.push(textRow([], size.cols));
  if (status !== '') body.push(statusRow(status, size.cols));
  return {
    cols: size.cols,
    rows: body,
    cursor: { x: 0, y: 0, visible: false },
    title: '',
    buffer: 'alternate',
    syncOpen: false,
    offset: 0,
  };
}

/** The same without colours; what is bold, inverse or underlined stays. */
export function withoutColours(frame: Frame): Frame {
  const plain = (style: Style): Style => ({ ...style, fg: -1, bg: -1 });
  const rows = frame.rows.map((row) => ({
    ...row,
    spans: row.spans.map((span) => ({ ...span, style: plain(span.style) })),
  }));
  return { ...frame, rows };
}

function beside(moment: Moment, rest: number, rows: number): Row[] {
  const { frame } = moment;
  const panel = panelLines(moment, Math.min(panelCellsMax, rest));
  const height = Math.min(rows, Math.max(frame.rows.length, panel.length));
  const screen = screenRows(moment, frame.cols, Math.min(height, frame.rows.length));
  const cols = gutterCells + frame.cols + gapCells + Math.min(panelCellsMax, rest);
  return Array.from({ length: height }, (_, y) => {
    const left = screen[y] ?? blank(gutterCells + frame.cols);
    const line = panel[y];
    const bar = cellsOfText({ text: ' │ ', style: dim }, gapCells);
    return rowOf(joined(left, bar, line ? cellsOfText(line, cols - gutterCells - frame.cols - gapCells) : blank(0)));
  });
}

function under(moment: Moment, cols: number, rows: number): Row[] {
  const panel = panelLines(moment, cols);
  const forScreen = Math.max(Math.min(screenRowsMin, rows), rows - panel.length - 1);
  const screen = screenRows(moment, Math.max(1, cols - gutterCells), Math.min(forScreen, moment.frame.rows.length));
  const rule = { text: '─'.repeat(cols), style: dim };
  return [...screen.map(rowOf), ...[rule, ...panel].map((line) => textRow([line], cols))].slice(0, rows);
}

const dim: Style = { ...plainStyle, dim: true };

/** `count` rows of the screen behind their gutter, with the last row of the evidence among them. */
function screenRows({ frame, change }: Moment, cols: number, count: number): Cells[] {
  const { top, bottom } = change.reading.evidence;
  const first = Math.max(0, Math.min(frame.rows.length - count, bottom + 1 - Math.ceil(count / 2) - (count >> 2)));
  const style = styleOfState(change.reading.state);
  return frame.rows.slice(first, first + count).map((row, index) => {
    const isEvidence = first + index >= top && first + index <= bottom;
    return joined(cellsOfText({ text: isEvidence ? mark : '', style }, gutterCells), cellsOf(row, cols));
  });
}

function statusRow(status: string, cols: number): Row {
  return textRow([{ text: shorten(status, cols), style: { ...plainStyle, inverse: true } }], cols);
}

function textRow(lines: readonly PanelLine[], cols: number): Row {
  return rowOf(joined(...lines.map((line) => cellsOfText(line, cols))));
}

/** A safe text in `cols` cells; blanks behind it are in no style. */
function cellsOfText({ text, style }: PanelLine, cols: number): Cells {
  const { chars, styles } = mutable(cols);
  let x = 0;
  for (const char of shorten(text, cols)) {
    const width = widthOf(char);
    if (width === 0) {
      if (x > 0) chars[x - 1] = `${chars[x - 1] ?? ''}${char}`;
      continue;
    }
    chars[x] = char;
    styles[x] = style;
    if (width === 2) {
      chars[x + 1] = '';
      styles[x + 1] = style;
    }
    x += width;
  }
  return { chars, styles };
}

function blank(cols: number): Cells {
  return mutable(cols);
}

function mutable(cols: number): { chars: string[]; styles: Style[] } {
  return { chars: new Array<string>(cols).fill(' '), styles: new Array<Style>(cols).fill(plainStyle) };
}

function joined(...parts: readonly Cells[]): Cells {
  return { chars: parts.flatMap(({ chars }) => chars), styles: parts.flatMap(({ styles }) => styles) };
}

/** Cells as a row of a frame. */
function rowOf({ chars, styles }: Cells): Row {
  let text = '';
  const columns: number[] = [];
  chars.forEach((char, x) => {
    for (let unit = 0; unit < char.length; unit++) columns.push(x);
    text += char;
  });
  const trimmed = text.replace(/ +$/, '');
  return { text: trimmed, wrapped: false, spans: spansOf(styles), columns: columns.slice(0, trimmed.length + 1) };
}

function spansOf(styles: readonly Style[]): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let x = 1; x <= styles.length; x++) {
    const style = styles[from];
    if (x < styles.length && styles[x] === style) continue;
    if (style && style !== plainStyle) spans.push({ from, to: x, style });
    from = x;
  }
  return spans;
}
