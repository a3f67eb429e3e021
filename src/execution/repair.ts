import { jsonrepair } from 'jsonrepair';
import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Effort } from './effort.ts';

/**
 * Puts right what people and models get wrong in JSON. What is most frequent is mended here, since the library guesses where
 * texts end: it takes `"{"` for the beginning of an object. The rest is its part: missing quotes and commas, single quotes.
 * It takes time with the square of the length and recurses with the depth, hence the bounds.
 */
export function repairedObject(text: string, effort: Effort): JsonObject | undefined {
  if (isDeep(text)) return undefined;
  const mended = parseJson(withoutExtras(text));
  if (isObject(mended)) return mended;
  if (text.length > limits.answerRepairCharsMax || !effort.mayRepair(text.length)) return undefined;
  try {
    const value = parseJson(jsonrepair(text));
    return isObject(value) ? value : undefined;
  } catch {
    // It says where it gave up, which helps nobody: the text is no JSON.
    return undefined;
  }
}

/** A text, a comment, a comma that nothing follows, or a bracket. What is not closed reaches to the end, so that nothing is read twice. */
const part = /"(?:[^"\\]|\\.?)*(?:"|$)|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|,(?=\s*(?:[}\]]|$))|[{}[\]]/gs;

/** The text without comments and commas at the end of lists, and with the brackets that are missing at its end. */
function withoutExtras(text: string): string {
  const open: string[] = [];
  const mended = text.replace(part, (found) => {
    if (found.startsWith('"')) return found;
    if (found === '{') open.push('}');
    else if (found === '[') open.push(']');
    else if (found === '}' || found === ']') open.pop();
    else return '';
    return found;
  });
  return mended + open.reverse().join('');
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth = Math.max(0, depth - 1);
    if (depth > limits.answerJsonDepthMax) return true;
  }
  return false;
}
