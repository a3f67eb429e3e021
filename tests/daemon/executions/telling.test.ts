import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExecutionStep } from '../../../src/api/methods.ts';
import { fitted } from '../../../src/daemon/executions/telling.ts';
import { limits } from '../../../src/limits.ts';

const step = (n: number, more: Partial<ExecutionStep>): ExecutionStep => ({
  ...{ n, uuid: crypto.randomUUID(), name: 'one', prompt: 'One.', context: 'fresh', state: 'done', amended: [] },
  ...{ class: 'code', complexity: 'simple' },
  ...more,
});
const paths = (count: number): string[] => Array.from({ length: count }, (_, n) => `src/${'deep/'.repeat(12)}${n}.ts`);

test('tasks that changed very many files go into one message, and each alone is told whole', () => {
  const files = { created: paths(2_000), modified: paths(2_000), deleted: ['a'], note: 'Not all was seen.' };
  const steps = Array.from({ length: 60 }, (_, n) => step(n + 1, n === 0 ? {} : { text: 'Done.', files }));
  expect(JSON.stringify(steps).length).toBeGreaterThan(limits.messageBytesMax);
  const [first, second] = fitted(steps);
  expect(JSON.stringify(fitted(steps)).length).toBeLessThan(limits.messageBytesMax / 2);
  expect(first).toEqual(steps[0]);
  expect(second).toMatchObject({ text: 'Done.', cut: true, files: { deleted: ['a'] } });
  expect(second?.files?.created.length).toBeGreaterThan(10);
  const { created = [], modified = [] } = second?.files ?? {};
  const leftOut = 4_000 - created.length - modified.length;
  expect(second?.files?.note).toBe(`Not all was seen. ${leftOut} more files are not named here.`);
  expect(fitted(steps.slice(1, 2))).toEqual(steps.slice(1, 2));
});

test('a history of as many tasks as are told goes into one message, in whatever letters, with all that hooks noted', () => {
  const words = '漢'.repeat(2_000);
  const said = {
    prompt: words,
    text: words,
    why: words,
    validation: { valid: true, reason: words },
    object: { words },
  };
  const files = { created: [words], modified: [words], deleted: [] };
  const amended = Array.from({ length: 20 }, () => words);
  const steps = Array.from({ length: limits.historyToldMax }, (_, n) => step(n + 1, { ...said, files, amended }));
  const told = fitted(steps);
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(limits.messageBytesMax / 2);
  expect(told[0]?.amended.at(-1)).toMatch(/^\d+ more are not told here\.$/);
});

test('whatever is long in them, tasks go into one message', () => {
  const long = fc.constantFrom('x', '日', '\u001b', '"', '😀').map((sign) => sign.repeat(700_000));
  const some = fc.record(
    {
      prompt: long,
      text: long,
      why: long,
      validation: long.map((reason) => ({ valid: true, reason })),
      object: long.map((text) => ({ text })),
      files: long.map((path) => ({ created: [path], modified: [], deleted: [path], note: 'x' })),
    },
    { requiredKeys: [] },
  );
  const sign = '\u001b'.repeat(700_000);
  const validation = { valid: true, reason: sign };
  const everything = [1, 2, 3, 4, 5].map(() => ({ prompt: sign, text: sign, why: sign, validation }));
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 4 }), (all) => {
      const told = fitted(all.map((more, index) => step(index + 1, more)));
      expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(limits.messageBytesMax);
    }),
    { numRuns: 6, examples: [[everything]] },
  );
});
