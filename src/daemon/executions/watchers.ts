import type { Execution } from '../../api/methods.ts';
import type { ApiClientHandle } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';

/** What telling of lists needs. */
export interface WatchingParts {
  readonly clock: Clock;
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
    if (this.#timers.has(id)) return;
    this.#timers.set(
      id,
      this.#parts.clock.after(limits.executionSoonMs, () => {
        this.#timers.delete(id);
        this.#tell(id, [...(this.#clients.get(id)?.values() ?? [])]);
        for (const look of [...(this.#waiting.get(id) ?? [])]) look();
      }),
    );
  }

  /** Resolves when the list has changed so that it holds, and in any case after so many milliseconds. */
  change(id: string, waitMs: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const end = (): void => {
        timer.dispose();
        waiting.delete(look);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
        resolve();
      };
      const look = (): void => {
        if (holds()) end();
      };
      const timer = this.#parts.clock.after(waitMs, end);
      waiting.add(look);
    });
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
    this.#clients.clear();
  }

  #tell(id: string, clients: readonly ApiClientHandle[]): void {
    if (clients.length === 0) return;
    const execution = this.#parts.told(id);
    for (const client of clients) {
      if (client.notify('execution.changed', { execution })) continue;
      this.#behind.set(client.id, (this.#behind.get(client.id) ?? new Set()).add(id));
    }
  }

  #forget(client: number): void {
    this.#known.delete(client);
    this.#behind.delete(client);
    for (const [id, clients] of this.#clients)
      if (clients.delete(client) && clients.size === 0) this.#clients.delete(id);
  }
}
