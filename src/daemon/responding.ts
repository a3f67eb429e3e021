import type { Result } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { dropsWordsBesideTicks } from '../claude/keys/recipes.ts';
import { limits } from '../limits.ts';
import type { Dialog, Reply } from '../session/session.ts';
import type { Store } from '../store/store.ts';
import type { LiveSession } from './liveSession.ts';
import type { Given } from './respond.ts';
import { replyFor } from './respond.ts';
import type { Sessions } from './sessions.ts';
import { dialogOf } from './watchedScreen.ts';

/** What an answer needs of the daemon. */
export interface RespondParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** A person's answer: bound to what the screen shows now, typed, and watched until it is clear what came of it. */
export async function respond(parts: RespondParts, n: number, given: Given): Promise<Result<'pending.respond'>> {
  const record = parts.store.escalations.get(n);
  if (record.state !== 'open') {
    const how = record.state === 'answered' ? 'was answered already' : `is gone (${record.why ?? 'withdrawn'})`;
    throw new PccError('over', `Number ${n} ${how}; nothing was typed.`);
  }
  const live = parts.sessions.find(record.session);
  live.actor.lookNow();
  const { ask, humans } = live.actor.session;
  if (ask?.stage !== 'waiting' || ask.escalationId !== record.id) {
    throw new PccError('over', `The dialog of number ${n} is no longer on the screen; nothing was typed.`);
  }
  checkShown(live, n, ask.dialog);
  if (humans > 0)
    throw new PccError('conflict', `A human holds the keyboard of '${live.id}'; answer there, or detach first.`);
  const reply = replyFor(ask, given);
  checkHandedIn(reply, parts.store.sessions.get(live.id)?.claudeVersion ?? '');
  const { label } = reply;
  const outcome = await outcomeOf(live, parts.clock, () => {
    live.actor.dispatch({ type: 'respond', escalationId: record.id, label, reply });
  });
  return { n, session: live.id, answer: label, outcome };
}

/**
 * What waits was read when the screen was at rest: an answer is meant for what stands there at this very instant.
 *
 * @throws PccError when that is another dialog, or nothing that can be read.
 */
function checkShown({ id, actor }: LiveSession, n: number, dialog: Dialog): void {
  if (dialog.kind === 'unknown') return;
  const reading = actor.watched.readNow();
  if (reading.state === 'unknown')
    throw new PccError('conflict', `The screen of '${id}' cannot be read right now (${reading.why}); answer again.`);
  if (dialogOf(reading)?.fingerprint !== dialog.fingerprint)
    throw new PccError('over', `The dialog of number ${n} is no longer on the screen; nothing was typed.`);
}

/** @throws PccError `invalid_input` for words that this version of the CLI would only show. */
function checkHandedIn({ goals }: Reply, version: string): void {
  if (!goals.some((goal) => goal.want === 'ticks' && goal.text !== '') || !dropsWordsBesideTicks(version)) return;
  throw new PccError(
    'invalid_input',
    `Claude Code ${version} shows words of your own beside ticks but does not hand them in; choose among its options, and send the words with \`pcc send\` afterwards.`,
  );
}

/**
 * Waits until the dialog of an answer is gone, or the answer is known to have had no effect. A permission counts as answered
 * once its dialog has left: its call may run for long.
 */
function outcomeOf(live: LiveSession, clock: Clock, act: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const finish = (outcome: string): void => {
      for (const watching of [outcomes, steps, ends, timer]) watching.dispose();
      if (outcome === 'typed' || outcome === 'confirmed') resolve(outcome);
      else if (outcome === 'not-typed')
        reject(
          new PccError('over', 'The screen changed before anything was typed; `pcc pending` shows what waits now.'),
        );
      else
        reject(
          new PccError('conflict', `The answer did not arrive (${outcome}); the dialog waits again: \`pcc pending\`.`),
        );
    };
    const outcomes = live.actor.onOutcome(({ outcome }) => {
      seen.push(outcome);
      if (outcome !== 'typed') finish(outcome);
    });
    const steps = live.actor.onStep(({ ask, unconfirmed }) => {
      // The answers to questions are in the transcript at once.
      const isTold = !ask && unconfirmed.some((entry) => entry.wanted);
      if (seen.includes('typed') && ask?.stage !== 'answered' && !isTold) finish('typed');
    });
    const ends = live.onEnded(() => {
      finish(seen.at(-1) ?? 'the session ended');
    });
    const timer = clock.after(limits.respondMs, () => {
      finish(seen.at(-1) ?? 'no effect in time');
    });
    act();
  });
}
