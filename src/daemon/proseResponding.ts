import type { Result } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { proseDialog } from '../session/prose.ts';
import type { Dialog, Reply } from '../session/session.ts';
import type { EscalationRecord } from '../store/escalations.ts';
import { shownSubject } from './ledger.ts';
import type { LiveSession } from './liveSession.ts';
import type { Given } from './replyFor.ts';
import { replyFor } from './replyFor.ts';

/** A person's answer to a question in words, and whose question it is. */
export interface WordsParts {
  readonly clock: Clock;
  readonly live: LiveSession;
  readonly record: EscalationRecord;
  readonly given: Given;
}

/**
 * Sends a person's answer to a question in words as the next prompt, and waits until it has left the input box.
 *
 * @throws PccError where the question is over, the session is held up, or the answer names nothing or could not be sent.
 */
export async function respondInWords(parts: WordsParts): Promise<Result<'pending.respond'>> {
  const { live, record, given, clock } = parts;
  const { prose, humans, paused } = live.actor.session;
  if (prose?.stage !== 'waiting' || prose.escalationId !== record.id)
    throw new PccError('over', `The question of number ${record.n} is not asked any more; nothing was typed.`);
  if (humans > 0)
    throw new PccError('conflict', `A human holds the keyboard of '${live.id}'; answer there, or detach first.`);
  if (paused)
    throw new PccError(
      'conflict',
      `'${live.id}' is paused, so nothing is typed there; \`pcc resume ${live.id}\` first.`,
    );
  // The record is redacted; what is typed is what Claude offered.
  const reply = chosenReply(record, proseDialog(prose.page, record.fingerprint, ''), given);
  const { label } = reply;
  const outcome = await outcomeOf(live, clock, () => {
    live.actor.dispatch({ type: 'respond', escalationId: record.id, label, reply });
  });
  return { n: record.n, session: live.id, answer: label, outcome };
}

/** What is meant. Whoever is told that it cannot be told reads again what was asked, and after which words. */
function chosenReply(record: EscalationRecord, dialog: Dialog, given: Given): Reply {
  try {
    return replyFor({ dialog }, given);
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    const words = `${shownSubject(record)} ${record.question}`.replace(/\s+/g, ' ').trim();
    throw new PccError(error.code, `${error.message} It was asked: ${words}`);
  }
}

/** Waits until the reply has left the input box, or is known not to. */
function outcomeOf(live: LiveSession, clock: Clock, act: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let own: string | undefined;
    const finish = (failure?: PccError, outcome = ''): void => {
      for (const watching of [steps, outcomes, ends, timer]) watching.dispose();
      if (failure) reject(failure);
      else resolve(outcome);
    };
    const steps = live.actor.onStep(({ prose }) => {
      if (prose?.stage === 'replying' && prose.by === 'human') own ??= prose.decisionId;
    });
    const outcomes = live.actor.onOutcome(({ decisionId, outcome }) => {
      if (decisionId !== own) return;
      if (outcome === 'typed' || outcome === 'confirmed') finish(undefined, outcome);
      else finish(unsent(outcome));
    });
    const ends = live.onEnded(() => {
      finish(unsent('the session ended'));
    });
    const timer = clock.after(limits.respondTotalMs, () => {
      const why = 'The answer has not been sent yet: the input box is not free; `pcc log` tells what comes of it.';
      finish(new PccError('timeout', why));
    });
    act();
    if (own === undefined) finish(unsent('it was not taken'));
  });
}

function unsent(outcome: string): PccError {
  return new PccError(
    'conflict',
    `The answer was not sent (${outcome}); look at the session, \`pcc pending\` shows what waits.`,
  );
}
