import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Execution } from '../../../src/api/methods.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { Action, Ended, Face, Order } from './face.ts';
import { lookEveryMs, pause } from './face.ts';
import type { Server } from './server.ts';

/** How long it looks for a daemon that is not there. */
const patienceMs = 60_000;

/** A program that speaks JSON-RPC over a WebSocket and reads the stream of its list; where that breaks it goes on by offset. */
export class Socket implements Face {
  readonly #server: Server;
  #talk: Talk | undefined;
  #id = '';
  #text = '';
  #next = 0;
  /** Where a piece did not begin at the end of the one before. */
  readonly gaps: string[] = [];
  #over = (): void => undefined;
  readonly #ended = new Promise<void>((done) => (this.#over = done));

  constructor(server: Server) {
    this.#server = server;
  }

  /** All that it was sent of the output, and its length in bytes. */
  get output(): { readonly text: string; readonly bytes: number } {
    return { text: this.#text, bytes: this.#next };
  }

  async begin(order: Order): Promise<string> {
    this.#id = order.id;
    this.#talk = await this.#open();
    await this.#talk.call('execute', order);
    await this.#talk.call('execution.watch', { id: order.id, from: 0 });
    return order.id;
  }

  /** Loses its connection without a goodbye. */
  drop(): void {
    this.#talk?.drop();
    this.#talk = undefined;
  }

  /** Comes back and reads on from where it was. */
  async comeBack(): Promise<void> {
    this.#talk = await this.#open();
    await this.#insisting('execution.watch', { id: this.#id, from: this.#next });
  }

  async ended(): Promise<Ended> {
    await this.#ended;
    return (await this.#insisting('execution.status', { id: this.#id })) as unknown as Execution;
  }

  async control(action: Action, freeze?: boolean): Promise<void> {
    await this.#talk?.call('control', { id: this.#id, action, ...(freeze ? { freeze } : {}) });
  }

  async close(): Promise<void> {
    this.drop();
    await Promise.resolve();
  }

  async #open(): Promise<Talk> {
    const raw = new WebSocket(`${this.#server.url.replace(/^http/, 'ws')}/ws`, { headers: this.#server.headers });
    raw.on('error', () => undefined);
    await once(raw, 'open');
    return new Talk(raw, (method, params) => {
      this.#heard(method, params);
    });
  }

  /** Asks until the daemon is there. */
  async #insisting(method: string, params: object): Promise<JsonObject> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        const { call } = this.#talk ?? (await this.#open());
        return await call(method, params);
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'unavailable' || performance.now() > deadline) throw error;
        await pause(lookEveryMs);
      }
    }
  }

  #heard(method: string, params: JsonObject): void {
    if (method !== 'execution.output' || params['id'] !== this.#id) return;
    const { from, text, end } = params as unknown as { from: number; text: string; end?: true };
    if (from !== this.#next) this.gaps.push(`${this.#next} was wanted, ${from} came`);
    this.#text += text;
    this.#next = from + Buffer.byteLength(text);
    if (end) this.#over();
  }
}

/** An error of JSON-RPC. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One connection. */
class Talk {
  readonly #raw: WebSocket;
  readonly #waiting = new Map<
    number,
    { readonly done: (result: JsonObject) => void; readonly failed: (error: Error) => void }
  >();
  #last = 0;

  constructor(raw: WebSocket, heard: (method: string, params: JsonObject) => void) {
    this.#raw = raw;
    raw.on('message', (data: Buffer) => {
      const message = parseJson(data.toString('utf8'));
      if (!isObject(message)) return;
      const { id, method, params } = message;
      if (typeof method === 'string' && isObject(params)) heard(method, params);
      else if (typeof id === 'number') this.#answer(id, message);
    });
    raw.on('close', () => {
      for (const { failed } of this.#waiting.values()) failed(new Refused('gone', 'The WebSocket is over.'));
    });
  }

  readonly call = (method: string, params: object): Promise<JsonObject> =>
    new Promise((done, failed) => {
      const id = ++this.#last;
      this.#waiting.set(id, { done, failed });
      this.#raw.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });

  drop(): void {
    this.#raw.terminate();
  }

  #answer(id: number, { result, error }: JsonObject): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (isObject(result)) waiting?.done(result);
    else if (isObject(error)) {
      const code = isObject(error['data']) ? error['data']['code'] : undefined;
      waiting?.failed(new Refused(typeof code === 'string' ? code : 'failed', JSON.stringify(error['message'])));
    }
  }
}
