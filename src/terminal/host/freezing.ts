import type { KnownProcess } from './processes.ts';
import { sessionMembers, signalProcess } from './processes.ts';

/** A process that forks while it is being stopped is looked for again, this often at most. */
const freezeRoundsMax = 5;

/** Where is noted what is stopped, for the time after this process. */
export interface FreezingNote {
  /** Before it is stopped. @throws PccError `storage` where it cannot be noted. */
  readonly set: (stopped: readonly KnownProcess[]) => void;
  readonly clear: () => void;
}

/** Stops a child with everything it started, whatever groups that is in, and lets it go on again. */
export class Freezing {
  readonly #leader: () => KnownProcess;
  /** Those that were stopped by this: what was stopped before stays so. */
  readonly #stopped = new Map<number, KnownProcess>();
  readonly #note: FreezingNote;
  #isFrozen = false;

  /** @param leader the child as it is known now */
  constructor(leader: () => KnownProcess, note: FreezingNote) {
    this.#leader = leader;
    this.#note = note;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /**
   * Parents first, so that none sees a child of its own stop; once more takes in what has come since.
   *
   * @throws PccError `storage` where it cannot be noted; what this call stopped goes on then, and what was stopped before stays so.
   */
  freeze(): void {
    const before = { isFrozen: this.#isFrozen, stopped: new Map(this.#stopped) };
    try {
      this.#stopAll();
    } catch (error) {
      this.#isFrozen = before.isFrozen;
      this.#release(before.stopped);
      throw error;
    }
  }

  #stopAll(): void {
    this.#isFrozen = true;
    const told = new Set<number>();
    for (let round = 0; round < freezeRoundsMax; round++) {
      // A signal that is on its way does not show yet.
      const running = sessionMembers(this.#leader()).filter(({ pid, stopped }) => !stopped && !told.has(pid));
      if (running.length === 0) return;
      for (const member of running) {
        told.add(member.pid);
        this.#stopped.set(member.pid, member);
      }
      this.#note.set([...this.#stopped.values()]);
      for (const member of running) signalProcess(member, 'SIGSTOP');
    }
  }

  /** Children first; nothing where it was not frozen. */
  thaw(): void {
    this.#isFrozen = false;
    this.#release(new Map());
  }

  /** What is noted too much changes nothing: the next host lets it go on once more. */
  #release(kept: ReadonlyMap<number, KnownProcess>): void {
    const going = [...this.#stopped.values()].filter(({ pid, startTime }) => kept.get(pid)?.startTime !== startTime);
    this.#stopped.clear();
    for (const [pid, member] of kept) this.#stopped.set(pid, member);
    for (const member of going.reverse()) signalProcess(member, 'SIGCONT');
    if (kept.size === 0) this.#note.clear();
  }
}
