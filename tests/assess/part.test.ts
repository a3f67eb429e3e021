import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { expectSame, expectThat, NotTried, Tries } from '../../src/assess/part.ts';
import { partNames, parts } from '../../src/assess/parts.ts';
import { until } from '../../src/assess/until.ts';
import type { Check } from '../../src/assess/told.ts';
import { testVerbs } from '../../src/cli/verbs/testRows.ts';

const clock = new ManualClock();

async function told(use: (tries: Tries) => Promise<unknown>): Promise<readonly Check[]> {
  const checks: Check[] = [];
  await use(new Tries('order', { clock, doing: () => undefined, told: (check) => checks.push(check) }));
  return checks;
}

describe('what is tried', () => {
  it.each([
    ['a note', () => Promise.resolve('6 tasks'), { outcome: 'ok', note: '6 tasks' }],
    ['nothing to say', () => Promise.resolve(), { outcome: 'ok', note: '' }],
    ['a failure', () => Promise.reject(new Error('It is gone.')), { outcome: 'failed', note: 'It is gone.' }],
    ['what cannot be tried', () => Promise.reject(new NotTried('no place')), { outcome: 'skipped', note: 'no place' }],
  ])('%s', async (_, work, check) => {
    const [found] = await told((tries) => tries.check('it', work));
    expect(found).toEqual({ part: 'order', name: 'it', tookMs: 0, ...check });
  });

  it('is too late above its limit, by what was measured', async () => {
    const timed = (tookMs: number) => told((tries) => tries.within('PAUSE', 1_000, () => Promise.resolve(tookMs)));
    expect(await timed(1_000)).toMatchObject([{ outcome: 'ok', tookMs: 1_000 }]);
    expect(await timed(1_001)).toMatchObject([
      { outcome: 'failed', tookMs: 1_001, note: expect.stringContaining('1001 ms') as string },
    ]);
  });

  it('says what was found and what should have been', () => {
    expect(() => expectSame('The status', 401, 200)).toThrow('The status is 401 and should be 200.');
    expect(() => expectSame('The text', undefined, 'a')).toThrow('The text is nothing and should be "a".');
    expect(() => expectThat(false, 'So it is not.')).toThrow('So it is not.');
    expectSame('The list', [1, { a: 2 }], [1, { a: 2 }]);
  });
});

describe('waiting', () => {
  it('ends when it is so, and not later than it may', async () => {
    let looks = 0;
    const isSo = until(clock, 'light', () => ++looks === 3, 100);
    for (let step = 0; step < 3; step++) {
      await Promise.resolve();
      await Promise.resolve();
      clock.advance(10);
    }
    await isSo;
    const never = until(clock, 'light', () => false, 0);
    clock.advance(10);
    await Promise.resolve();
    clock.advance(10);
    await expect(never).rejects.toThrow('There was no light within 0 s.');
  });
});

describe('the parts', () => {
  it('are those that the help names, in this order', () => {
    const [, sentence = ''] = testVerbs.find(({ name }) => name === 'test assess')?.args[0] ?? [];
    const named = /One part alone: (.*); all unless told/.exec(sentence)?.[1]?.split(/, | or /);
    expect(parts.map(({ name }) => name)).toEqual(named);
  });

  it('can be asked for one by one, and an unknown one is told with those that there are', () => {
    expect(partNames(undefined)).toHaveLength(parts.length);
    expect(partNames('control')).toEqual(['control']);
    expect(() => partNames('controll')).toThrow(
      "'controll' is no part of the assessment; did you mean control? There are order,",
    );
    expect(() => partNames('zzzzzzzz')).toThrow("'zzzzzzzz' is no part of the assessment; there are order,");
  });
});
