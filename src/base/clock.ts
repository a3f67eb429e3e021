import type { Disposable } from './disposables.ts';
import { disposable } from './disposables.ts';

/** Time as a parameter: nobody below the entry points asks the machine for it. */
export interface Clock {
  /** Milliseconds that only ever grow; for durations and deadlines. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch; for dates, may jump. */
  wallMs(): number;
  /** Runs `callback` once after `delayMs`; disposing the result cancels it. */
  after(delayMs: number, callback: () => void): Disposable;
}

/** Node fires a longer timer at once instead of late, so longer waits are cut into pieces. Source: Node's `timers` documentation. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock. Its timers keep the process alive only when `keepsAlive` is left true. */
export function systemClock(keepsAlive = true): Clock {
  return {
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    after(delayMs, callback) {
      let handle: NodeJS.Timeout;
      const arm = (leftMs: number): void => {
        const stepMs = Math.min(leftMs, longestTimerMs);
        handle = setTimeout(() => {
          if (leftMs > stepMs) arm(leftMs - stepMs);
          else callback();
        }, stepMs);
        if (!keepsAlive) handle.unref();
      };
      arm(Math.max(0, delayMs));
      return disposable(() => {
        clearTimeout(handle);
      });
    },
  };
}

/** A clock moved by hand: for replays on a recording's own time and for tests. */
export class ManualClock implements Clock {
  #monotonicMs = 0;
  #wallMs: number;
  #timers: { dueMs: number; order: number; callback: () => void }[] = [];
  #order = 0;

  constructor(wallMs = 0) {
    this.#wallMs = wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer = { dueMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.push(timer);
    return disposable(() => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    });
  }

  /** Moves both times forward and runs every timer that falls due, in order, each at its own moment. */
  advance(byMs: number): void {
    const endMs = this.#monotonicMs + byMs;
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#step(next.dueMs - this.#monotonicMs);
      next.callback();
    }
    this.#step(endMs - this.#monotonicMs);
  }

  /** Sets the date without any time passing, as a clock correction or a resumed host does. */
  jumpWall(toMs: number): void {
    this.#wallMs = toMs;
  }

  #step(byMs: number): void {
    if (byMs <= 0) return;
    this.#monotonicMs += byMs;
    this.#wallMs += byMs;
  }
}

/**
 * Milliseconds until what is done again and again is due next. All who wait with periods that divide each other are due at the same
 * moments, so that a process at rest wakes up once for all of them. Timers that fire a little early are not due twice.
 */
export function untilNext(clock: Clock, everyMs: number): number {
  const leftMs = everyMs - (clock.monotonicMs() % everyMs);
  return leftMs < everyMs / 10 ? leftMs + everyMs : leftMs;
}

/** Waits on the given clock. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
