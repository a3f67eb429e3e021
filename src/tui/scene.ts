import type { Row } from '../screen/frame.ts';
import type { Ink } from './ink.ts';

/** A rectangle of the terminal in cells; `x` and `y` are 0-based. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly cols: number;
  readonly rows: number;
}

/** A piece of text in one ink. The text is safe (no controls) and its cells are counted by `face/text/text.ts`. */
export interface Span {
  readonly text: string;
  readonly ink: Ink;
  /** In the status line: the action of the key table that a click on it performs. */
  readonly action?: string;
}

/** One line of text; what it leaves free is filled with the ink of its block. */
export type Line = readonly Span[];

/** Whose cells a picture shows. */
export type Source =
  | { readonly type: 'session'; readonly id: string }
  /** A recording that was opened under `key`, at a second of its own. */
  | { readonly type: 'recording'; readonly key: string; readonly atS: number }
  /** Rows as they are, the first at the top. */
  | { readonly type: 'rows'; readonly rows: readonly Row[] };

/** Text of pcc's own. Lines are cut at the right edge; missing ones are blank. */
export interface Block {
  readonly type: 'block';
  readonly rect: Rect;
  readonly lines: readonly Line[];
  /** Ink of whatever the lines leave free. */
  readonly fill: Ink;
}

/** The cells of a child's screen, as they are: colours, attributes and wide characters. */
export interface Picture {
  readonly type: 'picture';
  readonly rect: Rect;
  readonly source: Source;
  /**
   * Which part is shown where the screen is larger than the rectangle: `bottom` the left columns of the lowest rows that hold
   * something (prompts stand there), `cursor` whatever keeps the cursor in sight, `top` the upper left.
   */
  readonly part: 'bottom' | 'cursor' | 'top';
  /** The terminal's cursor is put where the child's is. At most one picture of a scene has it. */
  readonly cursor: boolean;
}

/** Cells of earlier layers that get another ink on top of what they are: a selection, a found word. */
export interface Tint {
  readonly type: 'tint';
  readonly rect: Rect;
  readonly ink: Ink;
}

export type Layer = Block | Picture | Tint;

/** What the whole terminal shows: plain values, painted in order, later layers over earlier ones. */
export interface Scene {
  readonly cols: number;
  readonly rows: number;
  readonly layers: readonly Layer[];
  /** Where the cursor of a form stands; left out, a picture's cursor is shown, or none. */
  readonly cursor?: { readonly x: number; readonly y: number };
  /** Title of the window of the terminal. */
  readonly title: string;
}

/** A span. */
export function span(text: string, ink: Ink = 'plain'): Span {
  return { text, ink };
}
