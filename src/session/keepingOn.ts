import { unreachable } from '../base/assert.ts';
import { contextBegun } from './context.ts';
import { healthTold } from './health.ts';
import type { LastingEvent } from './lasting.ts';
import { accountTold, limitRefused, mindLimit, woken } from './limit.ts';
import { mindQueue, queueChanged } from './queue.ts';
import { launched, launchFailed } from './restarting.ts';
import { mindRoom } from './room.ts';
import type { Session } from './session.ts';
import { budgetSpent, mindSpending, spentTold } from './spending.ts';
import type { Making } from './step.ts';
import { mindTrouble, troubleRefused } from './trouble.ts';
import { mindVerifying, verified } from './verifying.ts';

/** What keeps a session going, event by event. */
export function lastingHappened(making: Making, event: LastingEvent): void {
  switch (event.type) {
    case 'refused':
      if (event.kind === 'limit') limitRefused(making, event);
      else troubleRefused(making, event);
      break;
    case 'wake':
      woken(making, event.why);
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

/** After each event: what the screen says now about limits and errors, before the next text is typed. */
export function mindLasting(making: Making, before: Session): void {
  mindLimit(making, before);
  mindTrouble(making, before);
}

/** After all of that: what has become of the tasks, before the next one is typed. */
export function mindTasks(making: Making, before: Session): void {
  mindSpending(making);
  mindRoom(making, before);
  mindVerifying(making);
  mindQueue(making, before);
}
