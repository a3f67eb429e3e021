import { limits } from '../limits.ts';
import { shortened } from './tokens.ts';

/**
 * Texts of tasks as data within a prompt. A result may hold what a web page or a file said, so that no result may end its own
 * quotation, and nothing in it may be more than text to the input box.
 */

/** Scripts in whose spelling the two joiners have a part. */
const joiningScripts =
  '\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}' +
  '\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}';

/**
 * What stays of the signs below: an emoji with its colour and those that it is joined to, one joiner between letters that are spelt
 * so, and the marks of Arabic numbers, which are seen.
 */
const readable =
  '\\p{ExtPict}[\\ufe0e\\ufe0f\\p{EMod}]?(?:\\u200d\\p{ExtPict}[\\ufe0f\\p{EMod}]?)*|[0-9#*]\\ufe0f?\\u20e3|' +
  `(?<=[${joiningScripts}])[\\u200c\\u200d](?=[${joiningScripts}])|[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2]`;

/**
 * Controls other than line breaks and tabs, halves of characters, and whatever is not seen itself or hides or reorders what is:
 * letters of tags and selectors of variants can spell whole sentences that only a model reads.
 */
const unseen = '[^\\P{Cc}\\n\\t]|[\\p{Cf}\\p{DI}\\p{Cs}\\p{Zl}\\p{Zp}]';

const unprintable = new RegExp(`(${readable})|${unseen}`, 'gu');

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
  return text.replace(/\r\n?/g, '\n').replace(unprintable, '$1').replace(mention, '@ ');
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
