import { asksAPerson, escalate } from './escalating.ts';
import type { LastingEvent } from './lasting.ts';
import type { Ask, Dialog } from './session.ts';
import type { Making } from './step.ts';

/** What is found of a session that shows no sign of life. pcc never types into it and never ends it: a person is asked. */

const stuckMark = 'stuck:';

/** True for the question about a session that hangs: it waits until there are signs of life. */
export function isStuckAsked(ask: Ask | undefined): boolean {
  return ask?.stage === 'waiting' && ask.dialog.fingerprint.startsWith(stuckMark);
}

/** It was found to hang, or to work after all. */
export function healthTold(making: Making, { stuck, why }: Extract<LastingEvent, { type: 'health' }>): void {
  if (!stuck) {
    withdraw(making, why);
    return;
  }
  making.do({ type: 'note', text: why });
  const { ask, humans, phase } = making.session;
  // Where somebody is asked about it, or holds its keyboard, they see it as it is.
  if (ask || humans > 0 || phase !== 'live') return;
  const question = `${why} Attach to the session and look; pcc types nothing into it and does not end it.`;
  const dialog: Dialog = {
    kind: 'unknown',
    fingerprint: `${stuckMark}no sign of life`,
    tool: '',
    subject: '',
    truncated: false,
    question,
    options: [],
  };
  escalate(making, { dialog, attempts: 0 }, { ...asksAPerson(question), rules: ['no-sign-of-life'] });
}

/** After each look at the screen: one that shows something else than work has moved. */
export function mindHealth(making: Making): void {
  const { state } = making.session.reading;
  if (state !== 'busy' && state !== 'unknown' && state !== 'starting') withdraw(making, 'Its screen has moved on.');
}

function withdraw(making: Making, why: string): void {
  const { ask } = making.session;
  if (ask?.stage !== 'waiting' || !isStuckAsked(ask)) return;
  making.clear('ask');
  making.do({ type: 'withdraw', escalationId: ask.escalationId, why });
}
