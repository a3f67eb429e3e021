import { createConnection, type Socket } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, disposable } from '../base/disposables.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { isErrorCode, PccError, systemCode } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { isDeeper } from '../base/nesting.ts';
import { limits } from '../limits.ts';
import { LineCutter } from './lines.ts';
import type { MethodName, NotificationName, Notifications, Params, Result } from './methods.ts';
import { deepSentence } from './misfit.ts';
import { apiProtocol } from './protocol.ts';

/*
 * Loads nothing but `node:net`: the start of every short command pays for what stands here. The answers come from our own
 * daemon over a socket that only we can open, so they are taken as the method table says they are.
 */

/** How to reach a daemon. */
export interface ApiConnect {
  readonly socketPath: string;
  readonly token: string;
  /** What this client is, for the daemon's log: `pcc list`, `tui`. */
  readonly client: string;
  /** Connect even to a daemon of another protocol; it then serves only `daemon.status` and `daemon.stop`. */
  readonly anyProtocol?: boolean;
  readonly clock?: Clock;
}

/** A conversation with the daemon. */
export interface ApiClient {
  readonly hello: Result<'hello'>;
  /**
   * Calls a method and gives its result.
   *
   * @throws PccError the daemon's own; `timeout` after `timeoutMs` (default `limits.callMs`, `Infinity` waits for ever);
   * `gone` when the conversation ends before the answer.
   */
  call<M extends MethodName>(
    method: M,
    params: Params<M>,
    options?: { readonly timeoutMs?: number },
  ): Promise<Result<M>>;
  /** Hears a notification; disposing the result ends it. */
  on<N extends NotificationName>(name: N, listener: (payload: Notifications[N]) => void): Disposable;
  /** Once, when the conversation is over, whoever ended it; the sentence says why. */
  readonly onClose: Event<string>;
  close(): void;
}

/**
 * Connects to the daemon and says hello.
 *
 * @throws PccError `unavailable` when nobody listens, `conflict` when the daemon speaks another protocol,
 * `unsafe_environment` when it refuses the token.
 */
export async function connectApi(options: ApiConnect): Promise<ApiClient> {
  const socket = await connected(options.socketPath);
  const client = new SocketClient(socket, options.clock ?? systemClock());
  try {
    client.hello = await client.call('hello', { protocol: apiProtocol, token: options.token, client: options.client });
  } catch (error) {
    client.close();
    throw error;
  }
  if (client.hello.protocol === apiProtocol || options.anyProtocol === true) return client;
  client.close();
  throw new PccError(
    'conflict',
    `The daemon is pcc ${client.hello.version} and speaks protocol ${client.hello.protocol}, this pcc ${apiProtocol}; run \`pcc daemon restart\`.`,
  );
}

function connected(socketPath: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = createConnection(socketPath);
    socket.once('connect', () => {
      done(socket);
    });
    socket.once('error', (error) => {
      const absent = ['ENOENT', 'ECONNREFUSED'].includes(systemCode(error) ?? '');
      const why = absent ? 'no daemon listens there' : error.message;
      failed(new PccError('unavailable', `The daemon cannot be reached on '${socketPath}': ${why}.`));
    });
  });
}

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (error: PccError) => void;
  readonly timer: Disposable;
}

class SocketClient implements ApiClient {
  hello: Result<'hello'> = { protocol: 0, version: '', pid: 0 };
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Emitter<unknown>>();
  readonly #closed = new Emitter<string>();
  readonly onClose = this.#closed.event;
  #nextId = 1;
  #over: string | undefined;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    const lines = new LineCutter(limits.messageBytesMax + limits.messageEnvelopeBytes);
    socket.on('data', (bytes: Buffer) => {
      const cut = lines.push(bytes, (line) => {
        this.#take(line);
      });
      if (cut === 'too-long') this.#end('the daemon sent a message that is too large');
    });
    socket.on('error', (error) => {
      this.#end(error.message);
    });
    socket.on('close', () => {
      this.#end('the daemon ended the conversation');
    });
  }

  call<M extends MethodName>(
    method: M,
    params: Params<M>,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<Result<M>> {
    const { timeoutMs = limits.callMs } = options;
    return new Promise((done, failed) => {
      if (this.#over !== undefined) {
        failed(goneError(this.#over));
        return;
      }
      // It could not even be written.
      if (isDeeper(params)) {
        failed(new PccError('invalid_input', deepSentence(method)));
        return;
      }
      const id = this.#nextId++;
      const timer =
        timeoutMs === Infinity
          ? disposable(() => undefined)
          : this.#clock.after(timeoutMs, () => {
              this.#waiting.delete(id);
              failed(
                new PccError(
                  'timeout',
                  `The daemon did not answer '${method}' within ${timeoutMs} ms; look at its log.`,
                ),
              );
            });
      this.#waiting.set(id, { done: done as (result: unknown) => void, failed, timer });
      this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  }

  on<N extends NotificationName>(name: N, listener: (payload: Notifications[N]) => void): Disposable {
    const emitter = this.#listeners.get(name) ?? new Emitter<unknown>();
    this.#listeners.set(name, emitter);
    return emitter.event((payload) => {
      listener(payload as Notifications[N]);
    });
  }

  close(): void {
    this.#end('it was closed here');
  }

  #take(line: string): void {
    const message = parseJson(line);
    if (!isObject(message)) {
      this.#end('the daemon sent something that is no message');
      return;
    }
    const { id, method } = message;
    if (typeof method === 'string') {
      this.#listeners.get(method)?.fire(message['params']);
      return;
    }
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (typeof id === 'number') this.#waiting.delete(id);
    waiting?.timer.dispose();
    if ('result' in message) waiting?.done(message['result']);
    else if (waiting) waiting.failed(errorOf(message['error']));
    // An error without an id is about the conversation as a whole, which the daemon then ends.
    else if (id === null) this.#end(errorOf(message['error']).message);
  }

  #end(why: string): void {
    if (this.#over !== undefined) return;
    this.#over = why;
    this.#socket.destroy();
    for (const { failed, timer } of this.#waiting.values()) {
      timer.dispose();
      failed(goneError(why));
    }
    this.#waiting.clear();
    this.#closed.fire(why);
  }
}

function goneError(why: string): PccError {
  return new PccError('gone', `The conversation with the daemon is over: ${why}.`);
}

/** The daemon's error as it was thrown there; JSON-RPC's own errors by their nearest code. */
function errorOf(error: Json | undefined): PccError {
  if (!isObject(error)) return new PccError('failed', 'The daemon answered with an error that cannot be read.');
  const sentence = typeof error['message'] === 'string' ? error['message'] : 'The daemon failed.';
  const code = isObject(error['data']) ? error['data']['code'] : undefined;
  if (typeof code === 'string' && isErrorCode(code)) return new PccError(code, sentence);
  return new PccError(error['code'] === -32602 ? 'invalid_input' : 'failed', sentence);
}
