import type { Execution } from '../../api/methods.ts';
import { unreachable } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { hasCode, PccError, sentenceOf } from '../../base/errors.ts';
import type { Move, SessionStand } from '../../execution/advance.ts';
import { advance } from '../../execution/advance.ts';
import { isOver } from '../../execution/execution.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';
import { beforeEnd, beforeHold, endSession } from './holding.ts';
import { KeptList } from './keptList.ts';
import { Looks } from './looks.ts';
import { freeName } from './order.ts';
import type { Around, Hosting, StartGiven } from './ports.ts';
import { isFresh, StepWork } from './stepWork.ts';
import { toldExecution } from './telling.ts';
import { ListTranscript } from './transcript.ts';
import { TurnWatch } from './turnWatch.ts';

/** What running a list takes. */
export interface ListParts {
  readonly store: Pick<Store, 'executions' | 'output' | 'transaction'>;
  readonly clock: Clock;
  readonly redactor: () => Redactor;
  readonly hosting: Hosting;
  readonly around: () => Around;
  readonly log: (sentence: string) => void;
  readonly bug: (sentence: string, error: unknown) => void;
}

/**
 * One list at work. What is to be done next is computed anew after each thing that happened (`advance`), from what is stored of
 * the list and what its session holds; one move goes after the other.
 *
 * The order of commits, for each task, so that a daemon that is killed at any instruction repeats nothing and loses nothing:
 *
 * 1. The list, with all that starts its session. A session is then started under a name that was stored with it: the next daemon
 *    finds it by that, or starts it.
 * 2. What is to be typed, the id that the session's task will have, and how far the transcripts were read. Hooks have been asked
 *    before; they are asked again where this was not reached.
 * 3. The session takes the task, which is a commit of its own. Where it was not reached the session has no task of that id with
 *    that text, and the next daemon adds it; the session types it exactly once, as all of its tasks.
 * 4. Where its turn was found to have ended: what a person types behind that is not of it. Then the answer: with it the task is to
 *    be asked again or judged (then 2 and 3 follow for that text), or what came of it is noted.
 * 5. What came of it, told, with its files, receipt and response. Hooks have been called before; they are called again where this
 *    was not reached, and receipt and response are written anew.
 * 6. The end of the list, and last that its session was ended. Where it was cancelled, the task that was at work has its receipt before.
 *
 * Output and how far the transcripts were read are committed together, and a piece of one place is added once.
 */
export class RunningList implements Disposable {
  readonly #parts: ListParts;
  readonly #kept: KeptList;
  readonly #transcript: ListTranscript;
  readonly #work: StepWork;
  readonly #turn: TurnWatch;
  readonly #looks: Looks;
  /** Its session has been told of how it is held. */
  #isHeld = false;
  #working = false;
  #again = false;
  #disposed = false;
  /** Why its session could not be started. */
  #unstarted: string | undefined;
  /** What waited in its session when that was looked at last. */
  #pending = '';

  constructor(record: ExecutionRecord, parts: ListParts) {
    this.#parts = parts;
    this.#kept = new KeptList(record, parts);
    const { current } = this.#kept;
    const { typed, mark, until } = current ?? {};
    this.#transcript = new ListTranscript(record.sources, typed === undefined ? undefined : { typed, mark, until });
    const own = { ...parts, transcript: this.#transcript, kept: this.#kept };
    this.#turn = new TurnWatch(own);
    const happened = (): void => {
      this.#turn.happened();
    };
    this.#looks = new Looks({ ...parts, happened, look: () => void this.#run() });
    this.#work = new StepWork(own);
  }

  /** Something of it has changed: its state, a task, its output, what waits in its session. */
  get onChanged(): Event<void> {
    return this.#kept.onChanged;
  }

  get record(): ExecutionRecord {
    return this.#kept.record;
  }

  /** Nothing is left to be done. */
  get isClosed(): boolean {
    return isOver(this.record.state) && this.record.closed;
  }

  told(): Execution {
    const { store, hosting, redactor } = this.#parts;
    const { id, name } = this.record;
    const stand = hosting.stand(name);
    const told = toldExecution(this.record, {
      offset: store.output.end(id),
      pending: stand.stand === 'lives' ? hosting.pending(name) : [],
      hasSession: stand.stand !== 'none',
    });
    return redactor().json(told) as unknown as Execution;
  }

  /** Starts its session. @throws PccError where that cannot be; nothing was begun then. */
  async begin(given: StartGiven): Promise<void> {
    this.#working = true;
    try {
      await this.#parts.hosting.start(this.record, given);
      this.#started();
    } finally {
      this.#working = false;
    }
    this.poke();
  }

  /** Looks soon what is to be done. */
  poke(): void {
    this.#looks.soon();
  }

  /** @throws PccError `over` for a list that is over. */
  pause(isFrozen: boolean): void {
    this.#mustBeOpen('paused');
    beforeHold(this.#parts.around(), this.record, isFrozen);
    this.#kept.commit([], { state: 'paused', held: isFrozen ? 'frozen' : 'paused' });
    this.#isHeld = false;
    this.#looks.goOn();
    this.#hold();
    this.poke();
  }

  /** @throws PccError `over` for a list that is over. */
  resume(): void {
    this.#mustBeOpen('resumed');
    const { hosting, around } = this.#parts;
    const { name, held } = this.record;
    if (held === undefined) return;
    // Before it is stored: a daemon that ends in between holds it again, and the caller has no answer.
    if (hosting.stand(name).stand === 'lives') {
      if (held === 'frozen') around().freeze?.set(name, false);
      hosting.pause(name, false);
    }
    this.released();
  }

  /** A person has its session go on: it is held no more, also under the next daemon. */
  released(): void {
    const { state, held, startedAt } = this.record;
    if (held === undefined || isOver(state)) return;
    this.#kept.commit([], { state: startedAt === undefined ? 'queued' : 'running', held: null });
    this.#looks.goOn();
    this.poke();
  }

  /** Ends it, and its session with all that it has started. One that is over stays as it is. */
  cancel(): void {
    if (isOver(this.record.state)) return;
    beforeEnd(this.#parts.around(), this.record);
    this.#kept.endAll('cancelled', 'The list was cancelled.');
    this.#looks.goOn();
    // What is looked at meanwhile may take its time; the session does not wait for it.
    if (this.#working) endSession(this.#parts.hosting, this.record);
    void this.#run();
  }

  dispose(): void {
    this.#disposed = true;
    this.#looks.dispose();
    this.#kept.dispose();
  }

  #mustBeOpen(what: string): void {
    const { id, state } = this.record;
    if (isOver(state)) throw new PccError('over', `The list '${id}' is ${state}; it cannot be ${what} any more.`);
  }

  /** One move after the other until there is something to wait for. */
  async #run(): Promise<void> {
    this.#again = true;
    if (this.#working || this.#looks.rests) return;
    this.#working = true;
    try {
      while (this.#again && !this.#isDisposed()) {
        this.#again = false;
        this.#look();
        const move = this.#next();
        if (move.do === 'wait' || move.do === 'nothing') continue;
        await this.#perform(move);
        this.#again = true;
      }
      this.#tellWaiting();
      this.#looks.goOn();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#working = false;
    }
    if (this.isClosed) this.dispose();
    else this.#looks.follow(this.record.name);
  }

  #isDisposed(): boolean {
    return this.#disposed;
  }

  #next(): Move {
    const session = this.#stand();
    const step = this.#kept.current;
    const move = advance(this.record, session, step ? this.#turn.standOf(step) : { stand: 'absent' });
    const mustWait = move.do === 'add' && step && isFresh(step) && !this.#parts.hosting.mayClear(this.record.name);
    return mustWait ? { do: 'wait' } : move;
  }

  #stand(): SessionStand {
    const { hosting } = this.#parts;
    const { name, steps } = this.record;
    if (this.#unstarted !== undefined) return { stand: 'ended', why: this.#unstarted };
    const stand = hosting.stand(name);
    // A daemon ended between making the session and starting its CLI: it is started under another name.
    const isVain = stand.stand === 'ended' && steps.every(({ state }) => state === 'waiting') && hosting.neverRan(name);
    return isVain ? { stand: 'none' } : stand;
  }

  async #perform(move: Move): Promise<void> {
    switch (move.do) {
      case 'wait':
      case 'nothing':
        break;
      case 'start':
        await this.#start();
        break;
      case 'begin':
      case 'add':
      case 'read':
      case 'judged':
      case 'shorten':
      case 'fail':
      case 'settle':
        await this.#work.perform(move);
        break;
      case 'skip':
        this.#kept.skip(move.n, move.why);
        break;
      case 'end':
        this.#kept.end(move.state, move.why);
        break;
      case 'close':
        await this.#close();
        break;
      default:
        unreachable(move);
    }
  }

  async #start(): Promise<void> {
    const { hosting, store } = this.#parts;
    try {
      if (hosting.stand(this.record.name).stand !== 'none') {
        const name = freeName(
          this.record.id,
          (taken) => store.executions.hasName(taken) || hosting.stand(taken).stand !== 'none',
        );
        this.#kept.commit([], { name });
      }
      await hosting.start(this.record);
      this.#started();
    } catch (error) {
      if (!(error instanceof PccError) || hasCode(error, 'storage')) throw error;
      this.#unstarted = `Its session could not be started: ${error.message}`;
    }
  }

  /** It may have been cancelled or paused while its session came up. */
  #started(): void {
    const { state, held } = this.record;
    if (isOver(state)) return;
    this.#kept.commit([], { state: held === undefined ? 'running' : 'paused', startedAt: this.#parts.clock.wallMs() });
  }

  async #close(): Promise<void> {
    endSession(this.#parts.hosting, this.record);
    await this.#work.tellCancelled();
    this.#kept.commit([], { closed: true });
  }

  /** Tells where something else waits in its session than before. */
  #tellWaiting(): void {
    if (this.#disposed || this.isClosed) return;
    const pending = this.#parts.hosting.pending(this.record.name).join();
    if (pending === this.#pending) return;
    this.#pending = pending;
    this.#kept.tell();
  }

  /** Takes in what the transcripts hold, and what the turn has come to. */
  #look(): void {
    const { hosting } = this.#parts;
    const { name, sources } = this.record;
    const places = hosting.transcript(name);
    this.#turn.expect();
    if (places) this.#kept.put(...this.#transcript.read(places));
    const now = this.#transcript.sources;
    if (now.length !== sources.length || now.at(-1)?.at !== sources.at(-1)?.at)
      this.#kept.commit([], { sources: [...now] });
    this.#hold();
    this.#turn.look();
  }

  /** A daemon that ended before it could hold the session left that to the next. */
  #hold(): void {
    const { hosting, around } = this.#parts;
    const { name, held } = this.record;
    if (held === undefined || this.#isHeld || hosting.stand(name).stand !== 'lives') return;
    this.#isHeld = true;
    if (held === 'frozen') around().freeze?.set(name, true);
    hosting.pause(name, true);
  }

  /** A disk that takes nothing is tried again after a while; a defect ends the list and must not take others along. */
  #failed(error: unknown): void {
    if (this.#disposed) return;
    const { log, bug } = this.#parts;
    const { id } = this.record;
    if (error instanceof PccError) {
      log(`The list ${id}: ${sentenceOf(error)}`);
      this.#looks.failed();
      return;
    }
    bug(`A defect behind the list ${id}.`, error);
    try {
      this.#kept.endAll('failed', 'A defect of pcc ended the list; the log of the daemon names it.');
      this.poke();
    } catch (again) {
      bug(`The list ${id} cannot be ended.`, again);
      this.dispose();
    }
  }
}
