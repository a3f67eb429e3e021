/**
 * Cuts a stream of bytes into lines: one message each, without the newline. A line above the limit is an answer, not an
 * accident: `push` gives `too-long`, and what comes after it is not read any more.
 */
export class LineCutter {
  readonly #bytesMax: number;
  #parts: Buffer[] = [];
  #size = 0;
  #broken = false;

  /** `bytesMax` limits one line. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Hands every finished line to `take`, in order; empty lines are skipped. */
  push(bytes: Buffer, take: (line: string) => void): 'ok' | 'too-long' {
    let from = 0;
    while (!this.#broken) {
      const end = bytes.indexOf(10, from);
      const piece = bytes.subarray(from, end < 0 ? undefined : end);
      this.#size += piece.length;
      if (this.#size > this.#bytesMax) {
        this.#broken = true;
        this.#parts = [];
        return 'too-long';
      }
      if (piece.length > 0) this.#parts.push(piece);
      if (end < 0) return 'ok';
      const line = Buffer.concat(this.#parts).toString('utf8').trim();
      this.#parts = [];
      this.#size = 0;
      if (line !== '') take(line);
      from = end + 1;
    }
    return 'too-long';
  }
}
