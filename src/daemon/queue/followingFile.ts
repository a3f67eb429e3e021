import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Known, RequirementsStore } from '../../store/requirements.ts';
import { sha256 } from '../../store/sha256.ts';
import type { LiveSession } from '../liveSession.ts';
import type { FollowingPlan, FollowingStep } from './followingPlan.ts';
import { planFollowing } from './followingPlan.ts';
import { FollowingWatch } from './followingWatch.ts';
import type { FileTask, RequirementsFile } from './requirementsFile.ts';
import { readRequirementsFile, untickedDigest } from './requirementsFile.ts';
import type { ReadFile, Replaced } from './requirementsTick.ts';
import { joinLate, readFollowed, tickBoxes, tidyBeside } from './requirementsTick.ts';
import { nextTaskId } from './taskNames.ts';

/** What following one file needs. */
export interface FollowingFilePorts {
  readonly live: LiveSession;
  /** Its real path. */
  readonly file: string;
  readonly store: RequirementsStore;
  readonly clock: Clock;
  /** Why a task of the file may not be typed; undefined where it may. */
  readonly refusal: (task: FileTask, file: string) => string | undefined;
  /** What the file says has changed otherwise than by a tick; `first`: it is known for the first time. */
  readonly said: (file: RequirementsFile, first: boolean) => void;
  readonly log: (sentence: string) => void;
}

/** One requirements file that a session follows: its open tasks are queued, its done ones ticked. */
export class FollowingFile implements Disposable {
  readonly #ports: FollowingFilePorts;
  readonly #watch: FollowingWatch;
  #known: readonly Known[];
  #said: string;
  /** The last that was told of trouble with the file: it is not told again at each look. */
  #trouble = '';
  /** What was told a person at the last look. */
  #told: string[] = [];
  /** Files that were replaced a moment ago, each with the timer of its last look. */
  readonly #replaced = new Map<Replaced, Disposable>();

  constructor(ports: FollowingFilePorts, known: { readonly tasks: readonly Known[]; readonly said: string }) {
    this.#ports = ports;
    this.#known = known.tasks;
    this.#said = known.said;
    this.#guarded(() => {
      tidyBeside(ports.file);
    });
    this.#watch = new FollowingWatch({
      file: ports.file,
      clock: ports.clock,
      settled: (sign) => {
        this.look(sign);
      },
      log: ports.log,
    });
  }

  get file(): string {
    return this.#ports.file;
  }

  /** Has the file looked at again soon: where a task stands has changed. */
  soon(): void {
    this.#watch.soon();
  }

  /**
   * Reads the file now and does what follows from it; gives the ids of the tasks that were queued. What goes wrong is told.
   * `sign`: only while it is in this state.
   */
  look(sign?: string): string[] {
    const queued: string[] = [];
    this.#told = [];
    this.#guarded(() => {
      const read = readFollowed(this.#ports.file);
      // A file that is gone may come back: nothing follows from it.
      if (!read) return;
      if (sign === undefined || sign === read.sign) this.#follow(read, queued);
      else this.#watch.soon();
    });
    return queued;
  }

  /** What the last look found amiss: a sentence for each task that is left out, and for other trouble. */
  get told(): readonly string[] {
    return this.#told;
  }

  dispose(): void {
    for (const replaced of [...this.#replaced.keys()]) this.#joinLate(replaced);
    this.#watch.dispose();
  }

  #follow(read: ReadFile, queued: string[]): void {
    const file = readRequirementsFile(read.bytes);
    const plan = this.#plan(file);
    const known = [...plan.known];
    for (const step of plan.steps) this.#do(step, known, queued);
    this.#keep(known);
    this.#say(file, read);
    if (plan.ticks.length > 0) this.#tick(read, plan, known);
  }

  #plan(file: RequirementsFile): FollowingPlan {
    const { live, refusal } = this.#ports;
    const { tasks } = live.actor.session;
    if (file.tasks.length > limits.requirementsTasksMax) {
      this.#tell(
        `'${this.file}' has ${file.tasks.length} tasks; only the first ${limits.requirementsTasksMax} are followed.`,
      );
    }
    const waiting = tasks.filter(({ state }) => state === 'queued').map(({ id }) => id);
    return planFollowing({
      file: this.file,
      known: this.#withTexts(file.tasks),
      found: file.tasks.slice(0, limits.requirementsTasksMax),
      stateOf: (id) => tasks.find((task) => task.id === id)?.state,
      waiting,
      refusal: (task) => refusal(task, this.file),
    });
  }

  /** What is known, with the tasks of the session that were made of the file and are not known here, as after a crash. */
  #withTexts(found: readonly FileTask[]): Known[] {
    const own = this.#ports.live.actor.session.tasks.filter(({ source }) => source?.file === this.file);
    const digests = new Map(
      this.#known.some(({ digest }) => digest !== undefined)
        ? [...found.map(({ text }) => text), ...own.map(({ source }) => source?.text ?? '')].map((text) => [
            sha256(text),
            text,
          ])
        : [],
    );
    const known = this.#known.map((task): Known => {
      const text = task.digest === undefined ? undefined : digests.get(task.digest);
      if (text === undefined) return task;
      const { digest: _digest, ...rest } = task;
      return { ...rest, text };
    });
    const ids = new Set(known.map(({ id }) => id));
    // One that is done and not known was left behind when its line was given to another task.
    const lost = own.filter(({ id, state }) => !ids.has(id) && state !== 'done');
    return [...known, ...lost.map(({ id, source }) => ({ text: source?.text ?? '', id, isTicked: false }))];
  }

  #do(step: FollowingStep, known: Known[], queued: string[]): void {
    const { actor } = this.#ports.live;
    switch (step.do) {
      case 'remove':
        actor.dispatch({ type: 'queue', change: { do: 'remove', task: step.id, why: step.why } });
        break;
      case 'edit':
        actor.dispatch({
          type: 'queue',
          change: { do: 'edit', task: step.id, text: step.text, source: { file: this.file, text: step.text } },
        });
        break;
      case 'move':
        actor.dispatch({ type: 'queue', change: { do: 'move', task: step.id, before: step.before } });
        break;
      case 'warn':
        this.#told.push(step.sentence);
        actor.note('warning', step.sentence);
        break;
      case 'note':
        actor.note('note', step.sentence);
        break;
      case 'add':
        this.#add(step, known, queued);
        break;
    }
  }

  #add({ at, text, before }: Extract<FollowingStep, { do: 'add' }>, known: Known[], queued: string[]): void {
    const { live } = this.#ports;
    const id = nextTaskId(live);
    live.actor.dispatch({ type: 'task', task: { id, text, source: { file: this.file, text } }, queued: true });
    const entry = known[at];
    if (!entry || !live.actor.session.tasks.some((task) => task.id === id)) return;
    known[at] = { ...entry, id };
    queued.push(id);
    if (before !== undefined) live.actor.dispatch({ type: 'queue', change: { do: 'move', task: id, before } });
  }

  #tick(read: ReadFile, { ticks }: FollowingPlan, known: Known[]): void {
    const boxes = ticks.map(({ box }) => box);
    const done = tickBoxes(this.file, read, boxes);
    if (done.result !== 'ticked') {
      if (done.result === 'refused') this.#tell(`Done tasks are not ticked: ${done.why}`);
      else this.#watch.soon();
      return;
    }
    for (const { at } of ticks) {
      const entry = known[at];
      if (entry) known[at] = { ...entry, isTicked: true, ticks: (entry.ticks ?? 0) + 1 };
    }
    this.#watch.known();
    this.#keep(known);
    const { replaced } = done;
    this.#replaced.set(
      replaced,
      this.#ports.clock.after(limits.requirementsLateMs, () => {
        this.#joinLate(replaced);
      }),
    );
  }

  #joinLate(replaced: Replaced): void {
    this.#replaced.get(replaced)?.dispose();
    this.#replaced.delete(replaced);
    this.#guarded(() => {
      const kept = joinLate(replaced);
      if (kept !== undefined)
        this.#tell(`'${this.file}' was written at the same moment by two: one of the edits was kept as '${kept}'.`);
    });
  }

  /** What could not be queued is left out, and tried again at the next look. */
  #keep(tasks: readonly Known[]): void {
    const known = tasks.filter(({ id, isTicked, refused }) => id !== undefined || isTicked || refused !== undefined);
    const isSame = JSON.stringify(known) === JSON.stringify(this.#known);
    this.#known = known;
    if (!isSame) this.#save();
  }

  #say(file: RequirementsFile, read: ReadFile): void {
    const said = untickedDigest(read.bytes, file.tasks);
    if (said === this.#said) return;
    const first = this.#said === '';
    this.#said = said;
    this.#ports.said(file, first);
    this.#save();
  }

  #save(): void {
    const { store, live } = this.#ports;
    store.save(live.id, this.file, { tasks: this.#known, said: this.#said });
  }

  /** A file that makes trouble ends neither the session nor the daemon. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#tell(error instanceof PccError ? error.message : `'${this.file}' is not followed: ${sentenceOf(error)}.`);
    }
  }

  #tell(sentence: string): void {
    this.#told.push(sentence);
    if (sentence === this.#trouble) return;
    this.#trouble = sentence;
    this.#ports.live.actor.note('warning', sentence);
  }
}
