/**
 * The words of a prompt that are an instruction: without code, quotations and what stands between quotes. What is left out
 * is replaced by blanks of the same length, so that places stay where they are.
 */

/** Longest text between quotes on one line; a quote that is not closed hides nothing. */
const quotes: readonly RegExp[] = [
  /"[^"\n]{1,2000}"/gu,
  /“[^”\n]{1,2000}”/gu,
  /«[^»\n]{1,2000}»/gu,
  /‘[^’\n]{1,2000}’/gu,
  // An apostrophe stands within a word, a quote does not.
  /(?<![\p{L}\p{N}])'[^'\n]{1,2000}'(?![\p{L}\p{N}])/gu,
];

/** What of a prompt are a person's instructions. */
export interface OwnWords {
  readonly words: string;
  /** The same with commands in backticks, which an instruction may name. */
  readonly withCommands: string;
}

/** Reads what of a prompt is an instruction. */
export function ownWords(prompt: string): OwnWords {
  const withoutBlocks = withoutLines(prompt);
  const withCommands = quotes.reduce((text, form) => text.replace(form, blanks), withoutBlocks);
  return { words: withCommands.replace(/`[^`\n]+`/gu, blanks), withCommands };
}

function blanks(text: string): string {
  return text.replace(/[^\n]/gu, ' ');
}

/** Without fenced blocks and lines that are quoted. */
function withoutLines(prompt: string): string {
  let fence: string | undefined;
  return prompt
    .split('\n')
    .map((line) => {
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence !== undefined) {
        if (mark?.startsWith(fence) === true) fence = undefined;
        return blanks(line);
      }
      if (mark !== undefined) fence = mark;
      return mark !== undefined || /^\s*>/.test(line) || /^(?: {4}|\t)/.test(line) ? blanks(line) : line;
    })
    .join('\n');
}
