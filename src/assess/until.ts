import type { Clock } from '../base/clock.ts';
import { pause } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/**
 * Waits until something is so, looking often enough for milliseconds to be told apart from tenths of a second, a bounded time.
 *
 * @throws PccError `timeout` that names what was waited for; and whatever `look` throws.
 */
export async function until(
  clock: Clock,
  what: string,
  look: () => boolean | Promise<boolean>,
  withinMs: number = limits.assessWaitMs,
): Promise<void> {
  const deadlineMs = clock.monotonicMs() + withinMs;
  while (!(await look())) {
    if (clock.monotonicMs() > deadlineMs)
      throw new PccError('timeout', `There was no ${what} within ${Math.round(withinMs / 1_000)} s.`);
    await pause(clock, limits.assessLookMs);
  }
}
