import type { Verdict } from '../policy/verdict.ts';
import type { Answer, Ask, Dialog, PendingCall } from './session.ts';
import type { Outcome } from './decision.ts';
import type { Making } from './step.ts';

/** What is told: a question to a person, how a decision ended. */

/** Asks a person about a dialog. */
export function escalate(
  making: Making,
  ask: { readonly dialog: Dialog; readonly attempts: number },
  verdict: Verdict,
  call?: PendingCall,
): void {
  const { dialog, attempts } = ask;
  const escalationId = decideToAsk(making, dialog, verdict, call);
  making.do({ type: 'cancel-deadline', name: 'witness' });
  tellPerson(making, escalationId, dialog, verdict);
  making.set({ ask: { stage: 'waiting', dialog, attempts, escalationId, verdict, ...(call ? { call } : {}) } });
}

/** Commits the decision to ask a person; its id is the question's too. */
export function decideToAsk(making: Making, dialog: Dialog, verdict: Verdict, call?: PendingCall): string {
  const id = making.nextDecision();
  const { risk, rules, reasons, action } = verdict;
  making.do({
    type: 'decide',
    decision: {
      id,
      kind: dialog.kind,
      tool: dialog.tool,
      subject: titleOf(dialog),
      risk,
      action: action === 'approve' ? 'escalate' : action,
      by: 'policy',
      fingerprint: dialog.fingerprint,
      ...(call ? { call } : {}),
      label: '',
      rules,
      reasons,
    },
  });
  return id;
}

/** What a dialog is about, in the words of the log. */
export function titleOf({ kind, subject, question }: Dialog): string {
  if (subject !== '' || question !== '') return subject === '' ? question : subject;
  if (kind === 'plan') return 'Go on from this plan?';
  return kind === 'trust' ? 'Trust this folder?' : '';
}

/** Puts the question to a person. */
export function tellPerson(making: Making, id: string, dialog: Dialog, { risk, reasons }: Verdict): void {
  making.do({ type: 'escalate', escalation: { id, decisionId: id, dialog, risk, reasons } });
}

/** Tells how a decision ended. */
export function outcome(making: Making, decisionId: string, result: Outcome): void {
  making.do({ type: 'outcome', decisionId, outcome: result });
}

/** Tells a person that the words behind a refusal will not be sent, where there are any. */
export function lost(making: Making, { message }: Pick<Answer, 'message'>): void {
  if (message === undefined) return;
  making.do({
    type: 'note',
    text: 'The words behind a refusal were not sent; send them with `pcc send` if still meant.',
  });
}

/** A verdict that hands the dialog to a person for a reason of pcc's own. */
export function asksAPerson(reason: string): Verdict {
  return { risk: 'MEDIUM', action: 'escalate', rules: ['asks-a-person'], reasons: [reason] };
}

/** Compared by its rule, since a stored session holds a copy of the verdict. */
const againRule = 'asked-again';

/**
 * What is asked of a person once more, whose answer came to nothing: under the class, the rules and the reasons that they were
 * shown, and the new reason first. Where those are not known, as in a session of an earlier release, the class is HIGH.
 */
export function askedAgain(reason: string, shown: Verdict | undefined): Verdict {
  const before = shown ?? { risk: 'HIGH', rules: [], reasons: [] };
  // Of several answers in vain only the last is told.
  const from = before.rules[0] === againRule ? 1 : 0;
  return {
    risk: before.risk,
    action: 'escalate',
    rules: [againRule, ...before.rules.slice(from)],
    reasons: [reason, ...before.reasons.slice(from)],
  };
}

/** What a question is about that no dialog on the screen asks; the beginning of its fingerprint. */
export type Standing = 'limit:' | 'trouble:' | 'cut-off:';

/** Asks a person about something that no dialog shows: it is asked until `standingOver`, whatever the screen shows. */
export function askStanding(making: Making, about: Standing, { risk = 'MEDIUM', reason }: StandingReason): void {
  const nothing = { tool: '', subject: '', truncated: false, options: [] };
  const dialog: Dialog = { kind: 'unknown', fingerprint: `${about}${reason}`, question: reason, ...nothing };
  escalate(making, { dialog, attempts: 0 }, { ...asksAPerson(reason), risk, rules: [standingRules[about]] });
}

/** By these ids the log names such a question. */
const standingRules: Readonly<Record<Standing, string>> = {
  'limit:': 'limit-stands',
  'trouble:': 'trouble-stands',
  'cut-off:': 'cut-off-stands',
};

interface StandingReason {
  readonly risk?: Verdict['risk'];
  /** One or more whole sentences. */
  readonly reason: string;
}

/** True while a person is asked about such a thing. */
export function isStanding(ask: Ask | undefined, ...abouts: readonly Standing[]): boolean {
  return ask?.stage === 'waiting' && abouts.some((about) => ask.dialog.fingerprint.startsWith(about));
}

/** It needs no person any more. */
export function standingOver(making: Making, about: Standing, why: string): void {
  const { ask } = making.session;
  if (ask?.stage !== 'waiting' || !isStanding(ask, about)) return;
  making.clear('ask');
  making.do({ type: 'withdraw', escalationId: ask.escalationId, why });
}
