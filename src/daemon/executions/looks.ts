import type { Clock } from '../../base/clock.ts';
import { untilNext } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Hosting } from './ports.ts';

/** What the looks at a list take. */
export interface LooksParts {
  readonly clock: Clock;
  readonly hosting: Pick<Hosting, 'follow'>;
  /** Something happened in its session. */
  readonly happened: () => void;
  readonly look: () => void;
}

/** When a list is looked at: soon after something happened in its session, now and then, and ever more rarely while its disk takes nothing. */
export class Looks implements Disposable {
  readonly #parts: LooksParts;
  #followed: Disposable | undefined;
  #soon: Disposable | undefined;
  #timer: Disposable | undefined;
  #failures = 0;
  /** Before this time of the monotonic clock nothing is tried. */
  #restUntilMs = 0;
  #disposed = false;

  constructor(parts: LooksParts) {
    this.#parts = parts;
  }

  /** True while nothing is to be tried. */
  get rests(): boolean {
    return this.#parts.clock.monotonicMs() < this.#restUntilMs;
  }

  /** Looks soon. */
  soon(): void {
    if (this.#disposed || this.#soon || this.rests) return;
    this.#soon = this.#parts.clock.after(limits.executionSoonMs, () => {
      this.#soon = undefined;
      this.#parts.look();
    });
  }

  /** Follows the session while there is something to wait for, and looks now and then. */
  follow(session: string): void {
    if (this.#disposed) return;
    const { hosting, happened } = this.#parts;
    this.#followed?.dispose();
    this.#followed = hosting.follow(session, () => {
      happened();
      this.soon();
    });
    this.#wait();
  }

  #wait(): void {
    const { clock, look } = this.#parts;
    const restMs = this.#restUntilMs - clock.monotonicMs();
    this.#timer?.dispose();
    this.#timer = clock.after(Math.max(restMs, untilNext(clock, limits.transcriptPollMs)), () => {
      // Timers of Node fire a little early: what rests still must not be the last look.
      if (this.rests) this.#wait();
      else look();
    });
  }

  /** What was tried has failed, and only waiting helps. */
  failed(): void {
    const ms = Math.min(limits.transcriptPollMs * 2 ** this.#failures, limits.listRetryLongestMs);
    this.#failures++;
    this.#restUntilMs = this.#parts.clock.monotonicMs() + ms;
  }

  /** Nothing hinders it. */
  goOn(): void {
    this.#failures = 0;
    this.#restUntilMs = 0;
  }

  dispose(): void {
    this.#disposed = true;
    for (const own of [this.#followed, this.#soon, this.#timer]) own?.dispose();
  }
}
