import { expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testIo } from './testIo.ts';

/** What the engine is given, line by line, for parts of a stream as they come in. */
async function linesOf(...parts: (Buffer | string)[]): Promise<string[]> {
  const seen: string[] = [];
  const explainLine = (line: string): object => ({ line: seen.push(line) });
  const explain = () => Promise.resolve({ explainLine, describeCall: () => [] });
  const io = testIo({ home: '/none', engines: { explain } });
  async function* stdin(): AsyncGenerator<Buffer | string> {
    await Promise.resolve();
    yield* parts;
  }
  expect(await run(['explain', '--json'], { ...io, stdin: stdin() })).toBe(0);
  expect(io.printed.out).toBe(seen.map((_line, index) => `{"line":${index + 1}}\n`).join(''));
  return seen;
}

it('reads lines however they are cut', async () => {
  const text = Buffer.from('{"a":"ü€😀"}\nsecond\n');
  expect(await linesOf(text)).toEqual(['{"a":"ü€😀"}', 'second']);
  for (let at = 1; at < text.length; at++)
    expect(await linesOf(text.subarray(0, at), text.subarray(at))).toEqual(['{"a":"ü€😀"}', 'second']);
  expect(await linesOf('one\n\ntw', 'o')).toEqual(['one', '', 'two']);
  expect(await linesOf()).toEqual([]);
});
