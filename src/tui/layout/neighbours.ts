import type { PanePlace, Places } from './places.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** A stretch of cells, the last one left out. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The session whose pane lies next in a direction: of the nearest panes the one with the longest common border. */
export function neighbour({ panes }: Pick<Places, 'panes'>, session: string, direction: Direction): string | undefined {
  const own = panes.find((pane) => pane.session === session);
  if (!own) return undefined;
  const from = stretches(own, direction);
  let best: { readonly session: string; readonly distance: number; readonly common: number } | undefined;
  for (const pane of panes) {
    const to = stretches(pane, direction);
    const distance =
      direction === 'left' || direction === 'up' ? from.along.from - to.along.to : to.along.from - from.along.to;
    const common = Math.min(from.across.to, to.across.to) - Math.max(from.across.from, to.across.from);
    if (pane === own || distance < 0 || common <= 0) continue;
    if (!best || distance < best.distance || (distance === best.distance && common > best.common))
      best = { session: pane.session, distance, common };
  }
  return best?.session;
}

/** What a pane takes along a direction and across it. */
function stretches({ title, inner }: PanePlace, direction: Direction): { along: Stretch; across: Stretch } {
  const cols = { from: title.x, to: title.x + title.cols };
  const rows = { from: title.y, to: inner.y + inner.rows };
  const isLevel = direction === 'left' || direction === 'right';
  return isLevel ? { along: cols, across: rows } : { along: rows, across: cols };
}
