import { PccError } from '../../base/errors.ts';
import type { Task } from '../../session/task.ts';
import { isListed } from '../../session/task.ts';
import type { LiveSession } from '../liveSession.ts';

/** The id of the next task that is given to a session; no number is ever given twice. */
export function nextTaskId({
  id,
  actor,
}: {
  readonly id: string;
  readonly actor: { readonly lastTask: number };
}): string {
  return `${id}.${actor.lastTask + 1}`;
}

/** The whole id of a task of a session that people name by it, or by its number alone. */
export function wholeTaskId(session: string, named: string): string {
  return /^\d+$/.test(named) ? `${session}.${Number(named)}` : named;
}

/**
 * The task of a living session that a person means.
 *
 * @throws PccError `not_found`; `over` is told of one that ended long ago.
 */
export function taskNamed(
  live: Pick<LiveSession, 'id' | 'actor'>,
  named: string,
  isStored: (id: string) => boolean,
): Task {
  const id = wholeTaskId(live.id, named);
  const task = live.actor.session.tasks.find((one) => one.id === id && isListed(one));
  if (task) return task;
  if (isStored(id))
    throw new PccError('over', `Task '${id}' ended long ago; add what is still to be done as a new task.`);
  throw new PccError(
    'not_found',
    `'${live.id}' has no task '${named}'; \`pcc queue ${live.id} list\` shows all with their numbers.`,
  );
}
