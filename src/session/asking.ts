import { limits } from '../limits.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Answered } from './deciding.ts';
import { again, allows, callOf, isAsked, lookForCall, open, untyped, waitForCall } from './deciding.ts';
import { asksAPerson, escalate, lost, outcome } from './escalating.ts';
import { haltOver } from './halting.ts';
import { cameTrue } from './pages.ts';
import { isLastPage, isStillAsked, wentOn } from './replying.ts';
import type { Answer, Ask, Dialog, Session, SessionEvent, Unconfirmed, WriteResult } from './session.ts';
import { messageMark } from './task.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';
import { isForVersion } from './unchecked.ts';
import { couldAsk } from './witness.ts';

/** What happens to the dialog on the screen from its appearance to its end. */

const noCall: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['two-witnesses'],
  reasons: ['The transcript holds no pending call that this dialog shows, so nobody but you can tell what it asks.'],
};

const noPages = asksAPerson('Claude asks you; the transcript does not tell more of it than the screen shows.');

/** A settled frame shows this dialog. */
export function dialogSeen(making: Making, dialog: Dialog): void {
  const ask = making.session.ask;
  if (ask?.stage === 'answering' && wentOn(making, ask, dialog)) return;
  if (ask?.dialog.fingerprint !== dialog.fingerprint) {
    if (ask) askEnded(making);
    open(making, dialog, 0);
    return;
  }
  const now = { ...ask, dialog };
  making.set({ ask: now });
  if (now.stage !== 'witness' || !mayType(making.session)) return;
  if (dialog.kind === 'permission' || isAsked(dialog)) lookForCall(making, dialog, now.attempts);
  else open(making, dialog, now.attempts);
}

const dialogGone = 'The dialog is gone: it was answered or cancelled at the terminal.';

/** A settled frame shows that no dialog stands there any more, or another one does. `why`: where it is otherwise known. */
export function askEnded(making: Making, why?: string): void {
  const ask = making.session.ask;
  if (!ask) return;
  making.clear('ask');
  making.do({ type: 'cancel-deadline', name: ask.stage === 'witness' ? 'witness' : 'answer' });
  if (ask.stage === 'waiting') {
    const gone = ask.dialog.kind === 'unknown' ? 'The screen can be read again.' : dialogGone;
    making.do({ type: 'withdraw', escalationId: ask.escalationId, why: why ?? gone });
  }
  if (ask.stage !== 'answering' && ask.stage !== 'answered') return;
  if (ask.stage === 'answering' && ask.inputId === '') {
    outcome(making, ask.answer.decisionId, untyped(ask.answer));
    lost(making, ask.answer);
    return;
  }
  // Without a call the screen has the last word; a dialog that went before its key was reported went without it.
  const isThrough = reported(ask) && (ask.stage === 'answered' || ask.dialog.kind === 'question');
  if (ask.answer.callId === undefined) outcome(making, ask.answer.decisionId, isThrough ? 'confirmed' : 'overtaken');
  else if (ask.stage === 'answering' && !isLastPage(ask)) outcome(making, ask.answer.decisionId, 'overtaken');
  else settle(making, ask);
}

/** Judges anew what stands on the screen, after a halt or a human. An answer that is on its way is waited for. */
export function lookAgain(making: Making): void {
  const { ask } = making.session;
  const why = ask?.stage === 'waiting' ? haltOver(ask.verdict, making.session) : undefined;
  if (ask?.stage === 'waiting' && why !== undefined) {
    making.do({ type: 'withdraw', escalationId: ask.escalationId, why });
    open(making, ask.dialog, ask.attempts);
  } else if (ask?.stage === 'witness') open(making, ask.dialog, ask.attempts);
}

/** What is known of the CLI's version has changed: what waited only for that is judged anew. */
export function cliTold(making: Making, cli: NonNullable<Session['cli']>): void {
  making.set({ cli });
  const { ask } = making.session;
  if (ask?.stage === 'witness') open(making, ask.dialog, ask.attempts);
  if (ask?.stage !== 'waiting' || cli !== 'checked' || !isForVersion(ask.verdict)) return;
  making.do({ type: 'withdraw', escalationId: ask.escalationId, why: 'The version of the CLI passed its check.' });
  open(making, ask.dialog, ask.attempts);
}

/**
 * Somebody took the keyboard away: no further key is sent and nothing is judged. A key that is on its way may still arrive,
 * so that its answer counts as given until the screen or the pty host says otherwise.
 */
export function handsOff(making: Making): void {
  const ask = making.session.ask;
  if (ask?.stage === 'answering') holdBack(making, ask);
  else if (ask?.stage === 'judging' || ask?.stage === 'consulting' || ask?.stage === 'witness')
    open(making, ask.dialog, ask.attempts);
}

/** After a crash: what was under way is unknown, what waited for a person still waits, if its call is named again. */
export function forgetFlight(making: Making): void {
  const ask = making.session.ask;
  if (ask?.stage === 'waiting' && ask.call) making.do({ type: 'deadline', name: 'witness' });
  if (!ask || ask.stage === 'waiting') return;
  if (ask.stage === 'answering' || ask.stage === 'answered') {
    outcome(making, ask.answer.decisionId, 'unknown');
    lost(making, ask.answer);
    const { message: _lost, ...unconfirmed } = unconfirmedOf(ask);
    // What a person chose is not decided by anybody else where its dialog stands there again.
    if (unconfirmed.chosen && isPending(making, unconfirmed.callId))
      making.set({ unconfirmed: [...making.session.unconfirmed, unconfirmed] });
  }
  making.clear('ask');
}

/** The transcript named a call: the dialog may have been waiting for it, or it may be the one that the dialog shows. */
export function callArrived(making: Making): void {
  const { ask } = making.session;
  if (!ask) return;
  const { dialog, attempts } = ask;
  if (ask.stage === 'witness') {
    if (mayType(making.session)) lookForCall(making, dialog, attempts);
  } else if (ask.stage === 'judging' || ask.stage === 'consulting') {
    if (callOf(making, dialog)?.call.id !== ask.call.id) waitForCall(making, dialog, attempts);
  } else if (ask.stage === 'answering' && (ask.answer.by === 'policy' || ask.answer.by === 'brain')) {
    if (callOf(making, dialog)?.call.id !== ask.answer.callId) holdBack(making, ask);
  }
}

/** The transcript holds the result of a call. */
export function callEnded(making: Making, { callId, ...result }: Ended): void {
  const { session } = making;
  const ended = session.calls.find((call) => call.id === callId);
  making.set({ calls: session.calls.filter((call) => call !== ended) });
  for (const entry of session.unconfirmed.filter((known) => known.callId === callId)) {
    making.set({ unconfirmed: making.session.unconfirmed.filter((known) => known !== entry) });
    arrived(making, entry, result);
  }
  const ask = session.ask;
  if (ask?.stage === 'waiting' && (ask.call ? ask.call.id === callId : ended && couldAsk(ask.dialog, ended)))
    askAnew(making, ask);
  if (ask?.stage === 'witness' && mayType(session)) lookForCall(making, ask.dialog, ask.attempts);
  if ((ask?.stage === 'judging' || ask?.stage === 'consulting') && ask.call.id === callId) open(making, ask.dialog, 0);
  // The result may be there before the old dialog has left the screen.
  if ((ask?.stage === 'answering' || ask?.stage === 'answered') && ask.answer.callId === callId) {
    if (ask.stage === 'answering' && isUntouched(ask)) {
      outcome(making, ask.answer.decisionId, 'not-typed');
      lost(making, ask.answer);
    } else arrived(making, expected(ask.answer), result);
    if (ask.stage === 'answering') holdBack(making, ask);
  }
}

/**
 * The call that a person was asked about is over. What stands on the screen may be the next one's dialog, which looks the same:
 * it needs a question of its own.
 */
function askAnew(making: Making, { dialog, escalationId }: Waiting): void {
  making.do({ type: 'withdraw', escalationId, why: 'The call that it was about is over.' });
  open(making, dialog, 0);
}

type Waiting = Extract<Ask, { stage: 'waiting' }>;

/** The result of a call. */
type Ended = Omit<Extract<SessionEvent, { type: 'call-done' }>, 'type'>;

type Expected = Pick<Unconfirmed, 'decisionId' | 'allowed' | 'wanted' | 'message'>;

function expected({ decisionId, kind, course, message }: Answer): Expected {
  return {
    decisionId,
    allowed: allows(kind),
    ...(course ? { wanted: course.goals } : {}),
    ...(message === undefined ? {} : { message }),
  };
}

/** Compares what came with what was expected; what Claude is to be told after a refusal is the next thing that is typed. */
function arrived(making: Making, wanted: Expected, { refused, answers }: Omit<Ended, 'callId'>): void {
  const { decisionId, allowed, message } = wanted;
  const isAsWanted = allowed === !refused && (!wanted.wanted || !answers || cameTrue(wanted.wanted, answers));
  outcome(making, decisionId, isAsWanted ? 'confirmed' : 'contradicted');
  if (!refused) lost(making, wanted);
  if (!refused || message === undefined) return;
  const task = { id: `${decisionId}${messageMark}`, text: message, state: 'queued' } as const;
  making.set({ tasks: [task, ...making.session.tasks] });
  making.do({ type: 'task-state', task });
}

/** What became of a key of the answer. */
export function keyWritten(making: Making, inputId: string, result: WriteResult, last: boolean): void {
  const ask = making.session.ask;
  if ((ask?.stage !== 'answering' && ask?.stage !== 'answered') || ask.inputId !== inputId) {
    lateKeyWritten(making, inputId, result);
    return;
  }
  const { dialog, attempts, answer: chosen } = ask;
  switch (result) {
    case 'written':
    case 'repeated':
      if (last || ask.stage === 'answered')
        making.set({ ask: { stage: 'answered', dialog, attempts, answer: chosen } });
      else making.set({ ask: { ...ask, written: true } });
      if (last) outcome(making, chosen.decisionId, 'typed');
      making.do({ type: 'deadline', name: 'answer' });
      break;
    case 'stale':
      // Nothing was typed: the next frame tells whether it is still the dialog that was meant.
      if (ask.stage === 'answering' && (chosen.stale ?? 0) < limits.answerStaleMax) {
        making.set({ ask: { ...ask, answer: { ...chosen, stale: (chosen.stale ?? 0) + 1 }, inputId: '' } });
        making.do({ type: 'deadline', name: 'answer' });
      } else again(making, ask, 'not-typed');
      break;
    case 'moved':
      again(making, ask, 'not-typed');
      break;
    case 'exited':
      outcome(making, chosen.decisionId, untyped(chosen));
      lost(making, chosen);
      making.clear('ask');
      making.do({ type: 'cancel-deadline', name: 'answer' });
      break;
  }
}

/** The transcript stayed silent, or the dialog stayed on the screen. */
export function askTimedOut(making: Making, name: 'witness' | 'answer', unmoved: boolean): void {
  const { ask } = making.session;
  const isUnreadable = !isReadable(making.session);
  if (name === 'witness' && ask?.stage === 'waiting' && !isStillAsked(making.session, ask)) {
    if (isUnreadable) making.do({ type: 'deadline', name });
    else askAnew(making, ask);
  } else if (name === 'witness' && ask?.stage === 'witness') {
    if (isUnreadable) making.do({ type: 'deadline', name });
    else if (mayType(making.session)) escalate(making, ask, isAsked(ask.dialog) ? noPages : noCall);
  } else if (name === 'answer' && (ask?.stage === 'answering' || ask?.stage === 'answered')) {
    // Its last key was refused, and no frame came since: there is nothing that Claude could have reacted to.
    if (ask.stage === 'answering' && ask.inputId === '') again(making, ask, 'not-typed');
    else if (isUnreadable && ask.answer.by !== 'human') {
      // Nobody can see whether the dialog stayed: the transcript may tell, or the dialog when it is seen again.
      settle(making, ask);
      open(making, ask.dialog, ask.attempts);
    } else again(making, ask, unmoved ? 'no-reaction' : 'no-effect');
  }
}

/** Asks a person about a screen that stays unreadable, unless one is asked already or looks at it anyway. */
export function unreadable(making: Making, dialog: Dialog, why: string): void {
  const { ask, humans, phase } = making.session;
  if (ask?.stage === 'waiting' || humans > 0 || phase === 'stopping' || phase === 'ended') return;
  if (ask?.stage === 'answering' || ask?.stage === 'answered') {
    // An answer has a shorter deadline of its own, after which there is nothing on its way any more.
    making.do({ type: 'deadline', name: 'unknown' });
    return;
  }
  const reason = `The screen cannot be read (${why}); attach to the session and look.`;
  escalate(making, { dialog, attempts: 0 }, { ...asksAPerson(reason), risk: 'HIGH', rules: ['unknown-screen'] });
}

/** The child is gone: no result of its calls will come. */
export function callsEnded(making: Making): void {
  for (const entry of making.session.unconfirmed) {
    outcome(making, entry.decisionId, 'unknown');
    lost(making, entry);
  }
  making.set({ unconfirmed: [], calls: [] });
}

/** True for an answer of which no key was written: whatever ended its call, this was not it. */
function isUntouched({ inputId, answer: chosen }: Extract<Ask, { stage: 'answering' }>): boolean {
  return inputId === '' && chosen.begun !== true;
}

/** Sends no further key of an answer. */
function holdBack(making: Making, ask: Extract<Ask, { stage: 'answering' }>): void {
  if (ask.inputId === '') {
    again(making, ask, 'not-typed');
    return;
  }
  const { dialog, attempts, answer: chosen, inputId, written } = ask;
  making.set({ ask: { stage: 'answered', dialog, attempts, answer: chosen, ...(written ? {} : { inputId }) } });
}

/** True when it is known what became of the last key. */
function reported(ask: Answered): boolean {
  return ask.stage === 'answering' ? ask.written : ask.inputId === undefined;
}

/** The dialog of an answer is gone: the transcript has the last word. */
function settle(making: Making, ask: Answered): void {
  const { callId, decisionId } = ask.answer;
  // A result that came first has told the outcome already.
  if (!isPending(making, callId)) return;
  const { inputId } = ask;
  if (ask.stage === 'answering' && ask.written) outcome(making, decisionId, 'typed');
  const late = reported(ask) || inputId === undefined ? {} : { inputId };
  making.set({ unconfirmed: [...making.session.unconfirmed, { ...unconfirmedOf(ask), ...late }] });
}

function isPending(making: Making, callId: string | undefined): boolean {
  return making.session.calls.some((call) => call.id === callId);
}

/** What is kept in mind of an answer whose call has no result yet. */
function unconfirmedOf({ answer: chosen, attempts }: Answered): Unconfirmed {
  const { by, label, asked, callId = '', begun } = chosen;
  return {
    ...expected(chosen),
    callId,
    attempts,
    ...(begun ? { begun } : {}),
    ...(by === 'human' ? { chosen: { label, ...(asked ? { asked } : {}) } } : {}),
  };
}

/** What became of a key whose dialog has gone: one that was not written cannot have been the answer. */
function lateKeyWritten(making: Making, inputId: string, result: WriteResult): void {
  const { unconfirmed } = making.session;
  const entry = unconfirmed.find((known) => known.inputId === inputId);
  if (!entry) return;
  const { inputId: _told, ...rest } = entry;
  const isTyped = result === 'written' || result === 'repeated';
  const others = unconfirmed.filter((known) => known !== entry);
  making.set({ unconfirmed: isTyped ? [...others, rest] : others });
  outcome(making, entry.decisionId, isTyped ? 'typed' : untyped(entry));
  if (!isTyped) lost(making, entry);
}
