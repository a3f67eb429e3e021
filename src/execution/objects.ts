import type { Json, JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { isDeeper } from '../base/nesting.ts';
import { limits } from '../limits.ts';
import type { Effort } from './effort.ts';
import { repairedObject } from './repair.ts';

/** The JSON objects in what a model says: the whole of it, a fenced block, or an object in the middle of prose. */

/** At most so many places of a text are tried; an answer has one object, and some examples. */
const placesMax = 24;
/** At most so many of them are repaired, which takes much longer than reading them. */
const repairsMax = 6;

/** A place of a text that may be an object. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** Nothing but it is in the text. */
  readonly isAll: boolean;
}

/** An object that a text holds. */
export interface Found {
  readonly object: JsonObject;
  readonly isAll: boolean;
  /** How many other places end behind its own: what is said last has the lowest. */
  readonly rank: number;
}

/** The objects of a text: those that are JSON as they stand before those that had to be repaired, late before early. */
export function* objectsIn(text: string, effort: Effort): Generator<Found> {
  if (text.length > limits.answerJsonCharsMax) return;
  const whole = text.trim();
  const broken: (Omit<Found, 'object'> & { readonly text: string })[] = [];
  for (const [rank, { start, end, isAll }] of placesIn(whole).entries()) {
    const part = whole.slice(start, end);
    const object = strictObject(part, effort);
    if (object === undefined) broken.push({ text: part, isAll, rank });
    else yield { object, isAll, rank };
  }
  for (const { text: part, isAll, rank } of broken.slice(0, repairsMax)) {
    const object = repairedObject(part, effort);
    // A brace between words is no answer.
    const isEmpty = object !== undefined && Object.keys(object).length === 0 && !isAll;
    if (object !== undefined && !isEmpty && isModest(object)) yield { object, isAll, rank };
  }
}

/** The objects of a text, what is said last first: what is quoted comes before the answer to it. */
export function lastObjectsIn(text: string, effort: Effort): readonly Found[] {
  return [...objectsIn(text, effort)].sort((a, b) => a.rank - b.rank);
}

function strictObject(text: string, effort: Effort): JsonObject | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  if (isModest(value)) return value;
  if (isDeeper(value, limits.answerJsonDepthMax)) effort.metDeep = true;
  return undefined;
}

/** True for a value that is no deeper and has no more in it than what a program can use, and whose numbers are numbers. */
function isModest(value: Json): boolean {
  if (isDeeper(value, limits.answerJsonDepthMax)) return false;
  let count = 0;
  for (let open: Json[] = [value]; open.length > 0; ) {
    count += open.length;
    if (count > limits.answerJsonValuesMax) return false;
    if (open.some((one) => typeof one === 'number' && !Number.isFinite(one))) return false;
    open = open.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as Json[]) : []));
  }
  return true;
}

/** The last places of a text, later ends first, and of those that end together the longest first. */
function placesIn(whole: string): readonly Place[] {
  const blocks = fencedBlocks(whole);
  const only = blocks.length === 1 && blocks[0]?.isAll === true;
  const own = blocks.filter(({ start }) => whole[start] === '{');
  const places: readonly Place[] = [
    ...(whole.startsWith('{') ? [{ start: 0, end: whole.length, isAll: true }] : []),
    ...own,
    ...(only ? [] : within(own, inProse(whole))),
  ];
  return places
    .toSorted((a, b) => b.end - a.end || a.start - b.start)
    .filter(({ start, end }, index, all) => start !== all[index - 1]?.start || end !== all[index - 1]?.end)
    .slice(0, placesMax);
}

/** No object reaches out of the fenced block that it begins in. Both lists are in the order of the text. */
function within(blocks: readonly Place[], places: readonly Place[]): readonly Place[] {
  let next = 0;
  return places.map((place) => {
    while ((blocks[next]?.end ?? Infinity) <= place.start) next++;
    const block = blocks[next];
    return block !== undefined && block.start <= place.start
      ? { ...place, end: Math.min(place.end, block.end) }
      : place;
  });
}

/** What stands between fences, without the fences and the name of a language. A fence that is not closed reaches to the end. */
function fencedBlocks(text: string): readonly Place[] {
  const blocks: Place[] = [];
  const lines = text.split('\n');
  let open: { readonly mark: string; readonly index: number; readonly from: number } | undefined;
  let at = 0;
  lines.forEach((line, index) => {
    const fence = fenceOf(line);
    const after = at + line.length + 1;
    if (open === undefined) {
      if (fence !== undefined) open = { mark: fence.mark, index, from: after };
    } else {
      const closes = fence !== undefined && fence.mark.startsWith(open.mark) && fence.rest === '';
      if (closes || index === lines.length - 1) {
        const inner = text.slice(open.from, closes ? at : text.length);
        const start = open.from + inner.length - inner.trimStart().length;
        const isAll = open.index === 0 && index === lines.length - 1;
        blocks.push({ start, end: Math.max(start, open.from + inner.trimEnd().length), isAll });
        open = undefined;
      }
    }
    at = after;
  });
  return blocks;
}

/** The fence that a line is, with the words behind it. By hand: an expression would take the square of the time of a long run of signs. */
function fenceOf(line: string): { readonly mark: string; readonly rest: string } | undefined {
  const text = line.trim();
  const [sign] = text;
  if (sign !== '`' && sign !== '~') return undefined;
  let length = 1;
  while (text[length] === sign) length++;
  const rest = text.slice(length).trim();
  return length < 3 || rest.includes('`') ? undefined : { mark: text.slice(0, length), rest };
}

/**
 * Objects between words: from a brace to the one that closes it, or to the end of the text where none does. Of those that are closed
 * only as many of the last as are tried.
 */
function inProse(text: string): readonly Place[] {
  let places: Place[] = [];
  let unclosed = 0;
  let from = text.indexOf('{');
  while (from !== -1) {
    const end = endOfObject(text, from);
    // Each of these takes a look at all that follows.
    if (end === undefined && ++unclosed > placesMax) break;
    places.push({ start: from, end: end ?? text.length, isAll: false });
    if (places.length > 4 * placesMax) places = lastPlaces(places, text);
    // Behind a brace that nothing closes, the next one may begin the object that is meant.
    from = text.indexOf('{', end ?? from + 1);
  }
  return lastPlaces(places, text);
}

/** Those that reach to the end of a text, and the last of the others, in their order. */
function lastPlaces(places: readonly Place[], { length }: string): Place[] {
  const closed = places.filter(({ end }) => end < length);
  const first = closed.at(-placesMax)?.start ?? 0;
  return places.filter(({ start, end }) => end === length || start >= first);
}

/** The place behind the brace that closes the one at `from`; braces in texts do not count. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (isText) {
      if (char === '\\') at++;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}
