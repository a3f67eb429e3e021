import { unreachable } from '../base/assert.ts';
import { arrivalSeen } from './arriving.ts';
import { contextBegun } from './context.ts';
import { mindUnsent, overtakeUnsent } from './goingOn.ts';
import { healthTold } from './health.ts';
import type { LastingEvent } from './lasting.ts';
import type { Moved } from './limit.ts';
import { accountTold, limitPassed, limitRefused, limitTakenUp, limitWentOn, mindLimit, woken } from './limit.ts';
import { mindQueue, queueChanged } from './queue.ts';
import { launched, launchFailed } from './restarting.ts';
import { mindRoom } from './room.ts';
import type { Session } from './session.ts';
import { budgetSpent, mindSpending, spendingTakenUp, spentTold } from './spending.ts';
import type { Making } from './step.ts';
import { isReadable } from './step.ts';
import { mindTrouble, troubleOver, troubleRefused, troubleTakenUp, troubleWentOn } from './trouble.ts';
import { mindVerifying, verified } from './verifying.ts';

/** What keeps a session going, event by event. */
export function lastingHappened(making: Making, event: LastingEvent): void {
  switch (event.type) {
    case 'refused':
      arrivalSeen(making, event);
      // The banner that is drawn now is another one.
      making.clear('settledBanner');
      if (event.kind === 'limit') limitRefused(making, event);
      else {
        limitPassed(making);
        troubleRefused(making, event);
      }
      break;
    case 'wake':
      woken(making, event.why);
      break;
    case 'go-on-text':
      making.set({ goOnText: event.text });
      break;
    case 'account':
      accountTold(making, event.limit);
      break;
    case 'queue':
      queueChanged(making, event.change);
      break;
    case 'verified':
      verified(making, event);
      break;
    case 'spent':
      spentTold(making, event);
      break;
    case 'budget':
      budgetSpent(making, event);
      break;
    case 'context':
      contextBegun(making);
      making.clear('refusal');
      troubleOver(making, 'The context was cleared.');
      break;
    case 'launched':
      launched(making);
      break;
    case 'launch-failed':
      launchFailed(making, event);
      break;
    case 'health':
      healthTold(making, event);
      break;
    default:
      unreachable(event);
  }
}

/** The transcript shows that the conversation goes on, by a prompt, a call or the end of a turn. */
export function wentOn(making: Making, event: Moved): void {
  const { refusal, interrupted } = making.session;
  if (event.type === 'call-pending' && (event.call.agent !== undefined || event.history)) return;
  arrivalSeen(making, event);
  // Some versions write a prompt behind the refusal of its own turn.
  const isLate = event.type === 'prompt-sent' && refusal?.at !== undefined && (event.at ?? '') < refusal.at;
  if (isLate) return;
  limitWentOn(making, event);
  troubleWentOn(making, event);
  // An end that a person made with Esc says nothing of what was cut off before.
  if (event.type === 'turn-ended' && event.text === '') return;
  overtakeUnsent(making);
  making.clear('refusal');
  if (interrupted) making.clear('interrupted');
}

/** A new daemon, or a break: what was waited for is waited for again. */
export function lastingTakenUp(making: Making): void {
  limitTakenUp(making);
  troubleTakenUp(making);
  spendingTakenUp(making);
}

/** After each event: what the screen says now about limits and errors, before the next text is typed. */
export function mindLasting(making: Making, before: Session): void {
  mindBanner(making);
  mindLimit(making, before);
  mindTrouble(making, before);
  mindUnsent(making);
}

/** A settled banner has gone once something else stands there; a text in the box only hides it. */
function mindBanner(making: Making): void {
  const { settledBanner, reading } = making.session;
  const isHidden = reading.state === 'limit' || reading.state === 'error' || reading.state === 'draft';
  if (settledBanner && isReadable(making.session) && !isHidden) making.clear('settledBanner');
}

/** After all of that: what has become of the tasks, before the next one is typed. */
export function mindTasks(making: Making, before: Session): void {
  mindSpending(making);
  mindRoom(making, before);
  mindVerifying(making);
  mindQueue(making, before);
}
