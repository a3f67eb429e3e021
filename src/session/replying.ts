import { limits } from '../limits.ts';
import { currentTab } from '../screen/dialog.ts';
import type { Goal } from '../screen/goal.ts';
import { goalRow } from '../screen/goal.ts';
import type { Answered } from './deciding.ts';
import { again, answer, typeKey } from './deciding.ts';
import { askedCall, pageShown, pagesOf } from './pages.ts';
import type { Answer, Ask, Course, Dialog, PendingCall, Reply, Session } from './session.ts';
import type { Making } from './step.ts';
import { mayApprove } from './unchecked.ts';

/** A person's answer, and its way through a dialog: row by row, page by page. */

/** An ask whose keys are on their way. */
type Answering = Extract<Ask, { stage: 'answering' }>;

/** The answer that is one row of the dialog. */
export function rowReply(label: string): Reply {
  return { label, goals: [{ want: 'row', label }] };
}

/** False when the call that a person was asked about is not pending: the dialog on the screen may be another one's. */
export function isStillAsked({ calls }: Session, { call }: Extract<Ask, { stage: 'waiting' }>): boolean {
  return !call || calls.some((pending) => pending.id === call.id);
}

/** A person chose for the dialog that waits. */
export function responded(making: Making, escalationId: string, reply: Reply): void {
  const { ask, phase, humans, off, resized } = making.session;
  if (ask?.stage !== 'waiting' || ask.escalationId !== escalationId || !isStillAsked(making.session, ask)) return;
  if (phase !== 'live' || humans > 0 || off || resized) return;
  const { dialog, call } = ask;
  const [goal, ...more] = reply.goals;
  if (!goal || !goalRow(goal, dialog.options)) return;
  const course = call && courseOf(dialog, call, reply.goals);
  // Pages that nobody can see yet are answered only where the call tells what they are.
  if (more.length > 0 && !course) return;
  answer(making, dialog, {
    by: 'human',
    label: reply.label,
    goal,
    verdict: { ...ask.verdict, reasons: [`A person chose '${reply.label}'.`] },
    asked: ask.verdict,
    ...(call ? { call } : {}),
    ...(course ? { course } : {}),
    ...(reply.message === undefined ? {} : { message: reply.message }),
    attempts: 0,
  });
  making.do({
    type: 'withdraw',
    escalationId,
    why: `Answered: ${reply.label}`,
    decisionId: `${making.session.id}#${making.session.decisions}`,
  });
}

/** The goals for the page that is open and those behind it, each with its question; undefined when the call has not that many pages left. */
export function courseOf(dialog: Dialog, call: PendingCall, goals: readonly Goal[]): Course | undefined {
  const first = pageShown(dialog, call);
  const pages = pagesOf(call);
  if (first === undefined || first >= pages.length) return undefined;
  const wanted = pages.slice(first, first + goals.length).flatMap(({ question }, index) => {
    const goal = goals[index];
    return goal ? [{ question, goal }] : [];
  });
  return wanted.length === goals.length ? { first, goals: wanted } : undefined;
}

/**
 * A frame that was read while keys are on their way. True when the answer goes on: the same dialog stands there with its
 * selector, ticks or text changed or with a key refused before, or after a key the next page of the same call. Anything else
 * ends it.
 */
export function wentOn(making: Making, ask: Answering, dialog: Dialog): boolean {
  const isRefused = ask.inputId === '';
  if (!ask.written && !isRefused) return false;
  const isSame = dialog.fingerprint === ask.dialog.fingerprint && tabOf(dialog) === tabOf(ask.dialog);
  // No key of it was written: somebody else has turned the page.
  if (!isSame && !ask.written && !ask.answer.begun) return false;
  if (isSame && isUntold(making, ask, dialog) && !isRefused) return false;
  const goal = isSame ? ask.answer.goal : nextGoal(making, ask, dialog);
  if (!goal || (isSame && !isRefused && standing(dialog) === standing(ask.dialog))) return false;
  const now = { ...ask, dialog };
  if (ask.step + 1 >= limits.answerKeysMax) again(making, now, 'no-effect');
  else if (isRefused && ask.answer.by !== 'human' && !mayApprove(making.session)) again(making, now, 'not-typed');
  else typeKey(making, now, { ...begunOf(ask), fingerprint: dialog.fingerprint, goal }, ask.step + 1);
  return true;
}

/** The answer, with what its last key has done. */
function begunOf({ answer: chosen, written }: Answering): Answer {
  return written ? { ...chosen, begun: true } : chosen;
}

function tabOf({ tabs = [] }: Dialog): number {
  return currentTab(tabs);
}

/** True for a question whose page cannot be told: after a key it may be another page, worded alike. */
function isUntold(making: Making, { answer: { course } }: Answering, dialog: Dialog): boolean {
  if (dialog.kind !== 'question' || course) return false;
  return making.session.calls.some((call) => pagesOf(call).length > 0 && pageShown(dialog, call) === undefined);
}

/** What is wanted of another page of the call that is being answered; of its review once every question has its answer. */
function nextGoal(making: Making, ask: Answering, dialog: Dialog): Goal | undefined {
  const { course, callId } = ask.answer;
  const asked = askedCall(dialog, making.session.calls);
  if (!course || !asked || asked.call.id !== callId) return undefined;
  const { call, page } = asked;
  const pages = pagesOf(call).length;
  if (page < pages) return course.goals[page - course.first]?.goal;
  const isAnswered = dialog.tabs?.every((tab) => tab.done) === true;
  const submit = dialog.options.find((option) => option.kind === 'submit');
  return isAnswered && submit && course.first + course.goals.length === pages
    ? { want: 'row', label: submit.label }
    : undefined;
}

/** True when the page that went was the last one that the answer was for. */
export function isLastPage({ answer: { course, goal } }: Answered): boolean {
  return !course || course.goals.at(-1)?.goal === goal || !course.goals.some((entry) => entry.goal === goal);
}

/** Where the selector rests, what is ticked, what was typed. */
function standing(dialog: Dialog): string {
  return JSON.stringify(dialog.options.map(({ label, selected, checked }) => [label, selected, checked]));
}
