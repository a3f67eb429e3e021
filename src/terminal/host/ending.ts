import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { KnownProcess } from './processes.ts';
import { isAlive, sessionMembers, signalProcess } from './processes.ts';
import type { KillMode } from './protocol.ts';

/** The waits of `limits` between the signals. */
export interface EndingLimits {
  readonly killInsistAfterMs: number;
  readonly killForceAfterMs: number;
}

interface Step {
  readonly afterMs: number;
  readonly signal: 'SIGHUP' | 'SIGTERM' | 'SIGKILL';
}

const strength: Readonly<Record<KillMode, number>> = { ask: 0, insist: 1, force: 2 };

/** A process that forks while it is being killed is looked for again, this often at most. */
const killRoundsMax = 5;

/** Ends a child and everything it started, step by step; whatever is still there at the last step is killed. */
export class Ending {
  readonly #leader: KnownProcess;
  readonly #clock: Clock;
  readonly #limits: EndingLimits;
  /** Members seen so far: after the leader's death its descendants can no longer be found through it. */
  readonly #seen = new Map<number, KnownProcess>();
  #mode: KillMode | undefined;
  #timer: Disposable | undefined;
  /** Told after every step. */
  readonly #stepped: () => void;

  constructor(leader: KnownProcess, clock: Clock, limits: EndingLimits, stepped: () => void) {
    this.#leader = leader;
    this.#clock = clock;
    this.#limits = limits;
    this.#stepped = stepped;
  }

  /** True once nothing is left to end, or no further step would come. */
  get over(): boolean {
    return this.#timer === undefined || this.#alive().length === 0;
  }

  /** Begins, or goes over to a stronger mode; a weaker one than that under way changes nothing. */
  begin(mode: KillMode): void {
    if (this.#mode !== undefined && strength[mode] < strength[this.#mode]) return;
    this.#mode = mode;
    this.#timer?.dispose();
    this.#run(this.#stepsOf(mode));
  }

  #stepsOf(mode: KillMode): Step[] {
    const { killInsistAfterMs, killForceAfterMs } = this.#limits;
    const all: Step[] = [
      { afterMs: 0, signal: 'SIGHUP' },
      { afterMs: killInsistAfterMs, signal: 'SIGTERM' },
      { afterMs: killForceAfterMs, signal: 'SIGKILL' },
    ];
    return all.slice(strength[mode]);
  }

  #run([step, next, ...later]: readonly Step[]): void {
    if (!step) return;
    this.#signalAll(step.signal);
    this.#timer = undefined;
    if (next && this.#alive().length > 0) {
      this.#timer = this.#clock.after(next.afterMs, () => {
        this.#run([next, ...later]);
      });
    }
    this.#stepped();
  }

  #signalAll(signal: Step['signal']): void {
    const rounds = signal === 'SIGKILL' ? killRoundsMax : 1;
    const told = new Set<number>();
    for (let round = 0; round < rounds; round++) {
      const members = this.#alive().filter((member) => !told.has(member.pid));
      if (members.length === 0) return;
      for (const member of members) {
        told.add(member.pid);
        signalProcess(member, signal);
        // A stopped process takes no signal but KILL until it is continued.
        if (signal !== 'SIGKILL') signalProcess(member, 'SIGCONT');
      }
    }
  }

  #alive(): KnownProcess[] {
    for (const member of sessionMembers(this.#leader)) this.#seen.set(member.pid, member);
    return [...this.#seen.values()].filter(isAlive);
  }
}
