import { present } from '../base/assert.ts';
import { limits } from '../limits.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Goal } from '../screen/goal.ts';
import { goalRow } from '../screen/goal.ts';
import type { Option, OptionKind } from '../screen/reading.ts';
import { holdsText } from '../screen/typed.ts';
import { askedAgain, asksAPerson, escalate, lost, outcome, titleOf } from './escalating.ts';
import { haltOf } from './halting.ts';
import { askedOfPerson, planMatter, questionMatter } from './matters.ts';
import type { Answer, Ask, Course, Dialog, PendingCall, Unconfirmed } from './session.ts';
import type { DecidedBy, Decision, Outcome } from './decision.ts';
import type { Making } from './step.ts';
import { isReadable } from './step.ts';
import { mayApprove, uncheckedOf } from './unchecked.ts';
import { askedCall, pagesOf, planCall } from './pages.ts';
import { callShownBy } from './witness.ts';

/** What is done about a dialog: look for its call, judge, answer, ask a person, decide again. */

/** An ask whose answer is on its way or has arrived. */
export type Answered = Extract<Ask, { stage: 'answering' | 'answered' }>;

/**
 * Begins with a dialog, or begins anew. While a human holds the pane, or the session is ending, it is only kept in mind, and
 * while the screen cannot be read nothing follows from what it showed before: the next readable frame comes back to it.
 */
export function open(making: Making, dialog: Dialog, attempts: number): void {
  const { session } = making;
  const halt = haltOf(session);
  if (session.humans > 0 || session.phase !== 'live') {
    making.set({ ask: { stage: 'witness', dialog, attempts } });
  } else if (halt) {
    escalate(making, { dialog, attempts }, halt);
  } else if (dialog.kind === 'limit') {
    // Answered by `limitMenu.ts` once the transcript knows of the limit too.
    making.set({ ask: { stage: 'witness', dialog, attempts } });
  } else if (!isReadable(session)) {
    waitForCall(making, dialog, attempts);
    making.do({ type: 'deadline', name: 'unknown' });
  } else if (hasCall(dialog)) {
    if (!lookForCall(making, dialog, attempts)) waitForCall(making, dialog, attempts);
  } else if (dialog.kind === 'trust') {
    trustFolder(making, dialog, attempts);
  } else {
    escalate(making, { dialog, attempts }, asksAPerson('This dialog is none that pcc answers by itself.'));
  }
}

/** Waits for the transcript to name the call, for a while. */
export function waitForCall(making: Making, dialog: Dialog, attempts: number): void {
  making.set({ ask: { stage: 'witness', dialog, attempts } });
  making.do({ type: 'deadline', name: 'witness' });
}

/** The pending call that the dialog shows; of equal ones the first that has had no answer. */
export function shownCall(making: Making, dialog: Dialog): PendingCall | undefined {
  const { calls, unconfirmed } = making.session;
  const answered = unconfirmed.map((entry) => entry.callId);
  return callShownBy(dialog, calls, answered);
}

/** The pending call that the dialog belongs to, with the page of it that is open. */
export function callOf(
  making: Making,
  dialog: Dialog,
): { readonly call: PendingCall; readonly page: number } | undefined {
  const { calls } = making.session;
  if (dialog.kind === 'question') return askedCall(dialog, calls);
  if (dialog.kind === 'plan') return planCall(calls);
  const call = shownCall(making, dialog);
  return call && { call, page: 0 };
}

/** True for a dialog that a call of the transcript stands behind. */
function hasCall(dialog: Dialog): boolean {
  return dialog.kind === 'permission' || isAsked(dialog);
}

/**
 * Takes up a dialog whose call the transcript names: a permission is judged, of a question or a plan a brain is asked. False
 * when the transcript does not tell which call it is.
 */
export function lookForCall(making: Making, dialog: Dialog, attempts: number): boolean {
  const found = hasCall(dialog) ? callOf(making, dialog) : undefined;
  if (!found) return false;
  const { call, page } = found;
  const earlier = earlierAnswer(making, call);
  const before = Math.max(attempts, earlier?.attempts ?? 0);
  if (earlier?.chosen) escalate(making, { dialog, attempts: before }, chosenInVain(earlier.chosen), call);
  else if (isAsked(dialog)) consult(making, { dialog, attempts: before }, askedMatter(dialog, call, page));
  else {
    making.do({ type: 'cancel-deadline', name: 'witness' });
    making.set({ ask: { stage: 'judging', dialog, attempts: before, call } });
    making.do({ type: 'judge', call, fingerprint: dialog.fingerprint });
  }
  return true;
}

/** The answer that this call has had: one whose dialog stands there again had no effect. */
function earlierAnswer(making: Making, call: PendingCall): Unconfirmed | undefined {
  const { unconfirmed } = making.session;
  const earlier = unconfirmed.find((entry) => entry.callId === call.id);
  if (!earlier) return undefined;
  making.set({ unconfirmed: unconfirmed.filter((entry) => entry !== earlier) });
  outcome(making, earlier.decisionId, 'no-effect');
  lost(making, earlier);
  return earlier;
}

/** A person's choice was without effect: it is not made a second time, and nothing else is, without the person. */
function chosenInVain({ label, asked }: NonNullable<Unconfirmed['chosen']>): Verdict {
  return askedAgain(`Claude did not react to '${label}'; the same dialog waits again.`, asked);
}

/** True for what Claude asks a person with a tool of its own: its call tells more than the screen, and what came of it. */
export function isAsked(dialog: Dialog): boolean {
  return dialog.kind === 'question' || dialog.kind === 'plan';
}

/** What a brain is asked of a dialog, and what a person is told of it where it comes to one. */
export interface Consulted {
  readonly call: PendingCall;
  readonly page: number;
  readonly matter: Matter;
  readonly verdict: Verdict;
}

/** A question or a plan as a matter for a brain. */
export function askedMatter(dialog: Dialog, call: PendingCall, page: number): Consulted {
  const pages = pagesOf(call).length;
  const where = pages > 1 && page < pages ? ` This is question ${page + 1} of ${pages}.` : '';
  const matter = dialog.kind === 'plan' ? planMatter(dialog, call) : questionMatter(call, page);
  return { call, page, matter, verdict: asksAPerson(`Claude asks you.${where}`) };
}

/** Asks a brain about a dialog, where one may be asked; else a person. */
export function consult(
  making: Making,
  ask: { readonly dialog: Dialog; readonly attempts: number },
  { call, page, matter, verdict }: Consulted,
): void {
  const { dialog, attempts } = ask;
  const why = whyNotTyped(ask) ?? askedOfPerson(dialog, matter, attempts);
  if (why !== undefined) {
    escalate(making, ask, { ...verdict, reasons: [why, ...verdict.reasons] }, call);
    return;
  }
  if (making.session.ask?.stage === 'witness') making.do({ type: 'cancel-deadline', name: 'witness' });
  if (making.session.cli === 'asking') {
    making.set({ ask: { stage: 'witness', dialog, attempts } });
    return;
  }
  const consultId = making.nextConsult();
  making.set({ ask: { stage: 'consulting', dialog, attempts, consultId, call, verdict, page } });
  making.do({ type: 'consult', consultId, matter, call });
}

/** Why nothing is answered in this dialog without a person, whatever policy and brain say; undefined where it may be. */
export function whyNotTyped({
  dialog,
  attempts,
}: {
  readonly dialog: Dialog;
  readonly attempts: number;
}): string | undefined {
  if (dialog.options.some(holdsText))
    return 'Words stand in a row of the dialog: whoever typed them is to say what is meant.';
  if (dialog.kind === 'permission' && !onlyYes(dialog)) return 'The dialog offers no single one-time yes.';
  return attempts > limits.redecideMax ? 'The keys of earlier answers had no effect.' : undefined;
}

/** The one row of a dialog that gives leave once; undefined when there is none, or more than one. */
export function onlyYes({ options }: Dialog): Option | undefined {
  const [yes, ...others] = options.filter((option) => option.kind === 'yes-once');
  return others.length === 0 ? yes : undefined;
}

function trustFolder(making: Making, dialog: Dialog, attempts: number): void {
  const { trusted, begun } = making.session;
  const only = onlyYes(dialog);
  if (!trusted || begun || attempts > limits.redecideMax) {
    const reason = 'Only you can vouch for a folder; start with --trust to do it beforehand.';
    escalate(making, { dialog, attempts }, asksAPerson(reason));
  } else if (!only) {
    escalate(making, { dialog, attempts }, asksAPerson('The dialog offers no single way to trust the folder.'));
  } else if (!mayApprove(making.session)) {
    hold(making, { dialog, attempts }, trustVerdict);
  } else {
    answer(making, dialog, { by: 'flag', label: only.label, verdict: trustVerdict, attempts });
  }
}

const trustVerdict: Verdict = {
  risk: 'LOW',
  action: 'approve',
  rules: ['trust-flag'],
  reasons: ['The session was started with --trust.'],
};

/** Keeps an approval back: until the CLI's version is told the dialog is only kept in mind, afterwards a person is asked. */
export function hold(
  making: Making,
  { dialog, attempts }: { readonly dialog: Dialog; readonly attempts: number },
  verdict: Verdict,
  call?: PendingCall,
): void {
  if (making.session.cli === 'asking') making.set({ ask: { stage: 'witness', dialog, attempts } });
  else escalate(making, { dialog, attempts }, uncheckedOf(verdict), call);
}

/** Which option is chosen, by whom and why. */
export interface Choice {
  readonly by: DecidedBy;
  readonly label: string;
  /** Where it is more than the row with that label. */
  readonly goal?: Goal;
  readonly course?: Course;
  readonly message?: string;
  readonly verdict: Verdict;
  /** What a person who chooses was shown. */
  readonly asked?: Verdict;
  readonly call?: PendingCall;
  /** How many answers this dialog has had before. */
  readonly attempts: number;
}

/** Decides for an option and begins to type its keys. */
export function answer(making: Making, dialog: Dialog, choice: Choice): void {
  const { call, course, message, goal = { want: 'row', label: choice.label } } = choice;
  const option = present(goalRow(goal, dialog.options), 'an answer names an option of its dialog');
  const kind = kindOfGoal(dialog, goal, option);
  const decisionId = making.nextDecision();
  making.do({
    type: 'decide',
    decision: decisionOf(decisionId, dialog, choice, allows(kind) ? undefined : 'deny'),
  });
  const chosen: Answer = {
    decisionId,
    by: choice.by,
    fingerprint: dialog.fingerprint,
    ...(call ? { callId: call.id } : {}),
    label: choice.label,
    kind,
    goal,
    ...(course ? { course } : {}),
    ...(message === undefined ? {} : { message }),
    ...(choice.asked ? { asked: choice.asked } : {}),
  };
  typeKey(making, { dialog, attempts: choice.attempts + 1 }, chosen, 0);
}

/** What an answer does: in a question every row of the model's and every text is an answer, and the CLI's own rows refuse one. */
function kindOfGoal(dialog: Dialog, goal: Goal, option: Option): OptionKind {
  if (dialog.kind !== 'question') return option.kind;
  return goal.want === 'row' && option.kind === 'other' ? 'no' : 'answer';
}

/** Sends one key of an answer on its way. */
export function typeKey(
  making: Making,
  about: { readonly dialog: Dialog; readonly attempts: number },
  chosen: Answer,
  step: number,
): void {
  const { dialog, attempts } = about;
  const inputId = making.nextInput();
  making.set({ ask: { stage: 'answering', dialog, attempts, answer: chosen, step, inputId, written: false } });
  making.do({ type: 'answer', inputId, answer: chosen, step });
  making.do({ type: 'deadline', name: 'answer' });
}

function decisionOf(id: string, dialog: Dialog, choice: Choice, denied: 'deny' | undefined): Decision {
  const { verdict } = choice;
  const isLeave = dialog.kind === 'permission' || choice.by === 'flag';
  return {
    id,
    kind: dialog.kind,
    tool: dialog.tool,
    subject: titleOf(dialog),
    risk: verdict.risk,
    action: denied ?? (isLeave ? 'approve' : 'choose'),
    by: choice.by,
    fingerprint: dialog.fingerprint,
    ...(choice.call ? { call: choice.call } : {}),
    label: choice.label,
    rules: verdict.rules,
    reasons: verdict.reasons,
  };
}

/** Nothing came of the answer: decide again from what the screen shows, a bounded number of times. */
export function again(making: Making, ask: Answered, result: 'not-typed' | 'no-effect' | 'no-reaction'): void {
  const { answer: failed, dialog } = ask;
  const call = making.session.calls.find((pending) => pending.id === failed.callId);
  making.do({ type: 'cancel-deadline', name: 'answer' });
  if (failed.callId !== undefined && !call) {
    // The result of that call has told the outcome: what stands there now is another dialog that looks the same.
    open(making, dialog, 0);
    return;
  }
  lost(making, failed);
  outcome(making, failed.decisionId, result === 'not-typed' ? untyped(failed) : 'no-effect');
  const isLive = making.session.phase === 'live';
  if (isLive && failed.by === 'human') {
    // A person's own choice is not made a second time without the person: the dialog waits again, with its history told.
    escalate(making, ask, askedAgain(whyNothingCame(failed, result), failed.asked), call);
  } else if (isLive && result === 'no-reaction') {
    // The key may still wait to be read: another one behind it could answer the next dialog.
    escalate(making, ask, asksAPerson(whyNothingCame(failed, result)), call);
  } else open(making, dialog, ask.attempts);
}

/** How an answer ended whose next key was not typed: the keys before it may have ticked or chosen something. */
export function untyped({ begun }: Pick<Answer, 'begun'>): Outcome {
  return begun ? 'overtaken' : 'not-typed';
}

function whyNothingCame({ label, begun }: Answer, result: 'not-typed' | 'no-effect' | 'no-reaction'): string {
  switch (result) {
    case 'no-reaction':
      return `Claude has drawn nothing since '${label}' was typed; look whether it hangs. The same dialog waits again.`;
    case 'no-effect':
      return `Claude did not react to '${label}'; the same dialog waits again.`;
    case 'not-typed':
      return begun
        ? `'${label}' was only begun, since the screen changed after some of its keys; look what stands there now.`
        : `'${label}' was not typed, since the screen had changed; the dialog waits again.`;
  }
}

/** True when choosing such an option lets the call run: both `no` and telling Claude something else refuse it. */
export function allows(kind: OptionKind): boolean {
  return kind !== 'no' && kind !== 'free-text';
}
