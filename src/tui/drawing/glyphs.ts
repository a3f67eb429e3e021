import { cellsOfCode } from '../../face/text/widths.ts';
import { limits } from '../../limits.ts';
import { isNarrowCode, replacement, shownText } from '../../terminal/painter.ts';

/** From here on a number stands for several characters in one cell; below, for the code point that it is. */
const combinedFrom = 0x200000;

/** The right half of a wide character. */
export const rightHalf = 0;
export const blank = 0x20;
const replacementCode = replacement.charCodeAt(0);

/** What stands in cells as numbers; only what may be shown gets one, see `shownText`. */
export class Glyphs {
  #combined: string[] = [];
  #byText = new Map<string, number>();
  /** Code points beyond those that are surely harmless, with what is shown of them. */
  readonly #byCode = new Map<number, number>();

  /** Forgets combinations. Numbers from before mean nothing any more. */
  reset(): void {
    this.#combined = [];
    this.#byText = new Map();
  }

  /** How many combinations are known. */
  get size(): number {
    return this.#combined.length;
  }

  /** What is shown of a code point that stands alone in its cell; 0 is a cell that nothing was written to. */
  ofCode(code: number): number {
    if (code === 0) return blank;
    if (code >= 0x20 && isNarrowCode(code)) return code;
    const known = this.#byCode.get(code);
    if (known !== undefined) return known;
    const shown = this.#shownCode(shownText(String.fromCodePoint(code)));
    if (this.#byCode.size >= limits.pensMax) this.#byCode.clear();
    this.#byCode.set(code, shown);
    return shown;
  }

  /** What is shown of the characters of one cell. */
  ofText(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const shown = shownText(text);
    const code = this.#shownCode(shown);
    // A single code point stands for itself; a table of texts would not stop growing with them.
    if (code < combinedFrom) return code;
    this.#byText.set(text, code);
    return code;
  }

  textOf(glyph: number): string {
    return glyph < combinedFrom ? String.fromCodePoint(glyph) : (this.#combined[glyph - combinedFrom] ?? replacement);
  }

  #shownCode(text: string): number {
    const shown = settled(text);
    const first = shown.codePointAt(0) ?? blank;
    // It would join the cell before.
    if (cellsOfCode(first) === 0) return replacementCode;
    if (shown.length === (first > 0xffff ? 2 : 1)) return first;
    const known = this.#byText.get(shown);
    if (known !== undefined) return known;
    const code = combinedFrom + this.#combined.push(shown) - 1;
    this.#byText.set(shown, code);
    return code;
  }
}

/**
 * The text of a cell without what makes some terminals give it other cells than the emulator: a selector that turns a narrow
 * sign into a picture two cells wide, and a joiner at the end, which would pull the next cell in.
 */
export function settled(text: string): string {
  if (text.length < 2) return text;
  const joined = text.replace(/\u200d+$/, '');
  return cellsOfCode(joined.codePointAt(0) ?? blank) === 2 ? joined : joined.replaceAll('\ufe0f', '');
}

/** A glyph that is one cell wide wherever it stands in for another. */
export function isStandIn(glyph: number): boolean {
  return glyph === blank || glyph === replacementCode;
}
