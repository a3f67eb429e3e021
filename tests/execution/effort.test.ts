import { expect, test, vi } from 'vitest';
import { readAnswer } from '../../src/execution/answer.ts';
import { Effort } from '../../src/execution/effort.ts';
import { objectsIn } from '../../src/execution/objects.ts';
import { stepOf } from './steps.ts';

/** What the reading of one answer costs at most, whatever stands in it and in its prompt. */

/** An object that is no JSON, of so many characters. */
const broken = (name: string, chars: number): string => `{${name}: ['${'x'.repeat(chars)}',, ]]}`;

test('objects of the prompt are read from what the answer has left, and only where it has some', () => {
  const repairs = vi.spyOn(Effort.prototype, 'mayRepair');
  const repaired = (): number => repairs.mock.results.filter(({ value }) => value === true).length;
  const several = (name: string): string =>
    Array.from({ length: 5 }, (_, at) => `See ${broken(`${name}${at}`, 16_000)}`).join('\n');
  const step = stepOf({ json: {}, prompt: several('p') });
  readAnswer(step, 'There is nothing here.');
  expect(repaired()).toBe(0);
  readAnswer(stepOf({ json: {} }), several('a'));
  const alone = repaired();
  expect(alone).toBeGreaterThan(2);
  repairs.mockClear();
  readAnswer(step, several('a'));
  expect(repaired()).toBe(alone);
  repairs.mockRestore();
});

test('of any number of objects only the last are looked at', () => {
  const sorted = vi.spyOn(Array.prototype, 'toSorted');
  const found = [...objectsIn(`${'{}'.repeat(400_000)} {"a": 1} and {"b": 2}.`, new Effort())];
  const lengths = sorted.mock.contexts.map((context) => (context as readonly unknown[]).length);
  sorted.mockRestore();
  expect(found.slice(0, 2).map(({ object, rank }) => [object, rank])).toEqual([
    [{ b: 2 }, 1],
    [{ a: 1 }, 2],
  ]);
  expect(Math.max(...lengths)).toBeLessThan(100);
});
