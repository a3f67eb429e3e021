import type { Status } from '../../api/methods.ts';

type Task = Status['queue'][number];

/** How far a list of tasks is. */
export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly all: number;
}

/** Whether it stands in a person's list: no reply to a question, nothing that only serves another task, not taken out. */
export function isListed({ reply, role, state }: Pick<Task, 'reply' | 'role' | 'state'>): boolean {
  return reply !== true && role === undefined && state !== 'removed';
}

/** How far the queue of a session is; undefined where it has no tasks. */
export function progressOf(tasks: readonly Pick<Task, 'reply' | 'role' | 'state'>[]): Progress | undefined {
  const listed = tasks.filter(isListed);
  if (listed.length === 0) return undefined;
  const count = (state: Task['state']): number => listed.filter((task) => task.state === state).length;
  return { done: count('done'), failed: count('failed'), all: listed.length };
}

/** A sentence for each session in which tasks failed. */
export function failedTasksTold(sessions: readonly Pick<Status, 'id' | 'queue'>[]): string[] {
  return sessions.flatMap(({ id, queue }) => {
    const failed = progressOf(queue)?.failed ?? 0;
    if (failed === 0) return [];
    return [`${failed} ${failed === 1 ? 'task' : 'tasks'} of ${id} failed; 'pcc queue ${id}' tells why.`];
  });
}
