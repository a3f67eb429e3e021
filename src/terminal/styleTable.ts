import type { Style } from '../screen/frame.ts';
import { plainStyle } from '../screen/frame.ts';

/** The attributes of a cell as one number. */
export const styleBits = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, concealed: 32, strike: 64 } as const;

/** Looks kept at the same time: more than any program uses; one that paints every cell anew must not fill memory. */
const stylesMax = 4_096;

/** One object for one look: equal styles are the same value, so that runs of cells are found by identity. */
export class StyleTable {
  readonly #styles = new Map<string, Style>();

  /** The look of two colours (as in `Style`) and of attributes (see `styleBits`). */
  styleOf(fg: number, bg: number, bits: number): Style {
    if (fg === -1 && bg === -1 && bits === 0) return plainStyle;
    const key = `${fg},${bg},${bits}`;
    const known = this.#styles.get(key);
    if (known) return known;
    const has = (bit: number): boolean => (bits & bit) !== 0;
    const style = {
      fg,
      bg,
      bold: has(styleBits.bold),
      dim: has(styleBits.dim),
      italic: has(styleBits.italic),
      underline: has(styleBits.underline),
      inverse: has(styleBits.inverse),
      concealed: has(styleBits.concealed),
      strike: has(styleBits.strike),
    };
    // Forgotten looks only split runs.
    if (this.#styles.size >= stylesMax) this.#styles.clear();
    this.#styles.set(key, style);
    return style;
  }
}
