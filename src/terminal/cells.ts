import { limits } from '../limits.ts';

/** The characters of a cell without the marks beyond what is read, never half of one. */
export function capped(chars: string): string {
  if (chars.length <= limits.cellCharsMax) return chars;
  return chars.slice(0, limits.cellCharsMax).replace(/[\ud800-\udbff]$/, '');
}

/** One number for a colour as a style knows it: -1 for the default, a palette's index, or 24 bits above all of those. */
export function colour(isDefault: boolean, isRgb: boolean, value: number): number {
  if (isDefault) return -1;
  return isRgb ? 0x1000000 + value : value;
}
