import { randomInt } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { limits } from '../limits.ts';
import type { DeadlineName } from '../session/session.ts';

/** What the deadlines of a session need of it. */
export interface DeadlinePorts {
  readonly clock: Clock;
  /** Reads screen and transcript at this instant and takes in what they say. */
  readonly look: () => void;
  /** True when the transcript's last line is an answer. */
  readonly mayEnd: () => boolean;
  readonly passed: (name: DeadlineName) => void;
}

const waitMs: Readonly<Record<DeadlineName, number>> = {
  witness: limits.witnessWithinMs,
  answer: limits.answerSeenWithinMs,
  typing: limits.typedSeenWithinMs,
  unknown: limits.unknownAskAfterMs,
  quiet: limits.quietTurnMs,
  resized: limits.resizedAskMs,
  limit: limits.limitConfirmedMs,
  woken: limits.wokenAtWorkMs,
  retry: limits.retryFirstMs,
  restart: limits.restartFirstMs,
  stopped: limits.stoppedWithinMs,
};

/** The waits of a session; there is one at most of each name. */
export class Deadlines implements Disposable {
  readonly #ports: DeadlinePorts;
  readonly #timers = new Map<DeadlineName, Disposable>();

  constructor(ports: DeadlinePorts) {
    this.#ports = ports;
  }

  /**
   * Begins a wait, anew when it runs already; `ms` as in the table unless told. Up to the part `jitter` of it is added by chance, so
   * that those who wait for the same do not all come at once.
   */
  set(
    name: DeadlineName,
    { ms = waitMs[name], jitter = 0 }: { readonly ms?: number; readonly jitter?: number } = {},
  ): void {
    this.#wait(name, ms + (jitter > 0 ? randomInt(Math.max(1, Math.round(ms * jitter))) : 0));
  }

  cancel(name: DeadlineName): void {
    this.#timers.get(name)?.dispose();
    this.#timers.delete(name);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
  }

  #wait(name: DeadlineName, ms: number): void {
    this.#timers.get(name)?.dispose();
    const firstMs = name === 'quiet' ? Math.min(ms, limits.quietAnswerMs) : ms;
    const timer = this.#ports.clock.after(firstMs, () => {
      // A deadline speaks about the screen as it is now, not as it was read last. When this look ends the wait, or begins
      // one for something else under the same name, nothing is late.
      this.#ports.look();
      if (this.#timers.get(name) !== timer) return;
      // An empty input box behind an answer is the end of a turn; behind anything else it needs more patience.
      if (firstMs < ms && !this.#ports.mayEnd()) {
        this.#wait(name, ms - firstMs);
        return;
      }
      this.#timers.delete(name);
      this.#ports.passed(name);
    });
    this.#timers.set(name, timer);
  }
}
