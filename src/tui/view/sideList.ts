import type { Status } from '../../api/methods.ts';
import { oneLine } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';
import { itemOf } from '../attention.ts';
import { listRows } from '../layout/list.ts';
import type { Model } from '../model.ts';
import type { Block, Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { timeSince } from './figures.ts';
import { cutLine, fitted, inInk, lineWidth } from './lines.ts';
import { slotLine } from './slots.ts';
import { stateOf, stateWord } from './states.ts';
import { progressOf } from './taskLooks.ts';

/** All sessions at the side of the tiles, those that need a human first; the focused one is a row of its own ink. */
export function sideList(model: Model, list: Rect, numbers: ReadonlyMap<string, number>): Block[] {
  const rows = listRows(model, list);
  const body: Rect = { ...list, y: list.y + 1, rows: list.rows - 1 };
  const lines: Line[] = [];
  for (const { session, y } of rows) lines[y - body.y] = rowLine(model, session, numbers.get(session.id), list.cols);
  return [
    {
      type: 'block',
      rect: { ...list, rows: 1 },
      lines: [heading(model.fleet.sessions.length, rows.length, list.cols)],
      fill: 'title',
    },
    { type: 'block', rect: body, lines: Array.from(lines, (line: Line | undefined) => line ?? []), fill: 'plain' },
  ];
}

function heading(all: number, shown: number, cols: number): Line {
  const text = shown < all ? `${shown} of ${all} sessions` : `${all} sessions`;
  return slotLine([{ side: 'left', rank: 1, forms: [[span(text, 'title')]] }], { cols, fill: '─', ink: 'border' });
}

function rowLine(model: Model, session: Status, number: number | undefined, cols: number): Line {
  const look = stateOf(session);
  const isFocused = session.id === model.focus;
  const held = model.hold?.session === session.id;
  const isWide = cols >= limits.sideListColsWide;
  const fact: Line = [span(`${look.glyph} ${factOf(session, model.nowMs, isWide)}`, look.ink)];
  const right: Line = [...(isWide ? fitted(fact, factCells) : cutLine(fact, factCells)), span(' ')];
  const start: Line = [
    span(held ? '▸' : isFocused ? '❯' : ' ', 'key'),
    span(number === undefined ? ' ' : String(number), 'key'),
    span(look.needs ? '! ' : '  ', 'needs'),
  ];
  const name = fitted(
    [span(oneLine(session.id), isFocused ? 'strong' : 'plain')],
    Math.max(0, cols - lineWidth(start) - lineWidth(right) - 1),
  );
  const line = fitted([...start, ...name, span(' '), ...right], cols);
  return held ? inInk(line, 'human') : isFocused ? inInk(line, 'chosen') : line;
}

/** Widest state with its time: a wide list aligns the states, a narrow one leaves the room to the names. */
const factCells = 13;

/** The state in a few words: what is asked, or for how long it has been so. */
function factOf(session: Status, nowMs: number, isWide: boolean): string {
  const { word, needs } = stateOf(session);
  const item = itemOf(session);
  // Where there is no room for the word, the risk says more than the beginning of it.
  if (needs) return !isWide && item?.kind === 'permission' ? item.risk : word;
  if (word === 'limit') return stateWord(session, word, nowMs);
  const timed = `${word} ${timeSince(session.since, nowMs)}`;
  const failed = progressOf(session.queue)?.failed ?? 0;
  // A failed task calls nobody by itself: whoever looks in the morning shall see it.
  if (failed > 0)
    return isWide && timed.length + String(failed).length + 2 <= factCells - 2
      ? `${timed} ✗${failed}`
      : `${word} ✗${failed}`;
  return (isWide && timed.length <= factCells - 2) || word.length < 6 ? timed : word;
}
