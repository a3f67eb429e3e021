import type { Execution, ExecutionStep } from '../../api/methods.ts';
import type { Colour, Layout } from '../../face/text/ink.ts';
import { oneLine, padded, shorten } from '../../face/text/text.ts';
import { durationOf } from '../../face/text/time.ts';

/** How lists of tasks and their tasks look to people: a glyph and a word carry the state, the colour only helps. */

interface Look {
  readonly glyph: string;
  readonly colour: Colour;
}

const looks: Readonly<Record<ExecutionStep['state'] | Execution['state'], Look>> = {
  waiting: { glyph: '·', colour: 'dim' },
  queued: { glyph: '·', colour: 'dim' },
  running: { glyph: '●', colour: 'cyan' },
  judging: { glyph: '◆', colour: 'cyan' },
  paused: { glyph: '‖', colour: 'yellow' },
  done: { glyph: '✔', colour: 'green' },
  failed: { glyph: '✗', colour: 'red' },
  refused: { glyph: '!', colour: 'red' },
  skipped: { glyph: '-', colour: 'yellow' },
  cancelled: { glyph: '■', colour: 'yellow' },
};

/** Glyph and word of a state. */
export function stateText(state: keyof typeof looks): string {
  return `${looks[state].glyph} ${state}`;
}

/** How a state is coloured. */
export function stateColour(state: keyof typeof looks): Colour {
  return looks[state].colour;
}

/** Most tasks that are shown at once: a long list moves past the one at work. */
const rowsShown = 12;
/** Above the task at work so many that are over stay in sight. */
const rowsBefore = 5;
const barCells = 24;
const stateCells = 11;

/** The list as it stands: a bar, and at most so many tasks around the one at work. No line is wider than the terminal. */
export function progressLines(execution: Execution, layout: Layout, rowsMax = Infinity): string[] {
  const { steps } = execution;
  const rows = Math.max(1, Math.min(rowsShown, rowsMax));
  const at = steps.findIndex(({ state }) => ['waiting', 'running', 'judging'].includes(state));
  const last = Math.max(0, steps.length - rows);
  const from = Math.min(last, Math.max(0, (at === -1 ? steps.length : at) - Math.min(rowsBefore, rows - 1)));
  const shown = steps.slice(from, from + rows);
  const hidden = steps.length - shown.length;
  return [
    headLine(execution, layout),
    ...shown.map((step) => stepLine(step, steps.length, layout)),
    ...(hidden === 0 ? [] : [layout.ink('dim', `  ${hidden} more`)]),
  ];
}

/** The bar of a list and where it stands. */
export function headLine({ id, state, held, counts, pending }: Execution, { ink, width }: Layout): string {
  const over = counts.done + counts.failed;
  const full = Math.floor((barCells * over) / Math.max(1, counts.all));
  const bar = `[${'█'.repeat(full)}${'░'.repeat(barCells - full)}]`;
  const failed = counts.failed > 0 ? `, ${counts.failed} not` : '';
  const word = held === 'frozen' ? 'frozen' : state;
  const waits = pending.length > 0 ? ` ? waits for you (${pending.map((n) => `#${n}`).join(' ')})` : '';
  const text = `${bar} ${counts.done} of ${counts.all} done${failed}  ${looks[state].glyph} ${word}${waits}  ${id.slice(0, 8)}`;
  return ink('bold', shorten(text, width - 1));
}

/** One task on one line. */
export function stepLine(step: ExecutionStep, all: number, { ink, width, nowMs }: Layout): string {
  const { n, name, state, why } = step;
  const { glyph, colour } = looks[state];
  const number = String(n).padStart(String(all).length);
  const time = timeOf(step, nowMs);
  const tail = why === undefined || state === 'done' ? '' : `  ${oneLine(why)}`;
  const text = `${padded(state, stateCells)} ${padded(time, timeCells)} ${oneLine(name)}${tail}`;
  // The glyph with a blank, the number and a blank come before it.
  const line = shorten(text, Math.max(10, width - 1 - number.length - 3));
  return ink(colour, `${glyph} ${number} ${line}`);
}

const timeCells = 12;

/** What it took, or takes so far of what was predicted. */
function timeOf({ state, startedAt, tookMs, predictedMs }: ExecutionStep, nowMs: number): string {
  if (tookMs !== undefined) return durationOf(tookMs / 1_000);
  if (startedAt === undefined || (state !== 'running' && state !== 'judging')) return '';
  const so = durationOf(Math.max(0, nowMs - Date.parse(startedAt)) / 1_000);
  return predictedMs === undefined ? so : `${so} of ~${durationOf(predictedMs / 1_000)}`;
}
