import type { Clock } from '../base/clock.ts';

/** Lets one loop sleep until something happened; what happens while it is awake makes the next sleep end at once. */
export class Wake {
  #happened = false;
  #sleeper: (() => void) | undefined;

  /** Does `what` and wakes the sleeper. */
  after(what: () => unknown): void {
    what();
    this.#happened = true;
    this.#sleeper?.();
  }

  /** Sleeps until something happened, at most `ms`. */
  within(clock: Clock, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.after(ms, () => this.#sleeper?.());
      this.#sleeper = () => {
        timer.dispose();
        this.#sleeper = undefined;
        this.#happened = false;
        resolve();
      };
      if (this.#happened) this.#sleeper();
    });
  }
}
