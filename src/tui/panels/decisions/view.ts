import type { LogLine } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { rule, wrapText } from '../../view/box.ts';
import { drawnLine } from '../fieldView.ts';
import { clampedScroll, scrolled } from '../forms.ts';
import {
  beside,
  chips,
  columnsIn,
  emptyLines,
  listCols,
  listOf,
  sheet,
  sheetArea,
  tableHead,
  tableLine,
} from '../sheet.ts';
import { decisionColumns } from './columns.ts';
import { detailLines } from './detail.ts';
import { isOpen } from './filter.ts';
import type { DecisionsState } from './state.ts';
import { chosenOf, indexOf } from './state.ts';

/** At least this wide, the details stand at the right of the table. */
const wideCols = 130;
/** At least this high, they stand below it. */
const highRows = 16;
/** Rows above the list: the filter, and the heads of the columns. */
const rowsAbove = 2;

/** Where the parts of the view stand, in rows and columns of its area. */
interface Parts {
  readonly list: { readonly cols: number; readonly rows: number };
  readonly detail: { readonly at: 'right' | 'below' | 'none'; readonly cols: number; readonly rows: number };
}

function partsOf({ cols, rows }: Rect): Parts {
  const listRows = Math.max(0, rows - rowsAbove);
  if (cols >= wideCols) {
    const left = Math.floor(cols * 0.6);
    return {
      list: { cols: left, rows: listRows },
      detail: { at: 'right', cols: cols - left - 3, rows: rows - 1 },
    };
  }
  if (rows < highRows) return { list: { cols, rows: listRows }, detail: { at: 'none', cols: 0, rows: 0 } };
  const below = Math.min(14, Math.floor(rows * 0.4));
  return { list: { cols, rows: listRows - below - 1 }, detail: { at: 'below', cols, rows: below } };
}

/** How many rows of the list are in sight: a page. */
export function pageRows(rect: Rect): number {
  return Math.max(1, partsOf(sheetArea(rect)).list.rows);
}

/** The decision in a row of the terminal, as an index among those shown. */
export function indexAt(state: DecisionsState, rect: Rect, x: number, y: number): number | undefined {
  const area = sheetArea(rect);
  const { list } = partsOf(area);
  const row = y - area.y - rowsAbove;
  if (row < 0 || row >= list.rows || x < area.x || x >= area.x + list.cols) return undefined;
  const from = Math.min(
    Math.max(0, state.shown.length - list.rows),
    Math.max(0, indexOf(state) - Math.floor(list.rows / 2)),
  );
  return from + row < state.shown.length ? from + row : undefined;
}

/** Where the details can be scrolled to, nearest to what is wanted, while they fill the view. */
export function detailScroll(state: DecisionsState, model: Model, rect: Rect, wanted: number): number {
  const chosen = chosenOf(state);
  const { cols, rows } = sheetArea(rect);
  return chosen ? clampedScroll(wanted, detailLines(chosen, Math.max(1, cols - 2), model.nowMs).length, rows) : 0;
}

/** The table of decisions with the details of the chosen one, or these alone. */
export function decisionsView(state: DecisionsState, model: Model, rect: Rect, keys: readonly PanelKey[]): PanelView {
  const area = sheetArea(rect);
  const chosen = chosenOf(state);
  if (state.scroll !== undefined && chosen) {
    const lines = scrolled(detailLines(chosen, Math.max(1, area.cols - 2), model.nowMs), state.scroll, area);
    const note: Line = [span(`${indexOf(state) + 1} of ${state.shown.length}`, 'hint')];
    return { layers: [sheet({ rect, title: 'Decision', note, lines, keys })] };
  }
  const top = filterLine(state, area.cols);
  const lines = [top.line, ...bodyLines(state, chosen, model, area)];
  const block = sheet({ rect, title: 'Decisions', note: countNote(state), lines, keys });
  if (top.x === undefined || area.rows === 0) return { layers: [block] };
  return { layers: [block], cursor: { x: area.x + Math.min(top.x, area.cols - 1), y: area.y } };
}

function bodyLines(state: DecisionsState, chosen: LogLine | undefined, model: Model, area: Rect): Line[] {
  const parts = partsOf(area);
  const list = listWithHead(state, model, parts);
  if (parts.detail.at === 'none') return list;
  const detail = chosen ? detailLines(chosen, parts.detail.cols, model.nowMs) : [];
  const shown = cutLines(detail, parts.detail.rows);
  if (parts.detail.at === 'right')
    return beside(list, shown, { cols: area.cols, rows: parts.detail.rows }, parts.list.cols);
  const filled = Array.from({ length: parts.list.rows + 1 }, (_, row) => list[row] ?? []);
  return [...filled, rule('', area.cols), ...shown];
}

/** The lines that fit; the last one says that there are more. */
function cutLines(lines: readonly Line[], rows: number): Line[] {
  if (lines.length <= rows) return [...lines];
  return [...lines.slice(0, rows - 1), [span('… Enter shows all', 'hint')]];
}

function listWithHead(state: DecisionsState, model: Model, { list }: Parts): Line[] {
  if (state.shown.length === 0) return emptyLines(emptySentences(state, list.cols), list);
  const cols = listCols(list);
  const columns = columnsIn(decisionColumns(model.nowMs), cols);
  const rows = listOf(state.shown, indexOf(state), list, (line) => tableLine(columns, line, cols));
  return [[span('  ', 'form'), ...tableHead(columns, cols)], ...rows];
}

function emptySentences(state: DecisionsState, cols: number): Line[] {
  if (state.fault !== '') return wrapText(state.fault, cols, 'fault');
  if (state.loading) return [[span('Reading the decisions …', 'hint')]];
  if (state.known.lines.length === 0 && isOpen(state.filter)) return [[span('Nothing was decided yet.', 'hint')]];
  return [[span('No decision passes the filter.', 'hint')], [span('c', 'key'), span(' shows all of them', 'hint')]];
}

function countNote({ shown, known, loading }: DecisionsState): Line {
  const more = known.isWhole ? '' : '+';
  const count =
    shown.length === known.lines.length ? `${shown.length}${more}` : `${shown.length} of ${known.lines.length}${more}`;
  return [span(loading ? `${count} …` : count, 'hint')];
}

/** The filter as chips, or the text of it that is typed, with where its cursor stands. */
function filterLine(state: DecisionsState, cols: number): { readonly line: Line; readonly x?: number } {
  const { filter, asking } = state;
  if (asking) {
    const drawn = drawnLine(asking, { cols: Math.max(1, cols - 2), hint: 'words of a subject, a reason, a rule …' });
    return { line: [span('/ ', 'key'), ...(drawn.lines[0] ?? [])], x: 2 + drawn.cursor.x };
  }
  const { risks, by, session, text } = filter;
  const line = chips(
    [
      { key: 'l', word: 'LOW', isOn: risks.includes('LOW'), ink: 'low' },
      { key: 'm', word: 'MEDIUM', isOn: risks.includes('MEDIUM'), ink: 'medium' },
      { key: 'h', word: 'HIGH', isOn: risks.includes('HIGH'), ink: 'high' },
      { key: 'w', word: by === undefined ? 'by anyone' : `by ${by}`, isOn: by !== undefined },
      {
        key: 's',
        word: oneLine(session ?? 'all sessions'),
        isOn: session !== undefined,
      },
      { key: '/', word: text === '' ? 'text' : oneLine(text), isOn: text !== '' },
    ],
    cols,
  );
  return { line };
}
