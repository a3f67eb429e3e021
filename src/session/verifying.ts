import type { LastingEvent } from './lasting.ts';
import type { Making } from './step.ts';

/** A task with a command is done only when that command succeeds. */

/** What came of the command. */
export function verified(making: Making, { taskId, told }: Extract<LastingEvent, { type: 'verified' }>): void {
  making.do({ type: 'note', text: `Task ${taskId}: ${told}` });
}
