import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { z } from 'zod';
import { Emitter, type Event } from '../base/emitter.ts';
import { type ErrorCode, PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { LineCutter } from './lines.ts';
import {
  apiProtocol,
  type MethodName,
  type Methods,
  methods,
  type NotificationName,
  type Notifications,
  type Result,
} from './methods.ts';
import { dispatch, failure, rpcErrors, type RpcMethod, type RpcService } from './rpc.ts';
import { bindUnix } from './unixSocket.ts';

/** A client that said hello, as the handlers see it. */
export interface ApiClientHandle {
  /** Counts up; never the same for two clients of one server. */
  readonly id: number;
  /** What the client calls itself. */
  readonly name: string;
  /**
   * Sends a notification. False when too much waits for this client, or it is gone: the notification is dropped, and the
   * caller sends the whole state after `onDrain`.
   */
  notify<N extends NotificationName>(name: N, payload: Notifications[N]): boolean;
  /** After a refused notification: everything that waited was taken by the client. */
  readonly onDrain: Event<void>;
  /** Once, when the conversation is over. */
  readonly onClose: Event<void>;
}

/** The methods that a daemon implements; `hello` is the server's own. */
export type HandledMethod = Exclude<MethodName, 'hello'>;

/** One function a method. It may throw `PccError`; anything else is a defect. */
export type Handlers = {
  readonly [M in HandledMethod]: (
    params: z.output<Methods[M]['params']>,
    client: ApiClientHandle,
  ) => Promise<Result<M>> | Result<M>;
};

/** What a server needs. */
export interface ApiServerOptions {
  readonly socketPath: string;
  /** What a client must show in `hello`. */
  readonly token: string;
  /** Version of this program, for `hello`. */
  readonly version: string;
  readonly handlers: Handlers;
  readonly onClient?: (client: ApiClientHandle) => void;
  /** A client takes its notifications too slowly; told once until it has caught up. */
  readonly onSlow?: (client: ApiClientHandle) => void;
  /** A defect behind a method; for the log. */
  readonly onBug: (method: string, error: unknown) => void;
}

/** A listening server. */
export interface ApiServer {
  /** How many clients are connected. */
  readonly clients: number;
  /** Ends all conversations after what was written has left, and removes the socket. */
  close(): Promise<void>;
}

/** What a client of another protocol may still do: see who is there, and end it. */
const allowedForAnyProtocol: ReadonlySet<string> = new Set(['daemon.status', 'daemon.stop']);

/**
 * Listens on a unix socket of mode 0600. The caller holds the lock of the home, so a socket that nobody answers on is a
 * left-over and is replaced.
 *
 * @throws PccError `conflict` when somebody listens there, `unsafe_environment` when something else stands at the path.
 */
export async function listenUnix(options: ApiServerOptions): Promise<ApiServer> {
  const { socketPath } = options;
  const connections = new Set<Connection>();
  const service = serviceOf(options);
  let nextId = 1;
  const server = createServer((socket) => {
    if (connections.size >= limits.clientsMax) {
      turnAway(socket, 'Too many clients are connected; close some.', 'unavailable');
      return;
    }
    const connection = new Connection(nextId++, socket, service, options);
    connections.add(connection);
    connection.onClose(() => connections.delete(connection));
  });
  await bindUnix(server, socketPath);
  return {
    get clients() {
      return connections.size;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        for (const connection of connections) connection.end();
      }),
  };
}

/** One conversation: lines in, lines out, and the token before anything else. */
class Connection implements ApiClientHandle {
  readonly id: number;
  name = '';
  greeted = false;
  /** The protocol the client speaks. */
  protocol = 0;
  readonly #socket: Socket;
  readonly #options: ApiServerOptions;
  readonly #drained = new Emitter<void>();
  readonly #closed = new Emitter<void>();
  readonly onDrain = this.#drained.event;
  readonly onClose = this.#closed.event;
  #slow = false;
  #calls = 0;

  constructor(id: number, socket: Socket, service: RpcService<Connection>, options: ApiServerOptions) {
    this.id = id;
    this.#socket = socket;
    this.#options = options;
    const lines = new LineCutter(limits.messageBytesMax);
    socket.setTimeout(limits.helloMs, () => {
      if (!this.greeted) socket.destroy();
    });
    socket.on('data', (bytes: Buffer) => {
      const cut = lines.push(bytes, (line) => {
        this.#take(service, line);
      });
      if (cut === 'too-long')
        this.#refuse(`A message is larger than ${limits.messageBytesMax} bytes; send less at a time.`);
    });
    socket.on('drain', () => {
      if (!this.#slow) return;
      this.#slow = false;
      this.#drained.fire();
    });
    // A broken connection is followed by `close`, which is all that anybody needs to know.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed.fire();
      this.#closed.dispose();
      this.#drained.dispose();
    });
  }

  notify<N extends NotificationName>(name: N, payload: Notifications[N]): boolean {
    if (this.#socket.destroyed || this.#socket.writableEnded) return false;
    const line = `${JSON.stringify({ jsonrpc: '2.0', method: name, params: payload })}\n`;
    const waiting = this.#socket.writableLength;
    // An empty queue takes anything: a fresh picture may be larger than the limit, and must get through.
    if (waiting > 0 && waiting + Buffer.byteLength(line) > limits.clientBacklogBytesMax) {
      if (!this.#slow) this.#options.onSlow?.(this);
      this.#slow = true;
      return false;
    }
    this.#socket.write(line);
    return true;
  }

  end(): void {
    this.#socket.end();
    // A client that does not take the rest, or does not close its side, must not keep the daemon.
    this.#socket.setTimeout(limits.clientGoodbyeMs, () => this.#socket.destroy());
  }

  #take(service: RpcService<Connection>, line: string): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#calls >= limits.clientCallsMax) {
      this.#refuse(`More than ${limits.clientCallsMax} calls wait for their answers; wait for some first.`);
      return;
    }
    this.#calls++;
    void dispatch(service, this, line).then((reply) => {
      this.#calls--;
      if (reply !== undefined) this.#reply(reply);
    });
  }

  #reply(reply: string): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    // Answers are never dropped; a client that asks on and on without reading is not served any further.
    if (this.#socket.writableLength > limits.messageBytesMax) this.#socket.destroy();
    else this.#socket.write(`${reply}\n`);
  }

  /** After a message that was not read to its end nothing else can be understood. */
  #refuse(sentence: string): void {
    turnAway(this.#socket, sentence, 'too_large');
  }
}

/** Says why and hangs up, at the latest when the client does not even take that. */
function turnAway(socket: Socket, sentence: string, code: ErrorCode): void {
  socket.on('error', () => undefined);
  socket.pause();
  socket.setTimeout(limits.clientGoodbyeMs, () => socket.destroy());
  socket.end(`${failure(null, rpcErrors.expected, sentence, { code })}\n`, () => socket.destroy());
}

function serviceOf(options: ApiServerOptions): RpcService<Connection> {
  const rows = new Map<string, RpcMethod<Connection>>();
  for (const [method, handler] of Object.entries(options.handlers)) {
    const name = method as HandledMethod;
    // The table's row proves the parameters of the same row's handler; the compiler cannot see that through the loop.
    const run = handler as (params: unknown, client: ApiClientHandle) => unknown;
    rows.set(name, { params: methods[name].params, run });
  }
  rows.set('hello', {
    params: methods.hello.params,
    run: (params, client) => hello(params as z.output<Methods['hello']['params']>, client, options),
  });
  return { methods: rows, gate, onBug: options.onBug };
}

function hello(
  params: z.output<Methods['hello']['params']>,
  client: Connection,
  options: ApiServerOptions,
): Result<'hello'> {
  if (!sameToken(params.token, options.token)) {
    throw new PccError('unsafe_environment', 'The token is wrong; use the one in the `run` folder of this home.');
  }
  if (!client.greeted) {
    client.greeted = true;
    client.name = params.client;
    client.protocol = params.protocol;
    options.onClient?.(client);
  }
  return { protocol: apiProtocol, version: options.version, pid: process.pid };
}

function gate(method: string, client: Connection): PccError | undefined {
  if (method === 'hello') return undefined;
  if (!client.greeted) return new PccError('unsafe_environment', 'Say `hello` with the token first.');
  if (client.protocol === apiProtocol || allowedForAnyProtocol.has(method)) return undefined;
  return new PccError(
    'conflict',
    `The client speaks protocol ${client.protocol}, the daemon ${apiProtocol}; run \`pcc daemon restart\`.`,
  );
}

/** Compares in a time that does not depend on where the texts differ. */
function sameToken(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
