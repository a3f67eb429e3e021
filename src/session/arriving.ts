import { withoutBlanks } from '../base/blanks.ts';
import type { Moved } from './limit.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';
import type { Task } from './task.ts';
import { wordsOf } from './task.ts';

/** Whether the text of a task has arrived: an input box that is empty again says that it left, the transcript that it is there. */

/** The transcript shows a prompt, or the work of a turn: marks the tasks whose text has surely become a prompt. */
export function arrivalSeen(making: Making, event: Moved | { readonly type: 'refused' }): void {
  const { session } = making;
  const { tasks } = session;
  const isSeen = (task: Task): boolean => {
    if (event.type === 'turn-ended') return event.text !== '';
    return event.type !== 'prompt-sent' || isArrivalOf(session, task, event.text);
  };
  if (!tasks.some((task) => task.state === 'running' && !task.sent && isSeen(task))) return;
  making.set({
    tasks: tasks.map((task) =>
      task.state === 'running' && !task.sent && isSeen(task) ? { ...task, sent: true } : task,
    ),
  });
}

/** True for the prompt of a task: with nobody at the pane in another form too, unless it is the late line of another one. */
export function isArrivalOf({ tasks, humans }: Session, task: Task, prompt: string): boolean {
  return isSame(prompt, task) || (humans === 0 && !tasks.some((other) => isSame(prompt, other)));
}

/**
 * True for a task that counts as running, and of whose prompt the transcript knows nothing: some versions draw a turn before they
 * write its prompt down (2.1.98 to 2.1.329). Commands of the CLI leave no prompt.
 */
export function mayBeLost(task: Task): boolean {
  return task.state === 'running' && !task.sent && leavesPrompt(task);
}

/** True for a text whose prompt every version writes down (2.0.20 to 2.1.329); a command of the CLI's own leaves none. */
export function leavesPrompt({ text }: Pick<Task, 'text'>): boolean {
  return !command.test(text);
}

const command = /^\s*[/!#]/;

/** True for the prompt that says what the task does, blanks aside. */
export function isSame(prompt: string, task: Task): boolean {
  return withoutBlanks(prompt) === withoutBlanks(wordsOf(task));
}
