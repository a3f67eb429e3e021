import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/face/text/text.ts';
import type { Field, FieldKind } from '../../../src/tui/panels/field.ts';
import { edited, emptyField, fieldOf, pasted } from '../../../src/tui/panels/field.ts';
import { drawnLine, drawnLines } from '../../../src/tui/panels/fieldView.ts';
import { limits } from '../../../src/limits.ts';
import { aKey } from '../models.ts';

/** The text after keys, with `|` where the cursor stands. */
function after(text: string, keys: readonly string[], kind: FieldKind = 'lines'): string {
  const at = text.indexOf('|');
  const field = keys.reduce<Field>((before, name) => edited(before, aKey(name), kind) ?? before, {
    text: text.replace('|', ''),
    at: at < 0 ? text.length : at,
  });
  return `${field.text.slice(0, field.at)}|${field.text.slice(field.at)}`;
}

describe('keys in a field', () => {
  it.each([
    ['writes', 'ab|', ['c', 'Space', 'd'], 'abc d|'],
    ['writes in the middle', 'a|c', ['b'], 'ab|c'],
    ['rubs out before and behind the cursor', 'ab|cd', ['Backspace', 'Delete'], 'a|d'],
    ['stays at both ends', '|a', ['Backspace', 'Left', 'Right', 'Right', 'Delete'], 'a|'],
    ['goes by words', 'one two-three|', ['M-b', 'M-b'], 'one |two-three'],
    ['goes on by words', '|one two', ['M-f', 'C-Right'], 'one two|'],
    ['goes back by words', 'one two|', ['C-Left', 'C-Left', 'C-Left'], '|one two'],
    ['rubs out a word', 'one two|', ['C-w'], 'one |'],
    ['rubs out the word ahead', '|one two', ['M-d'], '| two'],
    ['goes to both ends of a line', 'a\nbc|d\ne', ['Home', 'x', 'End', 'y'], 'a\nxbcdy|\ne'],
    ['knows the old names of both ends', 'abc|', ['C-a', 'x', 'C-e', 'y'], 'xabcy|'],
    ['rubs out up to the start', 'a\nbc|d', ['C-u'], 'a\n|d'],
    ['rubs out up to the end', 'a\nb|cd\ne', ['C-k'], 'a\nb|\ne'],
    ['breaks a line', 'a|b', ['M-Enter', 'C-j'], 'a\n\n|b'],
    ['goes up and down in the same column', 'abcd\nx\nefgh|', ['Up', 'Up', 'Down'], 'abcd\nx|\nefgh'],
    ['stays in a line without lines above and below', 'ab|', ['Up', 'Down'], 'ab|'],
  ])('%s', (_name, before, keys, wanted) => {
    expect(after(before, keys)).toBe(wanted);
  });

  it('goes over what is seen as one character in one step', () => {
    expect(after('e\u0301🇨🇭👍🏽|', ['Left', 'Left', 'Left'])).toBe('|e\u0301🇨🇭👍🏽');
    expect(after('a👍🏽|', ['Backspace'])).toBe('a|');
    expect(after('|日本', ['Right', 'Delete'])).toBe('日|');
  });

  it('leaves keys alone that are not its own', () => {
    for (const name of ['Enter', 'Esc', 'Tab', 'F1', 'C-x', 'M-x', 'PageDown', 'Unknown'])
      expect(edited(fieldOf('ab'), aKey(name), 'lines')).toBeUndefined();
    for (const name of ['Up', 'Down', 'M-Enter', 'C-j'])
      expect(edited(fieldOf('ab'), aKey(name), 'line')).toBeUndefined();
  });

  it('goes back over a very long word at once', () => {
    const long = { text: 'x'.repeat(100_000), at: 100_000 };
    expect(edited(long, aKey('C-w'), 'line')).toEqual(emptyField);
  });
});

describe('pasting', () => {
  it('leaves out controls, whole escape sequences and what reorders text', () => {
    const hostile = 'a\u001b[31mb\u001b]0;title\u0007c\u0000\u009bd\u202ee\u200bf\u001b';
    expect(pasted(emptyField, hostile, 'lines').text).toBe('abcdef');
  });

  it('keeps line breaks where there can be some, and makes blanks of them elsewhere', () => {
    expect(pasted(emptyField, 'a\r\nb\rc\n', 'lines').text).toBe('a\nb\nc\n');
    expect(pasted(emptyField, 'a\r\nb\rc\n', 'line').text).toBe('a b c');
    expect(pasted(emptyField, 'a\tb', 'line').text).toBe('a    b');
  });

  it('takes no more than a task may have', () => {
    const field = pasted(fieldOf('ab'), `${'x'.repeat(limits.taskCharsMax - 3)}🚀`, 'lines');
    expect(field.text).toHaveLength(limits.taskCharsMax - 1);
    expect(field.text.endsWith('x')).toBe(true);
  });
});

describe('drawing', () => {
  it('shows a line around its cursor', () => {
    const shown = (text: string, at: number, cols: number): string => {
      const { lines, cursor } = drawnLine({ text, at }, { cols });
      const line = (lines[0] ?? []).map((part) => part.text).join('');
      expect(cellsOf(line)).toBeLessThanOrEqual(cols);
      return `${line}@${cursor.x}`;
    };
    expect(shown('abc', 1, 8)).toBe('abc@1');
    expect(shown('abcdefghij', 0, 8)).toBe('abcdefg…@0');
    expect(shown('abcdefghij', 10, 8)).toBe('…efghij@7');
    expect(shown('日本語日本語', 6, 8)).toBe('…日本語@7');
    expect(shown('日本語日本語', 0, 8)).toBe('日本語…@0');
  });

  it('breaks long lines between words and keeps the cursor in sight', () => {
    const { lines, cursor } = drawnLines(fieldOf('one two three\nfour', 'lines'), { cols: 9, rows: 2 });
    expect(lines.map((line) => line.map(({ text }) => text).join(''))).toEqual(['three', 'four']);
    expect(cursor).toEqual({ x: 4, y: 1 });
  });

  it('breaks twice where a wide character follows a long word', () => {
    const { lines, cursor } = drawnLines(fieldOf(' bbbb日', 'lines'), { cols: 6, rows: 5 });
    expect(lines.map((line) => line.map(({ text }) => text).join(''))).toEqual([' ', 'bbbb', '日']);
    expect(cursor).toEqual({ x: 2, y: 2 });
  });

  it('never draws more than it has room for, whatever is typed', () => {
    const names = [
      'a',
      '日',
      '🚀',
      'Space',
      'Left',
      'Right',
      'Up',
      'Down',
      'Backspace',
      'M-Enter',
      'C-w',
      'M-b',
      'C-a',
      'C-k',
    ];
    const sequence = fc.array(fc.constantFrom(...names), { maxLength: 60 });
    fc.assert(
      fc.property(sequence, fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 5 }), (keys, cols, rows) => {
        const field = keys.reduce<Field>((before, name) => edited(before, aKey(name), 'lines') ?? before, emptyField);
        expect(field.at).toBeLessThanOrEqual(field.text.length);
        const { lines, cursor } = drawnLines(field, { cols, rows });
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(cellsOf(line.map(({ text }) => text).join(''))).toBeLessThanOrEqual(cols);
        expect(cursor.x).toBeLessThan(cols);
        expect(cursor.y).toBeLessThan(Math.max(1, lines.length));
      }),
      { numRuns: 500 },
    );
  });
});
