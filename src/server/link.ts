import type { ApiClient } from '../api/client.ts';
import type { MethodName, Params, Result } from '../api/methods.ts';
import { methods } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { hasCode, PccError, sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { ServerLog } from './log.ts';

/** How the daemon is reached. */
export interface LinkPorts {
  readonly clock: Clock;
  /** Starts a daemon when none answers. @throws PccError when that cannot be. */
  readonly start: () => Promise<ApiClient>;
  /** Reaches a daemon that runs; undefined when none does. */
  readonly look: () => Promise<ApiClient | undefined>;
  /** Whether the daemon that is gone put its socket away, as one does that was told to end and none that was killed. */
  readonly endedInOrder: () => boolean;
  readonly log: ServerLog;
}

/**
 * The one connection to the daemon that all clients of the server share. It is made anew when a call needs it; while `wanted` says
 * so also by itself: a daemon that crashed is started, one that was told to end is only waited for. Never more than
 * `limits.serverCallsMax` calls are under way, since the daemon hangs up on who asks for more.
 */
export class Link implements Disposable {
  readonly #ports: LinkPorts;
  readonly #up = new Emitter<ApiClient>();
  readonly #down = new Emitter<string>();
  /** A connection stands anew; who watched something asks for it again. */
  readonly onUp = this.#up.event;
  /** The connection ended; the sentence says why. */
  readonly onDown = this.#down.event;
  /** Whether somebody waits for the daemon without asking. */
  wanted: () => boolean = () => false;
  #api: ApiClient | undefined;
  #connecting: Promise<ApiClient> | undefined;
  #retry: Disposable | undefined;
  #retries = 0;
  #calls = 0;
  readonly #turns: (() => void)[] = [];
  #over = false;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  get clock(): Clock {
    return this.#ports.clock;
  }

  /** Whether the daemon is there now. */
  get connected(): boolean {
    return this.#api !== undefined;
  }

  /** The calls that are under way or wait for their turn. */
  get calls(): number {
    return this.#calls + this.#turns.length;
  }

  /**
   * Calls a method of the daemon, starting one unless `start` is false.
   *
   * @throws PccError the daemon's own; `unavailable` when it cannot be reached, too much is asked of it, or it ended meanwhile.
   */
  async call<M extends MethodName>(method: M, params: Params<M>, start = true): Promise<Result<M>> {
    // A message that is too large would end the connection for everybody.
    const bytes = Buffer.byteLength(JSON.stringify(params));
    if (bytes > limits.messageBytesMax - limits.messageEnvelopeBytes) {
      throw new PccError(
        'too_large',
        `The parameters of '${method}' are too large (${bytes} bytes); send less at a time.`,
      );
    }
    await this.#turn();
    try {
      return await this.#callOnce(method, params, start, !methods[method].writes);
    } finally {
      this.#calls--;
      this.#turns.shift()?.();
    }
  }

  /** Reaches the daemon, starting one. @throws PccError when that cannot be. */
  async reach(): Promise<void> {
    await this.#reached(true);
  }

  /** A connection of its own for a client that attaches or watches all: what the daemon sends there is that client's. */
  own(): Promise<ApiClient> {
    if (this.#over) return Promise.reject(ended());
    return this.#ports.start();
  }

  dispose(): void {
    this.#over = true;
    this.#retry?.dispose();
    this.#api?.close();
  }

  async #callOnce<M extends MethodName>(
    method: M,
    params: Params<M>,
    start: boolean,
    again: boolean,
  ): Promise<Result<M>> {
    const api = await this.#reached(start);
    try {
      return await api.call(method, params);
    } catch (error) {
      // The daemon's own `gone` is an answer; that of a connection that ended is none.
      if (!hasCode(error, 'gone') || this.#api === api) throw error;
      if (again) return this.#callOnce(method, params, start, false);
      const known = methods[method].writes
        ? '; whether it was done is not known, look before you ask again'
        : '; ask again';
      throw new PccError('unavailable', `The daemon ended while it worked on '${method}'${known}.`);
    }
  }

  #turn(): Promise<void> {
    if (this.#calls < limits.serverCallsMax) {
      this.#calls++;
      return Promise.resolve();
    }
    if (this.#turns.length >= limits.serverCallsWaitingMax) {
      return Promise.reject(new PccError('unavailable', 'Too many calls wait for the daemon; try again later.'));
    }
    return new Promise((go) => {
      this.#turns.push(() => {
        this.#calls++;
        go();
      });
    });
  }

  async #reached(start: boolean): Promise<ApiClient> {
    if (this.#over) throw ended();
    if (this.#api) return this.#api;
    if (start || this.#connecting) {
      this.#connecting ??= this.#ports
        .start()
        .then((api) => this.#take(api))
        .finally(() => (this.#connecting = undefined));
      return this.#connecting;
    }
    const found = await this.#ports.look();
    if (!found) throw new PccError('unavailable', 'No daemon runs; any call that needs one starts it.');
    return this.#take(found);
  }

  /** Two could be found at the same time: one is enough. */
  #take(api: ApiClient): ApiClient {
    if (this.#over || this.#api) {
      api.close();
      if (this.#api) return this.#api;
      throw ended();
    }
    this.#api = api;
    this.#retries = 0;
    this.#retry?.dispose();
    api.onClose((why) => {
      this.#lost(why);
    });
    this.#ports.log.info(`Daemon ${api.hello.pid} (${api.hello.version}) is reached.`);
    this.#up.fire(api);
    return api;
  }

  #lost(why: string): void {
    this.#api = undefined;
    if (this.#over) return;
    this.#ports.log.warn(`The daemon is gone: ${why}.`);
    this.#down.fire(why);
    this.#searchLater(!this.#ports.endedInOrder());
  }

  #searchLater(start: boolean): void {
    const waitMs = Math.min(limits.serverRetryMs * 2 ** this.#retries++, limits.serverRetryMsMax);
    this.#retry?.dispose();
    this.#retry = this.#ports.clock.after(waitMs, () => void this.#search(start));
  }

  async #search(start: boolean): Promise<void> {
    if (this.#isSettled()) return;
    if (this.wanted()) {
      try {
        await this.#reached(start);
        return;
      } catch (error) {
        if (start && this.#retries === 1) this.#ports.log.warn(`The daemon cannot be started: ${sentenceOf(error)}`);
      }
    }
    if (!this.#isSettled()) this.#searchLater(start);
  }

  /** There is nothing to look for (any more). */
  #isSettled(): boolean {
    return this.#over || this.#api !== undefined;
  }
}

function ended(): PccError {
  return new PccError('unavailable', 'The server is ending; start it again with `pcc server start`.');
}
