import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { SlowAnswers } from '../../src/daemon/slowAnswers.ts';
import { limits } from '../../src/limits.ts';

/** Work that ends when the test says so. */
class Work {
  readonly begun: string[] = [];
  readonly #ends: ((end: 'done' | 'failed') => void)[] = [];

  readonly of = (name: string) => (): Promise<string> => {
    this.begun.push(name);
    return new Promise((resolve, reject) => {
      this.#ends.push((end) => {
        if (end === 'done') resolve(`${name} ${this.begun.length}`);
        else reject(new Error(name));
      });
    });
  };

  async end(how: 'done' | 'failed' = 'done'): Promise<void> {
    await settled();
    this.#ends.shift()?.(how);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('slow answers', () => {
  test('are worked on one after the other', async () => {
    const work = new Work();
    const answers = new SlowAnswers<string>('x');
    const all = Promise.all(['a', 'b', 'c'].map((name) => answers.ask(name, work.of(name))));
    await settled();
    expect(work.begun).toEqual(['a']);
    await work.end();
    expect(work.begun).toEqual(['a', 'b']);
    await work.end();
    await work.end();
    expect(await all).toEqual(['a 1', 'b 2', 'c 3']);
  });

  test('are shared while they wait, and are never older than the question', async () => {
    const work = new Work();
    const answers = new SlowAnswers<string>('x');
    const first = answers.ask('a', work.of('a'));
    await settled();
    const later = [answers.ask('a', work.of('a')), answers.ask('a', work.of('a'))];
    await work.end();
    await work.end();
    expect([await first, ...(await Promise.all(later))]).toEqual(['a 1', 'a 2', 'a 2']);
  });

  test('are shared and kept for a while where that is wanted', async () => {
    const work = new Work();
    const clock = new ManualClock();
    const answers = new SlowAnswers<string>('x', { clock, ms: 1_000 });
    const asked = Array.from({ length: 100 }, () => answers.ask('a', work.of('a')));
    await work.end();
    clock.advance(1_000);
    asked.push(answers.ask('a', work.of('a')));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['a 1']));
    clock.advance(1);
    const next = answers.ask('a', work.of('a'));
    await work.end();
    expect(await next).toBe('a 2');
  });

  test('that fail are not kept, and hold nobody up', async () => {
    const work = new Work();
    const answers = new SlowAnswers<string>('x', { clock: new ManualClock(), ms: 1_000 });
    const failing = answers.ask('a', work.of('a'));
    const next = answers.ask('b', work.of('b'));
    const failed = expect(failing).rejects.toThrow('a');
    await work.end('failed');
    await failed;
    await work.end();
    expect(await next).toBe('b 2');
    const again = answers.ask('a', work.of('a'));
    await work.end();
    expect(await again).toBe('a 3');
  });

  test('are refused where too many wait', async () => {
    const work = new Work();
    const answers = new SlowAnswers<string>('this');
    const many = Array.from({ length: limits.slowAnswersMax }, (_, n) => answers.ask(`${n}`, work.of(`${n}`)));
    expect(() => answers.ask('more', work.of('more'))).toThrow(
      `${limits.slowAnswersMax} calls of this wait already; ask again later.`,
    );
    await work.end();
    const more = answers.ask('more', work.of('more'));
    for (let n = 0; n < limits.slowAnswersMax; n++) await work.end();
    expect(await Promise.all([...many, more])).toHaveLength(limits.slowAnswersMax + 1);
  });

  test('leave half of the places to others where one client asks for all', async () => {
    const work = new Work();
    const answers = new SlowAnswers<string>('this');
    const ask = (name: string, by: number): Promise<string> => answers.ask(name, work.of(name), by);
    const many = Array.from({ length: limits.slowAnswersMax / 2 }, (_, n) => ask(`${n}`, 1));
    expect(() => ask('more', 1)).toThrow('wait already');
    const other = ask('other', 2);
    await work.end('done');
    const next = ask('next', 1);
    expect(() => ask('more', 1)).toThrow('wait already');
    for (let n = 0; n < limits.slowAnswersMax; n++) await work.end();
    expect(await Promise.all([...many, other, next])).toHaveLength(limits.slowAnswersMax / 2 + 2);
  });
});
