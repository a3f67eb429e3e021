import type { ApiClient } from '../../../src/api/client.ts';
import type { MethodName, NotificationName, Notifications, Params, Result } from '../../../src/api/methods.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { PccError } from '../../../src/base/errors.ts';

/** A call that came and waits for the test to answer it. */
interface Asked {
  readonly method: MethodName;
  readonly params: unknown;
  readonly done: (result: never) => void;
  readonly failed: (error: unknown) => void;
}

/** A conversation with a daemon that is played by the test: calls wait until it answers them. */
export class FakeApi implements ApiClient {
  readonly hello: Result<'hello'> = { protocol: 1, version: '0.0.0', pid: 1 };
  readonly calls: Asked[] = [];
  readonly #open: Asked[] = [];
  readonly #listeners = new Map<string, Emitter<unknown>>();
  readonly #closed = new Emitter<string>();
  readonly onClose = this.#closed.event;
  closed = false;

  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.closed) return Promise.reject(gone());
    return new Promise((done, failed) => {
      const asked = { method, params, done: done as (result: never) => void, failed };
      this.calls.push(asked);
      this.#open.push(asked);
    });
  }

  on<N extends NotificationName>(name: N, listener: (payload: Notifications[N]) => void) {
    const emitter = this.#listeners.get(name) ?? new Emitter<unknown>();
    this.#listeners.set(name, emitter);
    return emitter.event((payload) => listener(payload as Notifications[N]));
  }

  close(): void {
    this.crash('it was closed here');
  }

  /** The daemon says something without being asked. */
  notify<N extends NotificationName>(name: N, payload: Notifications[N]): void {
    this.#listeners.get(name)?.fire(payload);
  }

  /** Answers the oldest open call of a method; later turns of the event loop see it. */
  async answer<M extends MethodName>(method: M, result: Result<M>): Promise<void> {
    this.#take(method).done(result as never);
    await settled();
  }

  async refuse(method: MethodName, error: PccError): Promise<void> {
    this.#take(method).failed(error);
    await settled();
  }

  /** The conversation ends, as when the daemon is killed. */
  crash(why = 'the daemon ended the conversation'): void {
    if (this.closed) return;
    this.closed = true;
    for (const { failed } of this.#open.splice(0)) failed(gone());
    this.#closed.fire(why);
  }

  /** Methods and params of all calls so far, one a line; `except` leaves methods out. */
  told(...except: MethodName[]): string[] {
    return this.calls
      .filter(({ method }) => !except.includes(method))
      .map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
  }

  #take(method: MethodName): Asked {
    const at = this.#open.findIndex((asked) => asked.method === method);
    const [asked] = at === -1 ? [] : this.#open.splice(at, 1);
    if (!asked) throw new Error(`nobody asked for ${method}; asked were ${this.told().join(', ')}`);
    return asked;
  }
}

function gone(): PccError {
  return new PccError('gone', 'The conversation with the daemon is over.');
}

/** Lets everything run that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
