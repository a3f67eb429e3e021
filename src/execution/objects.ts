import type { Json, JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import { repairedObject } from './repair.ts';

/** The JSON objects in what a model says: the whole of it, a fenced block, or an object in the middle of prose. */

/** At most so many places of a text are tried; an answer has one object, and some examples. */
const placesMax = 24;
/** At most so many of them are repaired, which takes much longer than reading them. */
const repairsMax = 6;

/** A place of a text that may be an object. */
interface Place {
  readonly text: string;
  /** Nothing but it is in the text. */
  readonly isAll: boolean;
}

/** An object that a text holds. */
export interface Found {
  readonly object: JsonObject;
  readonly isAll: boolean;
}

/** The objects of a text, the likeliest first: those that are JSON as they stand before those that had to be repaired, late before early. */
export function* objectsIn(text: string): Generator<Found> {
  if (text.length > limits.answerJsonCharsMax) return;
  const places = placesIn(text);
  const broken: Place[] = [];
  for (const place of places) {
    const object = strictObject(place.text);
    if (object === undefined) broken.push(place);
    else yield { object, isAll: place.isAll };
  }
  for (const place of broken.slice(0, repairsMax)) {
    const object = repairedObject(place.text);
    if (object !== undefined && isModest(object)) yield { object, isAll: place.isAll };
  }
}

function strictObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) && isModest(value) ? value : undefined;
}

/** True for a value that is no deeper and has no more in it than what a program can use, and whose numbers are numbers. */
function isModest(value: Json): boolean {
  let open: Json[] = [value];
  let count = 0;
  for (let depth = 0; open.length > 0; depth++) {
    count += open.length;
    if (depth > limits.answerJsonDepthMax || count > limits.answerJsonValuesMax) return false;
    if (open.some((one) => typeof one === 'number' && !Number.isFinite(one))) return false;
    open = open.flatMap((one) => (typeof one === 'object' && one !== null ? (Object.values(one) as Json[]) : []));
  }
  return true;
}

function placesIn(text: string): readonly Place[] {
  const whole = text.trim();
  const blocks = fencedBlocks(whole);
  const only = blocks.length === 1 && blocks[0]?.isAll === true;
  const places: Place[] = [
    ...(whole.startsWith('{') ? [{ text: whole, isAll: true }] : []),
    ...blocks.filter(({ text: block }) => block.startsWith('{')).reverse(),
    ...(only ? [] : inProse(whole).reverse()),
  ];
  return places.slice(0, placesMax);
}

/** What stands between fences, without the fences and the name of a language. A fence that is not closed reaches to the end. */
function fencedBlocks(text: string): Place[] {
  const blocks: Place[] = [];
  const lines = text.split('\n');
  let fence: string | undefined;
  let start = 0;
  lines.forEach((line, index) => {
    const mark = /^\s*(`{3,}|~{3,})\s*([^`]*)$/.exec(line);
    if (fence === undefined) {
      if (mark?.[1] === undefined) return;
      fence = mark[1];
      start = index;
      return;
    }
    const closes = mark?.[1]?.startsWith(fence) === true && mark[2] === '';
    if (!closes && index < lines.length - 1) return;
    const inner = lines.slice(start + 1, closes ? index : index + 1).join('\n');
    blocks.push({ text: inner.trim(), isAll: start === 0 && index === lines.length - 1 });
    fence = undefined;
  });
  return blocks;
}

/** Objects between words: from a brace to the one that closes it, or to the end of the text where none does. */
function inProse(text: string): Place[] {
  const places: Place[] = [];
  let from = text.indexOf('{');
  while (from !== -1 && places.length < placesMax) {
    const end = endOfObject(text, from);
    places.push({ text: text.slice(from, end ?? text.length), isAll: false });
    // Behind a brace that nothing closes, the next one may begin the object that is meant.
    from = text.indexOf('{', end ?? from + 1);
  }
  return places;
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
