import type { Schedule } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import { localTime } from '../../../face/text/time.ts';
import type { Ink } from '../../ink.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { clockTime, shortUntil, timeUntil } from '../../view/figures.ts';
import { fieldLine, wrapLine, wrapText } from '../../view/box.ts';
import type { ScheduleRun } from './state.ts';

/** How schedules and what came of their times are told. */

const outcomes: Readonly<Record<ScheduleRun['outcome'], { readonly glyph: string; readonly ink: Ink }>> = {
  started: { glyph: '✓', ink: 'resting' },
  queued: { glyph: '✓', ink: 'resting' },
  skipped: { glyph: '–', ink: 'dim' },
  missed: { glyph: '⚠', ink: 'medium' },
  failed: { glyph: '✗', ink: 'broken' },
};

/** Cells of the widest outcome. */
export const outcomeCells = 9;

/** `✓ started`: the colour only helps. Short, it is the glyph alone, which says it without a colour too. */
export function outcomeSpan(run: ScheduleRun | undefined, isShort = false): Line[number] {
  if (!run) return span(isShort ? '' : 'not yet', 'dim');
  const { glyph, ink } = outcomes[run.outcome];
  return span(isShort ? glyph : `${glyph} ${run.outcome}`, ink);
}

/** What a schedule starts, in few words: `task for app-1: …`, `app: …` for a session in the folder of that name. */
export function startsText({ session, path, task, requirements }: Schedule): string {
  const folder = (path ?? '').replace(/\/+$/, '');
  const where = session === undefined ? folder.slice(folder.lastIndexOf('/') + 1) : `task for ${session}`;
  return [where, task ?? requirements].filter((part) => part !== undefined && part !== '').join(': ');
}

/** When it is due next: `Mon 02:00`, and how long until then. */
export function nextText({ nextAt }: Schedule, nowMs: number): { readonly at: string; readonly left: string } {
  const ms = Date.parse(nextAt ?? '');
  return Number.isNaN(ms) ? { at: 'never again', left: '' } : { at: clockTime(ms, nowMs), left: shortUntil(ms, nowMs) };
}

const nameCols = 9;

/** Everything that is known of a schedule, as lines of at most `cols` cells. */
export function scheduleLines(schedule: Schedule, cols: number, nowMs: number): Line[] {
  const { id, cron, zone, nextAt, last, missed, overlap } = schedule;
  const nextMs = Date.parse(nextAt ?? '');
  const next = Number.isNaN(nextMs)
    ? 'never again'
    : `${localTime(nextAt ?? '')} here, in ${timeUntil(nextMs, nowMs).replace('now', 'a moment')}`;
  return [
    ...wrapLine([span(oneLine(id), 'strong'), span(`  ${oneLine(cron)}  ${oneLine(zone)}`)], cols),
    ...field('next', next, cols, 'strong'),
    ...field('starts', schedule.session === undefined ? schedule.path : `a task for ${schedule.session}`, cols),
    ...field('file', schedule.requirements, cols),
    ...(schedule.task === undefined ? [] : wrapText(schedule.task, cols, 'typed')),
    ...field('fresh', schedule.fresh && 'with an empty context', cols),
    ...field('verify', schedule.verify, cols),
    ...field('brain', schedule.brain, cols),
    ...field('trust', schedule.trust && 'its trust dialog is answered with yes', cols),
    ...field('missed', missedWords[missed], cols),
    ...field('overlap', overlapWords[overlap], cols),
    ...(last ? [[], ...runLines(last, cols, 'last  ')] : []),
  ];
}

/** What the policies mean. */
export const missedWords: Readonly<Record<Schedule['missed'], string>> = {
  skip: 'skip: times that were missed are left out',
  once: 'once: one start for all times that were missed',
  all: 'all: each time that was missed is made up for',
};
export const overlapWords: Readonly<Record<Schedule['overlap'], string>> = {
  skip: 'skip: no start while the last one is at work',
  queue: 'queue: it waits until the last one is done',
  parallel: 'parallel: it starts beside the last one',
};

/** What came of one time. */
export function runLines(run: ScheduleRun, cols: number, before = ''): Line[] {
  const mark = outcomeSpan(run);
  const what = [run.session, run.task].filter((part) => part !== undefined).join(' ');
  const line: Line = [
    span(before, 'hint'),
    span(`${oneLine(localTime(run.dueAt))}  `, 'dim'),
    span(mark.text.padEnd(outcomeCells + 2), mark.ink),
    span(oneLine(what)),
    ...(run.why === undefined ? [] : [span(`  ${oneLine(run.why)}`, 'hint')]),
  ];
  return wrapLine(line, cols, 2);
}

function field(name: string, value: string | false | undefined, cols: number, ink: Ink = 'plain'): Line[] {
  if (value === undefined || value === false || value === '') return [];
  const lines = wrapLine([span(oneLine(value), ink)], Math.max(1, cols - nameCols - 1));
  return lines.map((line, index) => fieldLine(index === 0 ? name : '', line, nameCols));
}
