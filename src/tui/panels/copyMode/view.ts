import type { Model } from '../../model.ts';
import type { PanelView } from '../../panel.ts';
import type { Layer, Line, Rect, Tint } from '../../scene.ts';
import { span } from '../../scene.ts';
import type { Ink } from '../../ink.ts';
import { compact } from '../../view/figures.ts';
import { cutLine, lineOf, lineWidth, twoSided } from '../../view/box.ts';
import { drawnLine } from '../fieldView.ts';
import { fromColumn } from './glyphs.ts';
import type { Asking, Copying } from './state.ts';
import type { Stretch } from './text.ts';
import { stretchesOf } from './text.ts';

/** Copy mode as it is drawn: the rows, tints over them, and a foot. `since`: units of output that came while it was open. */
export function copyView(copying: Copying, since: number, rect: Rect): PanelView {
  const area = rowsRect(rect);
  const { frozen, top, left, cursor, asking } = copying;
  const rows = frozen.rows.slice(top, top + area.rows).map((row) => fromColumn(row, left));
  const foot = asking ? askingFoot(asking, copying, rect.cols) : undefined;
  const layers: Layer[] = [
    { type: 'block', rect: area, lines: [], fill: 'plain' },
    { type: 'picture', rect: area, source: { type: 'rows', rows }, part: 'top', cursor: false },
    ...tintsOf(copying, area),
    { type: 'block', rect: footRect(rect), lines: [foot?.line ?? restingFoot(copying, since, rect.cols)], fill: 'bar' },
  ];
  const at = foot
    ? { x: rect.x + foot.x, y: rect.y + rect.rows - 1 }
    : { x: rect.x + Math.min(rect.cols - 1, cursor.col - left), y: rect.y + cursor.row - top };
  return { layers, cursor: at };
}

/** What is shown until the rows are there. */
export function waitingView(rect: Rect): PanelView {
  const line = lineOf([span(' COPY ', 'bar-strong'), ' reading the lines …'], 'bar');
  return { layers: [{ type: 'block', rect: footRect(rect), lines: [line], fill: 'bar' }] };
}

/** Where the rows stand: all but the foot. */
export function rowsRect(rect: Rect): Rect {
  return { ...rect, rows: Math.max(1, rect.rows - 1) };
}

function footRect(rect: Rect): Rect {
  return { ...rect, y: rect.y + Math.max(0, rect.rows - 1), rows: Math.min(1, rect.rows) };
}

function tintsOf(copying: Copying, area: Rect): Tint[] {
  const { frozen, found, selection, cursor, top } = copying;
  const isShown = ({ row }: Stretch): boolean => row >= top && row < top + area.rows;
  const tints: Tint[] = [];
  const tint = (ink: Ink, stretches: readonly Stretch[]): void => {
    for (const stretch of stretches.filter(isShown)) tints.push(...tintOf(stretch, copying, area, ink));
  };
  if (selection) tint('selection', stretchesOf(frozen, selection, cursor));
  found?.hits.forEach((hit, index) => {
    if (hit.at.row >= top + area.rows) return;
    tint(index === found.current ? 'chosen' : 'found', hit.stretches);
  });
  return tints;
}

function tintOf({ row, from, to }: Stretch, { top, left }: Copying, area: Rect, ink: Ink): Tint[] {
  const first = Math.max(0, from - left);
  // A selected row without anything in it still shows one cell.
  const end = Math.min(area.cols, Math.max(to, from + 1) - left);
  if (end <= first) return [];
  return [{ type: 'tint', ink, rect: { x: area.x + first, y: area.y + row - top, cols: end - first, rows: 1 } }];
}

function askingFoot(asking: Asking, copying: Copying, cols: number): { line: Line; x: number } {
  const right = matchNote(copying);
  const sign = span(asking.by === 1 ? ' / ' : ' ? ', 'bar-strong');
  const room = Math.max(1, cols - 3 - lineWidth(right) - 1);
  const drawn = drawnLine(asking.field, { cols: room, ink: 'bar-strong', hint: 'search' });
  const line = twoSided([sign, ...(drawn.lines[0] ?? [])], right, cols, 'bar');
  return { line, x: Math.min(cols - 1, 3 + drawn.cursor.x) };
}

/** What is told where no lines stand above the screen. */
const ownHistory = 'claude keeps its own history on this screen; q, then R plays the recording';

/** Which match of how many; empty where nothing is searched. */
function matchNote({ found, frozen }: Copying): Line {
  if (!found || found.text === '') return [];
  if (found.hits.length === 0)
    return [span('no match ', 'bar-broken'), ...(frozen.alone === true ? [span(`${ownHistory} `, 'bar')] : [])];
  return [span(`match ${found.current + 1} of ${found.hits.length} `, 'bar')];
}

function restingFoot(copying: Copying, since: number, cols: number): Line {
  const { cursor, frozen, selection } = copying;
  const mode = selection ? ` ${selectionWords[selection.kind]} ` : ' COPY ';
  const came = since > 0 ? [span('  ', 'bar'), span(`${compact(since)} characters since`, 'bar-needs')] : [];
  const note = matchNote(copying);
  const left: Line = [
    span(mode, 'bar-strong'),
    span(` line ${cursor.row + 1}/${frozen.rows.length}`, 'bar'),
    ...came,
    ...(note.length > 0 ? [span('  ', 'bar'), ...note] : frozen.alone === true ? [span(`  ${ownHistory}`, 'bar')] : []),
  ];
  return cutLine(left, cols);
}

const selectionWords = { characters: 'SELECT', lines: 'SELECT LINES', block: 'SELECT BLOCK' } as const;

/** Whether anything of a session's output is told after what was told last: the interval that came last. */
export function outputAfter(model: Model, session: string, told: readonly number[] | undefined): number {
  const pulses = model.fleet.pulses.get(session);
  return pulses === undefined || pulses === told ? 0 : (pulses.at(-1) ?? 0);
}
