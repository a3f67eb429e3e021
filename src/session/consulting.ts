import { unreachable } from '../base/assert.ts';
import type { Advice, BrainName } from '../policy/consulting/advice.ts';
import { acceptedAdvice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Goal } from '../screen/goal.ts';
import { goalRow, goalText } from '../screen/goal.ts';
import { answer, askedMatter, callOf, consult, hold, onlyYes, open, whyNotTyped } from './deciding.ts';
import { escalate } from './escalating.ts';
import { permissionMatter } from './matters.ts';
import { pagesOf } from './pages.ts';
import { courseOf } from './replying.ts';
import type { Ask, Course, SessionEvent } from './session.ts';
import type { Making } from './step.ts';
import { isReadable } from './step.ts';
import { mayApprove } from './unchecked.ts';

/** What policy and brain say of the dialog on the screen, and what becomes of it. */

type Consulting = Extract<Ask, { stage: 'consulting' }>;
type Judging = Extract<Ask, { stage: 'judging' }>;
type Leave = NonNullable<Judging['leave']>;
type Choosing = Extract<Advice, { say: 'choose' }>;

/** The policy's verdict on the call of the dialog. A verdict for another dialog or call is late and means nothing. */
export function judged(making: Making, judgement: Extract<SessionEvent, { type: 'judged' }>): void {
  const { ask } = making.session;
  if (ask?.stage !== 'judging' || ask.call.id !== judgement.callId || ask.dialog.fingerprint !== judgement.fingerprint)
    return;
  const { call } = ask;
  const { verdict } = judgement;
  if (!isReadable(making.session)) open(making, ask.dialog, ask.attempts);
  else if (verdict.action === 'approve') approve(making, ask, 'policy', verdict);
  else if (verdict.action === 'ask-brain' && ask.leave) approveByBrain(making, ask, verdict, ask.leave);
  else if (verdict.action === 'ask-brain')
    consult(making, ask, { call, page: 0, verdict, matter: permissionMatter(call, verdict) });
  else escalate(making, ask, verdict, call);
}

/**
 * What the brain says about the dialog. It may not have the last word: only what was left open to it is done, and advice for
 * another consultation is late and means nothing.
 */
export function advised(making: Making, { consultId, by, advice }: Extract<SessionEvent, { type: 'advised' }>): void {
  const { ask } = making.session;
  if (ask?.stage !== 'consulting' || ask.consultId !== consultId) return;
  const shown = callOf(making, ask.dialog);
  if (!isReadable(making.session) || shown?.call.id !== ask.call.id || shown.page !== ask.page) {
    open(making, ask.dialog, ask.attempts);
    return;
  }
  const given = acceptedAdvice(matterOf(ask), advice);
  switch (given.say) {
    case 'person':
      escalate(making, ask, withBrain(ask.verdict, 'brain-person', given.reason), ask.call);
      break;
    case 'approve':
      judgeAgain(making, ask, { by, advice: given, verdict: ask.verdict });
      break;
    case 'choose':
      choose(making, ask, byBrain(ask.verdict, by, given.reason), given);
      break;
    default:
      unreachable(given);
  }
}

/** A brain takes its time: rules, budgets and what a session wrote may have changed since it was asked. */
function judgeAgain(making: Making, { dialog, attempts, call }: Consulting, leave: Leave): void {
  making.set({ ask: { stage: 'judging', dialog, attempts, call, leave } });
  making.do({ type: 'judge', call, fingerprint: dialog.fingerprint });
}

/** The policy still leaves the call to the brain: the leave counts if it was given for what the policy says now. */
function approveByBrain(making: Making, ask: Judging, verdict: Verdict, { by, advice, verdict: before }: Leave): void {
  const given = acceptedAdvice(permissionMatter(ask.call, verdict), advice);
  const isNew = verdict.rules.some((rule) => !before.rules.includes(rule));
  if (given.say === 'approve' && !isNew) approve(making, ask, 'brain', byBrain(verdict, by, given.reason));
  else {
    const reason = isNew ? 'The policy says more of this call than it did when a brain gave leave.' : given.reason;
    escalate(making, ask, withBrain(verdict, 'brain-person', reason), ask.call);
  }
}

/** The verdict under which a brain's advice is carried out. */
export function byBrain(verdict: Verdict, by: BrainName, reason: string): Verdict {
  return withBrain(verdict, `brain-${by}`, reason);
}

/** The verdict with what a brain had to do with it, said first. */
export function withBrain(verdict: Verdict, rule: string, reason: string): Verdict {
  return { ...verdict, rules: [rule, ...verdict.rules], reasons: [reason, ...verdict.reasons] };
}

function matterOf({ dialog, call, page, verdict }: Consulting): Matter {
  return dialog.kind === 'permission' ? permissionMatter(call, verdict) : askedMatter(dialog, call, page).matter;
}

/** Gives leave once. */
function approve(making: Making, ask: Judging, by: 'policy' | 'brain', verdict: Verdict): void {
  const { dialog, attempts, call } = ask;
  const yes = onlyYes(dialog);
  const why = whyNotTyped(ask);
  if (!mayApprove(making.session)) hold(making, ask, verdict, call);
  else if (why !== undefined || !yes) escalate(making, ask, withReason(verdict, why), call);
  else answer(making, dialog, { by, label: yes.label, verdict, call, attempts });
}

/** Answers a question, all pages from the open one on, or a plan. */
function choose(making: Making, ask: Consulting, verdict: Verdict, { picks }: Choosing): void {
  const { dialog, attempts, call } = ask;
  const goals = goalsOf(ask, picks);
  const course = courseOf(dialog, call, goals);
  const [goal] = goals;
  if (!mayApprove(making.session)) hold(making, ask, verdict, call);
  else if (!goal || !goalRow(goal, dialog.options) || (dialog.kind === 'question' && !course))
    escalate(making, ask, withReason(verdict, 'What the brain chose is not exactly one row of the dialog.'), call);
  else {
    const label = goals.map(goalText).join(' · ');
    answer(making, dialog, { by: 'brain', label, goal, ...withCourse(course), verdict, call, attempts });
  }
}

function withCourse(course: Course | undefined): { readonly course?: Course } {
  return course ? { course } : {};
}

/** What is wanted of each page. The open one is named by its rows on the screen, those behind it as the transcript has them. */
function goalsOf({ dialog, call, page }: Consulting, picks: Choosing['picks']): Goal[] {
  const pages = dialog.kind === 'question' ? pagesOf(call).slice(page) : [];
  return picks.map((chosen, index) => {
    const asked = pages[index];
    const rows = index === 0 ? dialog.options : (asked?.options ?? []);
    const labels = chosen.flatMap((pick) => rows[pick]?.label ?? []);
    return asked?.multi === true ? { want: 'ticks', labels, text: '' } : { want: 'row', label: labels[0] ?? '' };
  });
}

function withReason(verdict: Verdict, reason: string | undefined): Verdict {
  return {
    ...verdict,
    action: 'escalate',
    reasons: reason === undefined ? verdict.reasons : [reason, ...verdict.reasons],
  };
}
