/**
 * How many tokens a text takes, and what is done about one that takes too many. No tokenizer of the model is at hand, so that
 * each kind of character has a rate above what such tokenizers were seen to take: a text is rather refused than lost.
 */

/** A piece of a text: a word with its capital, capitals, blanks, the same sign several times, or any one character. */
const piece = /[A-Z]?[a-z]{1,40}|[A-Z]{1,40}|[ \t]{1,40}|([!-/:-@[-`{-~])\1{0,39}|[^]/gu;

/** Letters of one token within a word; longer words are names and encodings, which fall into smaller ones. */
const wordLetters = 3;
const longWordLetters = 2;
const longWordFrom = 13;
/** Blanks of one token in an indentation, and same signs of one token in a rule such as `-----`. */
const blanksInToken = 4;
const signsInToken = 2;
/** A single blank mostly belongs to the word behind it. */
const blankTokens = 0.1;

function tokensOf(text: string): number {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0x80) return tokensOfForeign(code);
  const { length } = text;
  const isWord = /[a-z]$/.test(text);
  if (isWord) return Math.ceil(length / (length < longWordFrom ? wordLetters : longWordLetters));
  if (code >= 0x41 && code <= 0x5a) return Math.ceil(length / longWordLetters);
  if (code === 0x20 || code === 0x09) return length === 1 ? blankTokens : Math.ceil(length / blanksInToken);
  // Digits, line breaks and controls count one by one, signs two by two.
  return Math.ceil(length / signsInToken);
}

/** Tokens of a character outside of ASCII; never more than its bytes in UTF-8, into which tokenizers fall back. */
function tokensOfForeign(code: number): number {
  // Alphabets with two bytes a letter: often several letters in a token.
  if (code < 0x800) return 1.5;
  if (code > 0xffff) return 4;
  // Marks, symbols, what joins emoji, and private use: seldom in a vocabulary.
  if ((code >= 0x2000 && code <= 0x2bff) || code >= 0xd800) return 3;
  // Ideographs, kana, syllables, and the alphabets of India and South East Asia.
  return 2;
}

/** Tokens that a text takes, estimated on the safe side. */
export function estimateTokens(text: string): number {
  let sum = 0;
  for (const [found] of text.matchAll(piece)) sum += tokensOf(found);
  return Math.ceil(sum);
}

/** A text as it may be typed and whether it was cut, or the sentence why it may not. */
export type Guarded = { readonly text: string; readonly cut: boolean } | { readonly refused: string };

/** Of a text that is cut, the share that stays of its beginning; the rest is of its end, where what is asked for often stands. */
const headShare = 0.6;
/** The note in the place of the cut takes at most so many tokens. */
const noteTokens = 60;
/** Cut to fewer, a text would be little more than the note. */
const cutTokensMin = 2 * noteTokens;

/**
 * Holds a text against a number of tokens. What is too long is refused, or cut in the middle with a note in its place that
 * whoever reads it can see.
 */
export function guardLength(text: string, maxTokens: number, how: 'refuse' | 'cut'): Guarded {
  const tokens = estimateTokens(text);
  if (tokens <= maxTokens) return { text, cut: false };
  const found = `The prompt takes about ${tokens} tokens and may take ${maxTokens}`;
  if (how === 'refuse') return { refused: `${found}; shorten it, or let it be cut with tooLong 'cut'.` };
  if (maxTokens < cutTokensMin)
    return { refused: `${found}, which leaves nothing to cut it to; shorten it, or what stands around it.` };
  return { text: cutMiddle(text, maxTokens, tokens), cut: true };
}

/** A text of at most so many tokens: the whole of it, or its beginning and its end with a note between them. */
export function shortened(text: string, maxTokens: number): string {
  const most = Math.max(maxTokens, cutTokensMin);
  const tokens = estimateTokens(text);
  return tokens <= most ? text : cutMiddle(text, most, tokens);
}

function cutMiddle(text: string, maxTokens: number, tokens: number): string {
  const room = maxTokens - noteTokens;
  const tailFrom = tokens - Math.floor(room * (1 - headShare));
  let headEnd = 0;
  let tailStart = text.length;
  let sum = 0;
  // Between two pieces no pair of surrogates is torn.
  for (const found of text.matchAll(piece)) {
    if (sum >= tailFrom) {
      tailStart = found.index;
      break;
    }
    sum += tokensOf(found[0]);
    if (sum <= room * headShare) headEnd = found.index + found[0].length;
  }
  const lost = estimateTokens(text.slice(headEnd, tailStart));
  return `${text.slice(0, headEnd)}\n[… about ${lost} tokens were cut here, since at most ${maxTokens} are allowed …]\n${text.slice(tailStart)}`;
}
