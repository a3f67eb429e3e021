import type { Schedule } from '../../../api/methods.ts';
import { beginningOf, oneLine } from '../../../face/text/text.ts';
import { limits } from '../../../limits.ts';
import type { Mouse } from '../../key.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelKind, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { detailedTable, indexAt, pageRows } from '../detailedTable.ts';
import { clampedScroll, scrolled } from '../forms.ts';
import { rowsBy } from '../rowKeys.ts';
import type { Column } from '../sheet.ts';
import { sheet, sheetArea } from '../sheet.ts';
import { nextText, outcomeCells, outcomeSpan, runLines, scheduleLines, startsText } from './lines.ts';
import type { SchedulesState, Step } from './state.ts';
import { chose, indexOf, schedulesOf, showing } from './state.ts';

const keys: readonly PanelKey[] = [
  { keys: ['a'], summary: 'add' },
  { keys: ['x'], summary: 'remove' },
  { keys: ['Enter'], summary: 'its runs' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['j', 'k', 'Down', 'Up', 'PageDown', 'PageUp', 'Home', 'End'], summary: 'move' },
];

/** What begins by itself, when next, and what came of the last time. */
export const schedulesKind: PanelKind<SchedulesState> = {
  name: 'schedules',
  summary: 'Schedules: what begins by itself, and when',
  place: 'instead',
  keys,

  open({ text }) {
    return { state: { chosen: text, index: 0, shown: undefined, scroll: 0, fault: '' } };
  },

  update(state, event, model, serial) {
    const rows = schedulesOf(model);
    switch (event.type) {
      case 'changed':
        return withModel(state, rows, serial);
      case 'answered':
        return event.method === 'schedule.runs' && state.shown?.id === event.tag.word
          ? { state: { ...state, shown: { ...state.shown, runs: event.result.runs, loading: false } } }
          : { state };
      case 'refused':
        return state.shown?.id === event.tag.word
          ? { state: { ...state, shown: { ...state.shown, loading: false }, fault: event.sentence } }
          : { state };
      case 'mouse':
        return pointed(state, event.mouse, model, serial);
      case 'key':
        return pressed(state, event.key.name, model, serial);
      default:
        return { state };
    }
  },

  view,
};

/** The choice stays on its schedule; the history of one is read again when it ran. */
function withModel(state: SchedulesState, rows: readonly Schedule[], serial: number): Step {
  const index = indexOf(state, rows);
  const next = index === state.index ? state : { ...state, index };
  const { shown } = state;
  if (!shown) return { state: next };
  const schedule = rows.find(({ id }) => id === shown.id);
  if (!schedule) return { state: { ...next, shown: undefined } };
  const isOld = schedule.last !== undefined && schedule.last.at !== shown.runs[0]?.at;
  if (!isOld || shown.loading || state.fault !== '') return { state: next };
  const step = showing(next, schedule, serial, runsShown);
  return { ...step, state: { ...next, shown: { ...shown, loading: true } } };
}

/** More than a person reads. */
const runsShown = 200;

function pressed(state: SchedulesState, name: string, model: Model, serial: number): Step {
  const rows = schedulesOf(model);
  const schedule = rows[indexOf(state, rows)];
  switch (name) {
    case 'q':
    case 'C-c':
      return { state: undefined };
    case 'Esc':
      return { state: state.shown ? { ...state, shown: undefined } : undefined };
    case 'a':
      return { state, open: { name: 'add-schedule', session: model.focus } };
    case 'x':
    case 'Delete':
      return schedule
        ? { state: { ...state, chosen: schedule.id }, open: { name: 'remove-schedule', text: schedule.id } }
        : { state, notice: { text: 'There is no schedule.', ink: 'needs' } };
    case 'Enter':
      if (state.shown) return { state: { ...state, shown: undefined } };
      return schedule ? showing(state, schedule, serial, runsShown) : { state };
  }
  const by = rowsBy(name, pageRows(placeIn(model), 0));
  if (by === undefined) return { state };
  return { state: state.shown ? scrolledBy(state, by, model) : chose(state, rows, indexOf(state, rows) + by) };
}

function pointed(state: SchedulesState, mouse: Mouse, model: Model, serial: number): Step {
  const rows = schedulesOf(model);
  const chosen = indexOf(state, rows);
  if (mouse.kind === 'wheel-up' || mouse.kind === 'wheel-down') {
    const by = mouse.kind === 'wheel-up' ? -limits.wheelRows : limits.wheelRows;
    return { state: state.shown ? scrolledBy(state, by, model) : chose(state, rows, chosen + by) };
  }
  if (mouse.kind !== 'press' || mouse.button !== 'left' || state.shown) return { state };
  const index = indexAt(placeIn(model), 0, { count: rows.length, chosen }, mouse);
  if (index === undefined) return { state };
  return index === chosen ? pressed(state, 'Enter', model, serial) : { state: chose(state, rows, index) };
}

function placeIn(model: Model): Rect {
  return panelPlace('instead', undefined, model);
}

function scrolledBy(state: SchedulesState, by: number, model: Model): SchedulesState {
  const area = sheetArea(placeIn(model));
  const lines = historyLines(state, model, Math.max(1, area.cols - 2));
  return { ...state, scroll: clampedScroll(state.scroll + by, lines.length, area.rows) };
}

/** A schedule with what came of its times. */
function historyLines({ shown, fault }: SchedulesState, model: Model, cols: number): Line[] {
  const schedule = model.fleet.schedules.find(({ id }) => id === shown?.id);
  if (!shown || !schedule) return [];
  const runs =
    fault !== ''
      ? [[span(oneLine(fault), 'fault')]]
      : shown.runs.length > 0
        ? shown.runs.flatMap((run) => runLines(run, cols))
        : [[span(shown.loading ? 'Reading its runs …' : 'It was not due yet.', 'hint')]];
  return [...scheduleLines(schedule, cols, model.nowMs), [], [span('Its runs, the newest first', 'strong')], ...runs];
}

function view(state: SchedulesState, model: Model, rect: Rect): PanelView {
  const area = sheetArea(rect);
  const rows = schedulesOf(model);
  const isShown = state.shown && rows.some(({ id }) => id === state.shown?.id);
  if (isShown) {
    const lines = scrolled(historyLines(state, model, Math.max(1, area.cols - 2)), state.scroll, area);
    return { layers: [sheet({ rect, title: 'Schedule', lines })] };
  }
  const table = {
    items: rows,
    chosen: indexOf(state, rows),
    columns: columnsAt(model.nowMs, area.cols < narrowCols),
    detail: (schedule: Schedule, cols: number) => scheduleLines(schedule, cols, model.nowMs),
    empty: () => emptySentences(model),
  };
  const note: Line = rows.length === 0 ? [] : [span(String(rows.length), 'hint')];
  return { layers: [sheet({ rect, title: 'Schedules', note, lines: detailedTable(table, area, 0) })] };
}

/** Narrower than this what came of the last time is a glyph. */
const narrowCols = 72;

function columnsAt(nowMs: number, isNarrow: boolean): readonly Column<Schedule>[] {
  return [
    { title: 'id', cells: 12, rank: 8, cell: ({ id }) => span(oneLine(id), 'strong') },
    { title: 'cron', cells: 14, rank: 5, cell: ({ cron }) => span(oneLine(cron)) },
    { title: 'zone', cells: 16, rank: 2, cell: ({ zone }) => span(oneLine(zone), 'dim') },
    { title: 'next', cells: 11, rank: 6, cell: (schedule) => span(nextText(schedule, nowMs).at) },
    { title: 'in', cells: 6, rank: 9, cell: (schedule) => span(nextText(schedule, nowMs).left, 'strong') },
    isNarrow
      ? { title: '', cells: 1, rank: 9, cell: ({ last }) => outcomeSpan(last, true) }
      : { title: 'last', cells: outcomeCells, rank: 7, cell: ({ last }) => outcomeSpan(last) },
    {
      title: 'starts',
      cells: 0,
      least: isNarrow ? 20 : 24,
      rank: 9,
      cell: (one) => span(oneLine(beginningOf(startsText(one), limits.colsMax))),
    },
    { title: 'missed', cells: 6, rank: 1, cell: ({ missed }) => span(missed, 'dim') },
    { title: 'overlap', cells: 8, rank: 1, cell: ({ overlap }) => span(overlap, 'dim') },
  ];
}

function emptySentences({ fleet }: Model): Line[] {
  if (fleet.link !== 'up') return [[span('The daemon is away: the schedules are not known.', 'fault')]];
  return [
    [span('Nothing begins by itself yet.', 'strong')],
    [span('a', 'key'), span(' adds a schedule, such as every weekday at two at night', 'hint')],
  ];
}
