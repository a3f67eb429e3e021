import type { PendingItem, Status } from '../api/methods.ts';
import { hasFailed } from '../face/text/state.ts';
import type { Fleet } from './model.ts';
import { isListed } from './view/taskLooks.ts';

/** Who needs a human, why, and in which order. */

/** The item of a session that an answer is meant for: what stands on the screen goes before a question in words. */
export function itemOf(session: Status | undefined): PendingItem | undefined {
  return session?.pending.find(({ kind }) => kind !== 'prose') ?? session?.pending[0];
}

/** States in which a single key may answer something. */
const dialogStates: ReadonlySet<Status['state']> = new Set(['permission', 'question', 'plan', 'trust', 'menu']);

/** Tells whether something stands on the screen of a session that a single key may answer. */
export function dialogWaits({ state, pending }: Status): boolean {
  return pending.length > 0 || dialogStates.has(state);
}

/** Why a session needs a human, a key for each reason: the numbers of its items, an error on its screen, a bad end. */
export function reasonsOf(session: Status): string[] {
  if (session.phase === 'ended') return hasFailed(session) ? [`${session.id} failed`] : [];
  const items = session.pending.map(({ n }) => `${session.id} #${n}`);
  // What comes back by itself, at a reset, after a while or by a new start, calls nobody.
  const { state, phase, limit, retrying } = session;
  const isBroken = state === 'error' && phase !== 'restarting' && limit === undefined && !retrying;
  return isBroken ? [...items, `${session.id} error`] : items;
}

/** Tells whether a session waits for a person: something is asked, it cannot go on, or it ended badly. */
export function needsHuman(session: Status): boolean {
  return reasonsOf(session).length > 0;
}

/** Sessions that need a human: what is asked with HIGH risk first, then what waits the longest. */
export function needing({ sessions }: Pick<Fleet, 'sessions'>): Status[] {
  return sessions.filter(needsHuman).sort((a, b) => urgency(a) - urgency(b) || sinceMs(a) - sinceMs(b));
}

function urgency({ pending, phase }: Status): number {
  if (pending.some(({ risk }) => risk === 'HIGH')) return 0;
  return phase === 'ended' ? 2 : 1;
}

/** Since when it waits, wall-clock milliseconds. */
function sinceMs({ pending, since }: Status): number {
  const asked = pending.map(({ askedAt }) => Date.parse(askedAt));
  return asked.length > 0 ? Math.min(...asked) : Date.parse(since);
}

/** What became of the tasks of a list that is over. */
export interface Finished {
  /** Names this end: another one has another key. */
  readonly key: string;
  readonly done: number;
  readonly failed: number;
}

/** The end of a session's list of tasks; undefined where it has none, or while one of them is still to be done. */
export function finishedOf({ id, queue }: Status): Finished | undefined {
  const tasks = queue.filter((task) => isListed(task) && task.state !== 'removed');
  const done = tasks.filter(({ state }) => state === 'done').length;
  const failed = tasks.filter(({ state }) => state === 'failed').length;
  const last = tasks.at(-1);
  if (!last || done + failed < tasks.length) return undefined;
  return { key: `${id} finished ${last.id}`, done, failed };
}
