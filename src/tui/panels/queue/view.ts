import { beginningOf, oneLine } from '../../../face/text/text.ts';
import { limits } from '../../../limits.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { cutLine, keyFoot, lineOf, wrapText } from '../../view/box.ts';
import { stateOf, stateWords } from '../../view/states.ts';
import { numberOfTask, progressBar, progressOf, taskLook, taskLookCells } from '../../view/taskLooks.ts';
import { detailedTable } from '../detailedTable.ts';
import { clampedScroll, scrolled, sessionOf } from '../forms.ts';
import type { Column } from '../sheet.ts';
import { sheet, sheetArea } from '../sheet.ts';
import { taskLines, tookOf } from './detail.ts';
import type { KnownTask, QueueState } from './state.ts';
import { indexOf, knownTasks, rowsOf } from './state.ts';

/** While the details fill the view; the status line has the keys of the table. */
const detailKeys: readonly PanelKey[] = [
  { keys: ['n'], summary: 'next' },
  { keys: ['p'], summary: 'before' },
  { keys: ['Esc'], summary: 'back' },
];

/** Rows above the table: how far the queue is. */
export const rowsAbove = 1;

/** Where the details can be scrolled to, nearest to what is wanted, while they fill the view. */
export function detailScroll(state: QueueState, model: Model, rect: Rect, wanted: number): number {
  const rows = rowsOf(state, model);
  const task = rows[indexOf(state, rows)];
  const area = sheetArea(rect);
  if (!task) return 0;
  return clampedScroll(wanted, detailOf(state, model, task, Math.max(1, area.cols - 2)).length, area.rows);
}

function detailOf(state: QueueState, model: Model, task: KnownTask, cols: number): Line[] {
  return taskLines(task, knownTasks(state, model), cols, model.nowMs);
}

/** The tasks of a session with the details of the chosen one, or these alone. */
export function queueView(state: QueueState, model: Model, rect: Rect): PanelView {
  const area = sheetArea(rect);
  const rows = rowsOf(state, model);
  const chosen = indexOf(state, rows);
  const task = rows[chosen];
  if (state.scroll !== undefined && task) {
    const lines = scrolled(detailOf(state, model, task, Math.max(1, area.cols - 2)), state.scroll, area);
    const place = span(`   ${chosen + 1} of ${rows.length}`, 'hint');
    const note: Line = [...keyFoot(detailKeys, Math.floor(rect.cols / 2)), place];
    return { layers: [sheet({ rect, title: `Task of ${oneLine(state.session)}`, note, lines })] };
  }
  const table = {
    items: rows,
    chosen,
    columns: columnsAt(rows, model.nowMs, area.cols < narrowCols).filter(({ title }) => has[title]?.(rows) ?? true),
    detail: (one: KnownTask, cols: number) => detailOf(state, model, one, cols),
    empty: (cols: number) => emptySentences(state, model, cols),
  };
  const lines = [headLine(state, model, rows, area.cols), ...detailedTable(table, area, rowsAbove)];
  const note: Line = state.acting === undefined ? [] : [span(`${state.acting} …`, 'hint')];
  return { layers: [sheet({ rect, title: `Queue of ${oneLine(state.session)}`, note, lines })] };
}

const barCells = 20;
/** Narrower than this the bar is shorter, so that the counts are whole. */
const wideCols = 70;

/** How far it is, and what the session does: a bar, `3/8 done`, and why nothing goes on. */
function headLine(state: QueueState, model: Model, rows: readonly KnownTask[], cols: number): Line {
  const session = sessionOf(model, state.session);
  const progress = progressOf(rows);
  const counts = progress ? [span(` ${progress.done}/${progress.all} done`, 'strong')] : [];
  const failed = progress && progress.failed > 0 ? [span(`  ✗ ${progress.failed} failed`, 'broken')] : [];
  const waiting = rows.filter((task) => task.state === 'queued').length;
  const look = session && stateOf(session);
  const line = lineOf([
    ...(progress ? progressBar(progress, cols >= wideCols ? barCells : 8) : []),
    ...counts,
    ...failed,
    ...(waiting > 0 ? [span(`  ${waiting} ${waiting === 1 ? 'waits' : 'wait'}`)] : []),
    ...(session && look
      ? [span('   '), span(stateWords(session, model.nowMs), look.ink)]
      : [span('   it is gone', 'over')]),
    ...(state.fault === '' ? [] : [span(`   ${oneLine(state.fault)}`, 'fault')]),
  ]);
  return cutLine(line, cols);
}

/** Columns that are there only for some tasks. */
const has: Readonly<Record<string, (rows: readonly KnownTask[]) => boolean>> = {
  how: (rows) => rows.some((task) => marksOf(task) !== ''),
  why: (rows) => rows.some(({ why }) => why !== undefined),
  from: (rows) => rows.some(({ source }) => source !== undefined),
};

/** Narrower than this a state is its glyph alone, which says it without a colour too. */
const narrowCols = 48;

function columnsAt(rows: readonly KnownTask[], nowMs: number, isNarrow: boolean): readonly Column<KnownTask>[] {
  return [
    { title: '#', cells: 4, rank: 7, cell: ({ id }) => span(oneLine(numberOfTask(id)), 'dim') },
    {
      title: isNarrow ? '' : 'state',
      cells: isNarrow ? 1 : taskLookCells,
      rank: 8,
      cell: (task) => {
        const { glyph, word, ink } = taskLook(task, rows);
        return span(isNarrow ? glyph : `${glyph} ${word}`, ink);
      },
    },
    {
      title: 'task',
      cells: 0,
      least: 28,
      rank: 9,
      cell: ({ text }) => span(oneLine(beginningOf(text, limits.colsMax))),
    },
    { title: 'how', cells: 18, rank: 5, cell: (task) => span(oneLine(marksOf(task)), 'hint') },
    {
      title: 'why',
      cells: 24,
      rank: 2,
      cell: ({ why = '', state }) => span(oneLine(beginningOf(why, 24)), state === 'failed' ? 'broken' : 'limited'),
    },
    { title: 'from', cells: 16, rank: 1, cell: ({ source }) => span(oneLine(fileName(source?.file ?? '')), 'dim') },
    { title: 'took', cells: 4, rank: 6, cell: (task) => span(tookOf(task, nowMs), 'dim') },
  ];
}

/** How it is to be done, in few words: `fresh after 2 verify +5`. */
function marksOf({ fresh, after, verify, priority = 0, rounds = 0 }: KnownTask): string {
  return [
    fresh ? 'fresh' : '',
    after === undefined ? '' : `after ${numberOfTask(after)}`,
    verify === undefined ? '' : rounds > 0 ? `verify ${rounds}/${limits.verifyRoundsMax}` : 'verify',
    priority === 0 ? '' : `prio ${priority}`,
  ]
    .filter((mark) => mark !== '')
    .join(' ');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function emptySentences(state: QueueState, model: Model, cols: number): Line[] {
  if (state.fault !== '') return wrapText(state.fault, cols, 'fault');
  if (model.fleet.link !== 'up') return [[span('The daemon is away: the queue is not known.', 'fault')]];
  if (state.loading) return [[span('Reading the queue …', 'hint')]];
  return [
    [span('Nothing is queued.', 'strong')],
    [span('a', 'key'), span(' adds a task; it is typed when its turn has come', 'hint')],
  ];
}
