import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCutter } from '../../src/api/lines.ts';

test('however the bytes are cut, the same lines come out', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/\s/gu, '_'));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(20)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const taken: string[] = [];
      const cutter = new LineCutter(10_000);
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        expect(cutter.push(bytes.subarray(from, from + cut), (text) => taken.push(text))).toBe('ok');
        from = Math.min(bytes.length, from + cut);
      }
      expect(taken).toEqual(lines.map((text) => text.trim()).filter((text) => text !== ''));
    }),
  );
});

test('the limit counts the bytes of one line; after a line above it nothing is read', () => {
  const taken: string[] = [];
  const push = (cutter: LineCutter, text: string) => cutter.push(Buffer.from(text), (line) => taken.push(line));
  const cutter = new LineCutter(4);
  expect(push(cutter, 'abcd\nabcd\nab')).toBe('ok');
  expect(push(cutter, 'cd')).toBe('ok');
  expect(push(cutter, 'e')).toBe('too-long');
  expect(push(cutter, '\nok\n')).toBe('too-long');
  expect(taken).toEqual(['abcd', 'abcd']);
  expect(push(new LineCutter(4), 'ok\nlonger\nok\n')).toBe('too-long');
  expect(taken).toEqual(['abcd', 'abcd', 'ok']);
});
