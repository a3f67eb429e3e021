import { writeSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** Writes to the master side of a PTY in order and at once; what the kernel has no room for is offered again a little later. */
export class PtyInput implements Disposable {
  readonly #fd: number;
  readonly #clock: Clock;
  #waiting: Buffer[] = [];
  #retry: Disposable | undefined;
  #closed = false;

  /** `fd` must not block. */
  constructor(fd: number, clock: Clock) {
    this.#fd = fd;
    this.#clock = clock;
  }

  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  write(data: Buffer): void {
    if (this.#closed || data.length === 0) return;
    this.#waiting.push(data);
    if (this.#waiting.length === 1) this.#offer();
  }

  dispose(): void {
    this.#closed = true;
    this.#retry?.dispose();
    this.#waiting = [];
  }

  #offer(): void {
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const taken = this.#writeSome(head);
      if (taken < head.length) {
        this.#waiting[0] = head.subarray(taken);
        this.#retry = this.#clock.after(limits.ptyWriteRetryMs, () => {
          this.#offer();
        });
        return;
      }
      this.#waiting.shift();
    }
  }

  /** How many bytes the kernel took. A PTY whose other side is gone takes everything: nobody is there to miss it. */
  #writeSome(data: Buffer): number {
    try {
      return writeSync(this.#fd, data);
    } catch (error) {
      return systemCode(error) === 'EAGAIN' ? 0 : data.length;
    }
  }
}
