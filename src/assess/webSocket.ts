import { WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { ServerAccess } from './httpAsking.ts';
import { messageOf } from './messageOf.ts';

/** What the server sends without being asked. */
export interface Told {
  readonly method: string;
  readonly params: JsonObject;
}

interface Waiting {
  readonly done: (result: Json | undefined) => void;
  readonly failed: (error: PccError) => void;
}

/** A client of JSON-RPC over a WebSocket, as a program would write one. */
export class RpcSocket {
  readonly #raw: WebSocket;
  readonly #clock: Clock;
  readonly #told = new Emitter<Told>();
  readonly #messages = new Emitter<string>();
  readonly #waiting = new Map<number, Waiting>();
  #serial = 0;
  /** Everything that it sends without being asked. */
  readonly onTold = this.#told.event;
  /** Every message as it came. */
  readonly onMessage = this.#messages.event;

  private constructor(raw: WebSocket, clock: Clock) {
    this.#raw = raw;
    this.#clock = clock;
    raw.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#take(data.toString('utf8'));
    });
    raw.on('error', () => undefined);
    raw.on('close', () => {
      for (const { failed } of this.#waiting.values()) failed(new PccError('gone', 'The WebSocket was closed.'));
      this.#waiting.clear();
    });
  }

  /** @throws PccError `unavailable` when the server does not take it. */
  static open({ url, token }: ServerAccess, clock: Clock): Promise<RpcSocket> {
    const raw = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      handshakeTimeout: limits.assessWaitMs,
    });
    return new Promise((done, failed) => {
      // What is told right behind the greeting must be heard.
      const socket = new RpcSocket(raw, clock);
      raw.once('open', () => {
        done(socket);
      });
      raw.once('error', (error) => {
        failed(new PccError('unavailable', `The server takes no WebSocket: ${error.message}.`));
      });
    });
  }

  /** Calls a method. @throws PccError `failed` with the server's sentence, `timeout`, or `gone`. */
  call<T = unknown>(method: string, params: object): Promise<T> {
    const id = ++this.#serial;
    return new Promise<T>((done, failed) => {
      const late = this.#clock.after(limits.assessWaitMs, () => {
        this.#waiting.delete(id);
        failed(new PccError('timeout', `'${method}' was not answered within ${limits.assessWaitMs / 1_000} s.`));
      });
      this.#waiting.set(id, {
        done: (result) => {
          late.dispose();
          done(result as T);
        },
        failed: (error) => {
          late.dispose();
          failed(error);
        },
      });
      this.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Sends a message as it is. */
  send(text: string): void {
    this.#raw.send(text, () => undefined);
  }

  /** Reads nothing more until `resume`. */
  pause(): void {
    this.#raw.pause();
  }

  resume(): void {
    this.#raw.resume();
  }

  close(): void {
    this.#raw.resume();
    this.#raw.close();
  }

  #take(text: string): void {
    this.#messages.fire(text);
    const message = parseJson(text);
    if (!isObject(message)) return;
    if (typeof message.method === 'string') {
      this.#told.fire({ method: message.method, params: isObject(message.params) ? message.params : {} });
      return;
    }
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
    if (!waiting) return;
    this.#waiting.delete(Number(message.id));
    if (isObject(message.error)) waiting.failed(new PccError('failed', messageOf(message.error)));
    else waiting.done(message.result);
  }
}
