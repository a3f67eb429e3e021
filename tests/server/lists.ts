import type { Execution, Result } from '../../src/api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../src/api/server.ts';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';

/** An id that is no list's of a test unless it was added. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Made-up lists behind the methods of a daemon: their output is a text that the test lets grow. */
export class Lists {
  readonly #texts = new Map<string, Buffer>();
  readonly #over = new Set<string>();
  readonly #watchers = new Map<string, Set<ApiClientHandle>>();
  /** How often each was asked for. */
  readonly asked = { watch: 0, unwatch: 0, output: 0 };

  add(id: string, text = ''): void {
    this.#texts.set(id, Buffer.from(text));
  }

  append(id: string, text: string): void {
    this.#texts.set(id, Buffer.concat([this.#text(id), Buffer.from(text)]));
    this.#tell(id);
  }

  end(id: string): void {
    this.#over.add(id);
    this.#tell(id);
  }

  readonly handlers: Partial<Handlers> = {
    'execution.start': ({ id }) => {
      this.add(id ?? idOf(999));
      return this.#told(id ?? idOf(999));
    },
    'execution.status': ({ id }) => this.#told(this.#whole(id)),
    'execution.watch': ({ id }, client) => {
      this.asked.watch++;
      const watchers = this.#watchers.get(this.#whole(id)) ?? new Set();
      this.#watchers.set(this.#whole(id), watchers.add(client));
      return this.#told(this.#whole(id));
    },
    'execution.unwatch': ({ id }, client) => {
      this.asked.unwatch++;
      return { watched: this.#watchers.get(this.#whole(id))?.delete(client) === true };
    },
    'execution.output': ({ id, from, waitMs }) => {
      this.asked.output++;
      // The server waits itself; a call that waits here would hold one of the few places.
      if (waitMs !== undefined) throw new PccError('failed', 'The server let the daemon wait.');
      return this.#piece(id, from);
    },
  };

  #piece(id: string, from: number): Result<'execution.output'> {
    const text = this.#text(id);
    const next = Math.min(text.length, from + limits.outputChunkBytesMax);
    return { from, text: text.toString('utf8', from, next), next, end: this.#over.has(id) && next === text.length };
  }

  #told(id: string): Execution {
    return {
      id,
      state: this.#over.has(id) ? 'done' : 'running',
      path: '/p',
      createdAt: '2026-03-01T10:00:00.000Z',
      ...(this.#over.has(id) ? { endedAt: '2026-03-01T10:01:00.000Z' } : {}),
      counts: { all: 1, done: 0, failed: 0 },
      offset: this.#text(id).length,
      pending: [],
      steps: [],
    };
  }

  #tell(id: string): void {
    for (const client of this.#watchers.get(id) ?? [])
      client.notify('execution.changed', { execution: this.#told(id) });
  }

  #whole(id: string): string {
    const found = [...this.#texts.keys()].find((one) => one.startsWith(id.toLowerCase()));
    if (found === undefined) throw new PccError('not_found', `No list is called '${id}'.`);
    return found;
  }

  #text(id: string): Buffer {
    return this.#texts.get(this.#whole(id)) ?? Buffer.alloc(0);
  }
}
