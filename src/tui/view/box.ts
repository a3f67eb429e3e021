import { cellsOf, oneLine } from '../../face/text/text.ts';
import type { Ink } from '../ink.ts';
import type { PanelKey } from '../panel.ts';
import type { Block, Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { keyWord } from './keyWords.ts';
import { cutLine, fitted, inInk, lineWidth } from './lines.ts';

/**
 * What panels are built of: frames, lists, keys, fields. All use box-drawing characters; where the terminal has none, `view`
 * replaces them in the whole scene.
 */

export { centred, cutLine, fitted, inInk, lineOf, lineWidth, twoSided, wrapLine, wrapText } from './lines.ts';

/** Narrower or lower than this a box has no frame: the room is for what is in it. */
const frameColsMin = 12;
const frameRowsMin = 4;

interface BoxParts {
  readonly rect: Rect;
  readonly title: string;
  /** At the right of the title row: a count, a state. */
  readonly note?: Line;
  /** What is inside, from the top; lines are cut, and those that do not fit are not shown. */
  readonly lines: readonly Line[];
  /** In the lower border, as `keyFoot` makes it. */
  readonly foot?: Line;
  readonly frame?: Ink;
  readonly fill?: Ink;
}

function hasFrame(rect: Rect): boolean {
  return rect.cols >= frameColsMin && rect.rows >= frameRowsMin;
}

/** The room inside the box that fills `rect`: for lines, a cursor, a picture. */
export function innerOf(rect: Rect): Rect {
  if (!hasFrame(rect)) return rect;
  return { x: rect.x + 2, y: rect.y + 1, cols: rect.cols - 4, rows: rect.rows - 2 };
}

/** A frame with a title, lines and a foot, as large as `rect`. */
export function box(parts: BoxParts): Block {
  const { rect, fill = 'form' } = parts;
  if (!hasFrame(rect)) return { type: 'block', rect, lines: parts.lines.slice(0, rect.rows), fill };
  const frame = parts.frame ?? 'border-focus';
  const inner = innerOf(rect);
  const lines: Line[] = [topOf(parts, frame)];
  for (let row = 0; row < inner.rows; row++) {
    const line = fitted(parts.lines[row] ?? [], inner.cols, fill);
    lines.push([span('│', frame), span(' ', fill), ...line, span(' ', fill), span('│', frame)]);
  }
  lines.push(edge('╰', '╯', { left: parts.foot ?? [], right: [] }, { cols: rect.cols, frame }));
  return { type: 'block', rect, lines, fill };
}

function topOf(parts: BoxParts, frame: Ink): Line {
  const left = parts.title === '' ? [] : [span(oneLine(parts.title), 'title-focus')];
  return edge('╭', '╮', { left, right: parts.note ?? [] }, { cols: parts.rect.cols, frame });
}

/** `╭─ left ───── right ─╮` */
function edge(from: string, to: string, texts: { left: Line; right: Line }, look: { cols: number; frame: Ink }): Line {
  const { cols, frame } = look;
  const right = cutLine(texts.right, Math.floor((cols - 8) / 2));
  const ending: Line =
    right.length > 0 ? [span(' ', frame), ...right, span(` ─${to}`, frame)] : [span(`─${to}`, frame)];
  const room = cols - 2 - lineWidth(ending);
  const left = cutLine(texts.left, room - 2);
  const beginning: Line =
    left.length > 0 ? [span(`${from}─ `, frame), ...left, span(' ', frame)] : [span(`${from}─`, frame)];
  const free = cols - lineWidth(beginning) - lineWidth(ending);
  return [...beginning, span('─'.repeat(Math.max(0, free)), frame), ...ending];
}

/** Keys and what they do, as many as fit into `cols`: `Enter answer  Esc close`. */
export function keyFoot(keys: readonly PanelKey[], cols: number): Line {
  const foot: Line[number][] = [];
  let used = 0;
  for (const { keys: names, summary } of keys) {
    const key = keyWord(names[0] ?? '');
    const cells = cellsOf(key) + 1 + cellsOf(summary) + (foot.length > 0 ? 2 : 0);
    if (key === '' || used + cells > cols) continue;
    if (foot.length > 0) foot.push(span('  ', 'hint'));
    foot.push(span(key, 'key'), span(` ${summary}`, 'hint'));
    used += cells;
  }
  return foot;
}

/** Which items of a list are shown in `rows` rows so that the chosen one is in sight. */
export function windowed<T>(
  items: readonly T[],
  chosen: number,
  rows: number,
): { readonly from: number; readonly shown: readonly T[] } {
  const last = Math.max(0, items.length - rows);
  const from = Math.min(last, Math.max(0, chosen - Math.floor(rows / 2)));
  return { from, shown: items.slice(from, from + Math.max(0, rows)) };
}

/**
 * A list of lines in `rows` rows: the chosen one wholly in ink `chosen` and marked, a bar at the right edge where not all are
 * in sight. `chosen` -1: none.
 */
export function listLines(items: readonly Line[], chosen: number, area: { cols: number; rows: number }): Line[] {
  const { from, shown } = windowed(items, chosen, area.rows);
  const bar = scrollBar(items.length, from, area.rows);
  const cols = area.cols - 2 - (bar ? 2 : 0);
  return shown.map((item, row) => {
    const isChosen = from + row === chosen;
    const line = fitted([span(isChosen ? '❯ ' : '  ', 'key'), ...item], cols + 2, 'form');
    const shownLine = isChosen ? inInk(line, 'chosen') : line;
    return bar ? [...shownLine, span(' ', 'form'), span(bar[row] ?? ' ', 'dim')] : shownLine;
  });
}

/** The characters of a scroll bar, from the top; undefined where everything is in sight. */
export function scrollBar(count: number, from: number, rows: number): readonly string[] | undefined {
  if (count <= rows || rows < 1) return undefined;
  const length = Math.max(1, Math.round((rows * rows) / count));
  const start = Math.round(((rows - length) * from) / (count - rows));
  return Array.from({ length: rows }, (_, row) => (row >= start && row < start + length ? '┃' : '│'));
}

/** Name and value, the values of several lines aligned at `nameCols`. */
export function fieldLine(name: string, value: Line, nameCols: number): Line {
  return [...fitted([span(oneLine(name), 'hint')], nameCols, 'form'), span(' ', 'form'), ...value];
}

/** A heading across `cols` cells: `── words ─────`. */
export function rule(title: string, cols: number): Line {
  const text = title === '' ? '' : ` ${oneLine(title)} `;
  const rest = Math.max(0, cols - 2 - cellsOf(text));
  return cutLine([span('──', 'border'), span(text, 'strong'), span('─'.repeat(rest), 'border')], cols);
}
