import type { Session } from './session.ts';
import type { Making } from './step.ts';
import type { Task } from './task.ts';
import { isListed } from './task.ts';

/** The order of the tasks of a session, and their numbers. */

/** The number of a task's id, `<session>.<number>`; 0 for an id that has none. */
export function numberOf({ id }: Pick<Task, 'id'>): number {
  const digits = /\.(\d{1,9})$/.exec(id)?.[1];
  return digits === undefined ? 0 : Number(digits);
}

/** The last number that was given to a task of the session; the next id takes one more. */
export function lastNumber({ given, tasks }: Pick<Session, 'given' | 'tasks'>): number {
  return Math.max(given ?? 0, ...tasks.map(numberOf));
}

/** A number that was given is never given again, however long ago its task left the session. */
export function numberTaken(making: Making, id: string): void {
  const given = Math.max(lastNumber(making.session), numberOf({ id }));
  if (given !== making.session.given) making.set({ given });
}

/** The tasks of a person's list that wait, in the order in which they go: the highest priority first, then as they stand. */
export function waitingInOrder({ tasks }: Pick<Session, 'tasks'>): readonly Task[] {
  const waiting = tasks.filter((task) => task.state === 'queued' && isListed(task));
  return waiting.toSorted((a, b) => priorityOf(b) - priorityOf(a));
}

/** The priority of a task; 0 where nothing was said. */
export function priorityOf({ priority }: Pick<Task, 'priority'>): number {
  return priority ?? 0;
}

/**
 * Why a waiting task cannot go before a person does something: the task that must be done before has failed, was taken out, or
 * is not known. Undefined where it can go, or will be able to.
 */
export function blockOf({ tasks }: Pick<Session, 'tasks'>, { after }: Pick<Task, 'after'>): string | undefined {
  if (after === undefined) return undefined;
  const before = tasks.find(({ id }) => id === after);
  switch (before?.state) {
    case 'failed':
      return `It waits for task ${after}, which failed: retry that one, or remove this one.`;
    case 'removed':
      return `It waits for task ${after}, which was removed: remove this one and add it anew without it.`;
    case undefined:
      return `It waits for task ${after}, which this session does not know: remove this one and add it anew without it.`;
    default:
      return blockOf({ tasks }, before ?? {}) === undefined
        ? undefined
        : `It waits for task ${after}, which cannot go.`;
  }
}

/** True when the task that must be done before is done. */
export function isFree({ tasks }: Pick<Session, 'tasks'>, { after }: Pick<Task, 'after'>): boolean {
  return after === undefined || tasks.some(({ id, state }) => id === after && state === 'done');
}

/** The task with a priority by which it goes before all that wait, when it stands before them. */
export function beforeAll(session: Pick<Session, 'tasks'>, task: Task): Task {
  const [first] = waitingInOrder(session);
  return first && priorityOf(first) > priorityOf(task) ? { ...task, priority: priorityOf(first) } : task;
}
