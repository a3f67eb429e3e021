import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import type { ScriptedApi } from '../../claude/lab/scriptedApi.ts';
import { limits } from '../../limits.ts';
import type { Option, Reading, ReadingState } from '../../screen/reading.ts';
import type { Dialog, PendingCall, Reply, Session } from '../../session/session.ts';
import type { Ledger } from '../ledger.ts';
import type { LiveSession } from '../liveSession.ts';
import type { Waiting } from '../replyFor.ts';
import { replyFor } from '../replyFor.ts';
import type { ApiWatch, CallSeen } from './apiWatch.ts';
import type { CheckCase } from './cases.ts';
import { busyGate } from './cases.ts';

/** A dialog that stood on the screen of a session, and what was made of it. */
export interface AskSeen {
  readonly dialog: Dialog;
  readonly reading: Reading;
  /** The call that the transcript named for it. */
  readonly call?: PendingCall;
  /** Set when a person was asked, with the rules for that. */
  readonly rules?: readonly string[];
}

/** Everything that was noticed while a case was played. */
export interface Observed {
  readonly states: readonly ReadingState[];
  /** Each dialog once, in the order they came. */
  readonly asks: readonly AskSeen[];
  /** The last reading. */
  readonly reading: Reading;
  readonly taskDone: boolean;
  /** The API's own call of the case, as the CLI told of it later. */
  readonly call: CallSeen | undefined;
  /** Tools that the CLI offers the model. */
  readonly offers: (tool: string) => boolean;
  /** How the decisions of the case ended. */
  readonly outcomes: readonly { readonly kind: string; readonly by: string; readonly outcome: string }[];
  /** What was expected did not come in time. */
  readonly late: boolean;
}

/** What a case is played with. */
export interface PlayParts {
  readonly live: LiveSession;
  readonly ledger: Ledger;
  readonly send: (text: string) => string;
  readonly api: ScriptedApi;
  readonly calls: ApiWatch;
  readonly clock: Clock;
  /** The check is over or given up. */
  readonly stopped: () => boolean;
}

/** Plays one case in a session whose input box is free, and tells all that was noticed. */
export async function playCase(one: CheckCase, parts: PlayParts): Promise<Observed> {
  const { live, ledger, clock } = parts;
  const notes = new Notes();
  const watching = live.actor.onStep((session) => {
    notes.take(session);
  });
  const from = ledger.lines(live.id, undefined, 1).at(-1)?.seq;
  const task = parts.send(`Please go on with this [case:${one.name}]`);
  const deadlineMs = clock.monotonicMs() + limits.cliCheckCaseMs;
  let over = false;
  try {
    while (!over && clock.monotonicMs() < deadlineMs && !parts.stopped()) {
      await pause(clock, limits.clientPollMs);
      if (live.actor.session.phase === 'ended') break;
      if (one.expects.kind === 'turn' && one.expects.busy && notes.states.has('busy')) parts.api.open(busyGate);
      answer(one, parts, notes);
      over = isOver(one, parts, notes, task);
    }
  } finally {
    watching.dispose();
  }
  const lines = ledger.lines(live.id, from, limits.logLinesShown).filter((line) => line.type === 'decision');
  return {
    states: [...notes.states],
    asks: [...notes.asks.values()],
    reading: live.actor.session.reading,
    taskDone: stateOf(live.actor.session, task) === 'done',
    call: callOf(one, parts),
    offers: (tool) => parts.calls.offers(tool),
    outcomes: lines.map(({ kind = '', by = '', outcome = '' }) => ({ kind, by, outcome })),
    late: !over,
  };
}

/** Waits until the session's input box is free and no task of it is open. False when that does not come in time. */
export async function untilFree({
  live,
  clock,
  stopped,
}: Pick<PlayParts, 'live' | 'clock' | 'stopped'>): Promise<boolean> {
  const deadlineMs = clock.monotonicMs() + limits.cliCheckStartMs;
  while (clock.monotonicMs() < deadlineMs && !stopped()) {
    const { phase, reading } = live.actor.session;
    if (phase === 'ended') return false;
    if (reading.state === 'idle') return true;
    await pause(clock, limits.clientPollMs);
  }
  return false;
}

/** What was noticed so far. */
class Notes {
  readonly states = new Set<ReadingState>();
  readonly asks = new Map<string, AskSeen>();
  /** Questions to a person that were answered, each once. */
  readonly answered = new Set<string>();

  take({ reading, ask }: Session): void {
    this.states.add(reading.state);
    if (!ask || ask.dialog.kind === 'unknown') return;
    const { dialog } = ask;
    const known = this.asks.get(dialog.fingerprint);
    const call = ('call' in ask ? ask.call : undefined) ?? known?.call;
    const rules = ask.stage === 'waiting' ? ask.verdict.rules : known?.rules;
    this.asks.set(dialog.fingerprint, {
      dialog,
      reading: known?.reading ?? reading,
      ...(call ? { call } : {}),
      ...(rules ? { rules } : {}),
    });
  }
}

/** Answers, as a person would, what pcc does not answer by itself. */
function answer(one: CheckCase, { live, clock }: PlayParts, notes: Notes): void {
  const { ask } = live.actor.session;
  if (ask?.stage !== 'waiting' || notes.answered.has(ask.escalationId)) return;
  const { dialog, escalationId } = ask;
  const reply = replyTo(one, ask);
  if (!reply && !isLeft(one, dialog)) return;
  notes.answered.add(escalationId);
  if (reply) live.actor.dispatch({ type: 'respond', escalationId, label: reply.label, reply });
  else
    clock.after(limits.labHumanPauseMs, () => {
      live.write({ inputId: `check:${escalationId}`, data: escapeKey, by: 'human' }).catch(() => undefined);
    });
}

const escapeKey = '\u001b';

/** True for a dialog that is left as it is where it cannot be answered. */
function isLeft({ expects }: CheckCase, { kind }: Dialog): boolean {
  return kind === expects.kind && (kind === 'question' || kind === 'plan');
}

/** What a person would answer in this case, as `pcc respond` takes it; undefined where the dialog is left alone. */
function replyTo({ expects }: CheckCase, waiting: Waiting): Reply | undefined {
  const { kind, options } = waiting.dialog;
  const isYes = (option: Option): boolean => option.kind === 'yes-once';
  if (expects.kind === 'question' && kind === 'question') return replyOrNone(waiting, expects.answers);
  if (expects.kind === 'leave' && kind === 'permission') {
    const no = options.find((option) => option.kind === 'no') ?? options.find((option) => option.kind === 'free-text');
    const wanted = expects.answer === 'yes' ? onlyOne(options, isYes) : no;
    return wanted && replyOrNone(waiting, [wanted.label]);
  }
  const once = expects.kind === 'plan' && kind === 'plan' ? onlyOne(options, isYes) : undefined;
  return once && replyOrNone(waiting, [once.label]);
}

/** What cannot be answered was read wrongly, and the table says so. */
function replyOrNone(waiting: Waiting, answers: readonly string[]): Reply | undefined {
  try {
    return replyFor(waiting, { answers, text: false });
  } catch (error) {
    if (error instanceof PccError) return undefined;
    throw error;
  }
}

function onlyOne(options: readonly Option[], fits: (option: Option) => boolean): Option | undefined {
  const [first, ...others] = options.filter(fits);
  return others.length === 0 ? first : undefined;
}

function stateOf(session: Session, task: string): string | undefined {
  return session.tasks.find(({ id }) => id === task)?.state;
}

function callOf({ expects }: CheckCase, { calls }: PlayParts): CallSeen | undefined {
  if (!('tool' in expects)) return undefined;
  return calls.callsOf(expects.tool, expects.kind === 'leave' ? expects.input : {}).at(-1);
}

/** True when nothing more is to come of the case. */
function isOver(one: CheckCase, parts: PlayParts, notes: Notes, task: string): boolean {
  const { session } = parts.live.actor;
  const { reading, ask } = session;
  const { expects } = one;
  if (expects.kind === 'limit' || expects.kind === 'error') return reading.state === expects.kind;
  if (reading.state !== 'idle' || ask) return false;
  if (expects.kind === 'turn') return stateOf(session, task) === 'done';
  const isBack = callOf(one, parts)?.result !== undefined && stateOf(session, task) === 'done';
  if (isBack) return true;
  // A turn that was refused ends without a word to the API.
  const isRefusal = expects.kind === 'leave' ? expects.answer === 'no' : notes.answered.size > 0;
  return isRefusal && notes.asks.size > 0 && session.calls.length === 0;
}
