import { limits } from '../../../limits.ts';
import type { Call } from '../../command.ts';
import type { Model } from '../../model.ts';
import { isRemovable } from '../../view/taskLooks.ts';
import type { KnownTask, QueueState, Step } from './state.ts';
import { indexOf, rowsOf } from './state.ts';

/** What the keys of the queue change. Each is about the chosen task by its id, and goes one after the other. */

/** Where a task may be moved to. */
export type Move = 'up' | 'down' | 'first' | 'last';

interface Chosen {
  readonly rows: readonly KnownTask[];
  readonly task: KnownTask;
}

/** The chosen task, or why nothing can be done to it now. */
function chosenOf(state: QueueState, model: Model): Chosen | string {
  const rows = rowsOf(state, model);
  const task = rows[indexOf(state, rows)];
  if (!task) return 'There is no task.';
  if (model.fleet.link !== 'up') return 'The daemon is away, so the queue cannot be changed now.';
  if (state.acting !== undefined) return 'The last change is on its way; press the key again when it is done.';
  const sinceMs = model.nowMs - state.movedMs;
  if (sinceMs >= 0 && sinceMs < limits.answerSeenMs)
    return 'The task that was chosen has just gone, so the key did nothing: look which one is chosen now.';
  return { rows, task };
}

function telling(state: QueueState, text: string): Step {
  return { state, notice: { text, ink: 'needs' } };
}

function calling(state: QueueState, word: string, call: Pick<Call, 'method' | 'params'>, serial: number): Step {
  const command = { type: 'call', tag: { panel: serial, word }, ...call } as Call;
  return { state: { ...state, acting: word }, commands: [command] };
}

/** Puts the chosen task at another place among those that wait with the same priority: a higher one goes first in any case. */
export function moving(state: QueueState, to: Move, model: Model, serial: number): Step {
  const chosen = chosenOf(state, model);
  if (typeof chosen === 'string') return telling(state, chosen);
  const { rows, task } = chosen;
  if (task.state !== 'queued') return telling(state, 'Only a task that waits can be moved.');
  const { priority = 0 } = task;
  const waiting = rows.filter((row) => row.state === 'queued' && (row.priority ?? 0) === priority);
  const at = waiting.findIndex(({ id }) => id === task.id);
  const isUp = to === 'up' || to === 'first';
  if (isUp ? at === 0 : at === waiting.length - 1)
    return telling(state, `It is the ${isUp ? 'first' : 'last'} of those that wait with its priority, ${priority}.`);
  const place = { up: at - 1, down: at + 2, first: 0, last: waiting.length }[to];
  const before = waiting[place];
  const params = { id: state.session, task: task.id, ...(before ? { before: before.id } : {}) };
  return calling(state, 'move', { method: 'queue.move', params }, serial);
}

/** Lets a failed task wait again. */
export function retrying(state: QueueState, model: Model, serial: number): Step {
  const chosen = chosenOf(state, model);
  if (typeof chosen === 'string') return telling(state, chosen);
  const { task } = chosen;
  if (task.state !== 'failed') return telling(state, 'Only a task that failed can be tried again.');
  return calling(state, 'retry', { method: 'queue.retry', params: { id: state.session, task: task.id } }, serial);
}

/** Asks whether the chosen task is to be taken out. */
export function removing(state: QueueState, model: Model): Step {
  const chosen = chosenOf(state, model);
  if (typeof chosen === 'string') return telling(state, chosen);
  const { task } = chosen;
  if (!isRemovable(task)) return telling(state, 'Only a task that waits, is verified or failed can be taken out.');
  // Another one may stand there in the next moment: it is asked for by its id.
  return { state: { ...state, chosen: task.id }, open: { name: 'remove-task', session: state.session, text: task.id } };
}
