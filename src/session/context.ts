import type { Making } from './step.ts';

/** The context of the CLI: whether it is empty, and how it is emptied between tasks. */

/** The CLI began another transcript: nothing of what was said before is known to it. */
export function contextBegun(making: Making): void {
  making.clear('used');
}
