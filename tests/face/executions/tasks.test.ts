import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { withDefaults } from '../../../src/face/executions/tasks.ts';
import { writtenTask } from '../../../src/face/executions/writtenTask.ts';

test.each<[unknown, ReturnType<typeof writtenTask>]>([
  ['Count.', { prompt: 'Count.' }],
  [
    { prompt: 'Count.', name: undefined, uses: ['a', 1] },
    { prompt: 'Count.', uses: ['a', 1] },
  ],
  // What a message cannot hold is not sent.
  [
    { prompt: 'Count.', schema: { type: 'object', title: undefined } },
    { prompt: 'Count.', schema: { type: 'object' } },
  ],
])('%j is a task', (value, task) => {
  expect(writtenTask(value, 1)).toEqual(task);
});

function deepTask(levels: number): unknown {
  return JSON.parse(`{"prompt":"a","schema":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`);
}
const tooDeep = `Task 3 is nested more deeply than ${limits.jsonDepthMax} levels; make it flatter.`;

const circle: Record<string, unknown> = { prompt: 'a' };
circle['schema'] = circle;

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'Task 3 is neither a text nor an object with a prompt.'],
  ['a field that is misspelt', { promt: 'a' }, "Task 3 has a field 'promt', which is unknown; did you mean 'prompt'?"],
  ['a field that nobody knows', { prompt: 'a', env: {} }, "'env', which is unknown; fields are prompt, name, "],
  ['no prompt', { name: 'a' }, "Task 3 does not fit: 'prompt' is missing."],
  ['an empty text in its uses', { prompt: 'a', uses: [''] }, "Task 3 does not fit: 'uses.0' must not be empty."],
  ['a number that is none', { prompt: 'a', timeoutMs: NaN }, "Task 3 does not fit: 'timeoutMs' must be a number."],
  ['a schema that is nested without end', deepTask(3_000), tooDeep],
  ['one that JSON.stringify cannot write', deepTask(100_000), tooDeep],
  [
    'a name without end',
    { prompt: 'a', ['k'.repeat(1_000_000)]: 1 },
    `Task 3 has a field '${'k'.repeat(100)}…', which is`,
  ],
  ['a circle', circle, 'Task 3 holds what JSON cannot say, such as a circle.'],
])('with %s it is refused', (_what, value, sentence) => {
  expect(() => writtenTask(value, 3)).toThrow(sentence);
});

test('what is said of all tasks counts for those that do not say otherwise, in either word', () => {
  const defaults = { jsonMode: true, validationPrompt: 'Is it right?', verify: undefined, timeoutMs: 5_000 };
  const tasks = [{ prompt: 'a' }, { prompt: 'b', json: false, validation: 'Sure?' }, { prompt: 'c', timeoutMs: 9_000 }];
  expect(withDefaults(tasks, defaults)).toEqual([
    { prompt: 'a', jsonMode: true, validationPrompt: 'Is it right?', timeoutMs: 5_000 },
    { prompt: 'b', json: false, validation: 'Sure?', timeoutMs: 5_000 },
    { prompt: 'c', jsonMode: true, validationPrompt: 'Is it right?', timeoutMs: 9_000 },
  ]);
});
