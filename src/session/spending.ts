import type { LastingEvent, Spent } from './lasting.ts';
import type { Making } from './step.ts';

/** Budgets of tokens and time, for a task and for a session. */

/** How much was taken so far. */
export function spentTold(making: Making, spent: Spent): void {
  making.set({ spent });
}

/** A budget is used up. */
export function budgetSpent(making: Making, { what }: Extract<LastingEvent, { type: 'budget' }>): void {
  making.do({ type: 'note', text: what });
}
