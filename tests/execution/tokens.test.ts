import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, guardLength } from '../../src/execution/tokens.ts';
import { limits } from '../../src/limits.ts';

/** Tokens that a byte-pair tokenizer needs at least, by rates that published ones stay under. */
const samples: readonly (readonly [string, string, number])[] = [
  ['English', 'The quick brown fox jumps over the lazy dog while nobody looks. ', 1 / 4],
  ['code', 'const x = items.map((item) => item.value ?? 0).filter(Boolean);\n', 1 / 3],
  ['base64', 'aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Qgb2YgZW5jb2Rpbmc5Zm9vYmFy', 1 / 1.8],
  ['hex', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 1 / 1.8],
  ['digits', '31415926535897932384626433832795', 1 / 3],
  ['Chinese', '今天天气很好我们去公园散步吧', 1],
  ['Japanese', 'これはトークンの数を見積もるための文章です', 0.9],
  ['Korean', '안녕하세요 저는 오늘 학교에 갑니다', 0.9],
  ['Russian', 'Сегодня хорошая погода и мы идём в парк', 0.5],
  ['emoji', '😀🎉👩‍👩‍👧🚀', 1],
];

describe('estimateTokens', () => {
  it.each(samples)('is on the safe side for %s', (_name, text, rate) => {
    const long = text.repeat(50);
    expect(estimateTokens(long)).toBeGreaterThanOrEqual(Array.from(long).length * rate);
    // It refuses nothing that surely fits: a tokenizer never needs more than a token a byte.
    expect(estimateTokens(long)).toBeLessThanOrEqual(Buffer.byteLength(long));
  });

  it('counts at least the words, and a quarter of the characters, of any text of words', () => {
    const word = fc.stringMatching(/^[a-zA-Z]{1,14}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join(' ');
        expect(estimateTokens(text)).toBeGreaterThanOrEqual(words.length);
        expect(estimateTokens(text)).toBeGreaterThanOrEqual(text.length / 4 - words.length / 4);
      }),
    );
  });

  it('grows with the text, and no faster than its parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const both = estimateTokens(a + b);
        expect(both).toBeGreaterThanOrEqual(Math.max(estimateTokens(a), estimateTokens(b)) - 1);
        expect(both).toBeLessThanOrEqual(estimateTokens(a) + estimateTokens(b) + 20);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads a prompt of the longest kind at once', () => {
    const before = process.cpuUsage().user;
    estimateTokens('a1 {}😀\n'.repeat(100_000));
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(2_000);
  });
});

describe('guardLength', () => {
  it('lets pass what fits, unchanged', () => {
    expect(guardLength('Do it.', limits.promptTokensMax, 'refuse')).toEqual({ text: 'Do it.', cut: false });
  });

  it('refuses with a sentence that names both numbers', () => {
    expect(guardLength('word '.repeat(1_000), 500, 'refuse')).toEqual({
      refused: expect.stringMatching(/about \d+ tokens and may take 500; shorten it/) as string,
    });
    expect(guardLength('word '.repeat(1_000), 20, 'cut')).toHaveProperty('refused');
  });

  it('cuts the middle with a note, fits then, and tears no character', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 200, maxLength: 2_000 });
    fc.assert(
      fc.property(text, fc.integer({ min: 120, max: 1_000 }), (some, most) => {
        const guarded = guardLength(some, most, 'cut');
        if (!('text' in guarded)) throw new Error(guarded.refused);
        expect(estimateTokens(guarded.text)).toBeLessThanOrEqual(most);
        expect(guarded.cut).toBe(guarded.text !== some);
        // Half of a surrogate pair is a character of its own.
        expect(/\p{Cs}/u.test(guarded.text)).toBe(false);
        if (!guarded.cut) return;
        const [head = '', tail = ''] = guarded.text.split(
          /\n\[… about \d+ tokens were cut here, since at most \d+ are allowed …\]\n/,
        );
        expect(some.startsWith(head)).toBe(true);
        expect(some.endsWith(tail)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
