import { createHash } from 'node:crypto';
import type { Execution } from '../api/methods.ts';
import type { Disposable } from '../base/disposables.ts';
import { messageOf } from './messageOf.ts';
import type { RpcSocket, Told } from './webSocket.ts';

/** What a reader needs of a connection. */
export type Talk = Pick<RpcSocket, 'call' | 'onTold'>;

/** How one client reads the output of one list. */
export interface ReaderOptions {
  /** Keeps no text, only how much it was and its hash: for many clients at once. */
  readonly counts?: true;
  /** Called with each piece, which begins with the last characters of the one before it. */
  readonly onPiece?: (text: string) => void;
}

/** So much of the piece before stands before the next: a word that is cut in two is found in it. */
const overlapChars = 200;

/** Reads the output of a list from an offset on, as the server streams it. */
export class ListReader implements Disposable {
  readonly id: string;
  /** As far as `counts` was not asked for. */
  text = '';
  bytes = 0;
  largestBytes = 0;
  /** The end was told. */
  ended = false;
  /** A piece did not follow the one before it. */
  gap: string | undefined;
  readonly #options: ReaderOptions;
  readonly #hash = createHash('sha256');
  #next: number;
  #tail = '';
  #listening: Disposable | undefined;

  private constructor(id: string, from: number, options: ReaderOptions) {
    this.id = id;
    this.#next = from;
    this.#options = options;
  }

  /** Begins to watch a list. @throws PccError as `RpcSocket.call`. */
  static async begin(socket: Talk, id: string, from: number, options: ReaderOptions = {}): Promise<ListReader> {
    const reader = new ListReader(id, from, options);
    reader.#listening = socket.onTold((told) => {
      reader.#take(told);
    });
    await socket.call<Execution>('execution.watch', { id, from });
    return reader;
  }

  /** SHA-256 of all that it has read, in hexadecimal; nothing more is to come. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  dispose(): void {
    this.#listening?.dispose();
  }

  #take({ method, params }: Told): void {
    if (method === 'error' && params.id === this.id) this.gap ??= messageOf(params);
    if (method !== 'execution.output' || params.id !== this.id) return;
    const { from, text, end } = params;
    if (typeof from !== 'number' || typeof text !== 'string') return;
    if (from !== this.#next) this.gap ??= `A piece began at ${from} instead of ${this.#next}.`;
    const bytes = Buffer.byteLength(text);
    this.#next = from + bytes;
    this.bytes += bytes;
    this.largestBytes = Math.max(this.largestBytes, bytes);
    this.ended ||= end === true;
    this.#hash.update(text);
    if (this.#options.counts !== true) this.text += text;
    this.#options.onPiece?.(this.#tail + text);
    this.#tail = (this.#tail + text).slice(-overlapChars);
  }
}

/**
 * Asks for all output of a list that is over, piece by piece, and gives how many bytes it was. Of one that is not over it gives what
 * there is.
 */
export async function readOutput(socket: Talk, id: string, take: (text: string) => void): Promise<number> {
  let from = 0;
  for (;;) {
    const piece = await socket.call<{ text: string; next: number; end: boolean }>('execution.output', { id, from });
    take(piece.text);
    from = piece.next;
    if (piece.end || piece.text === '') return from;
  }
}
