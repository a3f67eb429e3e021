import type { Status } from '../../api/methods.ts';
import type { Model } from '../model.ts';
import type { Rect } from '../scene.ts';
import { listed } from './order.ts';

/** A session in the side list, and its row of the terminal. */
export interface ListRow {
  readonly session: Status;
  readonly y: number;
}

/** The rows of the side list: its first one is a heading; of more sessions than fit, those around the focus are shown. */
export function listRows(model: Pick<Model, 'fleet' | 'saved' | 'focus'>, list: Rect): ListRow[] {
  const sessions = listed(model);
  const room = list.rows - 1;
  const focused = sessions.findIndex(({ id }) => id === model.focus);
  const top = Math.max(0, Math.min(focused - Math.floor(room / 2), sessions.length - room));
  return sessions.slice(top, top + room).map((session, index) => ({ session, y: list.y + 1 + index }));
}
