import { limits } from '../../limits.ts';
import type { Model } from '../model.ts';
import type { PanelKind } from '../panel.ts';
import type { Rect } from '../scene.ts';
import { placesOf } from './tiling.ts';

/**
 * Where a panel stands, for `view` and for what a mouse or a page means to it. A form has all but the status line. One that belongs to a pane covers its cells, the title row stays; it takes the place of all tiles, below a title row of its own,
 * where its session has none, one that is too small to read in, or one that another view covers.
 */
export function panelPlace(place: PanelKind<unknown>['place'], session: string | undefined, model: Model): Rect {
  const { body, panes, status } = placesOf(model);
  if (place === 'over') return { x: 0, y: 0, cols: status.cols, rows: status.y };
  const isCovered = model.panels.some(({ kind }) => kind.place === 'instead');
  const inner = place === 'pane' && !isCovered ? panes.find((pane) => pane.session === session)?.inner : undefined;
  const below = place === 'pane' ? { ...body, y: body.y + 1, rows: Math.max(1, body.rows - 1) } : body;
  if (!inner) return below;
  return inner.cols >= limits.panelColsMin && inner.rows >= limits.panelRowsMin ? inner : below;
}
