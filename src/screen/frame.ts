/**
 * One settled picture of the child's screen: a plain value, safe to store, compare and replay. The emulator moves while
 * you read; a frame does not.
 */
export interface Frame {
  readonly cols: number;
  /** Top to bottom, always as many as the terminal has. */
  readonly rows: readonly Row[];
  readonly cursor: Cursor;
  /** The window title the child last set, '' before the first. */
  readonly title: string;
  readonly buffer: 'normal' | 'alternate';
  /** True between the two marks of a synchronized update (`CSI ?2026 h` … `l`): the picture is half drawn. */
  readonly syncOpen: boolean;
  /** Output offset (see `terminal/`) up to which the child's output is in this picture. */
  readonly offset: number;
}

export interface Cursor {
  /** Column and row, 0-based, within the screen. */
  readonly x: number;
  readonly y: number;
  readonly visible: boolean;
}

/** One row of cells. */
export interface Row {
  /** The row as text, one character (or combined sequence) per cell, trailing blanks removed. A wide character counts once. */
  readonly text: string;
  /** True when this row continues the one above by a soft wrap of the terminal. */
  readonly wrapped: boolean;
  /** Runs of cells that are not in the default style, left to right, without overlap; columns are cells, not characters. */
  readonly spans: readonly Span[];
  /**
   * For rows with wide or combined characters: the column at which each UTF-16 unit of `text` stands, and, where blanks
   * follow, the column after the last character; absent when column = index.
   */
  readonly columns?: readonly number[];
}

export interface Span {
  /** First column and the column after the last, in cells. */
  readonly from: number;
  readonly to: number;
  readonly style: Style;
}

/** The attributes that matter for reading and for drawing. Colours: -1 default, 0…255 palette, 0x1000000 + RGB for true colour. */
export interface Style {
  readonly fg: number;
  readonly bg: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly concealed: boolean;
  readonly strike: boolean;
}

/** The style of a cell that nothing was said about. */
export const plainStyle: Style = {
  fg: -1,
  bg: -1,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  concealed: false,
  strike: false,
};

/** The column at which the character at `index` of the row's text stands. */
export function columnOf(row: Row, index: number): number {
  return row.columns ? (row.columns[index] ?? row.columns.length) : index;
}

/** The style of the cell at a column. */
export function styleAt(row: Row, column: number): Style {
  // Rows may have a span for each cell, and readers ask for the style of each: the spans are halved, not walked.
  let from = 0;
  let to = row.spans.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const span = row.spans[middle];
    if (!span || column < span.from) to = middle;
    else if (column >= span.to) from = middle + 1;
    else return span.style;
  }
  return plainStyle;
}
