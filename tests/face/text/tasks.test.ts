import { expect, test } from 'vitest';
import { failedTasksTold, progressOf } from '../../../src/face/text/tasks.ts';
import { inLocalTime, localTime } from '../../../src/face/text/time.ts';

/** What is told of tasks and of moments. */

const queue = [
  { id: 'a.1', text: 'a', state: 'done' },
  { id: 'a.2', text: 'b', state: 'failed' },
  { id: 'a.3', text: 'c', state: 'removed' },
  { id: 'a!1:clear', text: '/clear', state: 'failed', role: 'clear' },
  { id: 'a#1:reply', text: 'yes', state: 'done', reply: true },
] as const;

test('only what a person listed counts', () => {
  expect(progressOf(queue)).toEqual({ done: 1, failed: 1, all: 2 });
  expect(progressOf(queue.slice(2))).toBeUndefined();
});

test('a session with failed tasks is named', () => {
  expect(
    failedTasksTold([
      { id: 'a', queue: [...queue] },
      { id: 'b', queue: [] },
    ]),
  ).toEqual(["1 task of a failed; 'pcc queue a' tells why."]);
});

test('moments in a sentence stand on the local clock', () => {
  const local = localTime('2026-11-21T13:51:00.000Z').slice(0, -3);
  expect(inLocalTime('It resets at 2026-11-21T13:51:00.000Z.')).toBe(`It resets at ${local}.`);
  expect(inLocalTime('It reset at 2026-11-21 13:51 UTC, in `2026-11-21`.')).toBe(
    `It reset at ${local}, in \`2026-11-21\`.`,
  );
});
