import type { LogLine } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { keyFoot, wrapText } from '../../view/box.ts';
import { drawnLine } from '../fieldView.ts';
import { clampedScroll, scrolled } from '../forms.ts';
import { detailedTable } from '../detailedTable.ts';
import { chips, sheet, sheetArea } from '../sheet.ts';
import { decisionColumns } from './columns.ts';
import { detailLines } from './detail.ts';
import { isOpen } from './filter.ts';
import type { DecisionsState } from './state.ts';
import { chosenOf, indexOf } from './state.ts';

/** While the details fill the view; the status line has the keys of the table. */
const detailKeys: readonly PanelKey[] = [
  { keys: ['n'], summary: 'older' },
  { keys: ['p'], summary: 'newer' },
  { keys: ['Esc'], summary: 'back' },
];

/** Rows above the table: the filter. */
export const rowsAbove = 1;

/** Where the details can be scrolled to, nearest to what is wanted, while they fill the view. */
export function detailScroll(state: DecisionsState, model: Model, rect: Rect, wanted: number): number {
  const chosen = chosenOf(state);
  const { cols, rows } = sheetArea(rect);
  return chosen ? clampedScroll(wanted, detailLines(chosen, Math.max(1, cols - 2), model.nowMs).length, rows) : 0;
}

/** The table of decisions with the details of the chosen one, or these alone. */
export function decisionsView(state: DecisionsState, model: Model, rect: Rect): PanelView {
  const area = sheetArea(rect);
  const chosen = chosenOf(state);
  if (state.scroll !== undefined && chosen) {
    const lines = scrolled(detailLines(chosen, Math.max(1, area.cols - 2), model.nowMs), state.scroll, area);
    const place = span(`   ${indexOf(state) + 1} of ${state.shown.length}`, 'hint');
    const note: Line = [...keyFoot(detailKeys, Math.floor(rect.cols / 2)), place];
    return { layers: [sheet({ rect, title: 'Decision', note, lines })] };
  }
  const top = filterLine(state, area.cols);
  const table = {
    items: state.shown,
    chosen: indexOf(state),
    columns: decisionColumns(model.nowMs),
    detail: (line: LogLine, cols: number) => detailLines(line, cols, model.nowMs),
    empty: (cols: number) => emptySentences(state, cols),
  };
  const lines = [top.line, ...detailedTable(table, area, rowsAbove)];
  const block = sheet({ rect, title: 'Decisions', note: countNote(state), lines });
  if (top.x === undefined || area.rows === 0) return { layers: [block] };
  return { layers: [block], cursor: { x: area.x + Math.min(top.x, area.cols - 1), y: area.y } };
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
