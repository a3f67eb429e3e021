import { withoutBlanks } from '../base/blanks.ts';
import type { Option } from '../screen/reading.ts';
import { currentTab } from '../screen/dialog.ts';
import { callOf } from './deciding.ts';
import type { Ask, Dialog, PendingCall } from './session.ts';
import type { Making } from './step.ts';
import { couldAsk } from './witness.ts';

/**
 * What waits for a person while the child draws its screen for another size: a dialog taller than the screen shows another part
 * of itself then, and nothing of it for a moment. The question stays for a bounded time, in which nothing is typed for it.
 */

type Waiting = Extract<Ask, { stage: 'waiting' }>;

/** The child was given another size. */
export function resized(making: Making): void {
  const { ask } = making.session;
  if (ask?.stage !== 'waiting' || ask.dialog.kind === 'unknown') return;
  making.set({ resized: true });
  making.do({ type: 'deadline', name: 'resized' });
}

/** The screen has the word again: it was drawn anew, or was waited for long enough. */
export function resizeEnded(making: Making): void {
  if (!making.session.resized) return;
  making.clear('resized');
  making.do({ type: 'cancel-deadline', name: 'resized' });
}

/** Takes in a readable frame after a change of size. True when the question goes on, about this dialog or until one is seen. */
export function outlastsResize(making: Making, dialog: Dialog | undefined): boolean {
  const { ask, resized: isResized } = making.session;
  if (!isResized) return false;
  if (ask?.stage !== 'waiting' || dialog?.fingerprint === ask.dialog.fingerprint) {
    resizeEnded(making);
    return false;
  }
  if (!dialog) return true;
  if (isSame(making, ask, dialog)) {
    resizeEnded(making);
    making.set({ ask: { ...ask, dialog } });
    return true;
  }
  const isAnother = dialog.kind !== ask.dialog.kind || callOf(making, dialog) !== undefined;
  if (isAnother) resizeEnded(making);
  return !isAnother;
}

/** True when what is drawn now is what was asked about: the same rows to choose from, and no other call that it may be of. */
function isSame(making: Making, { dialog: before, call }: Waiting, dialog: Dialog): boolean {
  const isAlike =
    dialog.kind === before.kind &&
    (dialog.tool === before.tool || dialog.tool === '' || before.tool === '') &&
    dialog.question === before.question &&
    currentTab(dialog.tabs ?? []) === currentTab(before.tabs ?? []) &&
    rowsOf(dialog.options) === rowsOf(before.options);
  if (!isAlike) return false;
  if (call) return isOfCall(making, dialog, call);
  // Nobody knows its call, so it stays what is graver than any call; a part of it proves nothing against that.
  return dialog.truncated || before.truncated || withoutBlanks(dialog.subject) === withoutBlanks(before.subject);
}

/** Of a dialog whose head is off the screen only the tool can be told. */
function isOfCall(making: Making, dialog: Dialog, call: PendingCall): boolean {
  const { calls } = making.session;
  const fitting = calls.filter((pending) => couldAsk(dialog, pending));
  const possible = fitting.length === 0 && dialog.truncated ? calls.filter(({ tool }) => tool === call.tool) : fitting;
  return possible.length === 1 && possible[0]?.id === call.id;
}

/** A row to type into has what was typed for its label. */
function rowsOf(options: readonly Option[]): string {
  return JSON.stringify(options.map(({ key, kind, label }) => [key, kind, kind === 'free-text' ? '' : label]));
}
