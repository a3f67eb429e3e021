import { limits } from '../limits.ts';
import { agentDecides } from './agent.ts';
import { askStanding, isStanding, standingOver } from './escalating.ts';
import {
  dropGoOn,
  goOn,
  goOnText,
  goOnUnderWay,
  isPromptOf,
  lastGoOn,
  mayBeSent,
  overtakeUnsent,
  unsentGoOn,
} from './goingOn.ts';
import type { LastingEvent, RefusalKind, Trouble } from './lasting.ts';
import type { Moved } from './limit.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';
import type { Task } from './task.ts';
import { setTask, takeBackUnwritten, taskOf } from './tasks.ts';

/** Errors of the API that end a turn: the CLI retries by itself; when it gives up, pcc continues a bounded number of times. */

/** The transcript holds the refusal: the CLI has given up. */
export function troubleRefused(making: Making, { kind, at }: Extract<LastingEvent, { type: 'refused' }>): void {
  making.set({ refusal: { kind, ...(at === undefined ? {} : { at }) } });
}

/** After each event: takes up a turn that was refused, once the screen is at rest. */
export function mindTrouble(making: Making, before: Session): void {
  const { phase, refusal, trouble, humans, ask, reading } = making.session;
  if (phase === 'ended') {
    if (before.trouble) making.clear('trouble');
    return;
  }
  if (phase !== 'live') return;
  const isAtRest = reading.state === 'error' || reading.state === 'idle' || reading.state === 'draft';
  const isNew = !trouble || trouble.stage === 'trying' || isUnconfirmed(before);
  if (refusal && refusal.kind !== 'limit' && isAtRest && isNew) cutOff(making, refusal.kind);
  else if (isShownOnly(making.session) && (!isShownOnly(before) || before.trouble !== trouble))
    making.do({ type: 'deadline', name: 'retry' });
  else if (isUnconfirmed(making.session) && (reading.state === 'idle' || reading.state === 'busy')) shownNoMore(making);
  else if (trouble?.stage === 'trying' && isUnsent(making.session)) giveUp(making, trouble);
  else if (trouble?.stage === 'given-up' && !ask && humans === 0) askAgain(making, trouble);
  if (
    isStanding(making.session.ask, 'trouble:') &&
    making.session.trouble?.stage === 'trying' &&
    reading.state !== 'draft'
  )
    standingOver(making, 'trouble:', 'The input box is free again.');
}

/** An error on the screen that the transcript knows nothing of: the CLI has given up, or the reader is wrong. */
function isShownOnly(session: Session): boolean {
  const { reading, refusal, limit, trouble, settledBanner } = session;
  const isOpen = !trouble || (trouble.stage === 'trying' && !goOnUnderWay(session));
  return reading.state === 'error' && !settledBanner && !refusal && !limit && isOpen;
}

/** The transcript had its time to tell of it. */
function shownStill(making: Making): void {
  const { session } = making;
  if (!isShownOnly(session) || session.reading.state !== 'error') return;
  if (session.ask || !mayType(session)) making.do({ type: 'deadline', name: 'retry' });
  else giveUp(making, { kind: session.reading.kind, tries: session.trouble?.tries ?? 0, stage: 'waiting' });
}

/** A person was asked about an error that only the screen shows. */
function isUnconfirmed({ trouble, refusal }: Session): boolean {
  return trouble?.stage === 'given-up' && trouble.tries === 0 && !refusal;
}

function shownNoMore(making: Making): void {
  troubleOver(making, 'The error is no longer on the screen.');
  if (making.session.interrupted?.by === 'error') making.clear('interrupted');
}

/** How long an error is waited for, and how often, before a person is asked. */
interface Patience {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly triesMax: number;
}

const outage: Patience = {
  firstMs: limits.retryFirstMs,
  longestMs: limits.retryLongestMs,
  triesMax: limits.retriesMax,
};
const rush: Patience = {
  firstMs: limits.rateRetryFirstMs,
  longestMs: limits.rateRetryLongestMs,
  triesMax: limits.rateRetriesMax,
};

/** What goes away by waiting. */
const passing: ReadonlyMap<string, Patience> = new Map([
  ['overloaded', outage],
  ['network', outage],
  ['rate-limit', rush],
]);

/** How many times was continued of what has the same patience: none of them counts for what has another. */
function triesOf({ tries, rateTries = 0 }: Pick<Trouble, 'tries' | 'rateTries'>, patience: Patience): number {
  return patience === rush ? rateTries : tries - rateTries;
}

/** How one that is tried again is named among those that are. */
function tryOf(tries: number, { triesMax }: Patience): string {
  return `${tries + 1} of ${triesMax}`;
}

function cutOff(making: Making, kind: RefusalKind): void {
  const { tries = 0, rateTries = 0 } = making.session.trouble ?? {};
  making.set({ interrupted: { by: 'error' } });
  takeBackUnwritten(making);
  if (kind === 'context-full' && tries === 0 && making.session.spent?.makesRoom) {
    compact(making, kind);
    return;
  }
  const patience = passing.get(kind);
  const own = patience ? triesOf({ tries, rateTries }, patience) : 0;
  if (!patience || own >= patience.triesMax) {
    giveUp(making, { kind, tries, stage: 'waiting' });
    return;
  }
  making.set({ trouble: { kind, tries, ...(rateTries === 0 ? {} : { rateTries }), stage: 'waiting' } });
  standingOver(making, 'trouble:', 'The transcript tells what it was.');
  const reason = `Try ${tryOf(own, patience)} follows after a while; the CLI itself has given up.`;
  agentDecides(making, { action: 'wait', subject: `error ${kind}`, reasons: [saidOf(kind), reason] });
  const ms = Math.min(patience.firstMs * 2 ** own, patience.longestMs);
  making.do({ type: 'deadline', name: 'retry', ms, jitter: limits.retryJitter });
}

const compactText = '/compact';

/**
 * The CLI says that the context is full, and how room is made: once, before the turn is continued. Nobody can be asked for a
 * summary any more, since no prompt fits, so that it is the same whatever is configured for the time between two tasks.
 */
function compact(making: Making, kind: RefusalKind): void {
  making.set({ trouble: { kind, tries: 1, stage: 'trying' } });
  standingOver(making, 'trouble:', 'The transcript tells what it was.');
  const reasons = [saidOf(kind), 'The CLI is told to compact it, once; the turn is continued behind that.'];
  goOn(making, { text: compactText, by: 'error', reasons });
  making.do({ type: 'deadline', name: 'retry' });
}

/** The input box is empty behind a context that was full and is compacted: the turn is continued. False where none was. */
export function compacted(making: Making): boolean {
  const { trouble, goOnText: text = goOnText } = making.session;
  const last = lastGoOn(making.session);
  if (trouble?.stage !== 'trying' || trouble.kind !== 'context-full') return false;
  if (last?.state !== 'running' || last.text.trim() !== compactText) return false;
  goOn(making, { text, by: 'error', reasons: ['The context was full and has been compacted.'] });
  return true;
}

/** From now on it is a person's. */
function giveUp(making: Making, trouble: Trouble): void {
  const { kind, tries } = trouble;
  making.set({ trouble: { kind, tries, stage: 'given-up' }, interrupted: { by: 'error' } });
  making.do({ type: 'cancel-deadline', name: 'retry' });
  const { ask, humans } = making.session;
  if (!ask && humans === 0) askAgain(making, trouble);
}

function askAgain(making: Making, { kind, tries }: Pick<Trouble, 'kind' | 'tries'>): void {
  const tried =
    tries === 0 ? [] : [`pcc has continued ${tries} ${tries === 1 ? 'time' : 'times'} since a turn ended well.`];
  const said = isUnconfirmed(making.session) ? saidOfShown(kind) : saidOf(kind);
  const reason = [said, ...tried, 'Attach to the session and look, or send a text that continues it.'].join(' ');
  askStanding(making, 'trouble:', { reason });
}

function saidOfShown(kind: string): string {
  return `The screen shows an error (${kind}), and the transcript holds no refusal of the API: nobody but you can tell what became of the turn.`;
}

function saidOf(kind: string): string {
  switch (kind) {
    case 'rate-limit':
      return 'The API takes no more requests for the moment (429, without a word of a usage limit).';
    case 'overloaded':
      return 'The API is overloaded or has a fault of its own.';
    case 'network':
      return 'The API cannot be reached.';
    case 'auth':
      return 'The API does not accept the login of the CLI.';
    case 'credit':
      return 'The credit of the account is used up.';
    case 'context-full':
      return 'The context is full: nothing more fits into a prompt.';
    default:
      return 'The API refused the turn, and waiting does not change that.';
  }
}

/** The backoff is over, or it is time to look what became of the continuation. */
export function retryDue(making: Making): void {
  const { session } = making;
  const { trouble } = session;
  if (trouble?.stage === 'trying' && goOnUnderWay(session)) {
    lookAfter(making);
    return;
  }
  if (trouble?.stage !== 'waiting') {
    shownStill(making);
    return;
  }
  // A limit would refuse it as well, and a turn that runs needs no continuation.
  const isLimited = session.account !== undefined || session.limit !== undefined || session.refusal?.kind === 'limit';
  if (!mayType(session) || !isReadable(session) || isLimited || session.reading.state === 'busy') {
    making.do({ type: 'deadline', name: 'retry', jitter: limits.retryJitter });
    return;
  }
  const patience = passing.get(trouble.kind) ?? outage;
  const rate = patience === rush ? { rateTries: (trouble.rateTries ?? 0) + 1 } : {};
  making.set({ trouble: { ...trouble, ...rate, tries: trouble.tries + 1, stage: 'trying' } });
  const reasons = [saidOf(trouble.kind), `This is try ${tryOf(triesOf(trouble, patience), patience)}.`];
  goOn(making, { text: session.goOnText ?? goOnText, by: 'error', reasons });
  making.do({ type: 'deadline', name: 'retry' });
}

/** A continuation that cannot be typed for what stands in the input box is a person's matter. */
function lookAfter(making: Making): void {
  const { session } = making;
  making.do({ type: 'deadline', name: 'retry' });
  if (session.ask || !mayType(session) || session.reading.state !== 'draft' || session.typing) return;
  const reason =
    'An error ended the turn, and it cannot be continued while something stands in the input box: send or clear it.';
  askStanding(making, 'trouble:', { reason });
}

/** The continuation could not be sent. */
function isUnsent(session: Session): boolean {
  return lastGoOn(session)?.state === 'failed' && !session.ask;
}

/** The transcript shows that the conversation goes on. Tries are counted anew after a turn that ended well, or by a person's word. */
export function troubleWentOn(making: Making, event: Moved): void {
  const { trouble } = making.session;
  if (!trouble) return;
  const errand = lastGoOn(making.session);
  const isSent = errand !== undefined && mayBeSent(making.session, errand);
  const isOwn = event.type === 'prompt-sent' && trouble.stage === 'trying' && isSent && isPromptOf(errand, event.text);
  if (isOwn || (event.type === 'call-pending' && trouble.stage === 'trying')) return;
  if (event.type === 'turn-ended' && event.text === '') return;
  troubleOver(making, 'The session goes on.');
}

/** There is nothing to continue any more. */
export function troubleOver(making: Making, why: string): void {
  if (!making.session.trouble) return;
  making.clear('trouble');
  making.do({ type: 'cancel-deadline', name: 'retry' });
  dropGoOn(making, why);
  standingOver(making, 'trouble:', why);
}

/** A person sends a text while an error has cut the turn off and pcc has given up: that is how it goes on. */
export function personContinues(making: Making, taskId: string): void {
  const { trouble, refusal } = making.session;
  const task = taskOf(making.session, taskId);
  const isAsked = trouble?.stage === 'given-up' || (!trouble && unsentGoOn(making.session) !== undefined);
  if (!isAsked || refusal?.kind === 'limit' || task?.state !== 'queued') return;
  overtakeUnsent(making);
  const { tasks } = making.session;
  const served = tasks.find(({ state }) => state === 'running');
  const of = served?.of ?? served?.id;
  const errand: Task = { ...task, role: 'go-on', ...(of === undefined ? {} : { of }) };
  making.set({ tasks: [errand, ...tasks.filter((other) => other !== task)] });
  setTask(making, errand, 'queued');
  making.clear('refusal');
  making.clear('interrupted');
  if (!trouble) return;
  making.set({ trouble: { kind: trouble.kind, tries: 0, stage: 'trying' } });
  making.do({ type: 'deadline', name: 'retry' });
  standingOver(making, 'trouble:', 'A person sent a text.');
}

/** A new daemon: what was waited for is waited for again. */
export function troubleTakenUp(making: Making): void {
  const { trouble } = making.session;
  if (trouble && trouble.stage !== 'given-up')
    making.do({ type: 'deadline', name: 'retry', jitter: limits.retryJitter });
}
