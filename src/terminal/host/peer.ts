import type { Socket } from 'node:net';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import type { OutputSink } from './attachments.ts';
import { encodeJson, encodeOutput, FrameReader } from './framing.ts';
import type { HostAnswer, HostDetached, HostExited, HostOutput, HostPush, HostWarning } from './protocol.ts';

/** What the host does with a connection. */
export interface PeerHandlers {
  readonly message: (peer: Peer, value: JsonObject) => void;
  readonly closed: (peer: Peer, why: string) => void;
}

/** One client's connection, seen from the host. Bytes that make no sense end this connection and touch nothing else. */
export class Peer implements OutputSink {
  readonly #socket: Socket;
  readonly #backlogBytesMax: number;
  readonly #frames = new FrameReader();
  #why = 'it went away';
  /** True once it said hello in our protocol. */
  greeted = false;
  #isLeft = false;

  constructor(socket: Socket, backlogBytesMax: number, handlers: PeerHandlers) {
    this.#socket = socket;
    this.#backlogBytesMax = backlogBytesMax;
    socket.on('data', (bytes) => {
      this.#read(bytes, handlers);
    });
    socket.on('error', (error) => {
      this.#why = sentenceOf(error);
    });
    socket.on('close', () => {
      handlers.closed(this, this.#why);
    });
  }

  answer(answer: HostAnswer): void {
    this.#send(encodeJson(answer));
  }

  output(output: HostOutput): void {
    this.#send(encodeOutput(output));
  }

  detached(value: HostDetached): void {
    this.#push({ push: 'detached', value });
  }

  exited(value: HostExited): void {
    if (!this.#isLeft) this.#push({ push: 'exit', value });
  }

  warned(value: HostWarning): void {
    this.#push({ push: 'warning', value });
  }

  /** The host itself ends: how its children end then is its own doing and says nothing about what was wanted. */
  leave(): void {
    this.#isLeft = true;
  }

  /** Lets what was sent go out, then closes. */
  end(): void {
    this.#socket.end(() => this.#socket.destroy());
  }

  close(why: string): void {
    this.#why = why;
    this.#socket.destroy();
  }

  #push(push: HostPush): void {
    this.#send(encodeJson(push));
  }

  #send(bytes: Buffer): void {
    if (this.#socket.destroyed) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength > this.#backlogBytesMax) this.close('it did not read what it was sent');
  }

  #read(bytes: Buffer, handlers: PeerHandlers): void {
    try {
      for (const message of this.#frames.push(bytes)) {
        if (!('json' in message) || !isObject(message.json)) {
          throw new PccError('invalid_input', 'It sent a message that is no request.');
        }
        handlers.message(this, message.json);
        if (this.#socket.destroyed) return;
      }
    } catch (error) {
      if (!(error instanceof PccError)) throw error;
      this.close(error.message);
    }
  }
}
