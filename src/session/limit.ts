import type { LastingEvent } from './lasting.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';

/** A usage limit from the first sight of it to the turn that goes on behind it. */

/** The transcript holds the refusal. */
export function limitRefused(making: Making, { text }: Extract<LastingEvent, { type: 'refused' }>): void {
  making.do({ type: 'note', text });
}

/** Its time has come. */
export function woken(making: Making, why: string): void {
  making.do({ type: 'note', text: why });
}

/** Another session of the account told of a limit of all of it, or of its end. */
export function accountTold(making: Making, limit: Extract<LastingEvent, { type: 'account' }>['limit']): void {
  if (limit) making.set({ account: limit });
  else making.clear('account');
}

/** After each event: takes in what the screen says of a limit. */
export function mindLimit(making: Making, before: Session): void {
  if (before.limit && making.session.phase === 'ended') making.clear('limit');
}

/** Nobody confirmed the limit, or nobody went on after the wake-up. */
export function limitTimedOut(making: Making, name: 'limit' | 'woken'): void {
  making.do({ type: 'cancel-deadline', name });
}
