import type { Socket } from 'node:net';
import { BugError } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { isErrorCode, PccError, sentenceOf } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import type { Message } from './host/framing.ts';
import { encodeJson, FrameReader } from './host/framing.ts';
import type {
  HostAck,
  HostDetached,
  HostExited,
  HostMethod,
  HostMethods,
  HostOutput,
  HostRequest,
  HostWarning,
} from './host/protocol.ts';

interface Pending {
  readonly method: HostMethod;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timeout: Disposable;
}

/** The client's end of the host's socket: numbered calls with a deadline, and what the host announces, in its order. */
export class HostConnection implements Disposable {
  readonly output = new Emitter<HostOutput>();
  readonly exited = new Emitter<HostExited>();
  readonly warned = new Emitter<HostWarning>();
  readonly detached = new Emitter<HostDetached>();
  readonly closed = new Emitter<string>();
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #callMs: number;
  readonly #frames = new FrameReader();
  readonly #pending = new Map<number, Pending>();
  #inbox: Message[] = [];
  #resting = false;
  #lastCall = 0;
  #why = 'the pty host closed the connection';
  #over = false;

  constructor(socket: Socket, clock: Clock, callMs: number) {
    this.#socket = socket;
    this.#clock = clock;
    this.#callMs = callMs;
    socket.on('data', (bytes) => {
      this.#read(bytes);
    });
    socket.on('error', (error) => {
      this.#why = sentenceOf(error);
    });
    socket.on('close', () => {
      if (this.#finish()) this.closed.fire(this.#why);
    });
  }

  /** @throws PccError the host's own error, `timeout`, or `unavailable` when the connection is or gets lost. */
  call<M extends HostMethod>(method: M, params: HostMethods[M]['params']): Promise<HostMethods[M]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#over) {
        reject(lost(method, this.#why));
        return;
      }
      const n = ++this.#lastCall;
      const request: HostRequest = { n, method, params };
      const bytes = encodeJson(request);
      const timeout = this.#clock.after(this.#callMs, () => {
        this.#pending.delete(n);
        reject(new PccError('timeout', `The pty host did not answer '${method}' within ${this.#callMs} ms.`));
      });
      // The host is of the same protocol version, and answers each method with its own result.
      this.#pending.set(n, { method, resolve: resolve as (value: unknown) => void, reject, timeout });
      this.#socket.write(bytes);
    });
  }

  ack(id: string, offset: number): void {
    const message: HostAck = { ack: { id, offset } };
    if (!this.#over) this.#socket.write(encodeJson(message));
  }

  dispose(): void {
    this.#why = 'it was closed by this side';
    this.#finish();
    this.#socket.destroy();
  }

  /** True the first time. */
  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    for (const { method, reject, timeout } of this.#pending.values()) {
      timeout.dispose();
      reject(lost(method, this.#why));
    }
    this.#pending.clear();
    return true;
  }

  #read(bytes: Buffer): void {
    try {
      for (const message of this.#frames.push(bytes)) this.#inbox.push(message);
    } catch (error) {
      this.#why = sentenceOf(error);
      this.#socket.destroy();
    }
    this.#deliver();
  }

  /** Hands out what has come; after the answer to `attach` only when those who awaited it have run, so that they miss no output. */
  #deliver(): void {
    const messages = this.#inbox;
    if (this.#resting || this.#over) return;
    for (let next = messages.shift(); next; next = messages.shift()) {
      if ('output' in next) this.output.fire(next.output);
      else if (this.#take(next.json) === 'attach') {
        this.#resting = true;
        setImmediate(() => {
          this.#resting = false;
          this.#deliver();
        });
        return;
      }
    }
  }

  /** The method that the message answered, if it was an answer. */
  #take(json: Json): HostMethod | undefined {
    if (!isObject(json)) return undefined;
    if (typeof json.n === 'number') return this.#answer(json.n, json);
    // Pushes come from a host of the same protocol version, in the shapes of `HostPush`.
    const value: unknown = json.value;
    if (json.push === 'exit') this.exited.fire(value as HostExited);
    else if (json.push === 'warning') this.warned.fire(value as HostWarning);
    else if (json.push === 'detached') this.detached.fire(value as HostDetached);
    return undefined;
  }

  #answer(n: number, answer: JsonObject): HostMethod | undefined {
    const pending = this.#pending.get(n);
    if (!pending) return undefined;
    this.#pending.delete(n);
    pending.timeout.dispose();
    const { error } = answer;
    if (isObject(error)) pending.reject(errorOf(error));
    else pending.resolve(answer.ok);
    return pending.method;
  }
}

function errorOf({ code, sentence }: JsonObject): Error {
  if (typeof code === 'string' && isErrorCode(code) && typeof sentence === 'string')
    return new PccError(code, sentence);
  return new BugError('the pty host sent an error without a code');
}

function lost(method: string, why: string): PccError {
  return new PccError('unavailable', `The connection to the pty host is gone during '${method}': ${why}.`);
}
