import { cellsOf } from '../../../face/text/text.ts';
import type { Ink } from '../../ink.ts';
import type { Line, Span } from '../../scene.ts';
import { span } from '../../scene.ts';
import type { Mark } from './marks.ts';
import type { OpenedRecording } from '../../message.ts';

/** The bar of a recording: what is played, ticks where the reading changed, marks where something was decided, and where it stands. */
export function barLine(
  { lengthS, changes }: OpenedRecording,
  marks: readonly Mark[],
  atS: number,
  cols: number,
): Line {
  const cells: Span[] = [];
  const at = cellOf(atS, lengthS, cols);
  for (let cell = 0; cell < cols; cell++) cells.push(cell < at ? span('━', 'spark') : span('─', 'dim'));
  for (const { t } of changes) put(cells, cellOf(t, lengthS, cols), '┼', t <= atS ? 'spark' : 'dim');
  for (const { t, risk } of marks) put(cells, cellOf(t, lengthS, cols), '◆', inkOfRisk(risk));
  put(cells, at, '█', 'title-focus');
  return joined(cells);
}

/** The cell of a bar in which a second stands. */
export function cellOf(atS: number, lengthS: number, cols: number): number {
  const share = lengthS > 0 ? atS / lengthS : 0;
  return Math.min(Math.max(0, cols - 1), Math.max(0, Math.round(share * (cols - 1))));
}

/** The second that a cell of a bar stands for. */
export function secondAt(cell: number, lengthS: number, cols: number): number {
  return cols < 2 ? 0 : (Math.min(Math.max(0, cell), cols - 1) / (cols - 1)) * lengthS;
}

const riskInks: ReadonlyMap<string, Ink> = new Map([
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
]);

/** The ink of a risk by its name; what nobody knows looks like the highest. */
export function inkOfRisk(risk: string): Ink {
  return riskInks.get(risk) ?? 'high';
}

function put(cells: Span[], cell: number, text: string, ink: Ink): void {
  if (cells[cell] && cellsOf(text) === 1) cells[cell] = span(text, ink);
}

/** Neighbours of one ink as one span. */
function joined(cells: readonly Span[]): Line {
  const line: Span[] = [];
  for (const cell of cells) {
    const last = line[line.length - 1];
    if (last?.ink === cell.ink) line[line.length - 1] = span(last.text + cell.text, cell.ink);
    else line.push(cell);
  }
  return line;
}
