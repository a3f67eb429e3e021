import type { Result } from '../../api/methods.ts';
import type { Colour, Ink, Layout } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { durationOf } from '../../face/text/time.ts';

type Task = Result<'queue.list'>['tasks'][number];

const looks: Readonly<Record<Task['state'] | 'waits', { readonly glyph: string; readonly colour: Colour }>> = {
  queued: { glyph: '○', colour: 'dim' },
  waits: { glyph: '◷', colour: 'yellow' },
  typing: { glyph: '✎', colour: 'cyan' },
  running: { glyph: '●', colour: 'cyan' },
  verifying: { glyph: '◆', colour: 'cyan' },
  done: { glyph: '✓', colour: 'green' },
  failed: { glyph: '✗', colour: 'red' },
  removed: { glyph: '■', colour: 'dim' },
};

/** The table of a queue, one line a task in the order in which they go, and under each what a person should know of it. */
export function queueLines(tasks: readonly Task[], layout: Layout): string[] {
  if (tasks.length === 0) return ['No tasks; `pcc add` puts one here.'];
  const { ink, width, nowMs } = layout;
  const head = ['TASK', 'STATE', 'TOOK', 'CONDITIONS', 'TEXT'].map((text) => ({
    text,
    paint: (cell: string) => ink('dim', cell),
  }));
  const [first = '', ...lines] = tableLines([head, ...tasks.map((task) => cellsOf(task, ink, nowMs))], width);
  const told = tasks.flatMap((task, index) => [
    lines[index] ?? '',
    ...(task.why === undefined ? [] : [`  ${ink('yellow', oneLine(task.why))}`]),
  ]);
  return [first, ...told];
}

function cellsOf(task: Task, ink: Ink, nowMs: number): TableCell[] {
  const word = task.state === 'queued' && task.why !== undefined ? 'waits' : task.state;
  const { glyph, colour } = looks[word];
  return [
    { text: oneLine(task.id), paint: (text) => ink('bold', text) },
    { text: `${glyph} ${word}`, paint: (text) => ink(colour, text) },
    { text: tookOf(task, nowMs) },
    { text: conditionsOf(task), paint: (text) => ink('dim', text) },
    { text: oneLine(task.text) },
  ];
}

function tookOf({ startedAt, endedAt }: Task, nowMs: number): string {
  if (startedAt === undefined) return '-';
  const end = endedAt === undefined ? nowMs : Date.parse(endedAt);
  return durationOf(Math.max(0, end - Date.parse(startedAt)) / 1_000);
}

function conditionsOf({ fresh, after, verify, priority, rounds, tokensMax, timeMaxMs }: Task): string {
  const parts = [
    ...(priority === undefined || priority === 0 ? [] : [`priority ${priority}`]),
    ...(fresh ? ['fresh'] : []),
    ...(after === undefined ? [] : [`after ${after.replace(/^.*\./, '')}`]),
    ...(verify === undefined ? [] : [`verify ${oneLine(verify)}`]),
    ...(tokensMax === undefined ? [] : [`at most ${tokensMax} tokens`]),
    ...(timeMaxMs === undefined ? [] : [`at most ${durationOf(timeMaxMs / 1_000)}`]),
    ...(rounds === undefined ? [] : [`round ${rounds}`]),
  ];
  return parts.length === 0 ? '-' : parts.join(', ');
}
