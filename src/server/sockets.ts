import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { limits } from '../limits.ts';
import type { Counts } from './counts.ts';
import { mcpSubprotocol, subprotocol } from './guard.ts';

/** The door to `ws`: WebSockets as the rest of the server sees them. */

/** Why the server ends a WebSocket, by the numbers of RFC 6455. */
export const closing = {
  serverEnds: [1001, 'The server is ending; come back to the next one.'],
  notText: [1003, 'Messages are JSON texts.'],
  tooSlow: [1013, 'Answers are taken too slowly; read on before you ask again.'],
} as const satisfies Record<string, readonly [code: number, reason: string]>;
export type Closing = keyof typeof closing;

/** One WebSocket. */
export interface ServerSocket {
  /** Bytes that were sent and that the system has not taken yet. */
  readonly buffered: number;
  readonly isOpen: boolean;
  /** A message of text; one of bytes ends the conversation. */
  readonly onMessage: Event<string>;
  /** Some of what waited has left. */
  readonly onDrain: Event<void>;
  /** Once, when it is over, whoever ended it. */
  readonly onClose: Event<void>;
  /** Sends a message as text; nothing is sent to one that is over. */
  send(message: Buffer): void;
  /** Resolves when some of what waits has left, or the socket is over. */
  drained(): Promise<void>;
  /** Reads nothing more until `resume`. */
  pause(): void;
  resume(): void;
  close(why: Closing): void;
}

/** What the sockets need. */
export interface SocketsOptions {
  readonly clock: Clock;
  readonly counts: Counts;
}

/** All WebSockets of a server: takes them over from HTTP, looks whether they live, and ends them. */
export class Sockets implements Disposable {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.httpBodyBytesMax,
    perMessageDeflate: false,
    // A token is never repeated; `ws` refuses a client whose every offer is passed over.
    handleProtocols: (offered) => [subprotocol, mcpSubprotocol].find((one) => offered.has(one)) ?? false,
    // A flood of pings must not make a queue of pongs.
    autoPong: false,
  });
  readonly #options: SocketsOptions;
  readonly #open = new Set<Socket>();
  #timer: Disposable;

  constructor(options: SocketsOptions) {
    this.#options = options;
    this.#timer = this.#lookLater();
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The most bytes that wait for one of them. */
  get mostBuffered(): number {
    return Math.max(0, ...[...this.#open].map(({ buffered }) => buffered));
  }

  /** Makes a WebSocket of a request that passed the guard. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer, use: (socket: ServerSocket) => void): void {
    this.#server.handleUpgrade(request, stream, head, (raw) => {
      const socket = new Socket(raw, this.#options.counts);
      this.#open.add(socket);
      this.#options.counts.add('ws_accepted');
      socket.onClose(() => this.#open.delete(socket));
      use(socket);
    });
  }

  /** Tells all that the server ends, and cuts off who is still there after `limits.serverGoodbyeMs`. */
  async end(): Promise<void> {
    this.#timer.dispose();
    for (const socket of this.#open) socket.close('serverEnds');
    const left = [...this.#open].map((socket) => socket.over);
    const cut = this.#options.clock.after(limits.serverGoodbyeMs, () => {
      for (const socket of this.#open) socket.cut();
    });
    await Promise.all(left);
    cut.dispose();
  }

  dispose(): void {
    this.#timer.dispose();
    for (const socket of this.#open) socket.cut();
  }

  #lookLater(): Disposable {
    return this.#options.clock.after(limits.wsPingMs, () => {
      for (const socket of this.#open) {
        if (socket.look()) continue;
        this.#options.counts.add('ws_closed', 'dead');
        socket.cut();
      }
      this.#timer = this.#lookLater();
    });
  }
}

class Socket implements ServerSocket {
  readonly #raw: WebSocket;
  readonly #counts: Counts;
  readonly #messages = new Emitter<string>();
  readonly #drains = new Emitter<void>();
  readonly #closes = new Emitter<void>();
  readonly onMessage = this.#messages.event;
  readonly onDrain = this.#drains.event;
  readonly onClose = this.#closes.event;
  readonly over: Promise<void>;
  /** It gave a sign of life since the last look, or was not there then. */
  #lives = true;

  constructor(raw: WebSocket, counts: Counts) {
    this.#raw = raw;
    this.#counts = counts;
    raw.on('message', (data, isBinary) => {
      this.#lives = true;
      if (!this.isOpen) return;
      if (isBinary) this.close('notText');
      else this.#messages.fire(textOf(data));
    });
    raw.on('ping', (data) => {
      this.#lives = true;
      if (this.isOpen && this.buffered < limits.wsBacklogBytes) raw.pong(data);
    });
    raw.on('pong', () => (this.#lives = true));
    // A broken connection, or a message that breaks the protocol, is followed by `close`.
    raw.on('error', () => undefined);
    this.over = new Promise((done) => {
      raw.on('close', () => {
        this.#drains.fire();
        this.#closes.fire();
        for (const emitter of [this.#messages, this.#drains, this.#closes]) emitter.dispose();
        done();
      });
    });
  }

  get buffered(): number {
    return this.#raw.bufferedAmount;
  }

  get isOpen(): boolean {
    return this.#raw.readyState === WebSocket.OPEN;
  }

  send(message: Buffer): void {
    if (!this.isOpen) return;
    this.#counts.add('ws_sent_bytes', '', message.length);
    this.#raw.send(message, { binary: false }, (error) => {
      if (error) return;
      this.#lives = true;
      this.#drains.fire();
    });
  }

  drained(): Promise<void> {
    if (!this.isOpen || this.buffered === 0) return Promise.resolve();
    return new Promise((done) => {
      const listening = this.onDrain(() => {
        listening.dispose();
        done();
      });
    });
  }

  pause(): void {
    this.#raw.pause();
  }

  resume(): void {
    this.#raw.resume();
  }

  close(why: Closing): void {
    if (!this.isOpen) return;
    const [code, reason] = closing[why];
    this.#counts.add('ws_closed', why);
    // One that was paused would not see the other side's goodbye.
    this.#raw.resume();
    this.#raw.close(code, reason);
  }

  cut(): void {
    this.#raw.terminate();
  }

  /** Asks for a sign of life; false when there was none since the last time. */
  look(): boolean {
    if (!this.#lives) return false;
    this.#lives = false;
    if (this.isOpen && this.buffered < limits.wsBacklogBytes) this.#raw.ping();
    return true;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
