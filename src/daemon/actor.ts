import type { LogLine } from '../api/methods.ts';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { lastNumber, numberOf } from '../session/queueOrder.ts';
import { reduce } from '../session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../session/session.ts';
import type { Outcome } from '../session/decision.ts';
import { isEscWanted } from '../session/spending.ts';
import type { ActorParts } from './actorParts.ts';
import { Deadlines } from './deadlines.ts';
import { SessionNotes } from './sessionNotes.ts';
import { StepStore } from './stepStore.ts';
import { TakenIn } from './takenIn.ts';
import { sessionEventOf } from './told.ts';
import { Typist } from './typist.ts';
import type { WatchedScreen } from './watchedScreen.ts';
import { dialogOf } from './watchedScreen.ts';

/**
 * One session at work: brings what happens to the reducer, one event at a time, commits each step, and then does what the
 * step asks. It decides nothing itself.
 */
export class SessionActor implements Disposable {
  readonly #parts: ActorParts;
  readonly #typist: Typist;
  readonly #steps: StepStore;
  readonly #takenIn: TakenIn;
  readonly #owned = new Disposables();
  readonly #deadlines: Deadlines;
  readonly #notes: SessionNotes;
  readonly #stepped = new Emitter<Session>();
  readonly #outcomes = new Emitter<{ decisionId: string; outcome: Outcome }>();
  #session: Session;
  #queue: SessionEvent[] = [];
  /** Typing that the last steps asked for, to be done when no event waits. */
  #keys: (() => void)[] = [];
  #working = false;
  #broken = false;
  /** Taken over and not rebuilt yet: events wait until it is told that it was recovered. */
  #asleep: boolean;
  /** A key that waits for its dialog to be old enough; there is one at most. */
  #key: Disposable | undefined;
  #disposed = false;

  /** After every step. */
  readonly onStep = this.#stepped.event;
  readonly onOutcome = this.#outcomes.event;

  constructor(parts: ActorParts) {
    this.#parts = parts;
    this.#session = parts.session;
    this.#notes = new SessionNotes({ session: parts.session.id, ledger: parts.ledger, log: parts.log });
    this.#asleep = parts.asleep;
    this.#takenIn = new TakenIn(() => parts.witness.positions());
    this.#steps = new StepStore({
      commit: (entry) => parts.ledger.commit({ ...entry, positions: this.#takenIn.positions() }),
      clock: parts.clock,
      line: (line) => {
        this.#notes.told(line);
      },
      failed: (sentence) => {
        this.#notes.warn(sentence);
      },
      recovered: (held) => {
        this.#storedAgain(held);
      },
    });
    this.#deadlines = new Deadlines({
      clock: parts.clock,
      look: () => {
        this.lookNow();
      },
      mayEnd: () => parts.witness.mayEnd,
      passed: (name) => {
        // Some versions never write that a turn has ended: there its last words are known by a quiet screen.
        const words = name === 'quiet' && parts.witness.mayEnd ? { text: parts.witness.lastText } : {};
        this.dispatch({ type: 'deadline', name, unmoved: this.#typist.isUnanswered, ...words });
        // Until then the screen did not have the word.
        if (name === 'resized') this.lookNow();
      },
    });
    this.#typist = new Typist({
      watched: parts.watched,
      write: (input) => parts.host().write(parts.session.id, input),
      committed: (decisionId, key) => {
        parts.ledger.typed(decisionId, key);
      },
      refused: (decisionId) => {
        this.#refused(decisionId);
      },
      handsFree: () => !parts.isOff() && this.#session.humans === 0 && this.#session.phase === 'live',
      dialogAgeMs: parts.dialogAgeMs,
      later: (inputId, delayMs, retry) => {
        this.#key?.dispose();
        this.#key = parts.clock.after(delayMs, () => {
          this.#whenCalm(inputId, retry);
          this.#work();
        });
      },
      result: (inputId, result, last) => {
        this.dispatch({ type: 'written', inputId, result, last });
      },
    });
    // A CLI that never shows anything readable must not stay unnoticed.
    this.#deadlines.set('unknown', { ms: limits.startReadableMs });
    this.#owned.own(parts.watched.onSettled(() => this.#screenSettled()));
    this.#owned.own(
      parts.witness.onEvent((told) => {
        const event = this.#takenIn.told(this.#broken ? undefined : sessionEventOf(told, parts.words()));
        if (event) this.dispatch(event);
      }),
    );
    this.#owned.own(parts.witness.onProblem((sentence) => this.note('warning', sentence)));
  }

  get session(): Session {
    return this.#session;
  }

  get watched(): WatchedScreen {
    return this.#parts.watched;
  }

  get warnings(): readonly string[] {
    return this.#notes.warnings;
  }

  /** New lines of the session's log. */
  get onLine(): Event<LogLine> {
    return this.#notes.onLine;
  }

  /** The number of the last task that was given to it, those included of which it has not heard yet. */
  get lastTask(): number {
    const waiting = this.#queue.map((event) => (event.type === 'task' ? numberOf(event.task) : 0));
    return Math.max(lastNumber(this.#session), ...waiting);
  }

  /** Takes an event; events that a step itself causes come after it. */
  dispatch(event: SessionEvent): void {
    if (this.#broken) return;
    if (event.type === 'recovered') {
      this.#asleep = false;
      this.#queue.unshift(event);
    } else this.#queue.push(event);
    if (this.#asleep) return;
    this.#work();
  }

  #work(): void {
    if (this.#working) return;
    this.#working = true;
    try {
      while (!this.#isOver() && this.#queue.length + this.#keys.length > 0) this.#workOff();
    } catch (error) {
      this.#defect(error);
    } finally {
      this.#working = false;
    }
  }

  #isOver(): boolean {
    return this.#disposed || this.#broken;
  }

  /**
   * Events first, keys last: before a key is typed the transcript is looked at once more, and what it tells is taken in, so
   * that a call which has just appeared beside the one that was judged still stops the answer.
   */
  #workOff(): void {
    const event = this.#queue.shift();
    if (event) {
      this.#step(event);
      return;
    }
    this.#parts.witness.look();
    if (this.#queue.length === 0) this.#keys.shift()?.();
  }

  /** A defect of ours must not take other sessions along: pcc types nothing here until a new daemon takes it over. */
  #defect(error: unknown): void {
    this.#broken = true;
    this.#queue = [];
    this.#keys = [];
    this.note('warning', 'A defect of pcc stopped its work in this session; `pcc daemon restart` begins it anew.');
    this.#parts.bug(`${this.#session.id}: a defect`, error);
  }

  /** Adds a line to the session's log. */
  note(type: 'warning' | 'session' | 'human' | 'note', sentence: string): void {
    this.#notes.add(type, sentence);
  }

  /**
   * The child is gone. What it wrote last into its transcript is taken in first; a turn may have been cut off where that does not
   * end with an answer.
   */
  childGone(code: number, unseen: boolean): void {
    this.#parts.witness.look();
    const open = !this.#parts.witness.mayEnd;
    this.dispatch({ type: 'exited', code, ...(unseen ? { unseen } : {}), ...(open ? { open } : {}) });
  }

  /** A new child begins: keys that were meant for the last one are typed no more. */
  beginAnew(): void {
    this.#key?.dispose();
    this.#keys = [];
    this.#typist.beginAnew();
  }

  /** A defect of ours has stopped its work: events mean nothing to it. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** Reads screen and transcript at this instant and takes in what they say. */
  lookNow(): void {
    this.#parts.witness.look();
    this.#screenSettled();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const own of [this.#deadlines, this.#key, this.#steps, this.#parts.consulting]) own?.dispose();
    this.#owned.dispose();
    this.#parts.witness.dispose();
    this.#parts.watched.dispose();
  }

  #screenSettled(): void {
    if (this.#disposed) return;
    // What the transcript says about the same moment is taken in first: a dialog is judged by both.
    this.#parts.witness.look();
    const reading = this.#parts.watched.readAtRest();
    const dialog = dialogOf(reading);
    this.dispatch({ type: 'screen', reading, ...(dialog ? { dialog } : {}) });
  }

  #step(event: SessionEvent): void {
    const before = this.#session;
    this.#takenIn.reduced(event);
    const step = reduce(before, event);
    this.#session = step.session;
    for (const effect of this.#steps.commit(before, step.session, step.effects)) this.#perform(effect);
    this.#parts.consulting.stepped(this.#session);
    this.#stepped.fire(this.#session);
  }

  #storedAgain(held: readonly Effect[]): void {
    this.note('note', 'What happened is stored again.');
    for (const effect of held) this.#perform(effect);
    this.#work();
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'judge': {
        const { call, fingerprint } = effect;
        this.dispatch({ type: 'judged', callId: call.id, fingerprint, verdict: this.#parts.judge(call) });
        break;
      }
      case 'consult':
        this.#parts.consulting.begin(effect);
        break;
      case 'answer':
        this.#whenCalm(effect.inputId, () => {
          this.#typist.answer(effect, () => this.#isAnswering(effect.inputId));
        });
        break;
      case 'type':
        this.#whenCalm(effect.inputId, () => {
          // An event in between may have taken the task back.
          if (this.#session.typing?.inputId === effect.inputId) this.#typist.type(effect);
        });
        break;
      case 'deadline':
        this.#deadlines.set(effect.name, effect);
        break;
      case 'cancel-deadline':
        this.#deadlines.cancel(effect.name);
        break;
      case 'kill':
        void this.#kill();
        break;
      case 'sleep':
      case 'awake':
      case 'verify':
      case 'launch':
        this.#parts.lasting(effect);
        break;
      case 'interrupt':
        this.#whenCalm(effect.inputId, () => {
          this.#typist.interrupt(effect.inputId, () => isEscWanted(this.#session, effect.inputId));
        });
        break;
      case 'outcome':
        this.#outcomes.fire({ decisionId: effect.decisionId, outcome: effect.outcome });
        this.#notes.retell(effect.decisionId);
        break;
      case 'withdraw':
        // The decision to ask has ended with its question.
        this.#notes.retell(effect.escalationId);
        break;
      case 'decide':
      case 'escalate':
      case 'task-state':
      case 'note':
        break;
    }
  }

  async #kill(): Promise<void> {
    try {
      await this.#parts.host().kill(this.#session.id, 'ask');
    } catch (error) {
      this.note('warning', `The session could not be ended: ${sentenceOf(error)}`);
    }
  }

  /** Types when no event waits; a failure on the way there means that nothing was typed. */
  #whenCalm(inputId: string, type: () => void): void {
    this.#keys.push(() => {
      try {
        type();
      } catch (error) {
        this.#parts.log(`${this.#session.id}: nothing was typed: ${sentenceOf(error)}`);
        this.dispatch({ type: 'written', inputId, result: 'moved', last: false });
      }
    });
  }

  #refused(decisionId: string): void {
    try {
      this.#parts.ledger.untyped(decisionId);
    } catch (error) {
      this.#parts.log(`${this.#session.id}: a refused key stays in the log (${sentenceOf(error)})`);
    }
  }

  #isAnswering(inputId: string): boolean {
    const { ask } = this.#session;
    return ask?.stage === 'answering' && ask.inputId === inputId;
  }
}
