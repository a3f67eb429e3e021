import type { Json } from '../base/json.ts';
import { redact } from '../policy/redact.ts';

/** A text or key within JSON. */
const jsonText = /"(?:[^"\\]|\\.)*"/g;

/**
 * What could be read as more than a character of a quotation: marks of chat templates (`<|im_start|>`, `[INST]`), controls,
 * and marks that hide or reorder what is read. JSON may write each of them by its number.
 */
const telling =
  /[<>\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uff5c\uffa0\ufff9-\ufffb\ud800-\udfff]|\[(?=\/?\w{2,40}\])/g;

/**
 * A value as one line of JSON in which no text can end its quotation: quotes, line breaks and whatever a chat template or an
 * eye might take for something else are escaped. `JSON.parse` gives the very value back.
 */
export function quoted(value: Json): string {
  return JSON.stringify(value).replace(jsonText, (text) => text.replace(telling, escaped));
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Controls, line breaks, and marks that hide or reorder what is read. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufe00-\ufe0f]+/gu;

/** What a brain or its server said, safe to store and to show: one line without secrets, cut to `charsMax` characters. */
export function plainText(text: string, charsMax: number): string {
  // A text of any length may come: what is far behind the cut is not even looked at.
  const line = redact(text.slice(0, 4 * charsMax).replace(unprintable, ' '))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > charsMax ? `${line.slice(0, charsMax - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}
