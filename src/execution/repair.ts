import { jsonrepair } from 'jsonrepair';
import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';

/**
 * Puts right what people and models get wrong in JSON: missing quotes, commas and braces, comments, single quotes. The door of
 * the library that does it; it takes time with the square of the length and recurses with the depth, hence the bounds.
 */
export function repairedObject(text: string): JsonObject | undefined {
  if (text.length > limits.answerRepairCharsMax || isDeep(text)) return undefined;
  try {
    const value = parseJson(jsonrepair(text));
    return isObject(value) ? value : undefined;
  } catch {
    // It says where it gave up, which helps nobody: the text is no JSON.
    return undefined;
  }
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
