import type { Duplex } from 'node:stream';
import { limits } from '../limits.ts';

/**
 * Connections on which nobody has shown the token yet, and those that are being ended. They have places of their own, and the oldest
 * one makes room for the next: however many there are, who has the token can connect and say so.
 */
export class Strangers {
  readonly #onEvicted: () => void;
  /** In the order in which they came. */
  readonly #open = new Set<Duplex>();

  /** `onEvicted`: one had to make room. */
  constructor(onEvicted: () => void) {
    this.#onEvicted = onEvicted;
  }

  /** A connection came, or is being ended. */
  add(socket: Duplex): void {
    if (this.#open.has(socket)) return;
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
  known(socket: Duplex): void {
    this.#open.delete(socket);
  }
}
