import type { LastingEvent } from './lasting.ts';
import type { Making } from './step.ts';

/** The order of the tasks, and what people do to it. */

/** A person moves, removes or retries a task. */
export function queueChanged(making: Making, change: Extract<LastingEvent, { type: 'queue' }>['change']): void {
  if (!making.session.tasks.some(({ id }) => id === change.task)) return;
  making.do({ type: 'note', text: `Task ${change.task}: ${change.do}.` });
}
