import type { Status } from '../../api/methods.ts';
import type { Progress } from '../../face/text/tasks.ts';
import { isListed } from '../../face/text/tasks.ts';
import type { Ink } from '../ink.ts';
import { shareBar } from './figures.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';

export { isListed, progressOf } from '../../face/text/tasks.ts';

/** How tasks look wherever they are shown. */

type Task = Status['queue'][number];

/** What a task is at: glyph and word say it, the ink only helps. */
export interface TaskLook {
  readonly glyph: string;
  readonly word: string;
  readonly ink: Ink;
}

const looks: Readonly<Record<Task['state'], TaskLook>> = {
  queued: { glyph: '○', word: 'queued', ink: 'plain' },
  typing: { glyph: '✎', word: 'typing', ink: 'working' },
  running: { glyph: '●', word: 'running', ink: 'working' },
  verifying: { glyph: '◆', word: 'verifying', ink: 'working' },
  done: { glyph: '✓', word: 'done', ink: 'resting' },
  failed: { glyph: '✗', word: 'failed', ink: 'broken' },
  removed: { glyph: '■', word: 'removed', ink: 'over' },
};

/** Cells of the widest of them. */
export const taskLookCells = 11;

/** Glyph, word and ink of what a task is at. One that cannot go yet, for a reason or for another one of `all`, says so. */
export function taskLook(
  { state, why, after }: Pick<Task, 'state' | 'why' | 'after'>,
  all: readonly Pick<Task, 'id' | 'state'>[],
): TaskLook {
  const isHeld = why !== undefined || (after !== undefined && all.find(({ id }) => id === after)?.state !== 'done');
  return state === 'queued' && isHeld ? { glyph: '◷', word: 'waits', ink: 'limited' } : looks[state];
}

/** Whether a person can take it out: nothing of it is being typed or done. */
export function isRemovable({ state }: Pick<Task, 'state'>): boolean {
  return state === 'queued' || state === 'failed' || state === 'verifying';
}

const atWork: ReadonlySet<Task['state']> = new Set(['typing', 'running', 'verifying']);

/** The task that a session is at: the one of a person's list, also while something is typed that serves it. */
export function taskAtHand({ queue }: Pick<Status, 'queue'>): Task | undefined {
  const working = queue.filter(({ state, reply }) => reply !== true && atWork.has(state));
  return working.find(isListed) ?? working[0];
}

/** A bar of so many cells: what is done, and the rest. */
export function progressBar({ done, all }: Progress, cells: number): Line {
  const { full, rest } = shareBar(all === 0 ? 0 : done / all, cells);
  return [span(full, 'resting'), span(rest, 'dim')];
}

/** The number of a task by its id, `app-1.3`, as people name it; the whole id of one that has none. */
export function numberOfTask(id: string): string {
  return /\.(\d+)$/.exec(id)?.[1] ?? id;
}
