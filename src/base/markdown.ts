/** Other people's words in Markdown: nothing in them means anything to it, ends their place, or is a key of the terminal that shows it. */

/** A text on a line of its own. */
export function asPlain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&');
}

/** A text as code within a line. */
export function asCode(text: string): string {
  const line = oneLine(text);
  const marks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${marks}${pad}${line}${pad}${marks}`;
}

/** A text as a block of code. */
export function asBlock(text: string, language = ''): string {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${marks}${language}\n${text.replace(/\r\n/g, '\n').replace(unseen, escaped)}\n${marks}`;
}

/** A loop, since a text may have more runs than a call can have arguments. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

function oneLine(text: string): string {
  return text.replace(/[\n\t]/g, escaped).replace(unseen, escaped);
}

/** Control characters save for line ends and tabs, what turns the direction of a text, and what has no width. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escaped(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
