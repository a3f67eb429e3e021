import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { box, fieldLine, innerOf, keyFoot, listLines, rule, scrollBar, windowed } from '../../../src/tui/view/box.ts';
import { cutLine, fitted, lineWidth, wrapLine, wrapText } from '../../../src/tui/view/lines.ts';
import type { Line } from '../../../src/tui/scene.ts';
import { span } from '../../../src/tui/scene.ts';

const text = (lines: readonly Line[]): string[] => lines.map((line) => line.map((part) => part.text).join(''));

const someText = fc
  .array(fc.constantFrom('a', 'bc', ' ', '  ', '日本', '🚀', 'é', 'e\u0301', 'word ', '─'), { maxLength: 30 })
  .map((parts) => parts.join(''));
const someLine = fc.array(
  fc.tuple(someText, fc.constantFrom('plain' as const, 'strong' as const)).map(([words, ink]) => span(words, ink)),
  { maxLength: 5 },
);

describe('box', () => {
  it('draws a frame with title, note, lines and keys', () => {
    const foot = keyFoot(
      [
        { keys: ['Enter'], summary: 'answer' },
        { keys: ['Esc', 'q'], summary: 'close' },
      ],
      20,
    );
    const block = box({
      rect: { x: 3, y: 2, cols: 28, rows: 5 },
      title: 'Respond',
      note: [span('#7')],
      lines: [[span('one')], [span('a line that is far too long for it')], [span('three')], [span('four')]],
      foot,
    });
    expect(text(block.lines)).toEqual([
      '╭─ Respond ─────────── #7 ─╮',
      '│ one                      │',
      '│ a line that is far too … │',
      '│ three                    │',
      '╰─ Enter answer ───────────╯',
    ]);
    expect(innerOf(block.rect)).toEqual({ x: 5, y: 3, cols: 24, rows: 3 });
  });

  it('leaves the frame away where there is no room', () => {
    expect(text(box({ rect: { x: 0, y: 0, cols: 10, rows: 3 }, title: 'T', lines: [[span('one')]] }).lines)).toEqual([
      'one',
    ]);
  });

  it('is always exactly as wide as its rectangle', () => {
    fc.assert(
      fc.property(someText, someLine, fc.integer({ min: 12, max: 60 }), (title, line, cols) => {
        const block = box({ rect: { x: 0, y: 0, cols, rows: 4 }, title, note: line, lines: [line], foot: line });
        for (const drawn of block.lines) expect(lineWidth(drawn)).toBe(cols);
      }),
    );
  });
});

describe('lines', () => {
  it('cuts and fills to the cell', () => {
    fc.assert(
      fc.property(someLine, fc.integer({ min: 0, max: 40 }), (line, cols) => {
        expect(lineWidth(fitted(line, cols))).toBe(cols);
        expect(lineWidth(cutLine(line, cols))).toBeLessThanOrEqual(cols);
        if (lineWidth(line) <= cols) expect(cutLine(line, cols)).toEqual(line.length > 0 && cols === 0 ? [] : line);
      }),
    );
  });

  it('breaks between words and keeps the inks', () => {
    expect(text(wrapLine([span('The whole '), span('command', 'strong'), span(' is shown here')], 14))).toEqual([
      'The whole ',
      'command is ',
      'shown here',
    ]);
    expect(text(wrapLine([span('abcdefghij')], 4))).toEqual(['abcd', 'efgh', 'ij']);
    expect(text(wrapLine([span('one two three')], 9, 2))).toEqual(['one two ', '  three']);
    expect(text(wrapText('a\nb\u001b[2J', 20))).toEqual(['a', 'b␛[2J']);
  });

  it('breaks a long text once for each width', () => {
    const text = 'a text of words '.repeat(1_000);
    const lines = wrapText(text, 40);
    expect(wrapText(text, 40)).toBe(lines);
    expect(wrapText(text, 41)).not.toBe(lines);
    expect(wrapText(text, 40, 'strong')[0]?.[0]?.ink).toBe('strong');
  });

  it('never breaks wider than asked, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(someLine, fc.integer({ min: 2, max: 30 }), (line, cols) => {
        const lines = wrapLine(line, cols);
        for (const part of lines) expect(lineWidth(part)).toBeLessThanOrEqual(cols);
        expect(text(lines).join('').replaceAll(' ', '')).toBe(text([line]).join('').replaceAll(' ', ''));
      }),
    );
  });
});

describe('lists', () => {
  it('keeps the chosen row in sight', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 20 }), (count, wish, rows) => {
        const items = Array.from({ length: count }, (_, index) => index);
        const chosen = Math.min(wish, count - 1);
        const { from, shown } = windowed(items, chosen, rows);
        expect(shown).toEqual(items.slice(from, from + rows));
        expect(shown.length).toBe(Math.min(rows, count));
        if (chosen >= 0) expect(shown).toContain(chosen);
      }),
    );
  });

  it('marks the chosen row and shows how far down it is', () => {
    const items = ['one', 'two', 'three', 'four', 'five', 'six'].map((word) => [span(word)]);
    const lines = listLines(items, 4, { cols: 10, rows: 4 });
    expect(text(lines)).toEqual(['  three  │', '  four   ┃', '❯ five   ┃', '  six    ┃']);
    expect(lines[2]?.[0]?.ink).toBe('chosen');
    expect(text(listLines(items.slice(0, 2), -1, { cols: 8, rows: 4 }))).toEqual(['  one   ', '  two   ']);
    expect(scrollBar(4, 0, 4)).toBeUndefined();
  });

  it('aligns fields and rules', () => {
    expect(text([fieldLine('session', [span('docs')], 9), rule('Reasons', 14)])).toEqual([
      'session   docs',
      '── Reasons ───',
    ]);
  });
});
