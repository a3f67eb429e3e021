import type { Params } from '../../api/methods.ts';

/** Tasks of a list as people and programs write them; the daemon takes them as they are. */

/** A task that is more than its prompt. */
export type WrittenTask = Exclude<Params<'execution.start'>['steps'][number], string>;

const defaultFields = ['jsonMode', 'schema', 'validationPrompt', 'timeoutMs', 'tokensMax', 'verify'] as const;

/** What counts for every task that does not say otherwise. */
export type TaskDefaults = { readonly [F in (typeof defaultFields)[number]]?: WrittenTask[F] | object | undefined };

/** Tasks with what counts for all of them. */
export function withDefaults(tasks: readonly WrittenTask[], defaults: TaskDefaults): WrittenTask[] {
  return tasks.map((task) => {
    const open = defaultFields.filter((field) => defaults[field] !== undefined && !isSaid(task, field));
    return { ...Object.fromEntries(open.map((field) => [field, defaults[field]])), ...task };
  });
}

/** Two fields have another word, in which a task may say the same. */
function isSaid(task: WrittenTask, field: (typeof defaultFields)[number]): boolean {
  if (field === 'jsonMode' && task.json !== undefined) return true;
  return task[field] !== undefined || (field === 'validationPrompt' && task.validation !== undefined);
}
