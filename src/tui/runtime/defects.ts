import type { Clock } from '../../base/clock.ts';
import { limits } from '../../limits.ts';
import { defectTold, PanelDefect } from '../defect.ts';

/** What bears defects works with. */
export interface DefectPorts {
  readonly clock: Clock;
  /** A defect is met for the first time, or a panel has it. */
  readonly tell: (sentence: string, error: unknown) => void;
  /** Nothing else goes any more. */
  readonly end: (error: Error) => void;
}

/**
 * Bears the defects of one kind of work: an exception costs that piece of work and is told once. Only when the work fails again
 * and again, for a while and without one success between, is there nothing left to go on with.
 */
export class Defects {
  readonly #ports: DefectPorts;
  readonly #told = new Set<string>();
  #failures = 0;
  #sinceMs = 0;

  constructor(ports: DefectPorts) {
    this.#ports = ports;
  }

  /** The last piece of work failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Does a piece of the work; undefined when it failed. */
  bear<T>(work: () => T): T | undefined {
    try {
      const done = work();
      this.#failures = 0;
      return done;
    } catch (error) {
      this.#met(error);
      return undefined;
    }
  }

  #met(error: unknown): void {
    const { clock, tell, end } = this.#ports;
    const nowMs = clock.monotonicMs();
    if (this.#failures++ === 0) this.#sinceMs = nowMs;
    const sentence = defectTold(error);
    if (this.#failures >= limits.tuiDefectsMax && nowMs - this.#sinceMs >= limits.tuiDefectsMs) {
      end(new Error(sentence, { cause: error }));
      return;
    }
    // A panel that fails is to be closed each time.
    if (this.#told.has(sentence) && !(error instanceof PanelDefect)) return;
    if (this.#told.size >= limits.tuiDefectsMax) this.#told.clear();
    this.#told.add(sentence);
    tell(sentence, error);
  }
}
