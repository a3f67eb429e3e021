import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { limits } from '../limits.ts';

/** How long a screen is left alone before it is read; milliseconds. */
export interface SettleTimes {
  /** At rest when nothing came out for this long. */
  readonly quietMs: number;
  /** A screen that never rests is read this often all the same. */
  readonly atMostMs: number;
  /** An open synchronized update holds the reading back for this long at the most. */
  readonly syncMs: number;
}

/**
 * Says when a screen is worth reading: when the child has been quiet for a moment, not while it is between the marks of a
 * synchronized update, and at least every so often when it never is quiet.
 */
export class Settle implements Disposable {
  readonly #clock: Clock;
  readonly #times: SettleTimes;
  readonly #read: () => void;
  readonly #syncOpen: () => boolean;
  #timer: Disposable | undefined;
  #unreadSinceMs: number | undefined;

  /** `read` is called when the screen is worth reading; `syncOpen` tells whether an update is half drawn. */
  constructor(clock: Clock, times: SettleTimes, screen: { read: () => void; syncOpen: () => boolean }) {
    this.#clock = clock;
    this.#times = times;
    this.#read = screen.read;
    this.#syncOpen = screen.syncOpen;
  }

  /** Something changed on the screen. */
  touched(): void {
    const now = this.#clock.monotonicMs();
    this.#unreadSinceMs ??= now;
    const latest = this.#unreadSinceMs + this.#times.atMostMs;
    this.#arm(Math.min(this.#times.quietMs, Math.max(0, latest - now)));
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timer?.dispose();
    this.#timer = this.#clock.after(delayMs, () => {
      this.#due();
    });
  }

  #due(): void {
    const waitedMs = this.#clock.monotonicMs() - (this.#unreadSinceMs ?? 0);
    if (this.#syncOpen() && waitedMs < this.#times.syncMs) {
      this.#arm(Math.min(this.#times.quietMs, this.#times.syncMs - waitedMs));
      return;
    }
    this.#timer = undefined;
    this.#unreadSinceMs = undefined;
    this.#read();
  }
}

/** The times of a session that was configured no other way. */
export const defaultSettleTimes: SettleTimes = {
  quietMs: limits.settleQuietMs,
  atMostMs: limits.settleAtMostMs,
  syncMs: limits.syncUpdateMaxMs,
};
