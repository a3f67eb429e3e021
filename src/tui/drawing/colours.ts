import type { Io } from '../../face/io.ts';
import { hasTrueColour } from '../../face/text/ink.ts';
import { nearestOf256 } from '../../terminal/painter.ts';

/** Colours that the terminal can draw. `none`: a person wants none (see no-color.org); attributes stay. */
export type ColourDepth = 'rgb' | '256' | '16' | 'none';

/**
 * What the environment tells of the terminal. screen and most emulators know 256 colours; those with 24 bits say so, and tmux
 * takes them and gives its own terminal what that has.
 */
export function depthOf(env: Io['env']): ColourDepth {
  if (env.NO_COLOR) return 'none';
  const term = env.TERM ?? '';
  if (/^(?:linux|vt\d|ansi$|cygwin$)/.test(term)) return '16';
  const isTmux = term.startsWith('tmux') || Boolean(env.TMUX);
  return isTmux || hasTrueColour({ env }) ? 'rgb' : '256';
}

/** Kinds of a colour in a word of the emulator, from bit 24. */
const kindMask = 0x3000000;
const palette = 0x2000000;
const rgb = 0x3000000;
const valueMask = 0xffffff;
const colourMask = kindMask | valueMask;

/** The 16 colours as xterm has them. Source: xterm's resources. */
const basic: readonly number[] = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

/**
 * The same word with a colour that the terminal has; the bits of the attributes stay as they are. Equal colours become equal
 * words. `choices`: of the 16 colours, how many may be used.
 */
export function lowered(word: number, depth: ColourDepth, choices: number): number {
  const kind = word & kindMask;
  const rest = word & ~colourMask;
  if (kind === 0 || depth === 'none') return rest;
  const value = word & valueMask;
  if (kind === rgb && depth === 'rgb') return word;
  const index = kind === rgb ? nearestOf256(value >> 16, (value >> 8) & 255, value & 255) : value & 255;
  if (depth !== '16') return rest | palette | index;
  return rest | palette | (index < choices ? index : nearestOfBasic(rgbOf(index), choices));
}

/** The codes of a colour in a change of style, '' for the default; `base` is 30 for the foreground, 40 for the background. */
export function coloursCode(word: number, base: number): string {
  const kind = word & kindMask;
  if (kind === 0) return '';
  const value = word & valueMask;
  if (kind === rgb) return `${base + 8};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
  if (value < 8) return String(base + value);
  return value < 16 ? String(base + 60 + value - 8) : `${base + 8};5;${value}`;
}

/** Colour bits of a word for a colour as `Style` has it; 0 for the default. */
export function colourBits(colour: number): number {
  if (colour < 0) return 0;
  return colour > valueMask ? rgb | (colour & valueMask) : palette | colour;
}

/** Bits of a word that are its colour. */
export const colourBitsMask: number = colourMask;

function rgbOf(index: number): number {
  if (index < 16) return basic[index] ?? 0;
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x10101;
  const at = index - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  return (level(Math.floor(at / 36)) << 16) | (level(Math.floor(at / 6) % 6) << 8) | level(at % 6);
}

function nearestOfBasic(colour: number, choices: number): number {
  const isGrey = spreadOf(colour) < greySpreadMax;
  let best = 0;
  let bestFar = Infinity;
  for (let index = 0; index < choices; index++) {
    const other = basic[index] ?? 0;
    // The nearest to a grey may be a yellow, which is no grey to the eye.
    if (isGrey && spreadOf(other) > 0) continue;
    let far = 0;
    for (const shift of [0, 8, 16]) far += (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2;
    if (far < bestFar) [best, bestFar] = [index, far];
  }
  return best;
}

/** The parts of a grey differ by less than this. */
const greySpreadMax = 32;

function spreadOf(colour: number): number {
  const parts = [colour >> 16, (colour >> 8) & 255, colour & 255];
  return Math.max(...parts) - Math.min(...parts);
}
