import { limits } from '../limits.ts';
import { shortened } from './tokens.ts';

/**
 * Texts of tasks as data within a prompt. A result may hold what a web page or a file said, so that no result may end its own
 * quotation, and nothing in it may be more than text to the input box.
 */

/** Controls other than line breaks and tabs, and marks that hide or reorder what is read. */
const unprintable =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Where the CLI would read a file by itself: an `@` that begins a word. */
const mention = /(?<![\p{L}\p{N}_])@(?=\S)/gu;

/**
 * A text between two marks that hold `key`; where the text holds that mark itself, it is broken. `key` is something that the
 * author of the text cannot know, such as the uuid of a later task.
 */
export function fenced(name: string, key: string, text: string): string {
  const mark = `${name}-${key.slice(0, 8)}`;
  const data = asData(text).replaceAll(mark, `${mark.slice(0, -8)} ${mark.slice(-8)}`);
  return `<${mark}>\n${data.trim()}\n</${mark}>`;
}

/** A remark on an answer as one short line of data: it may name fields that the answer made up. */
export function asRemark(text: string): string {
  const line = asData(text).replace(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length > limits.remarkCharsMax ? `${letters.slice(0, limits.remarkCharsMax).join('')}…` : line;
}

function asData(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unprintable, '').replace(mention, '@ ');
}

/**
 * Cuts texts so that together they take at most so many tokens: short ones stay whole, and what they leave is shared by the
 * others.
 */
export function sharedOut(
  texts: readonly { readonly text: string; readonly tokens: number }[],
  room: number,
): readonly string[] {
  const cuts = texts.map(({ text }) => text);
  const rising = texts.map((_, index) => index).sort((a, b) => (texts[a]?.tokens ?? 0) - (texts[b]?.tokens ?? 0));
  let left = room;
  rising.forEach((index, done) => {
    const one = texts[index];
    if (one === undefined) return;
    const share = Math.floor(left / (rising.length - done));
    if (one.tokens > share) cuts[index] = shortened(one.text, share);
    left -= Math.min(one.tokens, share);
  });
  return cuts;
}
