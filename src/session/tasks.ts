import { limits } from '../limits.ts';
import type { Reading } from '../screen/reading.ts';
import type { Session, Task, WriteResult } from './session.ts';
import type { Making } from './step.ts';
import { mayType } from './step.ts';

/** Tasks on their way: written into the empty input box, seen there, sent, seen to leave, their turn seen to end. */

/** Begins the next task when the input box is free and nothing runs. */
export function typeNext(making: Making): void {
  const { session } = making;
  if (!mayType(session) || session.ask || session.typing || session.reading.state !== 'idle') return;
  if (session.tasks.some((task) => task.state === 'running')) return;
  const task = session.tasks.find((candidate) => candidate.state === 'queued');
  if (!task) return;
  setTask(making, task, 'typing');
  write(making, { taskId: task.id, step: 'text', enters: 0 });
}

/** What the screen says about the text that is on its way. */
export function typingSeen(making: Making, reading: Reading): void {
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task || !mayType(making.session)) return;
  if (typing.step === 'text') {
    if (typing.written && reading.state === 'draft' && draftHolds(reading.text, task.text)) {
      write(making, { taskId: task.id, step: 'enter', enters: typing.enters + 1 });
    } else if (!typing.written && reading.state === 'idle') rewrite(making);
    return;
  }
  if (!typing.written && reading.state === 'draft' && draftHolds(reading.text, task.text)) rewrite(making);
  const left =
    reading.state === 'busy' ||
    reading.state === 'idle' ||
    reading.state === 'permission' ||
    reading.state === 'question';
  if (typing.written && left) taskLeft(making, task);
}

/** What became of the input of the step. */
export function typedWritten(making: Making, inputId: string, result: WriteResult): void {
  const { typing } = making.session;
  if (typing?.inputId !== inputId) return;
  switch (result) {
    case 'written':
    case 'repeated':
      making.set({ typing: { ...typing, written: true } });
      making.do({ type: 'deadline', name: 'typing' });
      break;
    case 'stale':
    case 'moved':
      // Nothing was written: the next look at the screen tries again with an id of its own.
      making.set({ typing: { ...typing, inputId: '', written: false } });
      break;
    case 'exited':
      break;
  }
}

/** The transcript holds a prompt: if it is the task's, the text has surely arrived. */
export function promptSent(making: Making, text: string): void {
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (task && packed(text) === packed(task.text)) taskLeft(making, task);
}

/** A turn has ended: the task that ran is done. */
export function turnEnded(making: Making): void {
  const running = making.session.tasks.find((task) => task.state === 'running');
  if (!running) return;
  setTask(making, running, 'done');
  making.do({ type: 'cancel-deadline', name: 'quiet' });
}

/** The text was not seen, or did not leave: press Enter again only while exactly the text still stands there, else give up. */
export function typingTimedOut(making: Making): void {
  const { typing, reading } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task || !typing.written || making.session.humans > 0) return;
  const stands = reading.state === 'draft' && draftHolds(reading.text, task.text);
  if (typing.step === 'enter' && stands && typing.enters <= limits.redecideMax && mayType(making.session)) {
    write(making, { taskId: task.id, step: 'enter', enters: typing.enters + 1 });
    return;
  }
  fail(
    making,
    task,
    typing.step === 'text' ? 'its text was not seen in the input box' : 'its text did not leave the input box',
  );
}

/** A human took the keyboard: what stands in the box is theirs now. */
export function leaveTyping(making: Making): void {
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (!typing || !task) return;
  const untouched = typing.step === 'text' && !typing.written;
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  if (untouched) setTask(making, task, 'queued');
  else fail(making, task, 'a human took the keyboard while it was being typed');
}

/** The child is gone: nothing that was under way will end. */
export function failOpenTasks(making: Making): void {
  making.clear('typing');
  for (const task of making.session.tasks) {
    if (task.state === 'typing' || task.state === 'running') setTask(making, task, 'failed');
  }
}

/** An input box that stayed empty: a task that still counts as running had no turn (a command of the CLI's own), or its end was missed. */
export function quietEnded(making: Making): void {
  const { session } = making;
  if (session.reading.state !== 'idle' || session.calls.length > 0) return;
  turnEnded(making);
}

/**
 * True when the input box holds the task's text: all of it, its visible end (a long text scrolls inside the box), or the
 * CLI's marker for a pasted text.
 */
export function draftHolds(draft: string, text: string): boolean {
  const shown = packed(draft);
  const wanted = packed(text);
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

/** The same step once more: under its old id where the host may know it, under a new one where it was refused. */
function rewrite(making: Making): void {
  const { typing } = making.session;
  if (!typing) return;
  if (typing.inputId === '') write(making, typing);
}

function emit(making: Making, inputId: string, next: { taskId: string; step: 'text' | 'enter' }): void {
  const task = taskOf(making.session, next.taskId);
  if (task) making.do({ type: 'type', inputId, step: next.step, text: task.text });
}

/**
 * After a crash. A text is tried under its old id, so that the host, which lived on, writes it at most once. An Enter may or
 * may not have been written: it counts as written, and the screen says whether the text still stands there.
 */
export function retryStep(making: Making): void {
  const { typing } = making.session;
  if (!typing) return;
  if (typing.step === 'enter') {
    making.set({ typing: { ...typing, written: true } });
    making.do({ type: 'deadline', name: 'typing' });
  } else if (!typing.written && typing.inputId !== '') emit(making, typing.inputId, typing);
  else making.do({ type: 'deadline', name: 'typing' });
}

function taskLeft(making: Making, task: Task): void {
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  setTask(making, task, 'running');
}

function fail(making: Making, task: Task, why: string): void {
  making.clear('typing');
  making.do({ type: 'cancel-deadline', name: 'typing' });
  setTask(making, task, 'failed');
  making.do({ type: 'note', text: `Task ${task.id} was not sent: ${why}.` });
}

function setTask(making: Making, task: Task, state: Task['state']): void {
  const changed = { ...task, state };
  making.set({ tasks: making.session.tasks.map((other) => (other.id === task.id ? changed : other)) });
  making.do({ type: 'task-state', task: changed });
}

function taskOf(session: Session, id: string): Task | undefined {
  return session.tasks.find((task) => task.id === id);
}

function packed(text: string): string {
  return text.replace(/\s+/gu, '');
}
