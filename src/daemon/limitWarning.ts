import type { Status } from '../api/methods.ts';
import type { Reading } from '../screen/reading.ts';
import { resetTime } from '../screen/resetTime.ts';

/** How the CLI words that a limit is near (2.0.20 to 2.1.329): `Approaching weekly limit`, `You've used 85% of your weekly limit`. */
const forms: readonly RegExp[] = [
  /\bapproaching\b.{0,40}\blimit\b/iu,
  /\bused\b.{0,40}\blimit\b/iu,
  /\blimit used\b/iu,
];

/**
 * The warning of a usage limit that a session has shown last. While a turn runs none is drawn, so that it stands until the
 * input box is free again without one, or the limit itself is reached.
 */
export class LimitWarning {
  readonly #zone: string;
  #told: Status['warned'];

  /** `zone`: IANA name of the zone in which the session's CLI tells times. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /** What is to be told of it; undefined for none. */
  get told(): Status['warned'] {
    return this.#told;
  }

  /** Takes in what the screen shows now; wall time in milliseconds. */
  seen(reading: Reading, nowMs: number): void {
    if (reading.state === 'limit') this.#told = undefined;
    if (reading.state !== 'idle') return;
    const { notice } = reading;
    if (notice === undefined || !forms.some((form) => form.test(notice))) this.#told = undefined;
    // Its time is meant from its first moment on.
    else if (this.#told?.words !== notice)
      this.#told = { words: notice, resetsAt: resetTime(notice, nowMs, this.#zone) };
  }
}
