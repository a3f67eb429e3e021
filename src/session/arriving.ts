import { withoutBlanks } from '../base/blanks.ts';
import type { Moved } from './limit.ts';
import type { Making } from './step.ts';
import type { Task } from './task.ts';
import { wordsOf } from './task.ts';

/** Whether the text of a task has arrived: an input box that is empty again says that it left, the transcript that it is there. */

/** The transcript shows a prompt, or the work of a turn: marks the tasks whose text has surely become a prompt. */
export function arrivalSeen(making: Making, event: Moved | { readonly type: 'refused' }): void {
  const { tasks, humans } = making.session;
  const isSeen = (task: Task): boolean => {
    if (event.type === 'turn-ended') return event.text !== '';
    if (event.type !== 'prompt-sent' || isSame(event.text, task)) return true;
    // With nobody at the pane it is the task's, in another form, unless it is the late line of another one.
    return humans === 0 && !tasks.some((other) => isSame(event.text, other));
  };
  if (!tasks.some((task) => task.state === 'running' && !task.sent && isSeen(task))) return;
  making.set({
    tasks: tasks.map((task) =>
      task.state === 'running' && !task.sent && isSeen(task) ? { ...task, sent: true } : task,
    ),
  });
}

/**
 * True for a task that counts as running, and of whose prompt the transcript knows nothing: some versions draw a turn before they
 * write its prompt down (2.1.98 to 2.1.329). Commands of the CLI leave no prompt.
 */
export function mayBeLost({ state, sent, text }: Task): boolean {
  return state === 'running' && !sent && !command.test(text);
}

const command = /^\s*[/!#]/;

function isSame(prompt: string, task: Task): boolean {
  return withoutBlanks(prompt) === withoutBlanks(wordsOf(task));
}
