import type { PendingItem, Status } from '../../api/methods.ts';
import type { Ink } from '../ink.ts';
import { panelPlace } from '../layout/panelPlace.ts';
import type { Model } from '../model.ts';
import type { PanelEvent } from '../panel.ts';
import type { Line, Rect, Span } from '../scene.ts';
import { span } from '../scene.ts';
import { centred, fitted, scrollBar, wrapText } from '../view/box.ts';

/** What the forms share: where they stand, text that scrolls, the keys that scroll it. */

/** The place that an `over` panel gets. */
export function bodyRect(model: Model): Rect {
  return panelPlace('over', undefined, model);
}

/** The place of a box with so many cells inside, in the middle; on a small terminal all there is. */
export function formRect(rect: Rect, cols: number, rows: number): Rect {
  return centred(rect, cols + 4, rows + 2);
}

/** The classes of risk, as the API tells them. */
export type Risk = PendingItem['risk'];

const riskLooks: Readonly<Record<Risk, { readonly glyph: string; readonly ink: Ink }>> = {
  LOW: { glyph: '○', ink: 'low' },
  MEDIUM: { glyph: '◆', ink: 'medium' },
  HIGH: { glyph: '▲', ink: 'high' },
};

/** `▲ HIGH`: the colour only helps. */
export function riskMark(risk: Risk): Span {
  const { glyph, ink } = riskLooks[risk];
  return span(`${glyph} ${risk}`, ink);
}

/** `▲ HIGH risk`. */
export function riskSpan(risk: Risk): Span {
  const { text, ink } = riskMark(risk);
  return span(`${text} risk`, ink);
}

/**
 * Lines of which as many are shown as there is room, from `scroll` on; where not all are, the last row says which. They are at
 * most `cols - 2` wide, so that a bar finds room beside them.
 */
export function scrolled(lines: readonly Line[], scroll: number, room: { cols: number; rows: number }): Line[] {
  const { cols, rows } = room;
  if (lines.length <= rows) return [...lines];
  const shown = Math.max(1, rows - 1);
  const from = clampedScroll(scroll, lines.length, rows);
  const bar = scrollBar(lines.length, from, shown) ?? [];
  const text = lines
    .slice(from, from + shown)
    .map((line, row): Line => [...fitted(line, cols - 2, 'form'), span(' ', 'form'), span(bar[row] ?? ' ', 'dim')]);
  const where = `line ${from + 1}-${Math.min(lines.length, from + shown)} of ${lines.length}  PageDown PageUp`;
  return rows > 1 ? [...text, [span(where.slice(0, cols), 'hint')]] : text;
}

/** Where a text of so many lines in so many rows can be scrolled to, nearest to what is wanted. */
export function clampedScroll(wanted: number, lines: number, rows: number): number {
  if (lines <= rows) return 0;
  return Math.max(0, Math.min(wanted, lines - Math.max(1, rows - 1)));
}

/** How far a key or the wheel scrolls, in lines; `page` is what a page has. Undefined: it does not scroll. */
export function scrollOf(event: PanelEvent, page: number): number | undefined {
  if (event.type === 'mouse') {
    if (event.mouse.kind === 'wheel-up') return -3;
    return event.mouse.kind === 'wheel-down' ? 3 : undefined;
  }
  if (event.type !== 'key') return undefined;
  switch (event.key.name) {
    case 'PageUp':
    case 'C-b':
      return -page;
    case 'PageDown':
    case 'C-f':
      return page;
    case 'C-Up':
    case 'C-y':
      return -1;
    case 'C-Down':
    case 'C-e':
      return 1;
    default:
      return undefined;
  }
}

/** A sentence on what went wrong, in as many rows as it needs; none for none. */
export function faultLines(fault: string | undefined, cols: number): Line[] {
  return fault === undefined || fault === '' ? [] : wrapText(`! ${fault}`, cols, 'fault');
}

/** A session by its id. */
export function sessionOf(model: Model, id: string | undefined): Status | undefined {
  return model.fleet.sessions.find((session) => session.id === id);
}
