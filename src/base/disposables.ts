/** Something that holds on to a resource until it is disposed; disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Wraps a release function so that it runs at most once. */
export function disposable(release: () => void): Disposable {
  let held = true;
  return {
    dispose(): void {
      if (!held) return;
      held = false;
      release();
    },
  };
}

/** Owns resources from birth and releases them in reverse order, even when one release throws (the first error is rethrown last). */
export class Disposables implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  /** Takes ownership and gives the resource back; after `dispose` a newcomer is released at once. */
  own<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Owns a plain release function. */
  defer(release: () => void): void {
    this.own(disposable(release));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of this.#items.reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items = [];
    if (errors.length > 0) throw errors[0];
  }
}
