import { callsEnded } from './asking.ts';
import { closeProse } from './prose.ts';
import type { Making } from './step.ts';
import { setTask } from './tasks.ts';

/** The context of the CLI: whether it is empty, and how it is emptied between tasks. */

/**
 * The CLI began another transcript: nothing of what was said before is known to it. The command that did it has no turn, so that it
 * is done; what was cut off before is known to nobody any more and not continued.
 */
export function contextBegun(making: Making): void {
  making.clear('used');
  making.clear('interrupted');
  callsEnded(making);
  closeProse(making, 'The context was cleared.');
  for (const task of making.session.tasks)
    if (task.state === 'running' && isClear.test(task.text)) setTask(making, task, 'done');
}

const isClear = /^\s*\/(?:clear|reset|new)\s*$/;
