import { withoutBlanks } from '../base/blanks.ts';
import { limits } from '../limits.ts';
import type { Reading } from '../screen/reading.ts';
import { isBoxEmpty } from '../screen/reading.ts';
import { isArrivalOf, isSame, leavesPrompt } from './arriving.ts';
import { asksAPerson, escalate } from './escalating.ts';
import { haltOf } from './halting.ts';
import type { Ask, Dialog, Session, Typing, WriteResult } from './session.ts';
import type { Task } from './task.ts';
import { wordsOf } from './task.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';

/** Tasks on their way: written into the empty input box, seen there, sent, seen to leave, their turn seen to end. */

/** Begins to type a task; the caller has seen that the input box is empty and free. */
export function beginTyping(making: Making, task: Task): void {
  const { sent: _sent, ...unsent } = task;
  setTask(making, unsent, 'typing');
  write(making, { taskId: task.id, step: 'text', enters: 0 });
}

/**
 * True when the text may be written into the box on the screen: what continues a cut-off turn also below a banner, and anything
 * below one that was settled.
 */
export function isBoxFreeFor({ reading, settledBanner }: Session, { role }: Task): boolean {
  return reading.state === 'idle' || ((role === 'go-on' || settledBanner === true) && isBoxEmpty(reading));
}

/** What the screen says about the text that is on its way. */
export function typingSeen(making: Making, reading: Reading): void {
  unsentLeft(making, reading);
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task) return;
  const stands = reading.state === 'draft' && draftHolds(reading.text, wordsOf(task));
  if (typing.step === 'text') {
    if (!mayType(making.session)) return;
    // The text in the box is better evidence than the report of its writing, which may come later or be lost in a crash.
    if (stands) write(making, { taskId: task.id, step: 'enter', enters: typing.enters + 1 });
    else if (isRefused(typing) && isBoxFreeFor(making.session, task)) write(making, typing);
  } else if (typing.written) {
    // Of an Enter that is only assumed an empty box says nothing: somebody may have emptied it.
    const isGone = typing.assumed
      ? isOwnTurn(making.session) && !wasTaken(typing)
      : isTurn(reading) || isBoxEmpty(reading);
    if (isGone) taskLeft(making, task);
  } else if (isRefused(typing)) refusedEnterSeen(making, task, stands);
}

/** Enter was not written: press it when the text still stands there, else somebody else sent it or took it away. */
function refusedEnterSeen(making: Making, task: Task, stands: boolean): void {
  const { typing, reading } = making.session;
  if (!typing) return;
  if (stands) {
    if (wasTaken(typing)) fail(making, task, 'a human took the keyboard before it was sent');
    else if (mayType(making.session)) write(making, typing);
  } else if (isTurn(reading)) taskLeft(making, task);
  else if (isBoxEmpty(reading)) fail(making, task, 'its text was taken out of the input box');
}

/** What became of the input of the step. */
export function typedWritten(making: Making, inputId: string, result: WriteResult): void {
  const { typing } = making.session;
  if (typing?.inputId !== inputId) return;
  switch (result) {
    case 'written':
    case 'repeated': {
      const { assumed: _assumed, ...told } = typing;
      making.set({ typing: { ...told, written: true } });
      const patience = typing.step === 'text' ? { ms: limits.textSeenWithinMs } : {};
      making.do({ type: 'deadline', name: 'typing', ...patience });
      // The screen may have shown the effect before the report came.
      typingSeen(making, making.session.reading);
      break;
    }
    case 'stale':
    case 'moved':
      // Nothing was written: the next look at the screen tries again with an id of its own.
      making.set({ typing: { ...typing, inputId: '', written: false } });
      making.do({ type: 'deadline', name: 'typing' });
      break;
    case 'exited':
      break;
  }
}

/** The transcript holds a prompt: if it is the task's, the text has surely arrived. */
export function promptSent(making: Making, text: string): void {
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!task) return;
  const isIts = typing.assumed && !wasTaken(typing) ? isArrivalOf(making.session, task, text) : isSame(text, task);
  if (isIts) taskLeft(making, task);
}

/**
 * A turn has ended with these words: the tasks that ran and are meant are done, or are to be verified; where a budget stopped
 * the turn they have failed.
 */
export function turnEnded(making: Making, text = '', isMeant: (task: Task) => boolean = () => true): void {
  const ended = making.session.tasks.filter((task) => task.state === 'running' && isMeant(task));
  const { budget } = making.session;
  const result = text === '' ? {} : { result: text.slice(-limits.taskResultCharsMax) };
  for (const task of ended) {
    if (budget?.stage === 'stopping') setTask(making, { ...task, why: budget.what }, 'failed', result);
    else setTask(making, task, task.verify === undefined ? 'done' : 'verifying', result);
  }
  if (ended.length > 0) making.do({ type: 'cancel-deadline', name: 'quiet' });
}

/** The text was not seen, or did not leave: press Enter again only while exactly the text still stands there, else give up. */
export function typingTimedOut(making: Making, unmoved: boolean): void {
  const { typing, reading } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task || haltOf(making.session)) return;
  if (!isReadable(making.session)) {
    making.do({ type: 'deadline', name: 'typing' });
    return;
  }
  const stands = reading.state === 'draft' && draftHolds(reading.text, wordsOf(task));
  if (!typing.written && !isRefused(typing)) {
    // Nobody said what became of it: the same input once more, which the host writes at most once.
    if (mayType(making.session)) emit(making, typing.inputId, typing);
    else fail(making, task, 'a human took the keyboard while it was being typed');
  } else if (typing.step === 'text') {
    if (typing.written) fail(making, task, 'its text was not seen in the input box');
    else typingSeen(making, reading);
  } else if (stands && typing.written && unmoved && !typing.patient && mayType(making.session)) {
    // A CLI that has drawn nothing at all may not have read its key yet, as on a busy machine: another one could reach a dialog.
    making.set({ typing: { ...typing, patient: true } });
    making.do({ type: 'deadline', name: 'typing', ms: limits.textSeenWithinMs });
  } else if (stands && typing.written && !unmoved && typing.enters <= limits.redecideMax && mayType(making.session)) {
    write(making, { taskId: task.id, step: 'enter', enters: typing.enters + 1 });
  } else if (typing.assumed && !stands) fail(making, task, neverArrived);
  else fail(making, task, 'its text did not leave the input box');
}

/** It is not typed again by itself: only a person can have taken it out. */
const neverArrived = 'its text left the input box, and the transcript holds no prompt of it';

/** A human took the keyboard: what stands in the box is theirs now. An Enter that is on its way may still send it. */
export function leaveTyping(making: Making): void {
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task) return;
  if (typing.step === 'enter' && !isRefused(typing)) {
    making.set({ typing: { ...typing, enters: limits.redecideMax + 2 } });
    return;
  }
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  // Only a text that was surely not written may be written later under another id.
  if (isUnwritten(typing)) setTask(making, task, 'queued');
  else fail(making, task, 'a human took the keyboard while it was being typed');
}

/** After a pause: takes up the text where the screen shows it now. */
export function goOnTyping(making: Making): void {
  typingSeen(making, making.session.reading);
  retryStep(making);
}

/** The input box is gone, and with it the text that was on its way: it waits again. */
export function requeue(making: Making, task: Task): void {
  making.clear('typing');
  setTask(making, task, 'queued');
}

/** A text that is known not to stand in the box waits again: what comes first needs the box. */
export function takeBackUnwritten(making: Making): void {
  const { typing } = making.session;
  const task = typing && isUnwritten(typing) ? taskOf(making.session, typing.taskId) : undefined;
  if (task) requeue(making, task);
}

function isUnwritten(typing: Typing): boolean {
  return typing.step === 'text' && isRefused(typing);
}

/** The child is gone: nothing that was under way will end. */
export function failOpenTasks(making: Making): void {
  making.clear('typing');
  making.clear('verifying');
  for (const task of making.session.tasks) {
    const { state } = task;
    if (state === 'typing' || state === 'running' || state === 'verifying') setTask(making, task, 'failed');
  }
}

/**
 * True when the input box holds the task's text: all of it, its visible end (a long text scrolls inside the box), or the
 * CLI's marker for a pasted text.
 */
export function draftHolds(draft: string, text: string): boolean {
  const shown = withoutBlanks(draft);
  const wanted = withoutBlanks(text);
  if (shown === wanted) return true;
  if (/^\[Pastedtext#\d+(\+\d+lines)?\]$/u.test(shown)) return wanted.length > 0;
  return shown.length >= tailCharsMin && wanted.endsWith(shown);
}

/** A visible end shorter than this could be a human's own words. */
const tailCharsMin = 40;

function write(making: Making, next: { taskId: string; step: 'text' | 'enter'; enters: number }): void {
  const inputId = making.nextInput();
  making.set({ typing: { ...next, inputId, written: false } });
  emit(making, inputId, next);
}

function emit(making: Making, inputId: string, next: { taskId: string; step: 'text' | 'enter' }): void {
  const task = taskOf(making.session, next.taskId);
  if (!task) return;
  const isBelow = task.role === 'go-on' || making.session.settledBanner === true;
  const afterBanner = isBelow ? { afterBanner: true as const } : {};
  making.do({ type: 'type', inputId, step: next.step, text: wordsOf(task), ...afterBanner });
  making.do({ type: 'deadline', name: 'typing' });
}

/**
 * After a crash or a pause. A text is tried under its old id, so that the host, which lived on, writes it at most once. An
 * Enter may or may not have been written: it counts as written, the screen says whether the text still stands there, and the
 * transcript whether it has arrived.
 */
export function retryStep(making: Making): void {
  const { typing } = making.session;
  if (!typing || !mayType(making.session)) return;
  if (typing.step === 'text' && !typing.written && !isRefused(typing)) emit(making, typing.inputId, typing);
  else {
    const isUntold = typing.step === 'enter' && !typing.written && !isRefused(typing);
    const task = taskOf(making.session, typing.taskId);
    if (isUntold)
      making.set({ typing: { ...typing, written: true, ...(task && leavesPrompt(task) ? { assumed: true } : {}) } });
    making.do({ type: 'deadline', name: 'typing' });
  }
}

/** True when a human has taken the keyboard since Enter was sent on its way: a turn may be theirs. */
function wasTaken({ enters }: Typing): boolean {
  return enters > limits.redecideMax + 1;
}

/** True when it is certain that the step's input was not written. */
function isRefused(typing: Typing): boolean {
  return typing.inputId === '';
}

/** True when the screen shows that a turn runs. */
export function isTurn(reading: Reading): boolean {
  return reading.state === 'busy' || reading.state === 'permission' || reading.state === 'question';
}

/** True when a turn runs that no person at the pane can have begun. */
function isOwnTurn({ reading, humans }: Session): boolean {
  return isTurn(reading) && humans === 0;
}

function taskLeft(making: Making, task: Task): void {
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  setTask(making, task, 'running');
  if (task.role !== 'clear') making.set({ used: true });
}

/** Gives up a text on its way. What stands of it in the input box is a person's to clear. */
export function fail(making: Making, task: Task, why: string): void {
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  setTask(making, { ...task, why: `It was not sent: ${why}.` }, 'failed');
  making.do({ type: 'note', text: `Task ${task.id} was not sent: ${why}.` });
  const { ask, phase, reading } = making.session;
  if (!ask && phase === 'live' && reading.state === 'draft') tellUnsent(making, task);
}

/** True for the question of a task whose text stands unsent in the input box: it waits for as long as the text stands there. */
export function isUnsent(ask: Ask | undefined): boolean {
  return ask?.stage === 'waiting' && ask.dialog.fingerprint.startsWith(unsentMark);
}

const unsentMark = 'unsent:';

/** Asks a person to clear the input box: until then nothing else can be typed into it. */
function tellUnsent(making: Making, task: Task): void {
  const reason = `The text of task ${task.id} stands unsent in the input box; attach to the session and send or clear it.`;
  const dialog: Dialog = {
    kind: 'unknown',
    fingerprint: `${unsentMark}${task.id}`,
    tool: '',
    subject: '',
    truncated: false,
    question: reason,
    options: [],
  };
  escalate(making, { dialog, attempts: 0 }, { ...asksAPerson(reason), rules: ['unsent-task'] });
}

/**
 * The text of a failed task may come into sight later: after a human left, a dialog closed or a new daemon came. A text that was
 * to be written meanwhile finds the box taken and waits.
 */
export function unsentSeen(making: Making): void {
  const { session } = making;
  const { reading } = session;
  const isOnItsWay = session.typing !== undefined && !isUnwritten(session.typing);
  if (!mayType(session) || session.ask || isOnItsWay || reading.state !== 'draft') return;
  const task = session.tasks.find((other) => other.state === 'failed' && draftHolds(reading.text, wordsOf(other)));
  if (!task) return;
  takeBackUnwritten(making);
  tellUnsent(making, task);
}

/** The input box no longer holds the text: nobody needs to be asked about it. */
function unsentLeft(making: Making, reading: Reading): void {
  const { ask } = making.session;
  if (ask?.stage !== 'waiting' || !isUnsent(ask) || reading.state === 'draft' || !isReadable(making.session)) return;
  making.clear('ask');
  making.do({ type: 'withdraw', escalationId: ask.escalationId, why: 'The text left the input box.' });
}

/** Tells how far a task is; `result`: the last words of the turn that ended it. */
export function setTask(
  making: Making,
  task: Task,
  state: Task['state'],
  told: { readonly result?: string } = {},
): void {
  const changed = { ...task, state };
  making.set({ tasks: making.session.tasks.map((other) => (other.id === task.id ? changed : other)) });
  making.do({ type: 'task-state', task: changed, ...told });
}

/** The task with this id. */
export function taskOf(session: Session, id: string): Task | undefined {
  return session.tasks.find((task) => task.id === id);
}
