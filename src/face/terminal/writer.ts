import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** Ends a sequence that was cut off, whatever it was, and does nothing else: CAN, and the end of a string. Source: ECMA-48. */
const endSequence = '\u0018\u001b\\';

/** Where text for the terminal ends up: writes what is taken at once and gives the bytes of it; throws `EAGAIN` when nothing is. */
export interface Sink {
  write(bytes: Buffer): number;
  close(): void;
}

/**
 * Writes to a terminal without waiting for it. Node's own writes to a terminal stop the whole program until a slow one has
 * taken everything; here what it does not take waits, and whoever draws sees `isBehind` and leaves frames out.
 */
export class TerminalWriter implements Disposable {
  readonly #sink: Sink;
  readonly #clock: Clock;
  #waiting: Buffer = Buffer.alloc(0);
  #retry: Disposable | undefined;
  #retryMs: number = limits.terminalRetryMs;

  constructor(sink: Sink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** The terminal has not taken everything yet. */
  get isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  /** Bytes that wait for the terminal. */
  get waitingBytes(): number {
    return this.#waiting.length;
  }

  /** Hands text to the terminal, behind what waits; gives its bytes. */
  write(text: string): number {
    const bytes = Buffer.from(text);
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    if (!this.#retry) this.#push();
    return bytes.length;
  }

  /** Gives up what waits, and ends the sequence that was cut off by that; gives what has to be written first. */
  abandon(): string {
    const isCut = this.isBehind;
    this.#waiting = Buffer.alloc(0);
    this.#retry?.dispose();
    this.#retry = undefined;
    return isCut ? endSequence : '';
  }

  dispose(): void {
    this.abandon();
    this.#sink.close();
  }

  #push(): void {
    try {
      while (this.#waiting.length > 0) {
        const taken = this.#sink.write(this.#waiting);
        this.#waiting = this.#waiting.subarray(taken);
        this.#retryMs = limits.terminalRetryMs;
      }
    } catch (error) {
      if (systemCode(error) !== 'EAGAIN') {
        // The terminal is gone; its streams tell so, and nothing can be shown any more.
        this.abandon();
        return;
      }
      this.#tryAgain();
    }
  }

  #tryAgain(): void {
    this.#retry = this.#clock.after(this.#retryMs, () => {
      this.#retry = undefined;
      this.#push();
    });
    this.#retryMs = Math.min(2 * this.#retryMs, limits.terminalRetryMaxMs);
  }
}

/** What `sinkFor` needs of a terminal's output. */
export interface TerminalOutput {
  write(text: string | Buffer): unknown;
  readonly fd?: number;
}

/**
 * The terminal opened once more, for writes that do not wait: a flag on its first opening would hit whoever shares it. Where
 * that cannot be done (only Linux names open files so) writes wait.
 */
export function sinkFor(output: TerminalOutput): Sink {
  const own = output.fd === undefined ? undefined : openAgain(output.fd);
  if (own === undefined) {
    const write = (bytes: Buffer): number => {
      output.write(bytes);
      return bytes.length;
    };
    return { write, close: () => undefined };
  }
  return { write: (bytes) => writeSync(own, bytes), close: () => closeSync(own) };
}

function openAgain(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
