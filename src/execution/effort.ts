import { limits } from '../limits.ts';

/**
 * What the reading of one answer may still cost, in steps of some 0.4 µs: however many objects stand in it, and however they are
 * broken, nobody else waits for long. Repairs take at most half of it, so that what is whole can be checked.
 */
export class Effort {
  #left: number = limits.answerStepsMax;
  /** An object was met that is nested too deeply for a program. */
  metDeep = false;

  get left(): number {
    return this.#left;
  }

  /** That much was done. */
  spend(steps: number): void {
    this.#left = Math.max(0, this.#left - steps);
  }

  /** Spends what the repair of so many characters takes at worst, the square of them; false where there is not so much left. */
  mayRepair(chars: number): boolean {
    const steps = Math.ceil(chars ** 2 / 900);
    if (this.#left - steps < limits.answerStepsMax / 2) return false;
    this.spend(steps);
    return true;
  }
}
