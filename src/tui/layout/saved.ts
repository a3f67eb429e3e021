import { z } from 'zod';

/** How tiles are laid out. */
export const layoutNames = ['grid', 'main', 'rows', 'columns'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** What is remembered of the layout between two runs. */
export const savedLayoutShape = z.object({
  layout: z.enum(layoutNames),
  /**
   * Shares of the splits that were moved, by the path of the split (`main/0`); of each 0 to 1. A split that is not named is even, but for the main pane.
   */
  shares: z.record(z.string().max(100), z.number().gt(0).lt(1)),
  /** Sessions in the order a person put them; others follow by their beginning. */
  order: z.array(z.string().max(64)).max(1_000),
});

export type SavedLayout = z.output<typeof savedLayoutShape>;

/** What a first run begins with. */
export const firstLayout: SavedLayout = { layout: 'grid', shares: {}, order: [] };
