import { limitName } from '../base/limitName.ts';
import { agentDecides } from './agent.ts';
import { askStanding, escalate, isStanding, standingOver } from './escalating.ts';
import {
  dropGoOn,
  goOn,
  goOnText,
  goOnUnderWay,
  isCutOff,
  isGoOn,
  isPromptOf,
  lastGoOn,
  mayBeSent,
} from './goingOn.ts';
import type { LastingEffect, LastingEvent, Limited } from './lasting.ts';
import { mindLimitMenu, unconfirmed } from './limitMenu.ts';
import type { Session, SessionEvent } from './session.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';
import { takeBackUnwritten } from './tasks.ts';

/** A usage limit from the first sight of it to the turn that goes on behind it. */

type LimitShown = Extract<Session['reading'], { state: 'limit' }>;
type AwakeBy = Extract<LastingEffect, { type: 'awake' }>['by'];
/** What shows in the transcript that the conversation goes on. */
export type Moved = Extract<SessionEvent, { type: 'prompt-sent' | 'call-pending' | 'turn-ended' }>;

/** The transcript holds the refusal: the second witness. One that comes behind a wake-up says that it was in vain. */
export function limitRefused(making: Making, { at }: Extract<LastingEvent, { type: 'refused' }>): void {
  making.set({ refusal: { kind: 'limit', ...(at === undefined ? {} : { at }) } });
  const { limit, reading } = making.session;
  // The screen is to show it too.
  if (!limit) making.do({ type: 'deadline', name: 'limit' });
  if (limit?.stage !== 'waking') return;
  making.do({ type: 'cancel-deadline', name: 'woken' });
  dropGoOn(making, 'The limit holds on.');
  // What the banner before said is over: a new one tells the time, at once or as soon as it is read.
  const resetsAt = reading.state === 'limit' ? reading.resetsAt : null;
  const { attended: _attended, ...known } = limit;
  making.set({ limit: { ...known, stage: 'seen', resetsAt, vain: limit.vain + 1 } });
  making.do({ type: 'deadline', name: 'limit' });
}

/** The API refuses for another reason: it was asked again, and the limit does not hold any more. */
export function limitPassed(making: Making): void {
  const { limit } = making.session;
  const errand = lastGoOn(making.session);
  const isSent = errand !== undefined && mayBeSent(making.session, errand);
  // One that nobody has confirmed yet stays a question of both witnesses.
  if (limit && (limit.stage !== 'seen' || limit.vain > 0))
    over(making, limit, limit.stage !== 'asleep' && isSent ? 'pcc' : 'itself');
}

/** Its time has come: whoever continues by himself is left alone, else the continuation is typed, once. */
export function woken(making: Making, why: string): void {
  const { limit } = making.session;
  if (!limit) {
    // There is nothing to wake: the plan is told so.
    making.do({ type: 'awake', by: 'itself' });
    return;
  }
  if (limit.stage !== 'asleep') return;
  if (!isCutOff(making.session)) {
    leftBehind(making);
    return;
  }
  making.set({ limit: { ...limit, stage: 'waking' } });
  making.do({ type: 'deadline', name: 'woken' });
  if (isAtWork(making.session)) return;
  goOn(making, { text: making.session.goOnText ?? goOnText, by: 'limit', reasons: [why] });
}

/** What it cut off is forgotten, as after /clear, or was stopped for good: once its time has come there is nothing to continue. */
export function leftBehind(making: Making): void {
  const { limit } = making.session;
  if (!limit) return;
  over(making, limit);
  making.do({ type: 'awake', by: 'itself' });
}

/** Another session of the account told of a limit of all of it, or of its end. */
export function accountTold(making: Making, limit: Extract<LastingEvent, { type: 'account' }>['limit']): void {
  const { account } = making.session;
  if (limit?.kind === account?.kind && limit?.resetsAt === account?.resetsAt) return;
  if (limit) {
    making.set({ account: limit });
    making.do({
      type: 'note',
      text: `Another session ran into the ${limitName(limit.kind)} limit of the account: nothing new is begun here before ${limit.resetsAt}.`,
      plain: true,
    });
  } else {
    making.clear('account');
    // One that ran into the limit itself waits on, with a wake-up of its own.
    if (!making.session.limit)
      making.do({ type: 'note', text: 'The limit of the account keeps it from nothing any more.', plain: true });
  }
}

/** After each event: takes in what the screen says of a limit. */
export function mindLimit(making: Making, before: Session): void {
  const { phase, limit, reading, refusal, settledBanner } = making.session;
  if (phase === 'ended') {
    if (limit) over(making, limit, 'end');
    return;
  }
  if (phase !== 'live') return;
  // A banner that was read before the turn went on is not a new one, unless the transcript tells of a limit now.
  const isNews = reading !== before.reading || (refusal?.kind === 'limit' && refusal !== before.refusal);
  const isOld = settledBanner === true && !limit;
  if (reading.state === 'limit' && isNews && !isOld) limitSeen(making, reading);
  else if (limit?.stage === 'asleep' && limit.resumesItself && reading.state === 'busy') {
    making.set({ limit: { ...limit, stage: 'waking' } });
    making.do({ type: 'deadline', name: 'woken' });
  }
  attend(making);
  confirm(making);
  mindLimitMenu(making);
  if (isStanding(making.session.ask, 'limit:') && isSettled(making.session))
    standingOver(making, 'limit:', 'The session has moved on.');
}

/** True while it is the CLI itself that goes on: pcc has made no text of its own for it. */
function isOwnWay({ limit, interrupted }: Session): boolean {
  return limit?.stage === 'waking' && interrupted?.by === 'limit';
}

function attend(making: Making): void {
  const { limit, humans } = making.session;
  if (limit && humans > 0 && !limit.attended && isOwnWay(making.session))
    making.set({ limit: { ...limit, attended: true } });
}

function limitSeen(making: Making, { kind, resetsAt, resumesItself }: LimitShown): void {
  const { limit } = making.session;
  if (limit?.stage === 'waking') return;
  const known = limit?.resetsAt ?? null;
  const seen: Limited = {
    stage: limit?.stage ?? 'seen',
    kind: kind === 'unknown' ? (limit?.kind ?? kind) : kind,
    // Drawn anew after its time, as by a CLI that was started anew, the same words would mean tomorrow.
    resetsAt: limit?.stage === 'asleep' ? (known ?? resetsAt) : (resetsAt ?? known),
    resumesItself,
    vain: limit?.vain ?? 0,
  };
  if (limit && isSame(limit, seen)) return;
  making.set({ limit: seen });
  if (!limit) making.do({ type: 'deadline', name: 'limit' });
  if (seen.stage === 'asleep') making.do({ type: 'sleep', limit: seen });
}

function isSame(a: Limited, b: Limited): boolean {
  return a.kind === b.kind && a.resetsAt === b.resetsAt && a.resumesItself === b.resumesItself;
}

/** Both witnesses agree: the session sleeps until its time has come. */
function confirm(making: Making, late = false): void {
  const { limit, refusal, reading } = making.session;
  if (limit?.stage !== 'seen' || refusal?.kind !== 'limit') return;
  // Of one that was woken in vain the banner before is known: the new one is waited for, since it tells the time.
  if (limit.vain > 0 && reading.state !== 'limit' && !late) return;
  const asleep: Limited = { ...limit, stage: 'asleep' };
  // What was to continue an error comes to nothing against a limit: one text continues both.
  dropGoOn(making, 'A usage limit came first.');
  takeBackUnwritten(making);
  if (making.session.trouble) making.do({ type: 'cancel-deadline', name: 'retry' });
  making.clear('trouble');
  standingOver(making, 'trouble:', 'A usage limit came first.');
  making.set({ limit: asleep, interrupted: { by: 'limit' } });
  making.do({ type: 'cancel-deadline', name: 'limit' });
  standingOver(making, 'limit:', 'The transcript confirms the limit.');
  agentDecides(making, { action: 'wait', subject: `${limitName(limit.kind)} limit`, reasons: reasonsToWait(asleep) });
  making.do({ type: 'sleep', limit: asleep });
}

function reasonsToWait({ resetsAt, resumesItself, vain }: Limited): string[] {
  return [
    vain === 0
      ? 'Screen and transcript say that the limit is reached.'
      : 'The turn after the wake-up was refused again.',
    resetsAt === null ? 'Nothing tells when it resets.' : `It resets at ${resetsAt}.`,
    ...(resumesItself ? ['The CLI says that it goes on by itself then.'] : []),
  ];
}

/** The transcript shows that the conversation goes on: by whom is told by what was typed. */
export function limitWentOn(making: Making, event: Moved): void {
  const { limit, humans } = making.session;
  if (!limit) {
    standingOver(making, 'limit:', 'The session goes on.');
    return;
  }
  const errand = lastGoOn(making.session);
  const isSent = errand !== undefined && mayBeSent(making.session, errand);
  if (event.type === 'prompt-sent') {
    // That the prompt of the errand is there says nothing yet of what the API answers to it.
    if (limit.stage === 'waking' && isSent && isPromptOf(errand, event.text)) return;
    over(making, limit, limit.resumesItself && humans === 0 ? 'itself' : 'person');
  } else if (limit.stage === 'waking' && isSent) over(making, limit, 'pcc');
  // A person who leaves with Esc what the limit shows has not gone on; one who ends the CLI's own continuation has the word.
  else if (event.type === 'call-pending' || event.text !== '') over(making, limit, 'itself');
  else if (isOwnWay(making.session) || (limit.stage === 'waking' && isAtWork(making.session)))
    over(making, limit, 'person');
}

/** Nobody needs to wait for it any more. `by`: who has gone on, or ended it, which the plan of all sessions is told. */
function over(making: Making, limit: Limited, by?: AwakeBy): void {
  making.clear('limit');
  making.do({ type: 'cancel-deadline', name: 'limit' });
  making.do({ type: 'cancel-deadline', name: 'woken' });
  if (by !== 'end') dropGoOn(making, 'The turn went on without it.');
  if (making.session.interrupted?.by === 'limit') making.clear('interrupted');
  if (making.session.refusal?.kind === 'limit') making.clear('refusal');
  standingOver(making, 'limit:', 'The session goes on.');
  // The plan knows of it from its first sleep on.
  if (by === undefined || (limit.stage === 'seen' && limit.vain === 0)) return;
  making.do({ type: 'awake', by });
  // Nothing that was typed tells of it.
  if (by === 'itself') making.do({ type: 'note', text: 'The CLI went on by itself after the limit.', plain: true });
}

/** Nobody confirmed the limit, or nobody went on after the wake-up. */
export function limitTimedOut(making: Making, name: 'limit' | 'woken'): void {
  const { limit } = making.session;
  if (name === 'limit' && limit?.stage === 'seen') unconfirmedStill(making);
  if (name === 'limit' && !limit && making.session.refusal?.kind === 'limit') unseenStill(making);
  if (name === 'woken' && limit?.stage === 'waking') wokenStill(making, limit);
}

/** The transcript says nothing of a limit: while the screen shows one a person is asked, and nothing is typed. */
function unconfirmedStill(making: Making): void {
  const { ask, reading, refusal } = making.session;
  if (refusal?.kind === 'limit') {
    confirm(making, true);
    return;
  }
  if (isReadable(making.session) && reading.state !== 'limit') {
    making.clear('limit');
    standingOver(making, 'limit:', 'The limit is no longer on the screen.');
    return;
  }
  making.do({ type: 'deadline', name: 'limit' });
  if (!mayType(making.session) || !isReadable(making.session)) return;
  if (ask?.stage === 'witness' && ask.dialog.kind === 'limit') escalate(making, ask, unconfirmed);
  else if (!ask) askStanding(making, 'limit:', { reason: unconfirmed.reasons.join(' ') });
}

/** The transcript speaks of a limit that the screen does not show: nothing tells how long it lasts, and a person is asked. */
function unseenStill(making: Making): void {
  making.do({ type: 'deadline', name: 'limit' });
  if (making.session.ask || !mayType(making.session) || !isReadable(making.session)) return;
  const reason =
    'The transcript says that a usage limit cut the turn off, and the screen shows none; attach to the session and look.';
  askStanding(making, 'limit:', { reason });
}

/** A woken session has to be at work by now. */
function wokenStill(making: Making, limit: Limited): void {
  const { session } = making;
  const errand = lastGoOn(session);
  const isSent = errand?.state === 'running' || errand?.state === 'done' || errand?.state === 'verifying';
  if (isAtWork(session) || (isSent && errand.state !== 'running')) {
    over(making, limit, isSent ? 'pcc' : 'itself');
    return;
  }
  if (session.ask || !mayType(session) || !isReadable(session) || errand?.state === 'typing') {
    making.do({ type: 'deadline', name: 'woken' });
  } else if (limit.attended) {
    making.do({ type: 'deadline', name: 'woken' });
    askStanding(making, 'limit:', { reason: attended });
  } else if (!errand || !isOfNow(session)) {
    // The CLI said that it goes on by itself, began, and did not.
    const asleep: Limited = { ...limit, stage: 'asleep', vain: limit.vain + 1 };
    making.set({ limit: asleep });
    making.do({ type: 'sleep', limit: asleep });
  } else {
    making.do({ type: 'deadline', name: 'woken' });
    askStanding(making, 'limit:', { reason: notAtWork(errand.state) });
  }
}

/** The last continuation is this limit's: it was queued at the wake-up and has not been overtaken. */
function isOfNow(session: Session): boolean {
  const errand = lastGoOn(session);
  return errand !== undefined && isGoOn(errand) && errand.state !== 'removed' && session.interrupted?.by !== 'limit';
}

const attended =
  'The limit was reset and the CLI went on by itself; while somebody held the pane its turn ended; attach to the session and look.';

function notAtWork(state: string): string {
  if (state === 'queued')
    return 'The limit was reset, and the turn cannot be continued while something stands in the input box: send or clear it.';
  return state === 'failed'
    ? 'The limit was reset, and the text that continues the turn could not be sent; attach to the session and look.'
    : 'The limit was reset and the turn was continued, but none runs; attach to the session and look.';
}

/** True when a question about the input box has become pointless: what waits can be typed. */
function isSettled(session: Session): boolean {
  const isQueued = goOnUnderWay(session)?.state === 'queued';
  return isAtWork(session) || (isQueued && session.limit?.stage === 'waking' && session.reading.state !== 'draft');
}

function isAtWork({ reading: { state } }: Session): boolean {
  return state === 'busy' || state === 'permission' || state === 'question' || state === 'plan';
}

/** A new daemon: what was waited for is waited for again. */
export function limitTakenUp(making: Making): void {
  const { limit, refusal } = making.session;
  const { stage } = limit ?? {};
  if (stage === 'seen' || (!limit && refusal?.kind === 'limit')) making.do({ type: 'deadline', name: 'limit' });
  if (stage === 'waking') making.do({ type: 'deadline', name: 'woken' });
}
