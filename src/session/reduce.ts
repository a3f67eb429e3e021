import { unreachable } from '../base/assert.ts';
import type { Reading } from '../screen/reading.ts';
import {
  askEnded,
  askTimedOut,
  callArrived,
  callEnded,
  cliTold,
  dialogSeen,
  forgetFlight,
  handsOff,
  keyWritten,
  lookAgain,
  unreadable,
} from './asking.ts';
import { advised, judged } from './consulting.ts';
import {
  forgetConsulting,
  isOpenProse,
  mindProse,
  promptSeen,
  proseAdvised,
  proseDismissed,
  proseResponded,
  taskGiven,
  turnOver,
  workSeen,
} from './prose.ts';
import { isStanding } from './escalating.ts';
import { isStuckAsked, mindHealth } from './health.ts';
import { isCutOff } from './goingOn.ts';
import { lastingHappened, lastingTakenUp, mindLasting, mindTasks, wentOn } from './keepingOn.ts';
import { limitTimedOut } from './limit.ts';
import { typeNext } from './queue.ts';
import { responded, rowReply } from './replying.ts';
import { childGone, restartDue, restartResponded, restartTakenUp, sessionEnded, turnWentWell } from './restarting.ts';
import { outlastsResize, resized, resizeEnded } from './resizing.ts';
import type { Dialog, PendingCall, Session, SessionEvent, Step } from './session.ts';
import { budgetResponded, escTimedOut, escWritten } from './spending.ts';
import { Making } from './step.ts';
import {
  goOnTyping,
  isUnsent,
  leaveTyping,
  promptSent,
  retryStep,
  typedWritten,
  typingSeen,
  typingTimedOut,
  unsentSeen,
} from './tasks.ts';
import { compacted, personContinues, retryDue } from './trouble.ts';
import { forgetVerifying } from './verifying.ts';

/** The whole life of a session. No clock, no I/O, no promises: same input, same step. */
export function reduce(session: Session, event: SessionEvent): Step {
  const making = new Making(session);
  if (session.phase !== 'ended') {
    happen(making, event);
    unsentSeen(making);
    mindLasting(making, session);
    mindProse(making);
    mindTasks(making, session);
    watchForQuiet(making, session);
    typeNext(making);
  }
  return making.done();
}

function happen(making: Making, event: SessionEvent): void {
  switch (event.type) {
    case 'screen':
      // What stands there while the CLI is gone was drawn by the last child.
      if (making.session.phase !== 'restarting') screenSettled(making, event.reading, event.dialog);
      break;
    case 'call-pending':
      wentOn(making, event);
      workSeen(making, event);
      callPending(making, event.call);
      break;
    case 'call-done':
      callEnded(making, event);
      break;
    case 'prompt-sent':
      promptSent(making, event.text);
      wentOn(making, event);
      promptSeen(making, event.text);
      break;
    case 'turn-ended':
      if (event.text !== '' && compacted(making)) break;
      wentOn(making, event);
      turnOver(making, event.text);
      turnWentWell(making, event.text);
      break;
    case 'judged':
      judged(making, event);
      break;
    case 'advised':
      advised(making, event);
      proseAdvised(making, event);
      break;
    case 'written':
      keyWritten(making, event.inputId, event.result, event.last);
      typedWritten(making, event.inputId, event.result);
      escWritten(making, event.inputId, event.result);
      break;
    case 'deadline':
      deadlinePassed(making, event);
      break;
    case 'respond': {
      const reply = event.reply ?? rowReply(event.label);
      restartResponded(making, event.escalationId, reply);
      responded(making, event.escalationId, reply);
      proseResponded(making, event.escalationId, reply);
      budgetResponded(making, event.escalationId, reply.label);
      break;
    }
    case 'dismiss':
      proseDismissed(making, event.escalationId);
      break;
    case 'task':
      taskGiven(making, event);
      if (!event.queued) personContinues(making, event.task.id);
      break;
    case 'resized':
      resized(making);
      break;
    case 'cli':
      cliTold(making, event.standing);
      break;
    case 'human':
    case 'pause':
    case 'resume':
    case 'switch':
    case 'stop':
    case 'exited':
    case 'recovered':
      commanded(making, event);
      break;
    default:
      lastingHappened(making, event);
  }
}

/** What people, the child's end and a new daemon do to a session. */
function commanded(
  making: Making,
  event: Extract<SessionEvent, { type: 'human' | 'pause' | 'resume' | 'switch' | 'stop' | 'exited' | 'recovered' }>,
): void {
  const { session } = making;
  switch (event.type) {
    case 'human':
      humanCame(making, event.holds);
      break;
    case 'pause':
      if (session.paused) break;
      making.set({ paused: true });
      handsOff(making);
      break;
    case 'resume':
      if (!session.paused) break;
      making.set({ paused: false });
      goOn(making);
      break;
    case 'switch':
      if (event.off === (session.off === true)) break;
      if (event.off) {
        making.set({ off: true });
        handsOff(making);
      } else {
        making.clear('off');
        goOn(making);
      }
      break;
    case 'stop':
      stopped(making);
      break;
    case 'exited':
      childGone(making, event);
      break;
    case 'recovered':
      // Nothing follows from the screen before a fresh look.
      making.set({ reading: { state: 'starting', evidence: { top: 0, bottom: 0 } } });
      forgetFlight(making);
      resizeEnded(making);
      if (event.anew) making.set({ humans: 0, calls: [] });
      forgetConsulting(making);
      if (event.anew) forgetVerifying(making);
      retryStep(making);
      restartTakenUp(making);
      lastingTakenUp(making);
      break;
    default:
      unreachable(event);
  }
}

/** A person wants it to end. */
function stopped(making: Making): void {
  const { phase, restarting } = making.session;
  making.set({ stopped: true });
  if (phase === 'restarting') {
    sessionEnded(making, restarting?.code ?? -1);
    return;
  }
  making.set({ phase: 'stopping' });
  handsOff(making);
  making.do({ type: 'kill' });
}

/** Nothing keeps pcc from going on: takes up the dialog and the text where the screen shows them now. */
function goOn(making: Making): void {
  lookAgain(making);
  goOnTyping(making);
}

/** A human takes the pane or leaves it; several may hold it at the same time. */
function humanCame(making: Making, holds: boolean): void {
  const { humans } = making.session;
  if (!holds && humans === 0) return;
  making.set({ humans: humans + (holds ? 1 : -1) });
  if (holds) {
    handsOff(making);
    leaveTyping(making);
    return;
  }
  if (humans > 1) return;
  lookAgain(making);
  if (making.session.reading.state === 'unknown') making.do({ type: 'deadline', name: 'unknown' });
}

function screenSettled(making: Making, reading: Reading, dialog: Dialog | undefined): void {
  const before = making.session;
  making.set({
    reading,
    state: reading.state,
    phase: before.phase === 'launching' && reading.state !== 'starting' ? 'live' : before.phase,
    begun: before.begun || reading.state === 'idle' || reading.state === 'draft' || reading.state === 'busy',
  });
  typingSeen(making, reading);
  mindHealth(making);
  if (reading.state === 'unknown') {
    // Not being able to read is no sign that a dialog is gone: what waits goes on waiting, and nothing is typed.
    if (before.reading.state !== 'unknown') making.do({ type: 'deadline', name: 'unknown' });
    return;
  }
  if (before.reading.state === 'unknown') making.do({ type: 'cancel-deadline', name: 'unknown' });
  if (outlastsResize(making, dialog)) return;
  if (dialog) dialogSeen(making, dialog);
  else if (reading.state !== 'starting' && !staysAsked(making.session)) askEnded(making);
}

/** Some questions are about no dialog: a screen without one says nothing of them. */
function staysAsked({ ask }: Session): boolean {
  return isUnsent(ask) || isStuckAsked(ask) || isStanding(ask, 'limit:', 'trouble:', 'cut-off:');
}

/** A running task whose input box is empty again is done when the transcript says so, or when it stays that way. */
function watchForQuiet(making: Making, before: Session): void {
  const waits = waitsForQuiet(making.session);
  const waited = waitsForQuiet(before);
  if (waits && !waited) making.do({ type: 'deadline', name: 'quiet' });
  // A turn that ended has cancelled it itself.
  if (!waits && waited && hasRunning(making.session)) making.do({ type: 'cancel-deadline', name: 'quiet' });
}

/** While a question in words is open, an empty input box only waits for its answer. */
function waitsForQuiet(session: Session): boolean {
  return session.reading.state === 'idle' && hasRunning(session) && !isOpenProse(session) && !isCutOff(session);
}

function hasRunning({ tasks }: Session): boolean {
  return tasks.some((task) => task.state === 'running');
}

function callPending(making: Making, call: PendingCall): void {
  const { calls } = making.session;
  if (calls.some((known) => known.id === call.id)) return;
  making.set({ calls: [...calls, call] });
  callArrived(making);
}

function deadlinePassed(making: Making, event: Extract<SessionEvent, { type: 'deadline' }>): void {
  const { name, unmoved = false } = event;
  switch (name) {
    case 'witness':
    case 'answer':
      askTimedOut(making, name, unmoved);
      break;
    case 'resized':
      resizeEnded(making);
      break;
    case 'typing':
      typingTimedOut(making, unmoved);
      break;
    case 'unknown': {
      const { reading } = making.session;
      const why = reading.state === 'starting' ? 'the CLI has shown nothing readable since its start' : undefined;
      if (reading.state === 'unknown') unreadable(making, unreadableDialog(reading.why), reading.why);
      else if (why !== undefined) unreadable(making, unreadableDialog(why), why);
      break;
    }
    case 'quiet':
      quietEnded(making, event.text ?? '');
      break;
    case 'limit':
    case 'woken':
      limitTimedOut(making, name);
      break;
    case 'retry':
      retryDue(making);
      break;
    case 'restart':
      restartDue(making);
      break;
    case 'stopped':
      escTimedOut(making);
      break;
    default:
      unreachable(name);
  }
}

/** An input box that stayed empty: a task that still counts as running had no turn (a command of the CLI's own), or its end was missed. */
function quietEnded(making: Making, text: string): void {
  const { reading, calls } = making.session;
  if (reading.state !== 'idle' || isOpenProse(making.session) || isCutOff(making.session)) return;
  if (calls.length > 0) making.do({ type: 'deadline', name: 'quiet' });
  else if (!compacted(making)) {
    wentOn(making, { type: 'turn-ended', text });
    turnOver(making, text);
    turnWentWell(making, text);
  }
}

function unreadableDialog(why: string): Dialog {
  return {
    kind: 'unknown',
    fingerprint: `unknown:${why}`,
    tool: '',
    subject: '',
    truncated: false,
    question: why,
    options: [],
  };
}
