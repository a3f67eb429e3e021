import { limits } from '../limits.ts';
import { agentDecides } from './agent.ts';
import { askEnded, callsEnded } from './asking.ts';
import { mayBeLost } from './arriving.ts';
import { asksAPerson, escalate, outcome } from './escalating.ts';
import { goOn } from './goingOn.ts';
import type { Interrupted, LastingEvent } from './lasting.ts';
import { closeProse, isOpenProse } from './prose.ts';
import type { Dialog, Reply, Session, SessionEvent } from './session.ts';
import type { Making } from './step.ts';
import type { Task } from './task.ts';
import { makesRoom } from './task.ts';
import { failOpenTasks, isTurn, requeue, setTask, taskOf } from './tasks.ts';

/** A CLI that crashed, or was lost with its pty host, comes back on its transcript. */

type Exited = Extract<SessionEvent, { type: 'exited' }>;

/** The child is gone: it comes back, or the session has ended. */
export function childGone(making: Making, event: Exited): void {
  const { session } = making;
  if (session.phase === 'restarting' && session.restarting?.stage !== 'launching') {
    // Its end is told a second time, by a new daemon; a person who was asked is still asked.
    if (session.restarting?.stage === 'backoff') waitToRestart(making, 0);
    return;
  }
  const by = lostBy(session, event);
  if (by) comeBack(making, event, by);
  else if (cameToNothing(session, event)) {
    const why = `The CLI ended with code ${event.code} before it showed its input box.`;
    leaveFlight(making);
    leaveChild(making, event, why);
    giveUp(making, why, true);
  } else sessionEnded(making, event.code);
}

/** The session is over. Nothing that was under way will end. */
export function sessionEnded(making: Making, code: number): void {
  askEnded(making, 'The session has ended.');
  closeProse(making, 'The session has ended.');
  callsEnded(making);
  failOpenTasks(making);
  making.clear('restarting');
  making.do({ type: 'cancel-deadline', name: 'restart' });
  making.set({
    phase: 'ended',
    exitCode: code,
    humans: 0,
    state: 'exited',
    reading: { state: 'exited', code, evidence: { top: 0, bottom: 0 } },
  });
}

/** What took the child away, where the session is to come back; undefined for an end that was wanted. */
function lostBy(session: Session, { code, unseen }: Exited): 'crash' | 'host' | undefined {
  if (!session.lasting || session.stopped) return undefined;
  if (unseen) return 'host';
  if (wasTurnedAway(session)) return undefined;
  // Nobody has ended a CLI that was started again and did not come up, whoever looks on.
  const isAgain = session.relaunched === true || session.phase === 'restarting';
  if (isAgain && !session.begun) return code === 0 && session.humans > 0 ? undefined : 'crash';
  return code !== 0 && session.humans === 0 && session.begun ? 'crash' : undefined;
}

/**
 * True where it ended with an error before it ever showed its input box: it was started wrongly, and starting it again would not
 * help. Where tasks wait for it a person has to know.
 */
function cameToNothing(session: Session, { code }: Exited): boolean {
  const { lasting, stopped, begun, humans, tasks } = session;
  return (
    lasting === true &&
    !stopped &&
    !begun &&
    code !== 0 &&
    humans === 0 &&
    !wasTurnedAway(session) &&
    tasks.some(isWaiting)
  );
}

function isWaiting({ state }: Task): boolean {
  return state === 'queued' || state === 'typing';
}

/** A person has just chosen in a dialog that may end the CLI, as `No, exit` does. */
function wasTurnedAway({ ask }: Session): boolean {
  const isAnswered = ask?.stage === 'answering' || ask?.stage === 'answered';
  return isAnswered && ask.answer.by === 'human' && (ask.dialog.kind === 'trust' || ask.dialog.kind === 'menu');
}

function comeBack(making: Making, { code, unseen, open }: Exited, by: 'crash' | 'host'): void {
  leaveFlight(making);
  const lost = requeueLost(making);
  if (open) cutOff(making, by, lost);
  waitWithoutIt(making);
  const why = by === 'host' ? 'The pty host ended, and the CLI with it.' : `The CLI ended with code ${code}.`;
  leaveChild(making, { code, ...(unseen ? { unseen } : {}) }, why);
  if (by === 'host') waitToRestart(making, 0);
  else countRestart(making, why);
}

/** Between two children: nothing stands on a screen, and nothing is waited for that the last one owed. */
function leaveChild(making: Making, { code, unseen }: Pick<Exited, 'code' | 'unseen'>, why: string): void {
  making.set({
    phase: 'restarting',
    begun: false,
    state: 'starting',
    reading: { state: 'starting', evidence: { top: 0, bottom: 0 } },
    restarting: { why, stage: 'backoff', ...(unseen ? {} : { code }) },
    ...(making.session.cli === undefined ? {} : { cli: 'asking' }),
  });
  for (const name of ['unknown', 'quiet', 'typing', 'witness', 'answer', 'resized'] as const)
    making.do({ type: 'cancel-deadline', name });
  making.clear('resized');
}

/** One more start in a row that came to nothing: the next one waits longer, and after too many a person is asked. */
function countRestart(making: Making, why: string): void {
  const restarts = (making.session.restarts ?? 0) + 1;
  making.set({ restarts });
  if (restarts > limits.cliRestartsMax) giveUp(making, `${why} It was started ${restarts - 1} times in a row.`, true);
  else waitToRestart(making, Math.min(limits.restartFirstMs * 2 ** (restarts - 1), limits.restartLongestMs));
}

function waitToRestart(making: Making, ms: number): void {
  making.do({ type: 'deadline', name: 'restart', ms });
}

/**
 * What was under way is over: an answer or a call without a result is unknown. A text that had not become a prompt went with the
 * input box, so that it waits again; a question in words is still the last that was said.
 */
function leaveFlight(making: Making): void {
  const { ask } = making.session;
  if (ask?.stage === 'answering' || ask?.stage === 'answered') {
    outcome(making, ask.answer.decisionId, 'unknown');
    making.clear('ask');
  } else askEnded(making, 'The CLI has ended.');
  callsEnded(making);
  const { typing } = making.session;
  const task = typing && taskOf(making.session, typing.taskId);
  if (task) requeue(making, task);
}

/**
 * A text whose prompt the transcript does not hold is typed again. So is what makes room in the context: what it did is lost with
 * the CLI, or done once more without harm. Gives whether there was any.
 */
function requeueLost(making: Making): boolean {
  const lost = making.session.tasks.filter(
    (task) => mayBeLost(task) || (task.state === 'running' && makesRoom(task.role)),
  );
  for (const task of lost) setTask(making, task, 'queued');
  return lost.length > 0;
}

/** A turn was cut off, where one ran: it is continued. What a limit or an error cut off before stays what it is. */
function cutOff(making: Making, by: Interrupted['by'], lost: boolean): void {
  const { session } = making;
  if (isOpenProse(session) || session.interrupted) return;
  // The turn on the screen was that of the text that is typed again.
  const ran = session.tasks.some(({ state }) => state === 'running') || (isTurn(session.reading) && !lost);
  if (ran) making.set({ interrupted: { by } });
}

/** A CLI that said it goes on by itself after a limit is gone: the next one has to be helped. */
function waitWithoutIt(making: Making): void {
  const { limit } = making.session;
  if (!limit?.resumesItself) return;
  const alone = { ...limit, resumesItself: false };
  making.set({ limit: alone });
  if (alone.stage === 'asleep') making.do({ type: 'sleep', limit: alone });
}

/** The backoff is over: the CLI is started anew. */
export function restartDue(making: Making): void {
  const { restarting, phase, restarts = 0 } = making.session;
  if (phase !== 'restarting' || restarting?.stage !== 'backoff') return;
  const reasons = [
    restarting.why,
    ...(restarts > 0 ? [`Start ${restarts} of ${limits.cliRestartsMax} in a row.`] : []),
  ];
  agentDecides(making, { action: 'restart', subject: 'claude', reasons });
  making.set({ restarting: { ...restarting, stage: 'launching' } });
  making.do({ type: 'launch' });
}

/** A new child runs. */
export function launched(making: Making): void {
  const { session } = making;
  if (session.phase !== 'restarting' || session.restarting?.stage !== 'launching') return;
  making.set({ phase: 'launching', relaunched: true });
  making.clear('restarting');
  making.do({ type: 'deadline', name: 'unknown', ms: limits.startReadableMs });
  const by = session.interrupted?.by;
  // What a limit or an error cut off is continued when its time has come; what a budget was stopping, not at all.
  if (making.session.budget?.stage === 'stopping') return;
  if (by === 'crash' || by === 'host') goOn(making, { text: resumedNote(by), by });
}

/** What Claude is told: short, and no more than is known. */
export function resumedNote(by: 'crash' | 'host'): string {
  const how = by === 'crash' ? 'the claude process ended unexpectedly' : 'the program that ran claude ended';
  return `pcc: this session was interrupted (${how}) and has been resumed. Check what was already done, then continue with the task you were working on.`;
}

/** None could be started. */
export function launchFailed(
  making: Making,
  { why, cause }: Omit<Extract<LastingEvent, { type: 'launch-failed' }>, 'type'>,
): void {
  const { session } = making;
  if (session.phase !== 'restarting' || session.restarting?.stage !== 'launching') return;
  making.set({ restarting: { ...session.restarting, why, stage: 'backoff' } });
  if (cause === 'final' || cause === 'asked') giveUp(making, why, cause === 'asked');
  else if (cause === 'host') waitToRestart(making, limits.restartHostMs);
  else countRestart(making, why);
}

/** A turn ended as it should, with words: what crashed before is forgotten. */
export function turnWentWell(making: Making, text: string): void {
  if (text !== '' && making.session.restarts !== undefined) making.clear('restarts');
}

const startAgain = 'Start it again';
const endIt = 'End the session';
const gaveUpMark = 'restart:';

/** Asks a person what to do with a session whose CLI does not come up. */
function giveUp(making: Making, why: string, mayTry: boolean): void {
  const { session } = making;
  if (session.restarting) making.set({ restarting: { ...session.restarting, stage: 'given-up' } });
  making.do({ type: 'cancel-deadline', name: 'restart' });
  const rows = mayTry ? [startAgain, endIt] : [endIt];
  const dialog: Dialog = {
    kind: 'unknown',
    fingerprint: `${gaveUpMark}${session.decisions}`,
    tool: '',
    subject: '',
    truncated: false,
    question: `The CLI of this session is not running. ${why}`,
    options: rows.map((label, index) => ({ key: String(index + 1), label, kind: 'other', selected: false })),
  };
  escalate(making, { dialog, attempts: 0 }, { ...asksAPerson(why), rules: ['crash-loop'] });
}

/** True for the question what to do with a CLI that does not come up: no key answers it. */
export function asksToRestart({ ask }: Session): boolean {
  return ask?.stage === 'waiting' && ask.dialog.fingerprint.startsWith(gaveUpMark);
}

/** A person chose what is to be done with it. */
export function restartResponded(making: Making, escalationId: string, { label }: Reply): void {
  const { ask, restarting } = making.session;
  if (!asksToRestart(making.session) || ask?.stage !== 'waiting' || ask.escalationId !== escalationId) return;
  if (!ask.dialog.options.some((option) => option.label === label)) return;
  const id = making.nextDecision();
  const { risk, rules } = ask.verdict;
  const reasons = [`A person chose '${label}'.`];
  const about = {
    kind: 'unknown',
    tool: '',
    subject: ask.dialog.question,
    fingerprint: ask.dialog.fingerprint,
  } as const;
  making.do({ type: 'decide', decision: { id, ...about, risk, action: 'choose', by: 'human', label, rules, reasons } });
  making.do({ type: 'outcome', decisionId: id, outcome: 'confirmed' });
  making.do({ type: 'withdraw', escalationId, why: `Answered: ${label}`, decisionId: id });
  making.clear('ask');
  if (label === endIt) {
    making.set({ stopped: true });
    sessionEnded(making, restarting?.code ?? -1);
    return;
  }
  making.clear('restarts');
  if (restarting) making.set({ restarting: { ...restarting, stage: 'backoff' } });
  waitToRestart(making, 0);
}

/** A new daemon took it over: the wait, or the start that nobody saw end, begins anew. */
export function restartTakenUp(making: Making): void {
  const { restarting, phase } = making.session;
  if (phase !== 'restarting' || !restarting || restarting.stage === 'given-up') return;
  making.set({ restarting: { ...restarting, stage: 'backoff' } });
  waitToRestart(making, 0);
}
