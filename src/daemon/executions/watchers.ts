import type { Execution } from '../../api/methods.ts';
import type { ApiClientHandle } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { hasCode, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** What telling of lists needs. */
export interface WatchingParts {
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
  /** @throws PccError `not_found` for a list that is not there any more, `storage` where it cannot be read. */
  readonly told: (id: string) => Execution;
}

/**
 * Tells clients of lists that they watch. Changes of a moment are told as one, and always the whole state: one that is too slow
 * misses some and gets the last once it has drained, so that nothing is kept for it.
 */
export class Watching implements Disposable {
  readonly #parts: WatchingParts;
  readonly #clients = new Map<string, Map<number, ApiClientHandle>>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #timers = new Map<string, Disposable>();
  /** Clients that missed something, with the lists that it was about. */
  readonly #behind = new Map<number, Set<string>>();
  /** Clients whose end and whose draining are listened to. */
  readonly #known = new Set<number>();

  constructor(parts: WatchingParts) {
    this.#parts = parts;
  }

  /** From now on the client is told of every change of the list. */
  watch(id: string, client: ApiClientHandle): void {
    const clients = this.#clients.get(id) ?? new Map<number, ApiClientHandle>();
    this.#clients.set(id, clients.set(client.id, client));
    if (this.#known.has(client.id)) return;
    this.#known.add(client.id);
    client.onClose(() => {
      this.#forget(client.id);
    });
    client.onDrain(() => {
      const missed = this.#behind.get(client.id) ?? new Set();
      this.#behind.delete(client.id);
      for (const one of missed) this.#tell(one, [client]);
    });
  }

  /** The client is told of that list no more; gives whether it was until now. */
  unwatch(id: string, client: number): boolean {
    this.#behind.get(client)?.delete(id);
    const clients = this.#clients.get(id);
    const was = clients?.delete(client) === true;
    if (clients?.size === 0) this.#clients.delete(id);
    return was;
  }

  /** Something of the list has changed. */
  changed(id: string): void {
    this.#tellIn(limits.executionSoonMs, id);
  }

  #tellIn(ms: number, id: string): void {
    if (this.#timers.has(id)) return;
    this.#timers.set(
      id,
      this.#parts.clock.after(ms, () => {
        this.#timers.delete(id);
        this.#tell(id, [...(this.#clients.get(id)?.values() ?? [])]);
        for (const look of [...(this.#waiting.get(id) ?? [])]) look();
      }),
    );
  }

  /** Resolves when the list has changed so that it holds, and in any case after so many milliseconds. Rejects with what `holds` throws. */
  change(id: string, waitMs: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const end = (): void => {
        timer.dispose();
        waiting.delete(look);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
      };
      // It is called by a timer: what cannot be read is told to who waits, and to nobody else.
      const look = (): void => {
        try {
          if (!holds()) return;
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        end();
      };
      const timer = this.#parts.clock.after(waitMs, () => {
        end();
        resolve();
      });
      waiting.add(look);
    });
  }

  /** The list is not there any more: nobody is told of it, and an id that is used again begins without watchers. */
  forget(id: string): void {
    this.#timers.get(id)?.dispose();
    this.#timers.delete(id);
    this.#clients.delete(id);
    for (const missed of this.#behind.values()) missed.delete(id);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
    this.#clients.clear();
  }

  #tell(id: string, clients: readonly ApiClientHandle[]): void {
    if (clients.length === 0) return;
    const execution = this.#told(id);
    if (!execution) return;
    for (const client of clients) {
      if (client.notify('execution.changed', { execution })) continue;
      this.#behind.set(client.id, (this.#behind.get(client.id) ?? new Set()).add(id));
    }
  }

  /** Undefined where there is nothing to tell: a timer calls this, and nobody is there who could take an error. */
  #told(id: string): Execution | undefined {
    try {
      return this.#parts.told(id);
    } catch (error) {
      if (hasCode(error, 'not_found')) this.forget(id);
      else {
        this.#parts.log(`Who watches the list ${id} could not be told: ${sentenceOf(error)}`);
        this.#tellIn(limits.transcriptPollMs, id);
      }
      return undefined;
    }
  }

  #forget(client: number): void {
    this.#known.delete(client);
    this.#behind.delete(client);
    for (const [id, clients] of this.#clients)
      if (clients.delete(client) && clients.size === 0) this.#clients.delete(id);
  }
}
