import type { PanePlace, Places, SplitPlace } from './places.ts';
import type { SavedLayout } from './saved.ts';

/** Moving the lines between panes. */

/** Shares stay off the ends: a line at the very end could not be told from none. */
const shareMin = 0.001;

/**
 * The layout with the line of a split at another column or row of the terminal. The next line in the same row of panes stays where
 * it is; how far a line can go is known to whoever divides.
 */
export function withLineAt(
  saved: SavedLayout,
  { splits }: Pick<Places, 'splits'>,
  path: string,
  at: number,
): SavedLayout {
  const split = splits.find((one) => one.path === path);
  if (!split) return saved;
  const shares = { ...saved.shares, [path]: shareAt(split, startOf(split), at) };
  const next = splits.find((one) => one.path === pathAfter(path) && one.direction === split.direction);
  if (next) shares[next.path] = shareAt(next, split.direction === 'vertical' ? at + 1 : at, lineOf(next));
  return { ...saved, shares };
}

/** The layout without the lines that were moved in it. */
export function evened(saved: SavedLayout): SavedLayout {
  const others = Object.entries(saved.shares).filter(([path]) => !path.startsWith(`${saved.layout}/`));
  return { ...saved, shares: Object.fromEntries(others) };
}

/** The line that makes a pane larger in a direction, and which way it goes for that: the one behind the pane, else the one before. */
export function lineBeside(
  { splits }: Pick<Places, 'splits'>,
  pane: PanePlace,
  direction: SplitPlace['direction'],
): { readonly split: SplitPlace; readonly grows: 1 | -1 } | undefined {
  const { title, inner } = pane;
  const isLevel = direction === 'vertical';
  const touching = splits.filter(({ rect, direction: other }) => {
    if (other !== direction) return false;
    return isLevel
      ? rect.y <= title.y && title.y < rect.y + rect.rows
      : rect.x <= title.x && title.x < rect.x + rect.cols;
  });
  const behind = touching.find(({ rect }) =>
    isLevel ? rect.x === title.x + title.cols : rect.y === inner.y + inner.rows,
  );
  if (behind) return { split: behind, grows: 1 };
  const before = touching.find(({ rect }) => (isLevel ? rect.x === title.x - 1 : rect.y === title.y));
  return before ? { split: before, grows: -1 } : undefined;
}

/** Column or row of the line of a split. */
export function lineOf({ direction, rect }: SplitPlace): number {
  return direction === 'vertical' ? rect.x : rect.y;
}

function startOf({ direction, whole }: SplitPlace): number {
  return direction === 'vertical' ? whole.x : whole.y;
}

/** The share of the first side when the whole begins at `start` and the line is at `at`. */
function shareAt({ direction, whole }: SplitPlace, start: number, at: number): number {
  const end = direction === 'vertical' ? whole.x + whole.cols - 1 : whole.y + whole.rows;
  const share = end > start ? (at - start) / (end - start) : 0.5;
  return Math.max(shareMin, Math.min(share, 1 - shareMin));
}

/** `rows/3/0` → `rows/3/1`. */
function pathAfter(path: string): string {
  return path.replace(/\d+$/, (index) => String(Number(index) + 1));
}
