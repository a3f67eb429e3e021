import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';

/** How late this process got its turns, seconds. */
export interface Delays {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

/** The delay of the event loop, measured only while somebody asks for it: measuring wakes the process up. */
export class LoopDelay implements Disposable {
  readonly #clock: Clock;
  #measured: IntervalHistogram | undefined;
  #unasked: Disposable | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Since it was asked for last; undefined where nothing was measured. */
  take(): Delays | undefined {
    this.#unasked?.dispose();
    this.#unasked = this.#clock.after(limits.loopDelayUnaskedMs, () => {
      this.#stop();
    });
    const measured = this.#measured;
    if (!measured) {
      this.#measured = monitorEventLoopDelay({ resolution: limits.loopDelayEveryMs });
      this.#measured.enable();
      return undefined;
    }
    if (measured.count === 0) return undefined;
    // What is measured is the time from turn to turn.
    const late = (ns: number): number => Math.max(0, ns / 1e9 - limits.loopDelayEveryMs / 1_000);
    const delays = {
      median: late(measured.percentile(50)),
      p99: late(measured.percentile(99)),
      max: late(measured.max),
    };
    measured.reset();
    return delays;
  }

  dispose(): void {
    this.#unasked?.dispose();
    this.#stop();
  }

  #stop(): void {
    this.#measured?.disable();
    this.#measured = undefined;
  }
}
