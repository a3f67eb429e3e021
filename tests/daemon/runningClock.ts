import { ManualClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { afterTest } from '../terminal/harness.ts';

/** A clock that runs as the machine's does, and can be put forward over a time in which nothing should happen. */
export interface RunningClock {
  readonly clock: Clock;
  /**
   * Lets this much time pass within a fraction of it. Everybody else gets the turns in between that files, pipes and processes
   * need, so that what is due within it happens, and what comes of that as well. `stride`: milliseconds between two such turns,
   * more than usual for a long time in which little is due.
   */
  readonly skip: (ms: number, stride?: number) => Promise<void>;
}

/** Milliseconds of the clock at a time, and real ones after each for what was set going. */
const strideMs = 25;
const turnMs = 2;
/** Real time for keys to reach the child behind the pty, and for it to note them. */
const arriveMs = 400;

export function runningClock(): RunningClock {
  const clock = new ManualClock(Date.now());
  let lastMs = performance.now();
  const catchUp = (): void => {
    const nowMs = performance.now();
    clock.advance(nowMs - lastMs);
    lastMs = nowMs;
  };
  const ticking = setInterval(catchUp, turnMs);
  afterTest(() => {
    clearInterval(ticking);
  });
  return {
    clock,
    async skip(ms, stride = strideMs) {
      for (let skippedMs = 0; skippedMs < ms; skippedMs += stride) {
        clock.advance(Math.min(stride, ms - skippedMs));
        await realMs(turnMs);
      }
      await realMs(arriveMs);
    },
  };
}

function realMs(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
