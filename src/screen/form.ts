/** Texts longer than this are looked at only so far, characters: what is recognised stands at the beginning of a row. */
const textCharsMax = 2_000;

/** One or several wordings as one thing to ask: does a text fit any of them? */
export class Form {
  readonly #parts: readonly RegExp[];

  constructor(parts: readonly RegExp[]) {
    this.#parts = parts;
  }

  /** True when the text fits one of the wordings. */
  test(text: string): boolean {
    const seen = bounded(text);
    return this.#parts.some((part) => part.test(seen));
  }

  /** The first wording's match, with its groups. */
  exec(text: string): RegExpExecArray | undefined {
    const seen = bounded(text);
    for (const part of this.#parts) {
      const match = part.exec(seen);
      if (match) return match;
    }
    return undefined;
  }
}

function bounded(text: string): string {
  return text.length > textCharsMax ? text.slice(0, textCharsMax) : text;
}
