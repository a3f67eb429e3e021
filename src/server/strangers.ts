import type { Socket } from 'node:net';
import { limits } from '../limits.ts';

/**
 * Connections on which nobody has shown the token yet. They have places of their own, and the oldest one makes room for the next:
 * however many there are, who has the token can connect and say so.
 */
export class Strangers {
  readonly #onEvicted: () => void;
  /** In the order in which they came. */
  readonly #open = new Set<Socket>();

  /** `onEvicted`: one had to make room. */
  constructor(onEvicted: () => void) {
    this.#onEvicted = onEvicted;
  }

  /** A connection came. */
  add(socket: Socket): void {
    const [oldest] = this.#open;
    if (oldest && this.#open.size >= limits.httpStrangersMax) {
      this.#open.delete(oldest);
      oldest.destroy();
      this.#onEvicted();
    }
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** A request on it showed the token. */
  known(socket: Socket): void {
    this.#open.delete(socket);
  }
}
