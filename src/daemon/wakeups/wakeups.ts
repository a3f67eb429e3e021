import type { UsageLimits } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Limited, LastingEffect } from '../../session/lasting.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';

type AwakeBy = Extract<LastingEffect, { type: 'awake' }>['by'];

/** Wakes the sessions that wait for a usage limit: by one plan for all of them, on wall time, a few at a time. */
export class Wakeups implements Disposable {
  readonly #asleep = new Map<string, Limited>();
  readonly #parts: LastingParts;

  constructor(parts: LastingParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: LiveSession): void {
    const { limit } = live.actor.session;
    if (limit) this.#asleep.set(live.id, limit);
  }

  /** A session waits for this limit to reset. */
  sleep(id: string, limit: Limited): void {
    this.#asleep.set(id, limit);
    this.#parts.fleet().limitsChanged(this.limits());
  }

  /** A session needs no wake-up any more. */
  awake(id: string, _by: AwakeBy): void {
    if (this.#asleep.delete(id)) this.#parts.fleet().limitsChanged(this.limits());
  }

  /** Begins to count time. */
  start(): void {
    this.#parts.fleet().limitsChanged(this.limits());
  }

  /** What is known of limits, and who waits. */
  limits(): UsageLimits {
    return { accounts: [], waiting: [], wakes: [] };
  }

  dispose(): void {
    this.#asleep.clear();
  }
}
