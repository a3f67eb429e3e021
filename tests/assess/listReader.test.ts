import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Emitter } from '../../src/base/emitter.ts';
import type { Talk } from '../../src/assess/listReader.ts';
import { ListReader, readOutput } from '../../src/assess/listReader.ts';
import type { Told } from '../../src/assess/webSocket.ts';

/** A connection on which a test says what the server tells. */
function line(pieces: readonly object[] = []) {
  const told = new Emitter<Told>();
  const asked: object[] = [];
  const call = <T>(_method: string, params: object): Promise<T> => Promise.resolve(pieces[asked.push(params) - 1] as T);
  const talk: Talk = { onTold: told.event, call };
  const output = (from: number, text: string, end?: true): void => {
    told.fire({ method: 'execution.output', params: { id: 'a', from, text, ...(end ? { end } : {}) } });
  };
  return { talk, told, asked, output };
}

describe('a reader of a list', () => {
  it('counts bytes, not characters, keeps what it was told to, and knows the end', async () => {
    const { talk, output, asked } = line();
    const heard: string[] = [];
    const reader = await ListReader.begin(talk, 'a', 0, { onPiece: (text) => heard.push(text) });
    output(0, 'grün');
    output(5, ' und gut', true);
    expect(asked).toEqual([{ id: 'a', from: 0 }]);
    expect([reader.text, reader.bytes, reader.largestBytes, reader.ended, reader.gap]).toEqual([
      ...['grün und gut', 13, 8, true],
      undefined,
    ]);
    expect(reader.digest()).toBe(createHash('sha256').update('grün und gut').digest('hex'));
    // A word that is cut in two is found in the next.
    expect(heard).toEqual(['grün', 'grün und gut']);
  });

  it.each([
    ['a hole', 7, 'A piece began at 7 instead of 5.'],
    ['a repetition', 0, 'A piece began at 0 instead of 5.'],
  ])('tells %s in the stream', async (_, from, gap) => {
    const { talk, output } = line();
    const reader = await ListReader.begin(talk, 'a', 0, { counts: true });
    output(0, 'grün');
    output(from, 'x');
    expect([reader.gap, reader.text]).toEqual([gap, '']);
  });

  it('goes on from an offset, hears of no other list, and tells what the server says went wrong', async () => {
    const { talk, told, output } = line();
    const reader = await ListReader.begin(talk, 'a', 5);
    told.fire({ method: 'execution.output', params: { id: 'b', from: 0, text: 'no' } });
    told.fire({ method: 'error', params: { id: 'b', message: 'of another' } });
    output(5, 'x');
    expect([reader.text, reader.gap]).toEqual(['x', undefined]);
    told.fire({ method: 'error', params: { id: 'a', message: 'It is gone.' } });
    expect(reader.gap).toBe('It is gone.');
    reader.dispose();
    output(6, 'y');
    expect(reader.text).toBe('x');
  });
});

it('the whole output is asked for piece by piece, to its end or as far as there is any', async () => {
  const ended = line([
    { text: 'ab', next: 2, end: false },
    { text: 'c', next: 3, end: true },
  ]);
  let text = '';
  expect(await readOutput(ended.talk, 'a', (piece) => (text += piece))).toBe(3);
  expect([text, ended.asked]).toEqual([
    'abc',
    [
      { id: 'a', from: 0 },
      { id: 'a', from: 2 },
    ],
  ]);
  const open = line([
    { text: 'ab', next: 2, end: false },
    { text: '', next: 2, end: false },
  ]);
  expect(await readOutput(open.talk, 'a', () => undefined)).toBe(2);
});
