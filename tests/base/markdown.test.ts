import { expect, test } from 'vitest';
import { asBlock, asCode, asPlain } from '../../src/base/markdown.ts';

test.each([
  ['a *b*\n# c', 'a \\*b\\*\\\\n\\# c'],
  ['![x](y) | <b>', '\\!\\[x\\](y) \\| \\<b\\>'],
  ['\u001b[2J\u202e\u200b', '\\\\u001b\\[2J\\\\u202e\\\\u200b'],
])('%j is plain words', (text, told) => {
  expect(asPlain(text)).toBe(told);
});

test.each([
  ['a', '`a`'],
  ['a`b``c', '```a`b``c```'],
  ['`a', '`` `a ``'],
  ['', '`  `'],
  ['a\tb', '`a\\tb`'],
])('%j is code', (text, told) => {
  expect(asCode(text)).toBe(told);
});

test('a block ends where it ends', () => {
  expect(asBlock('a\r\n```\n\tb\u0007', 'text')).toBe('````text\na\n```\n\tb\\u0007\n````');
  expect(asBlock('` '.repeat(300_000)).slice(0, 4)).toBe('```\n');
});
