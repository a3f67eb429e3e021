import { present } from '../base/assert.ts';
import { limits } from '../limits.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Answer, Ask, DecidedBy, Decision, Dialog, Outcome, PendingCall, WriteResult } from './session.ts';
import type { Making } from './step.ts';
import { mayType } from './step.ts';
import { callShownBy } from './witness.ts';

/** The dialog on the screen from its appearance to its end: witness, judgement, answer, look again. */

const noCall: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['two-witnesses'],
  reasons: ['The transcript holds no pending call that this dialog shows, so nobody but you can tell what it asks.'],
};

/** A settled frame shows this dialog. */
export function dialogSeen(making: Making, dialog: Dialog): void {
  const ask = making.session.ask;
  if (ask?.dialog.fingerprint !== dialog.fingerprint) {
    if (ask) askEnded(making);
    open(making, dialog, 0);
    return;
  }
  const before = selectedLabel(ask.dialog);
  making.set({ ask: { ...ask, dialog } });
  if (ask.stage === 'answering' && ask.written && before !== selectedLabel(dialog))
    nextKey(making, ask.answer, ask.step + 1);
}

/** A settled frame shows that no dialog stands there any more, or another one does. */
export function askEnded(making: Making): void {
  const ask = making.session.ask;
  if (!ask) return;
  making.clear('ask');
  making.do({ type: 'cancel-deadline', name: ask.stage === 'witness' ? 'witness' : 'answer' });
  if (ask.stage === 'waiting') {
    making.do({
      type: 'withdraw',
      escalationId: ask.escalationId,
      why: 'The dialog is gone: it was answered or cancelled at the terminal.',
    });
  }
  if (ask.stage === 'answering' || ask.stage === 'answered') settle(making, ask.answer, ask.attempts);
}

/** Judges anew what stands on the screen, after a pause, a human or a crash. */
export function lookAgain(making: Making): void {
  const ask = making.session.ask;
  if (!ask) return;
  if (ask.stage === 'waiting') {
    if (!ask.verdict.rules.includes(pausedVerdict.rules[0] ?? '')) return;
    making.do({ type: 'withdraw', escalationId: ask.escalationId, why: 'The session was resumed.' });
  }
  if (ask.stage === 'answering' || ask.stage === 'answered') outcome(making, ask.answer.decisionId, 'overtaken');
  making.clear('ask');
  open(making, ask.dialog, ask.attempts);
}

/** A human took the keyboard: an answer that is still on its way goes no further. */
export function handsOff(making: Making): void {
  const ask = making.session.ask;
  if (ask?.stage !== 'answering' && ask?.stage !== 'judging') return;
  if (ask.stage === 'answering') outcome(making, ask.answer.decisionId, 'overtaken');
  making.do({ type: 'cancel-deadline', name: 'answer' });
  making.set({ ask: { stage: 'witness', dialog: ask.dialog, attempts: ask.attempts } });
}

/** After a crash: what was under way is unknown, what waited for a person still waits. */
export function forgetFlight(making: Making): void {
  const ask = making.session.ask;
  if (!ask || ask.stage === 'waiting') return;
  if (ask.stage === 'answering' || ask.stage === 'answered') outcome(making, ask.answer.decisionId, 'unknown');
  making.clear('ask');
}

/** The transcript named a call: the dialog may have been waiting for it. */
export function callArrived(making: Making): void {
  const ask = making.session.ask;
  if (ask?.stage === 'witness' && ask.dialog.kind === 'permission') findCall(making, ask.dialog, ask.attempts);
}

/** The transcript holds the result of a call. */
export function callEnded(making: Making, callId: string, refused: boolean): void {
  const { session } = making;
  making.set({ calls: session.calls.filter((call) => call.id !== callId) });
  const open = session.unconfirmed.find((entry) => entry.callId === callId);
  if (open) {
    making.set({ unconfirmed: session.unconfirmed.filter((entry) => entry !== open) });
    outcome(making, open.decisionId, open.allowed === !refused ? 'confirmed' : 'contradicted');
  }
  // The result may be there before the old dialog has left the screen.
  const ask = session.ask;
  if ((ask?.stage === 'answering' || ask?.stage === 'answered') && ask.answer.callId === callId) {
    outcome(making, ask.answer.decisionId, (ask.answer.kind !== 'no') === !refused ? 'confirmed' : 'contradicted');
  }
}

/** The policy's verdict on the call of the dialog. A verdict for another dialog or call is late and means nothing. */
export function judged(making: Making, judgement: { callId: string; fingerprint: string; verdict: Verdict }): void {
  const ask = making.session.ask;
  if (ask?.stage !== 'judging' || ask.call.id !== judgement.callId || ask.dialog.fingerprint !== judgement.fingerprint)
    return;
  if (!mayType(making.session)) {
    making.set({ ask: { stage: 'witness', dialog: ask.dialog, attempts: ask.attempts } });
    return;
  }
  const { verdict } = judgement;
  const yes = ask.dialog.options.filter((option) => option.kind === 'yes-once');
  const only = yes.length === 1 ? yes[0] : undefined;
  if (verdict.action !== 'approve') escalate(making, ask, verdict, ask.call);
  else if (!only) escalate(making, ask, withReason(verdict, 'The dialog offers no single one-time yes.'), ask.call);
  else if (ask.attempts >= limits.redecideMax)
    escalate(making, ask, withReason(verdict, 'The keys of earlier answers had no effect.'), ask.call);
  else answer(making, ask.dialog, { by: 'policy', label: only.label, verdict, call: ask.call, attempts: ask.attempts });
}

/** A person chose an option of the dialog that waits. */
export function responded(making: Making, escalationId: string, label: string): void {
  const ask = making.session.ask;
  if (ask?.stage !== 'waiting' || ask.escalationId !== escalationId) return;
  if (making.session.phase !== 'live' || making.session.humans > 0) return;
  if (!ask.dialog.options.some((option) => option.label === label)) return;
  answer(making, ask.dialog, {
    by: 'human',
    label,
    verdict: { ...ask.verdict, reasons: [`A person chose '${label}'.`] },
    ...(ask.call ? { call: ask.call } : {}),
    attempts: 0,
  });
  making.do({
    type: 'withdraw',
    escalationId,
    why: `Answered: ${label}`,
    decisionId: `${making.session.id}#${making.session.decisions}`,
  });
}

/** What became of a key of the answer. */
export function keyWritten(making: Making, inputId: string, result: WriteResult, last: boolean): void {
  const ask = making.session.ask;
  if (ask?.stage !== 'answering' || ask.inputId !== inputId) return;
  switch (result) {
    case 'written':
    case 'repeated':
      if (last)
        making.set({ ask: { stage: 'answered', dialog: ask.dialog, attempts: ask.attempts, answer: ask.answer } });
      else making.set({ ask: { ...ask, written: true } });
      if (last) outcome(making, ask.answer.decisionId, 'typed');
      making.do({ type: 'deadline', name: 'answer' });
      break;
    case 'stale':
    case 'moved':
      again(making, ask, ask.answer, 'not-typed');
      break;
    case 'exited':
      outcome(making, ask.answer.decisionId, 'not-typed');
      break;
  }
}

/** The transcript stayed silent, or the dialog stayed on the screen. */
export function askTimedOut(making: Making, name: 'witness' | 'answer'): void {
  const ask = making.session.ask;
  if (!ask) return;
  if (name === 'witness' && ask.stage === 'witness' && mayType(making.session)) escalate(making, ask, noCall);
  if (name === 'answer' && (ask.stage === 'answering' || ask.stage === 'answered'))
    again(making, ask, ask.answer, 'no-effect');
}

/** Asks a person about a screen that stays unreadable. */
export function unreadable(making: Making, dialog: Dialog, why: string): void {
  if (making.session.ask) return;
  escalate(
    making,
    { dialog, attempts: 0 },
    {
      risk: 'HIGH',
      action: 'escalate',
      rules: ['unknown-screen'],
      reasons: [`The screen cannot be read (${why}); attach to the session and look.`],
    },
  );
}

function open(making: Making, dialog: Dialog, attempts: number): void {
  const { session } = making;
  if (session.humans > 0) {
    making.set({ ask: { stage: 'witness', dialog, attempts } });
    return;
  }
  if (session.paused) {
    escalate(making, { dialog, attempts }, pausedVerdict);
    return;
  }
  switch (dialog.kind) {
    case 'permission':
      findCall(making, dialog, attempts);
      break;
    case 'trust':
      if (session.trusted && !session.begun && attempts < limits.redecideMax) trustFolder(making, dialog, attempts);
      else
        escalate(
          making,
          { dialog, attempts },
          asksAPerson('Only you can vouch for a folder; start with --trust to do it beforehand.'),
        );
      break;
    default:
      escalate(making, { dialog, attempts }, asksAPerson('This dialog is none that pcc answers by itself.'));
  }
}

const pausedVerdict: Verdict = {
  risk: 'HIGH',
  action: 'escalate',
  rules: ['paused'],
  reasons: ['The session is paused, so nothing is answered for you.'],
};

function asksAPerson(reason: string): Verdict {
  return { risk: 'MEDIUM', action: 'escalate', rules: ['asks-a-person'], reasons: [reason] };
}

function trustFolder(making: Making, dialog: Dialog, attempts: number): void {
  const yes = dialog.options.filter((option) => option.kind === 'yes-once');
  const only = yes.length === 1 ? yes[0] : undefined;
  if (!only) {
    escalate(making, { dialog, attempts }, asksAPerson('The dialog offers no single way to trust the folder.'));
    return;
  }
  const verdict: Verdict = {
    risk: 'LOW',
    action: 'approve',
    rules: ['trust-flag'],
    reasons: ['The session was started with --trust.'],
  };
  answer(making, dialog, { by: 'flag', label: only.label, verdict, attempts });
}

function findCall(making: Making, dialog: Dialog, attempts: number): void {
  const call = callShownBy(dialog, making.session.calls);
  const earlier = call && making.session.unconfirmed.find((entry) => entry.callId === call.id);
  if (!call) {
    making.set({ ask: { stage: 'witness', dialog, attempts } });
    making.do({ type: 'deadline', name: 'witness' });
    return;
  }
  if (earlier) {
    making.set({ unconfirmed: making.session.unconfirmed.filter((entry) => entry !== earlier) });
    outcome(making, earlier.decisionId, 'no-effect');
  }
  making.do({ type: 'cancel-deadline', name: 'witness' });
  making.set({ ask: { stage: 'judging', dialog, attempts: Math.max(attempts, earlier?.attempts ?? 0), call } });
  making.do({ type: 'judge', call, fingerprint: dialog.fingerprint });
}

interface Choice {
  readonly by: DecidedBy;
  readonly label: string;
  readonly verdict: Verdict;
  readonly call?: PendingCall;
  readonly attempts: number;
}

function answer(making: Making, dialog: Dialog, choice: Choice): void {
  const option = present(
    dialog.options.find((row) => row.label === choice.label),
    'an answer names an option of its dialog',
  );
  const decisionId = making.nextDecision();
  making.do({
    type: 'decide',
    decision: decisionOf(decisionId, dialog, choice, option.kind === 'no' ? 'deny' : undefined),
  });
  const chosen: Answer = {
    decisionId,
    by: choice.by,
    fingerprint: dialog.fingerprint,
    ...(choice.call ? { callId: choice.call.id } : {}),
    label: option.label,
    kind: option.kind,
  };
  making.set({
    ask: {
      stage: 'answering',
      dialog,
      attempts: choice.attempts + 1,
      answer: chosen,
      step: 0,
      inputId: '',
      written: false,
    },
  });
  nextKey(making, chosen, 0);
}

function decisionOf(id: string, dialog: Dialog, choice: Choice, denied: 'deny' | undefined): Decision {
  const { verdict } = choice;
  const byPerson = choice.by === 'human' ? 'choose' : 'approve';
  return {
    id,
    kind: dialog.kind,
    tool: dialog.tool,
    subject: dialog.subject,
    risk: verdict.risk,
    action: denied ?? (dialog.kind === 'permission' ? 'approve' : byPerson),
    by: choice.by,
    fingerprint: dialog.fingerprint,
    ...(choice.call ? { call: choice.call } : {}),
    label: choice.label,
    rules: verdict.rules,
    reasons: verdict.reasons,
  };
}

function nextKey(making: Making, chosen: Answer, step: number): void {
  const ask = making.session.ask;
  if (ask?.stage !== 'answering') return;
  const inputId = making.nextInput();
  making.set({ ask: { ...ask, step, inputId, written: false } });
  making.do({ type: 'answer', inputId, answer: chosen, step });
  making.do({ type: 'deadline', name: 'answer' });
}

/** Nothing came of the answer: decide again from what the screen shows, a bounded number of times. */
function again(making: Making, ask: Ask, failed: Answer, result: Outcome): void {
  outcome(making, failed.decisionId, result);
  making.do({ type: 'cancel-deadline', name: 'answer' });
  making.clear('ask');
  // A person's own choice is not made a second time without the person: the dialog waits again, with its history told.
  if (failed.by === 'human') {
    const call = making.session.calls.find((pending) => pending.id === failed.callId);
    escalate(
      making,
      ask,
      asksAPerson(
        `'${failed.label}' was chosen but its key was ${result === 'not-typed' ? 'not typed: the screen had changed' : 'without effect'}.`,
      ),
      call,
    );
  } else open(making, ask.dialog, ask.attempts);
}

function escalate(
  making: Making,
  ask: { dialog: Dialog; attempts: number },
  verdict: Verdict,
  call?: PendingCall,
): void {
  const id = making.nextDecision();
  const { dialog } = ask;
  making.do({
    type: 'decide',
    decision: {
      id,
      kind: dialog.kind,
      tool: dialog.tool,
      subject: dialog.subject,
      risk: verdict.risk,
      action: verdict.action === 'approve' ? 'escalate' : verdict.action,
      by: 'policy',
      fingerprint: dialog.fingerprint,
      ...(call ? { call } : {}),
      label: '',
      rules: verdict.rules,
      reasons: verdict.reasons,
    },
  });
  making.do({ type: 'cancel-deadline', name: 'witness' });
  making.do({
    type: 'escalate',
    escalation: { id, decisionId: id, dialog, risk: verdict.risk, reasons: verdict.reasons },
  });
  making.set({
    ask: { stage: 'waiting', dialog, attempts: ask.attempts, escalationId: id, verdict, ...(call ? { call } : {}) },
  });
}

/** The dialog of an answer is gone: with a call, the transcript has the last word; without one, the screen had it. */
function settle(making: Making, chosen: Answer, attempts: number): void {
  if (chosen.callId === undefined) {
    outcome(making, chosen.decisionId, 'confirmed');
    return;
  }
  // A result that came first has told the outcome already.
  if (!making.session.calls.some((call) => call.id === chosen.callId)) return;
  const entry = { decisionId: chosen.decisionId, callId: chosen.callId, allowed: chosen.kind !== 'no', attempts };
  making.set({ unconfirmed: [...making.session.unconfirmed, entry] });
}

function outcome(making: Making, decisionId: string, result: Outcome): void {
  making.do({ type: 'outcome', decisionId, outcome: result });
}

function withReason(verdict: Verdict, reason: string): Verdict {
  return { ...verdict, action: 'escalate', reasons: [reason, ...verdict.reasons] };
}

function selectedLabel(dialog: Dialog): string | undefined {
  return dialog.options.find((option) => option.selected)?.label;
}
