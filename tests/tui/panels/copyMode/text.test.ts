import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadlessScreen } from '../../../../src/terminal/headlessScreen.ts';
import type { Frozen, Selection } from '../../../../src/tui/panels/copyMode/text.ts';
import { hitsOf, selectedText, stretchesOf } from '../../../../src/tui/panels/copyMode/text.ts';
import { endOf, fromColumn, glyphsOf } from '../../../../src/tui/panels/copyMode/glyphs.ts';
import { nextWord, nextWordEnd, settled, wordBefore } from '../../../../src/tui/panels/copyMode/motion.ts';

/** What the emulator makes of a text on a screen of so many columns. */
function frozenAfter(text: string, cols = 20): Frozen {
  const screen = new HeadlessScreen({ cols, rows: 60 });
  try {
    screen.write(text.replaceAll('\n', '\r\n'));
    const rows = screen.frame().rows;
    return { cols, rows: rows.slice(0, Math.max(1, rows.findLastIndex((row) => row.text !== '') + 1)) };
  } finally {
    screen.dispose();
  }
}

const select = (kind: Selection['kind'], row: number, col: number): Selection => ({ kind, anchor: { row, col } });

/** The end of all rows. */
function lastSpot({ rows }: Frozen): { row: number; col: number } {
  return settled(rows, { row: rows.length - 1, col: 10_000 });
}

const words = fc
  .array(fc.constantFrom('a', 'B', '7', ' ', '日', '本', '🚀', 'é', 'e\u0301', '-', '  '), { maxLength: 90 })
  .map((parts) => parts.join('').replace(/ +$/, ''));

describe('a selection', () => {
  it('joins what was wrapped softly and ends other rows with a line break', () => {
    const frozen = frozenAfter('abcdefghijklmnopqrstuvwxyz\nnext  \nlast');
    expect(selectedText(frozen, select('characters', 0, 3), { row: 3, col: 1 })).toBe(
      'defghijklmnopqrstuvwxyz\nnext\nla',
    );
  });

  it('keeps the blanks over a wrap', () => {
    const frozen = frozenAfter(`${'x'.repeat(17)}   yz`);
    expect(frozen.rows).toHaveLength(2);
    expect(selectedText(frozen, select('characters', 0, 0), lastSpot(frozen))).toBe(`${'x'.repeat(17)}   yz`);
  });

  it('makes no blank of the cell that a wide character left free', () => {
    const frozen = frozenAfter(`${'x'.repeat(19)}日本`);
    expect(selectedText(frozen, select('characters', 0, 0), lastSpot(frozen))).toBe(`${'x'.repeat(19)}日本`);
  });

  it('takes lines whole, with all rows they were wrapped to', () => {
    const frozen = frozenAfter(`one\n${'y'.repeat(45)}\ntwo`);
    expect(selectedText(frozen, select('lines', 2, 4), { row: 2, col: 0 })).toBe('y'.repeat(45));
    expect(selectedText(frozen, select('lines', 4, 0), { row: 3, col: 9 })).toBe(`${'y'.repeat(45)}\ntwo`);
  });

  it('takes a block of columns, wide characters whole', () => {
    const frozen = frozenAfter('abcdef\n12日5\nxy\n');
    expect(selectedText(frozen, select('block', 0, 3), { row: 2, col: 1 })).toBe('bcd\n2日\ny');
    expect(selectedText(frozen, select('block', 0, 3), { row: 1, col: 2 })).toBe('cd\n日');
  });

  it('tints just what it copies', () => {
    const frozen = frozenAfter('a日b\n\nxyz');
    const selection = select('characters', 0, 1);
    expect(stretchesOf(frozen, selection, { row: 2, col: 1 })).toEqual([
      { row: 0, from: 1, to: 4 },
      { row: 1, from: 0, to: 0 },
      { row: 2, from: 0, to: 2 },
    ]);
  });

  it('of everything is what the child wrote, for any text with wide characters and wraps', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.integer({ min: 4, max: 30 }), (lines, cols) => {
        const frozen = frozenAfter(lines.join('\n'), cols);
        const all = lines.join('\n').replace(/\n+$/, '');
        // A blank in the last column before a wide character cannot be told from the cell that its wrap left free.
        const plain = (text: string): string => text.replace(/ +(?=[日本🚀])/gu, '');
        expect(plain(selectedText(frozen, select('characters', 0, 0), lastSpot(frozen)))).toBe(plain(all));
        expect(plain(selectedText(frozen, select('lines', 0, 0), lastSpot(frozen)))).toBe(plain(all));
      }),
      { numRuns: 400 },
    );
  });

  it('in either direction is the same text', () => {
    fc.assert(
      fc.property(words, fc.array(fc.nat(60), { minLength: 4, maxLength: 4 }), (text, [a = 0, b = 0, c = 0, d = 0]) => {
        const frozen = frozenAfter(text, 12);
        const one = settled(frozen.rows, { row: a % 8, col: b });
        const other = settled(frozen.rows, { row: c % 8, col: d });
        for (const kind of ['characters', 'lines', 'block'] as const)
          expect(selectedText(frozen, { kind, anchor: one }, other)).toBe(
            selectedText(frozen, { kind, anchor: other }, one),
          );
      }),
    );
  });
});

describe('a search', () => {
  it('finds each place, also over a wrap, and tints the rows it stands in', () => {
    const frozen = frozenAfter('needle in hay needle x');
    expect(hitsOf(frozen, 'needle')).toEqual([
      { at: { row: 0, col: 0 }, stretches: [{ row: 0, from: 0, to: 6 }] },
      { at: { row: 0, col: 14 }, stretches: [{ row: 0, from: 14, to: 20 }] },
    ]);
    const wrapped = frozenAfter('012345678901234567needle');
    expect(hitsOf(wrapped, 'needle')).toEqual([
      {
        at: { row: 0, col: 18 },
        stretches: [
          { row: 0, from: 18, to: 20 },
          { row: 1, from: 0, to: 4 },
        ],
      },
    ]);
  });

  it('asks for capitals only where some are typed, and takes signs as they are', () => {
    const frozen = frozenAfter('Read read (READ) a.b\nacb');
    expect(hitsOf(frozen, 'read')).toHaveLength(3);
    expect(hitsOf(frozen, 'Read')).toHaveLength(1);
    expect(hitsOf(frozen, '(READ)')).toHaveLength(1);
    expect(hitsOf(frozen, 'a.b')).toHaveLength(1);
    expect(hitsOf(frozen, '')).toEqual([]);
  });

  it('counts columns, not characters', () => {
    expect(hitsOf(frozenAfter('日本 x本'), '本').map(({ stretches }) => stretches)).toEqual([
      [{ row: 0, from: 2, to: 4 }],
      [{ row: 0, from: 6, to: 8 }],
    ]);
  });

  it('never fails on what is typed', () => {
    const frozen = frozenAfter('a (b) [c] \\d {e} ^$ | ? * + - /');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
        for (const { stretches } of hitsOf(frozen, text)) expect(stretches.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('motions', () => {
  it('go by words, of which one may be wrapped', () => {
    const { rows } = frozenAfter('foo, bar_1 日本\n  end abcdefghijklmnop z');
    const spots = [];
    for (let at = { row: 0, col: 0 }; spots.length < 8; at = nextWord(rows, at)) spots.push(`${at.row}:${at.col}`);
    expect(spots).toEqual(['0:0', '0:3', '0:5', '0:11', '1:2', '1:6', '2:3', '2:3']);
    expect(wordBefore(rows, { row: 2, col: 3 })).toEqual({ row: 1, col: 6 });
    expect(nextWordEnd(rows, { row: 1, col: 6 })).toEqual({ row: 2, col: 1 });
  });
});

describe('a row from a column on', () => {
  it('makes a character that is cut in half a blank', () => {
    const [row] = frozenAfter('a日b本c').rows;
    const cut = fromColumn(row ?? { text: '', wrapped: false, spans: [] }, 2);
    expect(cut.text).toBe(' b本c');
    expect(glyphsOf(cut).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 4],
      [4, 5],
    ]);
    expect(endOf(cut)).toBe(5);
  });
});
