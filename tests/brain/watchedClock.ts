import { ManualClock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposables.ts';
import { disposable } from '../../src/base/disposables.ts';

/** A clock moved by hand that tells how many wait on it. */
export class WatchedClock extends ManualClock {
  waiting = 0;

  override after(delayMs: number, callback: () => void): Disposable {
    this.waiting++;
    const over = disposable(() => this.waiting--);
    const timer = super.after(delayMs, () => {
      over.dispose();
      callback();
    });
    return disposable(() => {
      over.dispose();
      timer.dispose();
    });
  }
}
