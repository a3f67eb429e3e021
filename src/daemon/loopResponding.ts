import type { Result } from '../api/methods.ts';
import { PccError } from '../base/errors.ts';
import type { Dialog } from '../session/session.ts';
import type { EscalationRecord } from '../store/escalations.ts';
import type { Store } from '../store/store.ts';
import type { LiveSession } from './liveSession.ts';
import type { Given } from './replyFor.ts';
import { replyFor } from './replyFor.ts';

/** How the questions begin that no dialog of the CLI asks but the loop that keeps a session at work. */
const ownMarks = ['budget:', 'restart:'];

/** True for a question of pcc's own, whose answer is nothing that is typed. */
export function isOwnQuestion({ fingerprint }: Pick<EscalationRecord, 'fingerprint'>): boolean {
  return ownMarks.some((mark) => fingerprint.startsWith(mark));
}

/**
 * Takes a person's answer to a question of pcc's own. Nothing is typed, so that no hand at the keyboard stands in the way.
 *
 * @throws PccError for an answer that names nothing, and where the question is not asked any more.
 */
export function respondToLoop(
  store: Pick<Store, 'escalations'>,
  live: LiveSession,
  record: EscalationRecord,
  given: Given,
): Result<'pending.respond'> {
  const { kind, fingerprint, tool, subject, question, options, id, n } = record;
  const dialog: Dialog = { kind, fingerprint, tool, subject, truncated: false, question, options };
  const reply = replyFor({ dialog }, given);
  live.actor.dispatch({ type: 'respond', escalationId: id, label: reply.label, reply });
  if (store.escalations.get(n).state !== 'answered')
    throw new PccError('over', `The question of number ${n} is not asked any more; nothing was changed.`);
  return { n, session: live.id, answer: reply.label, outcome: 'confirmed' };
}
