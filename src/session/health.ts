import type { LastingEvent } from './lasting.ts';
import type { Making } from './step.ts';

/** What is found of a session that shows no sign of life. pcc never types into it and never ends it: a person is asked. */

/** It was found to hang, or to work after all. */
export function healthTold(making: Making, { stuck, why }: Extract<LastingEvent, { type: 'health' }>): void {
  if (stuck) making.do({ type: 'note', text: why });
}
