import type { Ink } from '../ink.ts';
import type { PanePlace, Places } from '../layout/places.ts';
import type { Block, Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';

/** The ink of the lines around a pane. */
export type FrameInk = (session: string) => Ink;

/** What goes before what where two panes share a line. */
const order: readonly Ink[] = ['border-human', 'border-other', 'border-focus', 'border'];

/** The lines between panes side by side, and the one beside the side list: one column each, joined to the title rows. */
export function separators({ panes, splits, list, body }: Places, frameInk: FrameInk): Block[] {
  const lines = splits.filter(({ direction }) => direction === 'vertical').map(({ rect }) => rect);
  if (list) lines.push({ x: list.x + list.cols, y: body.y, cols: 1, rows: body.rows });
  const rules = [...panes.map(({ title }) => title), ...(list ? [{ ...list, rows: 1 }] : [])];
  return lines.map((rect) => ({
    type: 'block',
    rect,
    lines: Array.from({ length: rect.rows }, (_, row) => cellOf(rect.x, rect.y + row, { panes, rules, frameInk })),
    fill: 'border',
  }));
}

interface Around {
  readonly panes: readonly PanePlace[];
  readonly rules: readonly Rect[];
  readonly frameInk: FrameInk;
}

function cellOf(x: number, y: number, { panes, rules, frameInk }: Around): Line {
  const fromLeft = rules.some((rule) => rule.y === y && rule.x + rule.cols === x);
  const toRight = rules.some((rule) => rule.y === y && rule.x === x + 1);
  const inks = panes
    .filter(({ title, inner }) => isBeside(title, x, y) || isBeside(inner, x, y))
    .map(({ session }) => frameInk(session));
  const ink = order.find((candidate) => inks.includes(candidate)) ?? 'border';
  return [span(joint(fromLeft, toRight, y === 0), ink)];
}

/** Whether a rectangle touches the cell from the left or the right. */
function isBeside(rect: Rect, x: number, y: number): boolean {
  return y >= rect.y && y < rect.y + rect.rows && (rect.x === x + 1 || rect.x + rect.cols === x);
}

function joint(fromLeft: boolean, toRight: boolean, isTop: boolean): string {
  if (fromLeft && toRight) return isTop ? '┬' : '┼';
  if (fromLeft) return isTop ? '┐' : '┤';
  if (toRight) return isTop ? '┌' : '├';
  return '│';
}
