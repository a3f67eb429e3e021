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
 * expressions run on text that anybody may print: no repeated group, no reference back, few open parts.
 */
export function whyUnsteady(source: string): string | undefined {
  if (source.length > formCharsMax) return `it is longer than ${formCharsMax} characters; make several rows of it`;
  if (/\\(?:[1-9]|k<)|\(\?<[=!]/u.test(source)) return 'it refers back; say what is meant in full';
  // Escapes and sets stand for one character each.
  const plain = source.replace(/\\(?:u\{[^}]*\}|u[0-9a-f]{4}|p\{[^}]*\}|.)/giu, 'x').replace(/\[[^\]]*\]/gu, 'x');
  if (/\)(?:[*+]|\{)/u.test(plain)) return 'it repeats a group; only single characters may be repeated';
  let open = plain.startsWith('^') && !hasTopBar(plain) ? 0 : 1;
  let ways = alternatives(plain);
  // `+?` and `*?` are one part, not two.
  const parts = plain.replace(/\(\?[:=!]|\(\?<\w+>/gu, '(').replace(/([*+}])\?/gu, '$1');
  for (const [quantifier] of parts.matchAll(/[*+?]|\{\d+(?:,\d*)?\}/gu)) {
    const times = repeats(quantifier);
    if (times > shortRepeat) open++;
    else ways *= 2 ** times;
  }
  if (open > openPartsMax)
    return `it has more than ${openPartsMax} open parts; begin it with ^ or make several rows of it`;
  if (ways > (open < openPartsMax ? waysMax : waysOfTwoOpenMax))
    return 'it has too many optional parts and alternatives; make several rows of it';
  return undefined;
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
