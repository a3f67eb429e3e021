import type { Execution } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import { untilNext } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/emitter.ts';
import { hasCode, PccError, sentenceOf } from '../../base/errors.ts';
import type { Move, SessionStand, TaskStand } from '../../execution/advance.ts';
import { advance } from '../../execution/advance.ts';
import { isOver, isStepOver } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { ExecutionChange, ExecutionRecord, StepRecord } from '../../store/executions.ts';
import type { OutputPiece } from '../../store/executionOutput.ts';
import type { Store } from '../../store/store.ts';
import { isSame } from './answering.ts';
import type { Around, Hosting, StartGiven } from './ports.ts';
import { StepWork } from './stepWork.ts';
import { toldExecution } from './telling.ts';
import { ListTranscript } from './transcript.ts';
import { whyStopped } from './watching.ts';

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
 *    that text, and the next daemon adds it; the session types it exactly once (Part of its own life).
 * 4. The answer, once its turn has ended: with it the task is to be asked again or judged (then 2 and 3 follow for that text), or
 *    what came of it is noted.
 * 5. What came of it, told, with its files, receipt and response. Hooks have been called before; they are called again where this
 *    was not reached. The receipt is the same when it is written again.
 * 6. The end of the list, and last that its session was ended.
 *
 * Output and how far the transcripts were read are committed together, and a piece of one place is added once.
 */
export class RunningList implements Disposable {
  readonly #parts: ListParts;
  readonly #changed = new Emitter<void>();
  readonly #transcript: ListTranscript;
  readonly #work: StepWork;
  #record: ExecutionRecord;
  #followed: Disposable | undefined;
  #soon: Disposable | undefined;
  #timer: Disposable | undefined;
  /** Output that is not stored yet. */
  #pieces: OutputPiece[] = [];
  /** Its session has been told of how it is held. */
  #isHeld = false;
  #working = false;
  #again = false;
  #disposed = false;
  /** Why its session could not be started. */
  #unstarted: string | undefined;
  /** When the turn was looked at last, and how long it has run; milliseconds. */
  #lookedMs = 0;
  #ranMs = 0;

  /** Something of it has changed: its state, a task, its output, what waits in its session. */
  readonly onChanged = this.#changed.event;

  constructor(record: ExecutionRecord, parts: ListParts) {
    this.#parts = parts;
    this.#record = record;
    const current = record.steps.find(({ state }) => state === 'running' || state === 'judging');
    const turn = current?.typed === undefined ? undefined : { typed: current.typed, mark: current.mark };
    this.#transcript = new ListTranscript(record.sources, turn);
    this.#work = new StepWork({
      ...parts,
      transcript: this.#transcript,
      list: () => this.#record,
      commit: (step, change) => {
        this.#commit([step], change);
      },
      put: (piece) => {
        this.#pieces.push(piece);
      },
      typing: () => {
        this.#ranMs = 0;
      },
    });
    this.#lookedMs = parts.clock.monotonicMs();
  }

  get record(): ExecutionRecord {
    return this.#record;
  }

  /** Nothing is left to be done. */
  get isClosed(): boolean {
    return isOver(this.#record.state) && this.#record.closed;
  }

  told(): Execution {
    const { store, hosting, redactor } = this.#parts;
    const { id, name } = this.#record;
    const stand = hosting.stand(name);
    const told = toldExecution(this.#record, {
      offset: store.output.end(id),
      pending: stand.stand === 'lives' ? hosting.pending(name) : [],
      hasSession: stand.stand !== 'none',
    });
    return redactor().json(told as never) as unknown as Execution;
  }

  /** Starts its session. @throws PccError where that cannot be; nothing was begun then. */
  async begin(given: StartGiven): Promise<void> {
    this.#working = true;
    try {
      await this.#parts.hosting.start(this.#record, given);
      this.#started();
    } finally {
      this.#working = false;
    }
    this.poke();
  }

  /** Looks soon what is to be done. */
  poke(): void {
    if (this.#disposed || this.#soon) return;
    this.#soon = this.#parts.clock.after(limits.executionSoonMs, () => {
      this.#soon = undefined;
      void this.#run();
    });
  }

  /** @throws PccError `over` for a list that is over. */
  pause(isFrozen: boolean): void {
    this.#mustBeOpen('paused');
    const { freeze } = this.#parts.around();
    if (isFrozen && !freeze)
      throw new PccError('unavailable', 'The processes of a list cannot be stopped here; pause it without `freeze`.');
    this.#commit([], { state: 'paused', held: isFrozen ? 'frozen' : 'paused' });
    this.#isHeld = false;
    this.#hold();
    this.poke();
  }

  /** @throws PccError `over` for a list that is over. */
  resume(): void {
    this.#mustBeOpen('resumed');
    const { hosting, around } = this.#parts;
    const { name, held, startedAt } = this.#record;
    if (held === undefined) return;
    // Before it is stored: a daemon that ends in between holds it again, and the caller has no answer.
    if (hosting.stand(name).stand === 'lives') {
      if (held === 'frozen') around().freeze?.(name, false);
      hosting.pause(name, false);
    }
    this.#commit([], { state: startedAt === undefined ? 'queued' : 'running', held: null });
    this.poke();
  }

  /** Ends it, and its session with all that it has started. One that is over stays as it is. */
  cancel(): void {
    if (isOver(this.#record.state)) return;
    if (this.#record.held === 'frozen') this.#parts.around().freeze?.(this.#record.name, false);
    this.#endAll('cancelled', 'The list was cancelled.');
    void this.#run();
  }

  dispose(): void {
    this.#disposed = true;
    for (const own of [this.#followed, this.#soon, this.#timer, this.#changed]) own?.dispose();
  }

  #mustBeOpen(what: string): void {
    const { id, state } = this.#record;
    if (isOver(state)) throw new PccError('over', `The list '${id}' is ${state}; it cannot be ${what} any more.`);
  }

  /** One move after the other until there is something to wait for. */
  async #run(): Promise<void> {
    this.#again = true;
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.#again && !this.#isDisposed()) {
        this.#again = false;
        this.#look();
        const move = this.#next();
        if (move.do !== 'wait' && move.do !== 'nothing') {
          await this.#perform(move);
          this.#again = true;
        }
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#working = false;
    }
    this.#watch();
  }

  #isDisposed(): boolean {
    return this.#disposed;
  }

  #next(): Move {
    const session = this.#stand();
    const step = this.#current();
    return advance(this.#record, session, step ? this.#taskOf(step) : { stand: 'absent' });
  }

  #current(): StepRecord | undefined {
    return this.#record.steps.find(({ state }) => state === 'running' || state === 'judging');
  }

  #stand(): SessionStand {
    const { hosting } = this.#parts;
    const { name, steps } = this.#record;
    if (this.#unstarted !== undefined) return { stand: 'ended', why: this.#unstarted };
    const stand = hosting.stand(name);
    // A daemon ended between making the session and starting its CLI: it is started under another name.
    const isVain = stand.stand === 'ended' && steps.every(({ state }) => state === 'waiting') && hosting.neverRan(name);
    return isVain ? { stand: 'none' } : stand;
  }

  /** How the task stands that was noted last for a task of the list. */
  #taskOf(step: StepRecord): TaskStand {
    const id = step.state === 'judging' ? step.judge : step.task;
    const task = id === undefined ? undefined : this.#parts.hosting.task(this.#record.name, id);
    if (!task || step.typed === undefined || !isSame(task.text, step.typed, this.#parts.redactor()))
      return { stand: 'absent' };
    switch (task.state) {
      case 'done':
        return { stand: 'done' };
      case 'failed':
      case 'removed':
        return { stand: 'failed', why: task.why ?? `Its task ${task.id} ${task.state}.` };
      default:
        return { stand: 'open' };
    }
  }

  async #perform(move: Exclude<Move, { do: 'wait' | 'nothing' }>): Promise<void> {
    const { clock } = this.#parts;
    switch (move.do) {
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
      case 'skip': {
        const step = this.#record.steps[move.n - 1];
        if (step) this.#commit([{ ...step, state: 'skipped', why: move.why, endedAt: clock.wallMs() }]);
        break;
      }
      case 'end':
        this.#commit([], {
          state: move.state,
          held: null,
          endedAt: clock.wallMs(),
          ...(move.why === undefined ? {} : { why: move.why }),
        });
        break;
      case 'close':
        this.#close();
        break;
    }
  }

  async #start(): Promise<void> {
    const { hosting, store } = this.#parts;
    try {
      if (hosting.stand(this.#record.name).stand !== 'none') {
        const name = freeName(
          this.#record.id,
          (taken) => store.executions.hasName(taken) || hosting.stand(taken).stand !== 'none',
        );
        this.#commit([], { name });
      }
      await hosting.start(this.#record);
      this.#started();
    } catch (error) {
      if (!(error instanceof PccError) || hasCode(error, 'storage')) throw error;
      this.#unstarted = `Its session could not be started: ${error.message}`;
    }
  }

  /** It may have been cancelled or paused while its session came up. */
  #started(): void {
    const { state, held } = this.#record;
    if (isOver(state)) return;
    this.#commit([], { state: held === undefined ? 'running' : 'paused', startedAt: this.#parts.clock.wallMs() });
  }

  #close(): void {
    const { hosting } = this.#parts;
    const { name, keep, state } = this.#record;
    const stand = hosting.stand(name).stand;
    if (stand === 'waiting' || stand === 'lives') {
      if (state === 'cancelled') hosting.end(name, 'force');
      else if (!keep) hosting.end(name, 'ask');
    }
    this.#commit([], { closed: true });
  }

  /** Follows the session while there is something to wait for, and looks now and then. */
  #watch(): void {
    if (this.#disposed) return;
    if (this.isClosed) {
      this.dispose();
      return;
    }
    const { hosting, clock } = this.#parts;
    this.#followed?.dispose();
    this.#followed = hosting.follow(this.#record.name, () => {
      this.poke();
    });
    this.#timer?.dispose();
    this.#timer = clock.after(untilNext(clock, limits.transcriptPollMs), () => void this.#run());
  }

  /** Takes in what the transcripts hold, counts the time of the turn, and stops one that goes on for too long. */
  #look(): void {
    const { hosting, clock } = this.#parts;
    const { name, sources } = this.#record;
    const places = hosting.transcript(name);
    if (places) this.#pieces.push(...this.#transcript.read(places));
    const now = this.#transcript.sources;
    if (now.length !== sources.length || now.at(-1)?.at !== sources.at(-1)?.at) this.#commit([], { sources: [...now] });
    this.#hold();
    const nowMs = clock.monotonicMs();
    // A late look says that this process slept; it does not say that the turn ran for so long.
    if (hosting.isBusy(name)) this.#ranMs += Math.min(nowMs - this.#lookedMs, 2 * limits.transcriptPollMs);
    this.#lookedMs = nowMs;
    this.#mind();
  }

  /** A daemon that ended before it could hold the session left that to the next. */
  #hold(): void {
    const { hosting, around } = this.#parts;
    const { name, held } = this.#record;
    if (held === undefined || this.#isHeld || hosting.stand(name).stand !== 'lives') return;
    this.#isHeld = true;
    hosting.pause(name, true);
    if (held === 'frozen') around().freeze?.(name, true);
  }

  /** Stops the turn of a task that goes on for too long, or cannot go on. */
  #mind(): void {
    const { hosting } = this.#parts;
    const { name, held } = this.#record;
    const step = this.#current();
    const task = step?.state === 'judging' ? step.judge : step?.task;
    if (!step || task === undefined || held || hosting.stand(name).stand !== 'lives') return;
    if (this.#taskOf(step).stand !== 'open') return;
    if (!step.stopping) {
      const stopping = whyStopped(step, {
        ranMs: this.#ranMs,
        turn: this.#transcript.turn,
        isStuck: hosting.isStuck(name),
        trouble: hosting.trouble(name),
      });
      if (!stopping) return;
      this.#commit([{ ...step, stopping }]);
    }
    // Asked for again where a daemon ended in between; one that is under way is not begun anew.
    if (hosting.isStuck(name)) hosting.end(name, 'force');
    else hosting.stopTask(name, task, this.#current()?.stopping?.why ?? '');
  }

  /** Stores what has changed, all of it or nothing, with the output that was not stored yet. */
  #commit(steps: readonly StepRecord[], change: ExecutionChange = {}): void {
    const { store } = this.#parts;
    const { id } = this.#record;
    const kept = store.transaction(() => {
      store.output.append(id, this.#pieces);
      store.executions.change(id, change);
      return new Map(steps.map((step) => [step.n, store.executions.saveStep(id, step)]));
    });
    this.#pieces = [];
    const { held, launch, ...rest } = change;
    const { held: heldBefore, launch: launchBefore, ...record } = this.#record;
    const heldNow = held === undefined ? heldBefore : held;
    const launchNow = launch === undefined ? launchBefore : undefined;
    this.#record = {
      ...record,
      ...rest,
      ...(heldNow === undefined || heldNow === null ? {} : { held: heldNow }),
      ...(launchNow === undefined ? {} : { launch: launchNow }),
      steps: kept.size > 0 ? record.steps.map((step) => kept.get(step.n) ?? step) : record.steps,
    };
    this.#changed.fire();
  }

  /** A disk that takes nothing is tried again at the next look; a defect ends the list and must not take others along. */
  #failed(error: unknown): void {
    const { log, bug } = this.#parts;
    const { id } = this.#record;
    if (error instanceof PccError) {
      log(`The list ${id}: ${sentenceOf(error)}`);
      return;
    }
    bug(`A defect behind the list ${id}.`, error);
    try {
      this.#endAll('failed', 'A defect of pcc ended the list; the log of the daemon names it.');
      this.poke();
    } catch (again) {
      bug(`The list ${id} cannot be ended.`, again);
      this.dispose();
    }
  }

  /** The list is over, and every task of it that was not. */
  #endAll(state: 'cancelled' | 'failed', why: string): void {
    const endedAt = this.#parts.clock.wallMs();
    const open = this.#record.steps.filter((step) => !isStepOver(step.state));
    this.#commit(
      open.map((step) => ({ ...step, state: 'cancelled', endedAt, why })),
      { state, held: null, endedAt, ...(state === 'failed' ? { why } : {}) },
    );
  }
}

/** A name for the session of a list that nobody has. */
export function freeName(id: string, isTaken: (name: string) => boolean): string {
  const short = `exec-${id.slice(0, 8)}`;
  for (let n = 1; ; n++) {
    const name = n === 1 ? short : `${short}-${n}`;
    if (!isTaken(name)) return name;
  }
}
