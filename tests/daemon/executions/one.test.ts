import { expect, test } from 'vitest';
import { goodAnswer, Stage } from './stage.ts';

test('a task of a list that says very much is told whole when it is asked for alone', async () => {
  const long = 'x'.repeat(1_500_000);
  const stage = new Stage((text) => goodAnswer(long, text));
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
  const both = await stage.toTheEnd(id);
  expect(both.steps.map(({ text = '' }) => text.length < 1_000_000 && text.endsWith(' more characters)'))).toEqual([
    true,
    true,
  ]);
  const second = stage.executions.status(id.slice(0, 8), 2);
  expect(second.steps.map(({ n, text }) => [n, text === long])).toEqual([[2, true]]);
  expect(second.counts).toEqual({ all: 2, done: 2, failed: 0 });
  expect(() => stage.executions.status(id, 3)).toThrow('has 2 tasks, and no task 3');
});

test('a task waits while another session of the folder empties its context', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  stage.hosting.mayClearNow = false;
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
  await stage.moments(50);
  expect([stage.hosting.typed.length, stage.executions.status(id).steps[0]?.state]).toEqual([0, 'running']);
  stage.hosting.mayClearNow = true;
  expect((await stage.toTheEnd(id)).counts.done).toBe(2);
  expect(stage.hosting.typed).toHaveLength(2);
});
