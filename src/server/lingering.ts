import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { limits } from '../limits.ts';
import type { Strangers } from './strangers.ts';

/**
 * Ends connections whose other side may still send. Were they closed at once, the system would answer what comes with a reset, and
 * who sends would hear of that (EPIPE, ECONNRESET) in place of its answer. So this side alone is ended, behind the answer, and what
 * comes is passed over until the other side ends as well: for `limits.httpRequestMs` and `limits.httpLingerBytesMax` at most, then
 * it is cut off. Such a connection has a place among strangers, whoever it was, and where too many linger the oldest is cut off.
 */
export class Lingering implements Disposable {
  readonly #clock: Clock;
  readonly #strangers: Strangers;
  /** In the order in which they began to linger. */
  readonly #open = new Set<Duplex>();

  constructor(clock: Clock, strangers: Strangers) {
    this.#clock = clock;
    this.#strangers = strangers;
  }

  /** Of a request: where it is answered before its body was read, the connection is closed, and lingers while the body still comes. */
  watch(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { headers, socket } = incoming;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
    const isKept = outgoing.shouldKeepAlive;
    outgoing.shouldKeepAlive = false;
    incoming.once('end', () => {
      outgoing.shouldKeepAlive = isKept;
    });
    // Before Node's own listener, which calls `destroySoon` on what is not kept.
    outgoing.prependOnceListener('finish', () => {
      if (incoming.complete) return;
      socket.destroySoon = () => {
        this.begin(socket);
      };
    });
  }

  /** Sends the last that is to be said, and has the connection linger. */
  begin(socket: Duplex, last?: string): void {
    if (socket.destroyed || this.#open.has(socket)) return;
    const [oldest] = this.#open;
    if (oldest && this.#open.size >= limits.httpLingeringMax) {
      this.#open.delete(oldest);
      oldest.destroy();
    }
    this.#open.add(socket);
    this.#strangers.add(socket);
    const cut = this.#clock.after(limits.httpRequestMs, () => socket.destroy());
    socket.once('close', () => {
      cut.dispose();
      this.#open.delete(socket);
    });
    passOver(socket);
    socket.end(last);
  }

  dispose(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

/** What comes reaches the parser of HTTP no more: it begins no request, and none of it is kept. */
function passOver(socket: Duplex): void {
  let left = limits.httpLingerBytesMax;
  const take = (): void => {
    socket.removeAllListeners('data').on('data', (part: Buffer) => {
      left -= part.length;
      if (left < 0) socket.destroy();
    });
  };
  // The parser reads past the socket's own stream, and only it can begin to read again where it had stopped.
  if (socket.isPaused()) socket.once('resume', take).resume();
  else take();
}
