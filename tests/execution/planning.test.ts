import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/execution/checking.ts';
import type { ExecutionOrder, StepOrder } from '../../src/execution/execution.ts';
import { complexities, outlookOf } from '../../src/execution/outlook.ts';
import { planOf } from '../../src/execution/planning.ts';
import { predict } from '../../src/execution/predict.ts';
import { limits } from '../../src/limits.ts';

function step(prompt: string, values: Partial<StepOrder> = {}): StepOrder {
  return { prompt, context: 'fresh', uses: [], ...values };
}

function orderOf(steps: readonly StepOrder[], values: Partial<ExecutionOrder> = {}): ExecutionOrder {
  return { path: '/home/me/project', steps, stopOnFailure: true, amend: false, tooLong: 'refuse', ...values };
}

describe('problemsOf', () => {
  const fine = step('Add a page.');
  const rows: readonly (readonly [string, ExecutionOrder, 'error' | 'warning', number | undefined, string])[] = [
    ['no tasks', orderOf([]), 'error', undefined, 'no tasks'],
    ['a relative path', orderOf([fine], { path: 'project' }), 'error', undefined, 'no absolute path'],
    [
      'too many',
      orderOf(Array.from({ length: 1_001 }, (_, n) => step(`Task ${n}`))),
      'error',
      undefined,
      'may have 1000',
    ],
    ['an empty prompt', orderOf([fine, step('  \n')]), 'error', 2, 'empty prompt'],
    ['the same twice', orderOf([fine, step('add  a page.')]), 'warning', 2, 'same prompt as task 1'],
    ['a later one', orderOf([step('A', { uses: [2] }), fine]), 'error', 1, 'comes after it'],
    ['its own', orderOf([step('A', { uses: [1] })]), 'error', 1, 'its own result'],
    ['an unknown one', orderOf([step('A', { uses: [7] })]), 'error', 1, 'not in the list'],
    ['none', orderOf([step('A', { uses: [0] })]), 'error', 1, 'not in the list'],
    ['one twice', orderOf([fine, step('B', { uses: [1, 1] })]), 'warning', 2, 'twice'],
    ['nothing before the first', orderOf([step('A', { context: 'same' })]), 'error', 1, 'there is none'],
    [
      'what is there already',
      orderOf([fine, step('B', { context: 'same', uses: [1] })]),
      'warning',
      2,
      'then there twice',
    ],
    [
      'the context of a failure',
      orderOf([fine, step('B', { context: 'same' })], { stopOnFailure: false }),
      'warning',
      2,
      'even where that failed',
    ],
    [
      'another format',
      orderOf([step('Give the answer as YAML. Reply in plain text.', { json: {} })]),
      'warning',
      1,
      'the options win',
    ],
    ['too long', orderOf([step('word '.repeat(200_000))]), 'error', 1, 'shorten it'],
    ['to be cut', orderOf([step('word '.repeat(200_000))], { tooLong: 'cut' }), 'warning', 1, 'will be cut'],
    ['a schema', orderOf([step('A', { json: { schema: { type: 'array' } } })]), 'error', 1, 'an answer is an object'],
    [
      'a pattern',
      orderOf([step('A', { json: { schema: { properties: { a: { pattern: '(a*)*' } } } } })]),
      'error',
      1,
      'too long',
    ],
    ['a slash', orderOf([step(' /clear')]), 'error', 1, "begins with '/'"],
    ['a shell', orderOf([step('!rm x')]), 'error', 1, "begins with '!'"],
    ['a memory', orderOf([step('# note')]), 'error', 1, "begins with '#'"],
    ['the background', orderOf([step('& later')]), 'error', 1, "begins with '&'"],
    ['a key', orderOf([step('A \u001b[31m B')]), 'error', 1, 'Task 1 holds the control character U+001B'],
    ['half a character', orderOf([step('A'), step('B \ud83d')]), 'error', 2, 'Task 2 holds U+D83D'],
    ['an empty command', orderOf([step('A', { verify: ' ' })]), 'error', 1, 'empty command'],
    ['an empty question', orderOf([step('A', { validation: ' ' })]), 'error', 1, 'empty question'],
  ];
  it.each(rows)('finds %s', (_name, order, severity, n, words) => {
    const found = problemsOf(order).find(({ text }) => text.includes(words));
    expect(found).toMatchObject(n === undefined ? { severity } : { severity, n });
  });

  it('finds nothing in a list that is right', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    expect(
      problemsOf(
        orderOf([fine, step('Count them.', { json: { schema }, tokensMax: 1 }), step('Report.', { uses: [1, 2] })]),
      ),
    ).toEqual([]);
  });
});

describe('outlookOf', () => {
  it.each([
    ['What is 2 + 2?', 'calculation', 'trivial'],
    ['Calculate the 20th Fibonacci number.', 'calculation', 'trivial'],
    ['Fix the bug in src/parser.ts.', 'code', 'trivial'],
    ['Implement a function that parses dates, and write unit tests for it.', 'code', 'moderate'],
    ['Read sales.csv and compute the average of each column as a table.', 'data', 'trivial'],
    ['Create a file notes.txt with the word hello.', 'file', 'trivial'],
    ['Write a poem about the sea.', 'general', 'trivial'],
    ['Explain why the sky is blue.', 'general', 'trivial'],
    ['Hello', 'general', 'trivial'],
  ])('%s', (prompt, kind, complexity) => {
    const { class: found, complexity: level } = outlookOf(prompt);
    expect(found).toBe(kind);
    const apart = complexities.findIndex((one) => one === level) - complexities.findIndex((one) => one === complexity);
    expect(Math.abs(apart)).toBeLessThanOrEqual(1);
  });

  it('finds more to do in a longer list of larger things', () => {
    const points = Array.from({ length: 25 }, (_, n) => `- implement module ${n} with unit tests`).join('\n');
    const huge = outlookOf(`Rewrite the entire codebase from scratch as a distributed system:\n${points}`);
    expect(huge).toMatchObject({ class: 'code', complexity: 'extreme' });
    expect(huge.why).toContain('25 points');
  });

  it('is quick, whatever is asked', () => {
    const before = process.cpuUsage().user;
    outlookOf('create a file '.repeat(8_000));
    outlookOf('1'.repeat(100_000));
    outlookOf('a/'.repeat(50_000));
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  });
});

describe('predict', () => {
  const kind = { class: 'code', complexity: 'simple' };
  const took = (ranMs: number, complexity = 'simple'): { class: string; complexity: string; ranMs: number } => ({
    class: 'code',
    complexity,
    ranMs,
  });

  it('has defaults that rise with the complexity', () => {
    const times = complexities.map((complexity) => predict({ class: 'code', complexity }, [], 0).ms);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(new Set(times).size).toBe(5);
    expect(predict(kind, [], 0)).toMatchObject({ basis: 0 });
  });

  it('is the time that nine of ten of its kind took', () => {
    const history = Array.from({ length: 10 }, (_, n) => took((n + 1) * 60_000));
    expect(predict(kind, history, 0)).toMatchObject({ ms: 540_000, basis: 10 });
    const others = Array.from({ length: 20 }, () => took(1_000_000, 'complex'));
    expect(predict(kind, [...history, ...others], 0)).toMatchObject({ ms: 540_000, basis: 10 });
    expect(predict(kind, [...history.slice(0, 4), ...others], 0)).toMatchObject({ ms: 1_000_000, basis: 24 });
    expect(predict(kind, history.slice(0, 4), 0)).toMatchObject({ basis: 0 });
    expect(predict({ class: 'data', complexity: 'simple' }, history, 0)).toMatchObject({ basis: 0 });
  });

  it('stays within bounds and never falls with the load', () => {
    const load = fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.constantFrom(Infinity, NaN, -1));
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9 }).map((ms) => took(ms))), load, load, (history, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const first = predict(kind, history, low);
        expect(first.ms).toBeGreaterThanOrEqual(limits.predictedMsMin);
        expect(first.ms).toBeLessThanOrEqual(limits.predictedMsMax);
        if (!Number.isNaN(low) && !Number.isNaN(high))
          expect(predict(kind, history, high).ms).toBeGreaterThanOrEqual(first.ms);
      }),
    );
  });
});

describe('planOf', () => {
  const unknown = { history: [], load: 0 };

  it('groups what does not depend on each other', () => {
    const plan = planOf(
      orderOf([
        step('Add a.'),
        step('Add b.'),
        step('Join them.', { uses: [1, 2] }),
        step('Go on there.', { context: 'same' }),
      ]),
      unknown,
    );
    expect(plan.groups).toEqual([[1, 2], [3], [4]]);
    expect(plan.advice.join('\n')).toContain('Tasks 1, 2 do not depend on each other');
    expect(plan.predictedMs).toBeGreaterThan(0);
  });

  it('wants the same context for a prompt that refers back, and a fresh one for others', () => {
    const plan = planOf(
      orderOf([step('Add a.'), step('Test the file you created.'), step('Add c.', { context: 'same' })]),
      unknown,
    );
    expect(plan.contexts.map(({ context }) => context)).toEqual(['fresh', 'same', 'fresh']);
    expect(plan.groups).toEqual([[1], [2], [3]]);
    expect(plan.advice).toHaveLength(2);
    expect(plan.advice[0]).toContain("Let it use task 1, or give it the context 'same'");
  });

  it('predicts from what was done before and from the load', () => {
    const order = orderOf([step('Add a.'), step('Add b.', { timeoutMs: 5_000 })]);
    const { class: kind, complexity } = outlookOf('Add a.');
    const history = Array.from({ length: limits.predictedFromMin }, () => ({
      class: kind,
      complexity,
      ranMs: 90_000,
    }));
    expect(planOf(order, { history, load: 0 }).predictedMs).toBe(95_000);
    expect(planOf(order, { history, load: 2 }).predictedMs).toBe(185_000);
  });

  it('has each task once, behind all that it uses', () => {
    const uses = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(uses, { minLength: 1, maxLength: 12 }), (all) => {
        const steps = all.map((some, index) =>
          step(`Do part ${index}.`, { uses: some.filter((used) => used <= index) }),
        );
        const { groups } = planOf(orderOf(steps), unknown);
        expect(groups.flat().sort((a, b) => a - b)).toEqual(steps.map((_, index) => index + 1));
        const levelOf = (n: number): number => groups.findIndex((group) => group.includes(n));
        steps.forEach((one, index) => {
          for (const used of one.uses) expect(levelOf(used)).toBeLessThan(levelOf(index + 1));
        });
      }),
    );
  });
});
