import type { Rect } from '../scene.ts';

/** Where a pane stands: a title row, and the cells of the child below it. */
export interface PanePlace {
  readonly session: string;
  readonly title: Rect;
  readonly inner: Rect;
}

/** The line between the two sides of a split. */
export interface SplitPlace {
  /** Path of the split, as in `SavedLayout.shares`. */
  readonly path: string;
  /** A vertical line has a column of its own; a horizontal one is the title row of the panes below it. */
  readonly direction: 'vertical' | 'horizontal';
  readonly rect: Rect;
  /** The whole that is split. */
  readonly whole: Rect;
}

/** Where everything stands on the terminal. */
export interface Places {
  /** The tiles, or what stands in their place. */
  readonly body: Rect;
  readonly panes: readonly PanePlace[];
  readonly splits: readonly SplitPlace[];
  /** The side list of all sessions, when not all have a tile; the column to its right is the line beside the tiles. */
  readonly list: Rect | undefined;
  /** The status line at the bottom. */
  readonly status: Rect;
  /** Set when the terminal is too small to show anything: what is needed at least. */
  readonly needs: { readonly cols: number; readonly rows: number } | undefined;
}
