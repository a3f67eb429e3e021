import { assert } from '../../base/assert.ts';

/** Small pieces are joined up to this many characters, so that a child that writes single letters costs no object for each. */
const joinBelowChars = 4_096;

/** The last stretch of a child's output, by output offset. Whole pieces leave at the front when the limit is passed. */
export class Replay {
  readonly #limitChars: number;
  #pieces: { offset: number; text: string }[] = [];
  #end = 0;

  constructor(limitChars: number) {
    this.#limitChars = limitChars;
  }

  /** Output offset reached. */
  get end(): number {
    return this.#end;
  }

  /** Oldest output offset that is still here. */
  get from(): number {
    return this.#pieces[0]?.offset ?? this.#end;
  }

  append(text: string): void {
    const last = this.#pieces.at(-1);
    if (last && last.text.length < joinBelowChars) last.text += text;
    else this.#pieces.push({ offset: this.#end, text });
    this.#end += text.length;
    for (let next = this.#pieces[1]; next && this.#end - next.offset >= this.#limitChars; next = this.#pieces[1]) {
      this.#pieces.shift();
    }
  }

  /** The text from an offset on, as far as its piece goes; '' at the end. `offset` must still be here. */
  read(offset: number): string {
    assert(offset >= this.from && offset <= this.#end, 'output is read that is not in memory');
    const piece = this.#pieces[this.#indexOf(offset)];
    return piece ? piece.text.slice(offset - piece.offset) : '';
  }

  /** Index of the piece that holds the offset, by halving. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#pieces[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
