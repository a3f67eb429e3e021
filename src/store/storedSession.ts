import type { Json } from '../base/json.ts';
import type { Redactor } from '../policy/redact.ts';
import type { Session } from '../session/session.ts';
import type { Task } from '../session/task.ts';

/**
 * The session as it is stored: redacted, but for the text of a task that is still to be typed, which must arrive as it was
 * given even after a crash.
 */
export function storedSession({ tasks, ...rest }: Session, redactor: Redactor): string {
  const redacted = redactor.json(rest as unknown as Json) as unknown as typeof rest;
  return JSON.stringify({
    ...redacted,
    tasks: tasks.map((task) => (isOpen(task) ? task : redactedTask(task, redactor))),
  });
}

function isOpen({ state }: Task): boolean {
  return state !== 'done' && state !== 'failed' && state !== 'removed';
}

/** What redactors have made of tasks that ended. A session keeps many, none of them changes, and each step stores them all. */
const redactedTasks = new WeakMap<Redactor, WeakMap<Task, Json>>();

function redactedTask(task: Task, redactor: Redactor): Json {
  const known = redactedTasks.get(redactor) ?? new WeakMap<Task, Json>();
  redactedTasks.set(redactor, known);
  const redacted = known.get(task) ?? redactor.json(task as unknown as Json);
  known.set(task, redacted);
  return redacted;
}
