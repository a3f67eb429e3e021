/** Longest regular expression, characters. */
export const formCharsMax = 200;

/** At most as many parts that may take any number of characters; where the beginning is open, that counts as one. */
const openPartsMax = 2;

/**
 * At most as many ways in which a text can be tried at one place: a part that may be there or not doubles them, a group has
 * one for each of its alternatives. Two open parts leave room for fewer.
 */
const waysMax = 256;
const waysOfTwoOpenMax = 16;

/** A repetition up to this often counts as optional parts, a longer one as any number. */
const shortRepeat = 4;

/**
 * Why a regular expression may take long on a text made for it, undefined when its time grows about as the text does. Such
 * expressions run on text that anybody may print: no repeated group, no reference back, few open parts (`openMax`).
 */
export function whyUnsteady(source: string, openMax = openPartsMax): string | undefined {
  if (source.length > formCharsMax) return `it is longer than ${formCharsMax} characters; make several rows of it`;
  if (/\\(?:[1-9]|k<)|\(\?<[=!]/u.test(source)) return 'it refers back; say what is meant in full';
  const plain = plainOf(source);
  if (/\)(?:[*+]|\{)/u.test(plain)) return 'it repeats a group; only single characters may be repeated';
  const { runs, ways, isAnchored } = shapeOf(plain);
  const open = runs + (isAnchored ? 0 : 1);
  if (open > openMax)
    return `it has more than ${openMax} open part${openMax === 1 ? '' : 's'}; begin it with ^ or make several rows of it`;
  if (ways > (open < openPartsMax ? waysMax : waysOfTwoOpenMax))
    return 'it has too many optional parts and alternatives; make several rows of it';
  return undefined;
}

/** An expression with one character for each of its escapes and sets. */
export function plainOf(source: string): string {
  return source.replace(/\\(?:u\{[^}]*\}|u[0-9a-f]{4}|p\{[^}]*\}|.)/giu, 'x').replace(/\[[^\]]*\]/gu, 'x');
}

/** What the time of an expression follows from. */
export interface Shape {
  /** Parts that may take any number of characters. */
  readonly runs: number;
  /** Ways in which a text can be tried at one place. */
  readonly ways: number;
  /** Characters that one way takes at most besides what its runs take. */
  readonly chars: number;
  /** True when a match begins where the text does. */
  readonly isAnchored: boolean;
}

/** @param plain as `plainOf` gives it */
export function shapeOf(plain: string): Shape {
  let runs = 0;
  let ways = alternatives(plain);
  let chars = plain.length;
  // `+?` and `*?` are one part, not two.
  const parts = plain.replace(/\(\?[:=!]|\(\?<\w+>/gu, '(').replace(/([*+}])\?/gu, '$1');
  for (const [quantifier] of parts.matchAll(/[*+?]|\{\d+(?:,\d*)?\}/gu)) {
    const times = repeats(quantifier);
    chars += Number(/\d+/u.exec(quantifier)?.[0] ?? 0);
    if (times > shortRepeat) runs++;
    else ways *= 2 ** times;
  }
  return { runs, ways, chars, isAnchored: plain.startsWith('^') && !hasTopBar(plain) };
}

/** In how many ways the groups can be gone through: each by one of its alternatives. Those outside of groups come one after the other. */
function alternatives(plain: string): number {
  let ways = 1;
  const bars: number[] = [];
  for (const char of plain) {
    const depth = bars.length - 1;
    if (char === '(') bars.push(0);
    else if (char === '|' && depth >= 0) bars[depth] = (bars[depth] ?? 0) + 1;
    else if (char === ')') ways *= 1 + (bars.pop() ?? 0);
  }
  return ways;
}

function repeats(quantifier: string): number {
  if (quantifier === '?') return 1;
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/u.exec(quantifier) ?? [];
  if (least === undefined) return Infinity;
  if (comma === '') return 0;
  return most === '' || most === undefined ? Infinity : Number(most) - Number(least);
}

/** True when alternatives stand outside of all groups, so that `^` belongs to the first only. */
export function hasTopBar(plain: string): boolean {
  let depth = 0;
  for (const char of plain) {
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) return true;
  }
  return false;
}
