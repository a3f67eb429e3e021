import { limits } from '../../../limits.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelKind, PanelStep, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { rule, windowed, wrapLine } from '../../view/box.ts';
import { emptyLines, listCols, listOf, sheet, sheetArea } from '../sheet.ts';
import { rowsBy } from '../rowKeys.ts';
import type { UsageLine } from './lines.ts';
import { usageLines } from './lines.ts';

/** Limits and usage; the chosen line is about a session. */
export interface UsageState {
  /** Place among the lines that are about a session. */
  readonly chosen: number;
}

const keys: readonly PanelKey[] = [
  { keys: ['g', 'Enter'], summary: 'to its session' },
  { keys: ['Q'], summary: 'its queue' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['j', 'k', 'Down', 'Up', 'PageDown', 'PageUp', 'Home', 'End'], summary: 'move' },
];

/** Which limits are reached or near, who waits until when, what woke, and the tokens of all sessions. */
export const usageKind: PanelKind<UsageState> = {
  name: 'usage',
  summary: 'Usage and limits: time to reset, who waits, what woke',
  place: 'instead',
  keys,

  open: () => ({ state: { chosen: 0 } }),

  update(state, event, model) {
    if (event.type === 'mouse') {
      const { kind, button } = event.mouse;
      if (kind === 'wheel-up') return chose(state, state.chosen - limits.wheelRows, model);
      if (kind === 'wheel-down') return chose(state, state.chosen + limits.wheelRows, model);
      return kind === 'press' && button === 'left' ? pointed(state, event.mouse.y, model) : { state };
    }
    return event.type === 'key' ? pressed(state, event.key.name, model) : { state };
  },

  view,
};

/** At least this high, the chosen line is told whole below the list, in so many rows. */
const highRows = 14;
const wholeRows = 3;

/** The place of the list in the view. */
function listArea(rect: Rect): Rect {
  const area = sheetArea(rect);
  return area.rows < highRows ? area : { ...area, rows: area.rows - wholeRows - 1 };
}

function areaIn(model: Model): Rect {
  return listArea(panelPlace('instead', undefined, model));
}

/** Places of the lines that can be chosen, among all lines. */
function choosable(lines: readonly UsageLine[]): readonly number[] {
  return lines.flatMap(({ session }, index) => (session === undefined ? [] : [index]));
}

/** Place of the chosen line among all lines. */
function lineOf({ chosen }: UsageState, lines: readonly UsageLine[]): number {
  const places = choosable(lines);
  return places[Math.min(chosen, places.length - 1)] ?? -1;
}

function chose(state: UsageState, wanted: number, model: Model): PanelStep<UsageState> {
  const last = choosable(usageLines(model, listCols(areaIn(model)))).length - 1;
  const chosen = Math.max(0, Math.min(wanted, last));
  return { state: chosen === state.chosen ? state : { chosen } };
}

function pressed(state: UsageState, name: string, model: Model): PanelStep<UsageState> {
  const lines = usageLines(model, listCols(areaIn(model)));
  const session = lines[lineOf(state, lines)]?.session;
  switch (name) {
    case 'q':
    case 'Esc':
    case 'C-c':
      return { state: undefined };
    case 'g':
    case 'Enter':
      return session === undefined ? { state } : { state: undefined, focus: session };
    case 'Q':
      return session === undefined ? { state } : { state, open: { name: 'queue', session } };
  }
  const by = rowsBy(name, Math.max(1, areaIn(model).rows - 1));
  return by === undefined ? { state } : chose(state, Math.min(state.chosen, lines.length) + by, model);
}

function pointed(state: UsageState, y: number, model: Model): PanelStep<UsageState> {
  const area = areaIn(model);
  const lines = usageLines(model, listCols(areaIn(model)));
  const { from } = windowed(lines, Math.max(0, lineOf(state, lines)), area.rows);
  const chosen = choosable(lines).indexOf(from + y - area.y);
  return chosen < 0 ? { state } : { state: { chosen } };
}

function view(state: UsageState, model: Model, rect: Rect): PanelView {
  const area = listArea(rect);
  const lines = usageLines(model, listCols(area));
  const isKnown = model.fleet.link === 'up';
  const body = isKnown
    ? [...listLines(state, lines, area), ...(rect.rows - 1 > area.rows ? wholeLines(state, lines, area.cols) : [])]
    : emptyLines([[span('The daemon is away: who waits for what is not known.', 'fault')]], area);
  const waiting = model.fleet.limits.waiting.length;
  const note: Line = waiting === 0 ? [] : [span(`${waiting} waiting for a reset`, 'limited')];
  return { layers: [sheet({ rect, title: 'Usage and limits', note, lines: body })] };
}

function listLines(state: UsageState, lines: readonly UsageLine[], area: Rect): Line[] {
  const shown = listOf(lines, lineOf(state, lines), area, ({ line }) => line);
  return Array.from({ length: area.rows }, (_, row) => shown[row] ?? []);
}

/** The chosen line with all of its words. */
function wholeLines(state: UsageState, lines: readonly UsageLine[], cols: number): Line[] {
  const chosen = lines[lineOf(state, lines)];
  if (!chosen) return [];
  const words = chosen.line.map(({ text, ink }) => span(text.replace(/ {3,}/g, '  '), ink));
  return [rule('', cols), ...wrapLine(words, cols, 2).slice(0, wholeRows)];
}
