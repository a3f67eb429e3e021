import type { Schedule } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { LastingParts } from '../lasting/lasting.ts';

/** Starts sessions and gives tasks at times of the calendar. */
export class Schedules implements Disposable {
  readonly #parts: LastingParts;

  constructor(parts: LastingParts) {
    this.#parts = parts;
  }

  /** Finds what was missed, and begins to count time. */
  start(): void {
    this.#parts.fleet().schedulesChanged(this.list());
  }

  list(): Schedule[] {
    return [];
  }

  dispose(): void {
    // Nothing is waited for yet.
  }
}
