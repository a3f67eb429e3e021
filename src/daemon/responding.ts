import type { Result } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError } from '../base/errors.ts';
import { dropsWordsBesideTicks } from '../claude/keys/recipes.ts';
import { limits } from '../limits.ts';
import type { Frame } from '../screen/frame.ts';
import { goalRow } from '../screen/goal.ts';
import type { Reading } from '../screen/reading.ts';
import { noAnswer } from '../session/prose.ts';
import { isStillAsked } from '../session/replying.ts';
import { asksToRestart } from '../session/restarting.ts';
import type { Dialog, Reply } from '../session/session.ts';
import type { EscalationRecord } from '../store/escalations.ts';
import type { Store } from '../store/store.ts';
import type { LiveSession } from './liveSession.ts';
import { isOwnQuestion, respondToLoop } from './loopResponding.ts';
import { respondInWords } from './proseResponding.ts';
import type { Given } from './replyFor.ts';
import { replyFor } from './replyFor.ts';
import type { Sessions } from './sessions.ts';
import { dialogOf } from './watchedScreen.ts';

/** What an answer needs of the daemon. */
export interface RespondParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/**
 * A person says that a question in words needs no answer. Nothing is typed, so neither a pause nor a hand at the keyboard
 * stands in the way.
 *
 * @throws PccError where it is over, where answers stand beside it, or where a dialog of the CLI waits, which needs one.
 */
export function dismissWords(
  { store, sessions }: RespondParts,
  n: number,
  answers: readonly string[],
): Result<'pending.respond'> {
  const record = openRecord(store, n);
  if (answers.length > 0)
    throw new PccError('usage', 'Either answer or dismiss: --dismiss says that no answer is needed, so give none.');
  if (record.kind !== 'prose')
    throw new PccError(
      'invalid_input',
      `Number ${n} is a ${record.kind} dialog that Claude waits at: it needs an answer, such as \`pcc respond ${n} no\`; only a question in words can be dismissed.`,
    );
  const live = sessions.find(record.session);
  live.actor.lookNow();
  live.actor.dispatch({ type: 'dismiss', escalationId: record.id });
  if (live.actor.session.prose?.stage !== 'dismissed')
    throw new PccError('over', `The question of number ${n} is not asked any more; nothing was changed.`);
  return { n, session: live.id, answer: noAnswer, outcome: 'confirmed' };
}

function openRecord(store: Store, n: number): EscalationRecord {
  const record = store.escalations.get(n);
  if (record.state === 'open') return record;
  const how = record.state === 'answered' ? 'was answered already' : `is gone (${record.why ?? 'withdrawn'})`;
  throw new PccError('over', `Number ${n} ${how}; nothing was typed.`);
}

/** A person's answer: bound to what the screen shows now, typed, and watched until it is clear what came of it. */
export async function respond(parts: RespondParts, n: number, given: Given): Promise<Result<'pending.respond'>> {
  const record = openRecord(parts.store, n);
  if (given.answers.length === 0 || given.answers.some((answer) => answer.trim() === ''))
    throw new PccError(
      'usage',
      `An answer to number ${n} is missing or empty; \`pcc pending\` shows what can be chosen.`,
    );
  const live = parts.sessions.find(record.session);
  live.actor.lookNow();
  if (isOwnQuestion(record)) return respondToLoop(parts.store, live, record, given);
  if (record.kind === 'prose') return await respondInWords({ clock: parts.clock, live, record, given });
  const { ask, humans } = live.actor.session;
  if (ask?.stage !== 'waiting' || ask.escalationId !== record.id) {
    throw new PccError('over', `The dialog of number ${n} is no longer on the screen; nothing was typed.`);
  }
  if (!isStillAsked(live.actor.session, ask))
    throw new PccError('over', `The call that number ${n} is about is not waiting for it any more; nothing was typed.`);
  if (live.actor.session.resized)
    throw new PccError(
      'conflict',
      `The terminal of '${live.id}' has just got another size and its dialog is being drawn anew; nothing was typed, answer again in a moment.`,
    );
  checkShown(live, n, ask.dialog);
  if (humans > 0)
    throw new PccError('conflict', `A human holds the keyboard of '${live.id}'; answer there, or detach first.`);
  const reply = replyFor(ask, given);
  if (asksToRestart(live.actor.session)) {
    // No key answers it: its CLI is not there.
    live.actor.dispatch({ type: 'respond', escalationId: record.id, label: reply.label, reply });
    return { n, session: live.id, answer: reply.label, outcome: 'confirmed' };
  }
  checkHandedIn(reply, parts.store.sessions.get(live.id)?.claudeVersion ?? '');
  checkOffered(reply, ask.dialog);
  const frame = live.actor.watched.screen.frame();
  // What tells a plan from another one are its rows alone.
  const isPlan = ask.dialog.kind === 'plan';
  checkRoom(reply, frame, isPlan ? Infinity : rowsAround(live.actor.watched.readNow(), frame));
  const { label } = reply;
  const outcome = await outcomeOf(live, parts.clock, {
    act: () => {
      live.actor.dispatch({ type: 'respond', escalationId: record.id, label, reply });
    },
    failed: (how) => failureOf(how, label, waitingIn(parts.store, live.id)),
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

/** What stands before the words in their row, and beside them, is never more: selector, number, `No, `, the side of a box. */
const labelCells = 14;

/** Rows of the screen above a dialog and below it, into which it can grow. */
export function rowsAround({ evidence }: Pick<Reading, 'evidence'>, { rows }: Pick<Frame, 'rows'>): number {
  const below = rows.length - 1 - rows.findLastIndex((row) => row.text.trim() !== '');
  return evidence.top + below;
}

/**
 * `around`: rows into which the dialog can grow; one that lost its beginning while words are typed into it would be another one.
 *
 * @throws PccError `invalid_input` for words that would fill so much of the screen that options leave it, or the dialog's beginning.
 */
export function checkRoom(
  { goals }: Pick<Reply, 'goals'>,
  { cols, rows }: Pick<Frame, 'cols' | 'rows'>,
  around: number,
): void {
  const cells = Math.floor(rows.length * limits.rowTextPart) * cols;
  for (const goal of goals) {
    const text = goal.want === 'row' ? '' : goal.text;
    // Letters outside the first blocks may take two cells.
    const needed = Array.from(text, (char) => (char < '\u1100' ? 1 : 2)).reduce<number>((sum, wide) => sum + wide, 0);
    const more = Math.ceil(needed / (cols - labelCells)) - 1;
    if (needed <= cells && more > around)
      throw new PccError(
        'invalid_input',
        `The words make the dialog ${more === 1 ? 'one row' : `${more} rows`} longer, and this screen has room for ${around} more; shorten them, or answer \`no\` and send them with \`pcc send\` afterwards.`,
      );
    if (needed <= cells) continue;
    throw new PccError(
      'invalid_input',
      `The words take ${needed} cells, and a row of a dialog on this screen has room for ${cells}; shorten them, or send them with \`pcc send\` afterwards.`,
    );
  }
}

/** @throws PccError `invalid_input` where no single row of the dialog is what was chosen, as when two are worded alike. */
function checkOffered({ label, goals }: Reply, { options }: Dialog): void {
  const [goal] = goals;
  if (goal && goalRow(goal, options)) return;
  throw new PccError(
    'invalid_input',
    `'${label}' is not the name of exactly one row of the dialog; attach to the session and choose there.`,
  );
}

/** How an answer begins, and what is told where it does not arrive. */
interface Answering {
  readonly act: () => void;
  readonly failed: (outcome: string) => PccError;
}

/**
 * Waits until the dialog of an answer is gone, or the answer is known to have had no effect. A permission counts as answered
 * once its dialog has left: its call may run for long. Each key of an answer has its own time.
 */
function outcomeOf(live: LiveSession, clock: Clock, { act, failed }: Answering): Promise<string> {
  return new Promise((resolve, reject) => {
    const startedMs = clock.monotonicMs();
    /** The decision that the answer became; other decisions of the session have outcomes of their own. */
    let own: string | undefined;
    let input = '';
    let isTyped = false;
    const finish = (outcome: string): void => {
      for (const watching of [outcomes, steps, ends, timer]) watching.dispose();
      if (outcome === 'typed' || outcome === 'confirmed') resolve(outcome);
      else reject(failed(outcome));
    };
    const late = (): void => {
      finish(isTyped ? 'typed' : isUnderWay(live, own) ? 'under way' : 'no effect in time');
    };
    const begin = (): Disposable => {
      const leftMs = limits.respondTotalMs - (clock.monotonicMs() - startedMs);
      return clock.after(Math.max(0, Math.min(limits.respondMs, leftMs)), late);
    };
    const outcomes = live.actor.onOutcome(({ decisionId, outcome }) => {
      if (decisionId !== own) return;
      if (outcome === 'typed') isTyped = true;
      else finish(outcome);
    });
    const steps = live.actor.onStep(({ ask, unconfirmed }) => {
      if (ask?.stage === 'answering' && ask.answer.by === 'human') {
        own ??= ask.answer.decisionId;
        if (own === ask.answer.decisionId && ask.inputId !== input) {
          input = ask.inputId;
          timer.dispose();
          timer = begin();
        }
      }
      // The answers to questions are in the transcript at once.
      const isTold = !ask && unconfirmed.some((entry) => entry.decisionId === own && entry.wanted);
      const lingers = ask?.stage === 'answered' && ask.answer.decisionId === own;
      if (isTyped && !lingers && !isTold) finish('typed');
    });
    const ends = live.onEnded(() => {
      finish(isTyped ? 'typed' : 'the session ended');
    });
    let timer = begin();
    act();
  });
}

function isUnderWay({ actor }: LiveSession, own: string | undefined): boolean {
  const { ask } = actor.session;
  return (ask?.stage === 'answering' || ask?.stage === 'answered') && ask.answer.decisionId === own;
}

/** The number of the dialog that waits in a session now. */
function waitingIn(store: Store, session: string): number | undefined {
  return store.escalations.listOpen(session).findLast(({ kind }) => kind !== 'prose')?.n;
}

/** What a person is told of an answer that did not arrive. @param n what waits in that session now */
function failureOf(outcome: string, label: string, n: number | undefined): PccError {
  const waits = n === undefined ? '`pcc pending` shows what waits now' : `it waits as #${n} now`;
  switch (outcome) {
    case 'not-typed':
      return new PccError('over', `The screen changed before '${label}' was typed; ${waits}.`);
    case 'overtaken':
      return new PccError(
        'human_needed',
        `Only a part of '${label}' was typed, then the screen changed; look at the session, \`pcc pending\` shows what waits.`,
      );
    case 'under way':
      return new PccError('timeout', `'${label}' is still under way; \`pcc log\` tells what comes of it.`);
    case 'no-effect': {
      const again = n === undefined ? '`pcc pending` shows what waits now' : `the same dialog waits again as #${n}`;
      return new PccError('conflict', `Claude did not react to '${label}'; ${again}.`);
    }
    case 'contradicted':
      return new PccError('conflict', `Claude took another answer than '${label}'; look at the session.`);
    case 'the session ended':
      return new PccError('conflict', `The session ended before '${label}' arrived.`);
    default:
      return new PccError('conflict', `Nobody can tell whether '${label}' arrived; look at the session.`);
  }
}
