import type { Disposable } from './disposables.ts';
import { disposable } from './disposables.ts';

/** Subscribes a listener; disposing the result ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * Announces what happened. Listeners run in the order they subscribed, on the caller's stack; one that subscribes or
 * leaves during an announcement takes effect with the next. A listener that throws does not keep the others from hearing:
 * its error is thrown after all were told.
 */
export class Emitter<T> implements Disposable {
  #listeners: readonly ((value: T) => void)[] = [];

  readonly event: Event<T> = (listener) => {
    this.#listeners = [...this.#listeners, listener];
    return disposable(() => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    });
  };

  /** How many listen now. */
  get size(): number {
    return this.#listeners.length;
  }

  fire(value: T): void {
    let failure: { error: unknown } | undefined;
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
  }

  dispose(): void {
    this.#listeners = [];
  }
}
