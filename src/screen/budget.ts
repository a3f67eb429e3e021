/** Thrown when a reading has cost more than it may; the reader turns it into `unknown`. */
export class TookTooLong extends Error {}

/**
 * What one reading may cost. It counts steps, not time, so that the same screen always reads the same: one step is the look
 * of one character, or some characters of a row that is held against what it might be.
 */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** @throws TookTooLong when nothing is left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TookTooLong('too many steps');
  }
}
