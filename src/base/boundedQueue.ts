import { assert } from './assert.ts';

/** First in, first out, within a limit on the summed size of what waits. Full is an answer, not an accident: `push` says no. */
export class BoundedQueue<T> {
  #items: { value: T; size: number }[] = [];
  #size = 0;
  readonly limit: number;

  /** `limit` is in the unit of the sizes given to `push`. */
  constructor(limit: number) {
    assert(limit > 0, 'a queue needs a positive limit');
    this.limit = limit;
  }

  /** The summed size of what waits. */
  get size(): number {
    return this.#size;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Takes the value when it fits and answers true; false leaves the queue as it was. */
  push(value: T, size = 1): boolean {
    if (this.#size + size > this.limit) return false;
    this.#items.push({ value, size });
    this.#size += size;
    return true;
  }

  shift(): T | undefined {
    const item = this.#items.shift();
    if (!item) return undefined;
    this.#size -= item.size;
    return item.value;
  }

  /** Empties the queue and gives back what waited, oldest first. */
  clear(): T[] {
    const values = this.#items.map((item) => item.value);
    this.#items = [];
    this.#size = 0;
    return values;
  }
}
