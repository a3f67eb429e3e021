import type { LastingEvent } from './lasting.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';

/** Errors of the API that end a turn: the CLI retries by itself; when it gives up, pcc continues a bounded number of times. */

/** The transcript holds the refusal. */
export function troubleRefused(making: Making, { text }: Extract<LastingEvent, { type: 'refused' }>): void {
  making.do({ type: 'note', text });
}

/** After each event: takes in what the screen says of an error. */
export function mindTrouble(making: Making, before: Session): void {
  if (before.trouble && making.session.phase === 'ended') making.clear('trouble');
}

/** The backoff is over. */
export function retryDue(making: Making): void {
  making.do({ type: 'cancel-deadline', name: 'retry' });
}
