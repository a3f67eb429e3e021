import { limits } from '../../../limits.ts';
import type { Mouse } from '../../key.ts';
import type { Rect } from '../../scene.ts';
import type { Spot } from './glyphs.ts';
import { settled, wordEnd, wordStart } from './motion.ts';
import type { Copying } from './state.ts';
import { moved, scrolled } from './state.ts';

/** Copy mode after a mouse event: a press puts the cursor, a drag selects, a second press selects the word, the wheel scrolls. */
export function pointed(copying: Copying, mouse: Mouse, rect: Rect, nowMs: number): Copying {
  switch (mouse.kind) {
    case 'wheel-up':
      return scrolled(copying, -limits.wheelRows, rect);
    case 'wheel-down':
      return scrolled(copying, limits.wheelRows, rect);
    case 'press':
      return mouse.button === 'left' && isOver(mouse, rect)
        ? pressedAt(copying, spotOf(copying, mouse, rect), rect, nowMs)
        : copying;
    case 'drag':
      return copying.press ? draggedTo(copying, spotOf(copying, mouse, rect), rect) : copying;
    case 'move':
    case 'release':
      return copying;
  }
}

function isOver({ x, y }: Mouse, rect: Rect): boolean {
  return x >= rect.x && x < rect.x + rect.cols && y >= rect.y && y < rect.y + rect.rows;
}

/** What the mouse is over; beside the rectangle it is a row or column further on, so that a drag moves the rows. */
function spotOf(copying: Copying, { x, y }: Mouse, rect: Rect): Spot {
  const down = Math.min(Math.max(y - rect.y, -1), rect.rows);
  const right = Math.min(Math.max(x - rect.x, -1), rect.cols);
  return settled(copying.frozen.rows, { row: copying.top + down, col: copying.left + right });
}

function pressedAt(copying: Copying, spot: Spot, rect: Rect, nowMs: number): Copying {
  const { press } = copying;
  const isSecond =
    press !== undefined &&
    press.spot.row === spot.row &&
    press.spot.col === spot.col &&
    nowMs - press.atMs <= limits.doubleClickMs;
  if (!isSecond) {
    const next = moved({ ...copying, selection: undefined }, spot, rect);
    return { ...next, press: { spot, atMs: nowMs } };
  }
  const { rows } = copying.frozen;
  const selection = { kind: 'characters', anchor: wordStart(rows, spot) } as const;
  return moved({ ...copying, selection, press: undefined }, wordEnd(rows, spot), rect);
}

function draggedTo(copying: Copying, spot: Spot, rect: Rect): Copying {
  const { press } = copying;
  if (!press) return copying;
  const isSame = press.spot.row === spot.row && press.spot.col === spot.col;
  if (!copying.selection && isSame) return copying;
  const selection = copying.selection ?? { kind: 'characters', anchor: press.spot };
  return moved({ ...copying, selection }, spot, rect);
}
