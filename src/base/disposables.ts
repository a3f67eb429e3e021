/** Something that holds on to a resource until it is disposed; disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Wraps a release function so that it runs at most once, and is not held any more once it has run. */
export function disposable(release: () => void): Disposable {
  let held: (() => void) | undefined = release;
  return {
    dispose(): void {
      const last = held;
      held = undefined;
      last?.();
    },
  };
}

/** Owns resources from birth and releases them in reverse order, even when one release throws (the first error is rethrown last). */
export class Disposables implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  /** How many it owns now. */
  get size(): number {
    return this.#items.size;
  }

  /** Takes ownership and gives the resource back; after `dispose` a newcomer is released at once. */
  own<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Owns a plain release function. */
  defer(release: () => void): void {
    this.own(disposable(release));
  }

  /** Disposes what ends before its owner does, and owns it no more. */
  release(item: Disposable): void {
    this.#items.delete(item);
    item.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
