import { expect, test } from 'vitest';
import { SentLines } from '../../../src/daemon/relaunch/sentLines.ts';

test('keys become lines as far as they can be told', () => {
  const sent = new SentLines();
  expect(sent.take('/cle')).toEqual([]);
  expect(sent.take('ar\r')).toEqual(['/clear']);
  expect(sent.take('/xx\u007f\u007fclear\r')).toEqual(['/clear']);
  expect(sent.take('\u001b[200~/clear\u001b[201~\u001b[A\r')).toEqual(['/clear']);
  expect(sent.take('no\u0003/new\rmore')).toEqual(['/new']);
  expect(sent.take('\r')).toEqual(['more']);
});

test('a line has a length that it does not pass', () => {
  const sent = new SentLines();
  sent.take('x'.repeat(10_000));
  expect(sent.take('\r')[0]).toHaveLength(200);
});
