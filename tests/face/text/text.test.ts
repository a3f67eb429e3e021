import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableLines } from '../../../src/face/text/table.ts';
import { cellsOf, oneLine, padded, shellWord, shorten } from '../../../src/face/text/text.ts';

describe('text for people', () => {
  it('shows controls instead of obeying them', () => {
    expect(oneLine('a\u001b[31mb\r\nc\td\u009b\u202ee\u007f')).toBe('a␛[31mb ⏎ c  d��e␡');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('counts cells and cuts by them', () => {
    expect(['abc', '日本', 'e\u0301', '✅ok', '─'].map(cellsOf)).toEqual([3, 4, 1, 4, 1]);
    expect(shorten('日本語テキスト', 6)).toBe('日本…');
    expect(shorten('short', 5)).toBe('short');
    expect(padded('日', 4)).toBe('日  ');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, cells) => {
        expect(cellsOf(shorten(oneLine(text), cells))).toBeLessThanOrEqual(cells);
      }),
    );
  });

  it('quotes any text as one word of the shell', () => {
    expect(shellWord('plain-word_1')).toBe('plain-word_1');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).map(oneLine), (text) => {
        expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps every line of a table within the width by cutting the flexible column alone', () => {
    const rows = [
      [{ text: '1. a very long label indeed' }, { text: 'pcc respond 3 1' }],
      [{ text: '2. No' }, { text: 'pcc respond 3 2' }],
    ];
    expect(tableLines(rows, 30, 0)).toEqual(['1. a very lo…  pcc respond 3 1', '2. No          pcc respond 3 2']);
    expect(tableLines([], 30)).toEqual([]);
  });
});
