import type { ServerNotifications } from '../api/faces.ts';
import type { ApiClient } from '../api/client.ts';
import type { Execution, Result } from '../api/methods.ts';
import type { Disposable } from '../base/disposables.ts';

import { PccError } from '../base/errors.ts';
import { isListOver } from '../face/executions/following.ts';
import { limits } from '../limits.ts';
import type { Link } from './link.ts';
import type { ServerLog } from './log.ts';

/** A list as it was told last; its message is made once for all who get it. */
export class Told {
  readonly execution: Execution;
  /** Equal for two states that differ in nothing but how much output there is. */
  readonly sameness: string;
  #message: Buffer | undefined;

  constructor(execution: Execution) {
    this.execution = execution;
    this.sameness = JSON.stringify({ ...execution, offset: 0 });
  }

  get message(): Buffer {
    return (this.#message ??= notification('execution.changed', { execution: this.execution }));
  }
}

/** A piece of a list's output; its message is made once for all who read at the same place. */
export class Chunk {
  readonly id: string;
  readonly piece: Result<'execution.output'>;
  #message: Buffer | undefined;

  constructor(id: string, piece: Result<'execution.output'>) {
    this.id = id;
    this.piece = piece;
  }

  get message(): Buffer {
    const { from, text, end } = this.piece;
    return (this.#message ??= notification('execution.output', { id: this.id, from, text, ...(end ? { end } : {}) }));
  }
}

/** A notification of JSON-RPC as it is sent. */
export function notification<N extends keyof ServerNotifications>(method: N, params: ServerNotifications[N]): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', method, params }));
}

/** Whoever watches a list. */
export interface Watcher {
  changed(told: Told): void;
  /** It cannot be watched any more. */
  lost(error: PccError): void;
}

/** What watching takes of the connection to the daemon. */
export type WatchingLink = Pick<Link, 'call' | 'clock' | 'connected' | 'onUp' | 'wanted'>;

interface Watched {
  told: Told;
  readonly watchers: Set<Watcher>;
}

/**
 * Watches each list once at the daemon, however many clients watch it here, and reads each piece of output once for all who are at
 * the same place. After a new connection to the daemon it asks again for all that is watched.
 */
export class Watching implements Disposable {
  readonly #link: WatchingLink;
  readonly #log: Pick<ServerLog, 'error'>;
  readonly #watched = new Map<string, Watched>();
  /** Lists that the daemon tells this connection about. */
  #asked = new Set<string>();
  readonly #asking = new Map<string, Promise<Execution>>();
  readonly #reading = new Map<string, Promise<Chunk>>();
  /** In the order in which they were used last. */
  readonly #chunks = new Map<string, Chunk>();
  readonly #listening: Disposable;
  #waiters = 0;

  constructor(link: WatchingLink, log: Pick<ServerLog, 'error'>) {
    this.#link = link;
    this.#log = log;
    link.wanted = () => this.#watched.size > 0;
    this.#listening = link.onUp((api) => {
      this.#joined(api);
    });
  }

  /** Whether the daemon is there now. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** How many lists are watched. */
  get lists(): number {
    return this.#watched.size;
  }

  /** Watches a list, by its id or a unique beginning of it. @throws PccError when there is none, or the daemon is not there. */
  async watch(id: string, watcher: Watcher): Promise<Execution> {
    const whole = await this.#wholeId(id);
    for (;;) {
      const known = this.#watched.get(whole);
      if (known) return add(known, watcher);
      const execution = await this.#ask(whole);
      // Whoever watched it until now may have left meanwhile, and the daemon was told so: it is asked once more then.
      if (this.#asked.has(whole) && !this.#watched.has(whole))
        this.#watched.set(whole, { told: new Told(execution), watchers: new Set() });
    }
  }

  /** Ends that, by the whole id. The daemon tells of a list that nobody watches no more. */
  leave(id: string, watcher: Watcher): void {
    const entry = this.#watched.get(id);
    entry?.watchers.delete(watcher);
    if (entry?.watchers.size !== 0) return;
    this.#watched.delete(id);
    if (!this.#asked.delete(id)) return;
    // A daemon that is gone tells of nothing.
    this.#link.call('execution.unwatch', { id }, false).catch(() => undefined);
  }

  /** A piece of output of a list, by its whole id. @throws PccError as the daemon does. */
  async read(id: string, from: number): Promise<Chunk> {
    const key = `${id}:${from}`;
    const kept = this.#chunks.get(key);
    if (kept) {
      this.#keep(key, kept);
      return kept;
    }
    const under = this.#reading.get(key);
    if (under) return under;
    const reading = this.#link
      .call('execution.output', { id, from })
      .then((piece) => {
        const chunk = new Chunk(id, piece);
        if (piece.text !== '' || piece.end) this.#keep(key, chunk);
        return chunk;
      })
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  /**
   * Output from an offset on, waited for here where there is none yet: a call that waits at the daemon would keep others from
   * being made. `gone` ends the wait early.
   */
  async readWaiting(
    { id, from, waitMs = 0 }: { readonly id: string; readonly from: number; readonly waitMs?: number | undefined },
    gone?: AbortSignal,
  ): Promise<Result<'execution.output'>> {
    const whole = await this.#wholeId(id);
    const first = (await this.read(whole, from)).piece;
    if (first.text !== '' || first.end || waitMs === 0 || this.#waiters >= limits.serverWaitersMax) return first;
    this.#waiters++;
    try {
      await this.#growth(whole, first.next, { waitMs, gone });
    } finally {
      this.#waiters--;
    }
    return (await this.read(whole, from)).piece;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#watched.clear();
    this.#chunks.clear();
  }

  /** Resolves when there is output behind an offset, or the list is over, or the time is. */
  async #growth(
    id: string,
    from: number,
    { waitMs, gone }: { waitMs: number; gone: AbortSignal | undefined },
  ): Promise<void> {
    let wake = (): void => undefined;
    const woken = new Promise<void>((done) => (wake = done));
    const watcher: Watcher = {
      changed: ({ execution }) => {
        if (execution.offset > from || isListOver(execution)) wake();
      },
      lost: () => {
        wake();
      },
    };
    const timer = this.#link.clock.after(waitMs, wake);
    gone?.addEventListener('abort', wake, { once: true });
    try {
      const execution = await this.watch(id, watcher);
      if (execution.offset <= from && !isListOver(execution) && gone?.aborted !== true) await woken;
    } finally {
      timer.dispose();
      gone?.removeEventListener('abort', wake);
      this.leave(id, watcher);
    }
  }

  /** Many may begin to watch a list at the same moment; one question for all, by the whole id. */
  #ask(id: string): Promise<Execution> {
    const asking = this.#asking.get(id) ?? this.#askOnce(id).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  async #askOnce(id: string): Promise<Execution> {
    const asked = this.#asked;
    if (asked.has(id)) return this.#link.call('execution.status', { id });
    const execution = await this.#link.call('execution.watch', { id });
    asked.add(id);
    return execution;
  }

  /** The id as the daemon writes it; a beginning of one is asked about. */
  async #wholeId(id: string): Promise<string> {
    if (id.length === wholeIdLength) return id.toLowerCase();
    return (await this.#link.call('execution.status', { id })).id;
  }

  #joined(api: ApiClient): void {
    this.#asked = new Set();
    api.on('execution.changed', ({ execution }) => {
      this.#changed(execution);
    });
    for (const id of this.#watched.keys()) void this.#again(id);
  }

  /** Asks a daemon that came anew for a list that is watched here. */
  async #again(id: string): Promise<void> {
    try {
      this.#changed(await this.#ask(id));
    } catch (error) {
      // The next connection asks again; whatever else it is, the list is not to be had any more.
      if (!this.#link.connected) return;
      const why = error instanceof PccError ? error : new PccError('failed', 'The list cannot be watched any more.');
      if (why !== error) this.#log.error(`List ${id} cannot be watched.`, error);
      const entry = this.#watched.get(id);
      this.#watched.delete(id);
      for (const watcher of entry?.watchers ?? []) watcher.lost(why);
    }
  }

  #changed(execution: Execution): void {
    const entry = this.#watched.get(execution.id);
    if (!entry) return;
    entry.told = new Told(execution);
    for (const watcher of [...entry.watchers]) watcher.changed(entry.told);
  }

  #keep(key: string, chunk: Chunk): void {
    this.#chunks.delete(key);
    this.#chunks.set(key, chunk);
    const oldest = this.#chunks.keys().next();
    if (this.#chunks.size > limits.serverChunksKept && oldest.done !== true) this.#chunks.delete(oldest.value);
  }
}

/** Of a UUID. */
const wholeIdLength = 36;

function add(entry: Watched, watcher: Watcher): Execution {
  entry.watchers.add(watcher);
  return entry.told.execution;
}
