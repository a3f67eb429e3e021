import { describe, expect, test } from 'vitest';
import type { Params } from '../../../src/api/methods.ts';
import { methods } from '../../../src/api/methods.ts';
import { executionHandlers } from '../../../src/daemon/executions/handlers.ts';
import { orderOf, problemsIn } from '../../../src/daemon/executions/given.ts';
import { goodAnswer, Stage } from './stage.ts';

type Given = Params<'execution.check'>;

const list = (...steps: Given['steps']): Given => ({ path: '/srv/app', steps });

/** What keeps a list from being started. */
function faults(given: Given): string[] {
  return problemsIn(given).flatMap(({ severity, text }) => (severity === 'error' ? [text] : []));
}

describe('a list as programs give it', () => {
  test('has plain texts, names of earlier tasks and the words of the SDK, over every face', () => {
    const given = {
      ...list('Count.', { prompt: 'Add.', name: 'sum' }, { prompt: 'Write.', uses: ['sum', 1], jsonMode: true }),
      amendPrompt: true,
    };
    expect(methods['execution.check'].params.safeParse(given).error).toBeUndefined();
    expect(faults(given)).toEqual([]);
    expect(orderOf(given)).toMatchObject({
      amend: true,
      steps: [
        { prompt: 'Count.', context: 'fresh', uses: [] },
        { prompt: 'Add.', name: 'sum' },
        { prompt: 'Write.', uses: [2, 1], json: {} },
      ],
    });
  });

  test('says the same in either word', () => {
    const schema = { type: 'object' };
    const one = { prompt: 'Count.', json: true, schema, validation: 'Is it right?' };
    const other = { prompt: 'Count.', jsonMode: true, schema, validationPrompt: 'Is it right?' };
    expect(orderOf(list(other))).toEqual(orderOf(list(one)));
    expect(orderOf(list({ prompt: 'Count.', jsonMode: false, schema })).steps[0]?.json).toBeUndefined();
  });

  test.each<[string, Given, string]>([
    ['a name that nobody has', list('a', { prompt: 'b', uses: ['x'] }), "Task 2 uses 'x', which no task is called."],
    [
      'a name of a later task',
      list({ prompt: 'a', uses: ['b'] }, { prompt: 'b', name: 'b' }),
      "Task 1 uses 'b', which does not stand before it.",
    ],
    ['its own name', list({ prompt: 'a', name: 'a', uses: ['a'] }), "Task 1 uses 'a', which does not stand before it."],
    [
      'a name of two',
      list({ prompt: 'a', name: 'x' }, { prompt: 'b', name: 'x' }, { prompt: 'c', uses: ['x', 'x'] }),
      "Task 3 uses 'x', which is the name of several tasks; give its number.",
    ],
    [
      'two words for one thing',
      list({ prompt: 'a', json: true, jsonMode: true }),
      "Task 1 has both 'json' and 'jsonMode', which mean the same; give one of them.",
    ],
    [
      'two words for the list',
      { ...list('a'), amend: true, amendPrompt: false },
      "The list has both 'amend' and 'amendPrompt', which mean the same; give one of them.",
    ],
  ])('with %s is not begun, and a check tells why', (_what, given, sentence) => {
    expect(faults(given)).toEqual([sentence]);
  });

  test.each<[string, (n: number, of: number) => number | string]>([
    ['names', (n, of) => `${n} ${of}`],
    ['numbers', (n) => 1_000 + n],
  ])('with a great many unclear %s is told as many faults as somebody reads, and that there are more', (_what, use) => {
    const tasks = Array.from({ length: 50 }, (_, of) => ({
      prompt: `p${of}`,
      uses: Array.from({ length: 90 }, (_each, n) => use(n, of)),
    }));
    const told = faults(list(...tasks));
    expect([told.length, told.at(-1)]).toEqual([181, 'Task 2 is the last that was looked at; correct these first.']);
  });

  test('a name that two tasks have is clear to the one between them', () => {
    const named = list({ prompt: 'a', name: 'x' }, { prompt: 'b', uses: ['x'] }, { prompt: 'c', name: 'x' });
    expect([faults(named), orderOf(named).steps[1]?.uses]).toEqual([[], [1]]);
  });

  test('is run as it is meant', async () => {
    const stage = new Stage((text) => goodAnswer('Forty-two.', text));
    const steps = ['Count.', { prompt: 'Add.', name: 'sum' }, { prompt: 'Write.', uses: ['sum'] }];
    await expect(stage.begin({ steps: [...steps, { prompt: 'More.', uses: ['sun'] }] })).rejects.toThrow(
      "Task 4 uses 'sun', which no task is called.",
    );
    const { id } = await stage.begin({ steps });
    expect((await stage.toTheEnd(id)).counts.done).toBe(3);
    expect(stage.hosting.typed[2]?.text).toMatch(/result-of-task-2[^]*Forty-two\.[^]*Write\./);
    const checked = await executionHandlers(stage.executions, stage)['execution.check'](
      { path: stage.hosting.cwd, steps },
      {} as never,
    );
    expect([checked.ok, checked.steps.length]).toEqual([true, 3]);
  });
});
