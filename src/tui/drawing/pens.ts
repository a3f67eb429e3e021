import { assert } from '../../base/assert.ts';
import { limits } from '../../limits.ts';
import type { Style } from '../../screen/frame.ts';
import type { ColourDepth } from './colours.ts';
import { colourBits, colourBitsMask, coloursCode, lowered } from './colours.ts';

/** Flags in the words of the emulator's cells, see `RawLine`. */
export const wordFlags = {
  inverse: 0x4000000,
  bold: 0x8000000,
  underline: 0x10000000,
  concealed: 0x40000000,
  strike: 0x80000000 | 0,
  italic: 0x4000000,
  dim: 0x8000000,
  /** In the background: more is told of the cell beside it. */
  extended: 0x10000000,
} as const;

const { inverse, bold, underline, strike, italic, dim } = wordFlags;
const foregroundMask = colourBitsMask | inverse | bold | underline | strike;
const backgroundMask = colourBitsMask | italic | dim;

/** The attributes of a pen, each with the code that switches it on and the one that ends it. Source: ECMA-48. */
const bits = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, strike: 32 } as const;
const ends: readonly (readonly [bits: number, code: string])[] = [
  [bits.bold | bits.dim, '22'],
  [bits.italic, '23'],
  [bits.underline, '24'],
  [bits.inverse, '27'],
  [bits.strike, '29'],
];
const begins: readonly (readonly [bits: number, code: string])[] = [
  [bits.bold, '1'],
  [bits.dim, '2'],
  [bits.italic, '3'],
  [bits.underline, '4'],
  [bits.inverse, '7'],
  [bits.strike, '9'],
];

interface Pen {
  /** Foreground and background as words. */
  readonly fg: number;
  readonly bg: number;
  readonly attributes: number;
  readonly fgCode: string;
  readonly bgCode: string;
  /** What puts it on whatever was worn before. */
  readonly whole: string;
}

/**
 * Looks of cells as small numbers, so that cells are compared by number and a look is written out once. Two nested maps: the
 * two words of a cell do not fit into one number.
 */
export class Pens {
  readonly #depth: ColourDepth;
  #pens: Pen[] = [];
  #byWords = new Map<number, Map<number, number>>();
  #known = 0;
  readonly #lastStyle: { style: Style | undefined; pen: number } = { style: undefined, pen: 0 };

  constructor(depth: ColourDepth) {
    this.#depth = depth;
    this.reset();
  }

  /** More looks are known than should be kept: reset before the next picture. */
  get isFull(): boolean {
    return this.#known > limits.pensMax;
  }

  /** Forgets all pens but the plain one, which is 0. Numbers from before mean nothing any more. */
  reset(): void {
    this.#pens = [];
    this.#byWords = new Map();
    this.#known = 0;
    this.#lastStyle.style = undefined;
    this.ofWords(0, 0);
  }

  /** The pen of a cell of the emulator; concealed text has to be left out by whoever draws it. */
  ofWords(fg: number, bg: number): number {
    const from = fg & foregroundMask;
    const to = bg & backgroundMask;
    const found = this.#byWords.get(from)?.get(to);
    return found ?? this.#learn(from, to);
  }

  ofStyle(style: Style): number {
    if (style === this.#lastStyle.style) return this.#lastStyle.pen;
    const pen = this.ofWords(foregroundOf(style), backgroundOf(style));
    this.#lastStyle.style = style;
    this.#lastStyle.pen = pen;
    return pen;
  }

  /** The pen with a style on top: its colours where it has some, its attributes besides those that are there. */
  patched(pen: number, style: Style): number {
    const { fg, bg } = this.#at(pen);
    const ownFg = foregroundOf(style);
    const ownBg = backgroundOf(style);
    const hasColour = ((ownFg | ownBg) & colourBitsMask) !== 0;
    // A colour means the colour that is seen; inverse alone turns whatever is there.
    const base = hasColour ? fg & ~inverse : fg;
    return this.ofWords(over(base, ownFg) ^ (base & ownFg & inverse), over(bg, ownBg));
  }

  /** What turns the terminal from one pen to another, the shorter of a change and a new beginning; -1: nothing is known. */
  change(from: number, to: number): string {
    if (from === to) return '';
    const next = this.#at(to);
    if (from < 0) return `\u001b[${next.whole}m`;
    const before = this.#at(from);
    const codes = before.attributes === next.attributes ? '' : attributeCodes(before.attributes, next.attributes);
    let change = codes;
    if (before.fgCode !== next.fgCode) change = joined(change, next.fgCode === '' ? '39' : next.fgCode);
    if (before.bgCode !== next.bgCode) change = joined(change, next.bgCode === '' ? '49' : next.bgCode);
    return `\u001b[${change.length < next.whole.length ? change : next.whole}m`;
  }

  #at(pen: number): Pen {
    const found = this.#pens[pen];
    assert(found !== undefined, 'a pen is used after it was forgotten');
    return found;
  }

  #learn(fg: number, bg: number): number {
    const shownFg = lowered(fg, this.#depth, 16);
    // The console draws light backgrounds as blinking text.
    const shownBg = lowered(bg, this.#depth, 8);
    const isOwn = shownFg === fg && shownBg === bg;
    const index = isOwn ? this.#pens.push(penOf(fg, bg)) - 1 : this.ofWords(shownFg, shownBg);
    const row = this.#byWords.get(fg) ?? new Map<number, number>();
    this.#byWords.set(fg, row.set(bg, index));
    this.#known++;
    return index;
  }
}

function penOf(fg: number, bg: number): Pen {
  const attributes =
    (fg & bold ? bits.bold : 0) |
    (bg & dim ? bits.dim : 0) |
    (bg & italic ? bits.italic : 0) |
    (fg & underline ? bits.underline : 0) |
    (fg & inverse ? bits.inverse : 0) |
    (fg & strike ? bits.strike : 0);
  const fgCode = coloursCode(fg, 30);
  const bgCode = coloursCode(bg, 40);
  const codes = joined(joined(attributeCodes(0, attributes), fgCode), bgCode);
  return { fg, bg, attributes, fgCode, bgCode, whole: codes === '' ? '' : `0;${codes}` };
}

/** One code ends bold and dim both: the other is put on again. */
function attributeCodes(before: number, next: number): string {
  let codes = '';
  let worn = before;
  for (const [ended, code] of ends) {
    if ((worn & ~next & ended) === 0) continue;
    worn &= ~ended;
    codes = joined(codes, code);
  }
  for (const [begun, code] of begins) if ((next & ~worn & begun) !== 0) codes = joined(codes, code);
  return codes;
}

function joined(codes: string, more: string): string {
  return codes === '' || more === '' ? codes + more : `${codes};${more}`;
}

function over(word: number, own: number): number {
  const colour = (own & colourBitsMask) === 0 ? word & colourBitsMask : own & colourBitsMask;
  return colour | ((word | own) & ~colourBitsMask);
}

function foregroundOf(style: Style): number {
  return (
    colourBits(style.fg) |
    (style.inverse ? inverse : 0) |
    (style.bold ? bold : 0) |
    (style.underline ? underline : 0) |
    (style.strike ? strike : 0)
  );
}

function backgroundOf(style: Style): number {
  return colourBits(style.bg) | (style.italic ? italic : 0) | (style.dim ? dim : 0);
}
