import type { Clock } from '../../base/clock.ts';
import { limits } from '../../limits.ts';

/** Output of one session: units in each of the last intervals, the youngest last. */
interface Row {
  /** Number of the interval that the last count is for. */
  interval: number;
  counts: number[];
}

/**
 * How much came out of each session, in intervals of `limits.pulseEveryMs`. Counting is one addition; nothing runs while
 * nothing comes out.
 */
export class Pulses {
  readonly #clock: Clock;
  readonly #rows = new Map<string, Row>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** So many units have come out of a session. */
  add(session: string, units: number): void {
    const interval = this.#now();
    const row = this.#rows.get(session);
    if (row?.interval === interval) {
      row.counts[row.counts.length - 1] = (row.counts.at(-1) ?? 0) + units;
      return;
    }
    const counts = [...this.#until(session, interval - 1), units].slice(-limits.pulsesKept - 1);
    this.#rows.set(session, { interval, counts });
  }

  /** Whole intervals, oldest first, of each session that had output in them. */
  series(): Record<string, number[]> {
    const last = this.#now() - 1;
    const all = [...this.#rows.keys()].map((session): [string, number[]] => [session, this.#until(session, last)]);
    return Object.fromEntries(all.filter(([, counts]) => counts.some((count) => count > 0)));
  }

  /** The last whole interval, of each session that had some output in it. */
  last(): Record<string, number> {
    const all = Object.entries(this.series()).map(([session, counts]): [string, number] => [
      session,
      counts.at(-1) ?? 0,
    ]);
    return Object.fromEntries(all.filter(([, count]) => count > 0));
  }

  /** Milliseconds until the interval that runs now is whole. */
  leftMs(): number {
    return (this.#now() + 1) * limits.pulseEveryMs - this.#clock.monotonicMs();
  }

  forget(session: string): void {
    this.#rows.delete(session);
  }

  #now(): number {
    return Math.floor(this.#clock.monotonicMs() / limits.pulseEveryMs);
  }

  /** The counts up to an interval, at most as many as are kept. */
  #until(session: string, last: number): number[] {
    const row = this.#rows.get(session);
    if (!row) return [];
    const silent = last - row.interval;
    if (silent < 0) return row.counts.slice(0, silent).slice(-limits.pulsesKept);
    const zeros = Array.from({ length: Math.min(silent, limits.pulsesKept) }, () => 0);
    return [...row.counts, ...zeros].slice(-limits.pulsesKept);
  }
}
