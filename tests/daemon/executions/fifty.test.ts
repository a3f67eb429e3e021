import { expect, test } from 'vitest';
import { goodAnswer, Stage, uuidIn } from './stage.ts';

test('fifty tasks go one after the other, each in a context of its own', { timeout: 120_000 }, async () => {
  const stage = new Stage((text) => goodAnswer(`Done with ${uuidIn(text)}.`, text));
  const steps = Array.from({ length: 50 }, (_, index) => ({ prompt: `Do part ${index + 1}.` }));
  const { id } = await stage.begin({ steps });
  const end = await stage.toTheEnd(id);
  expect(end.counts).toEqual({ all: 50, done: 50, failed: 0 });
  const { typed } = stage.hosting;
  expect(typed.map(({ text }) => uuidIn(text))).toEqual(end.steps.map(({ uuid }) => uuid));
  expect(new Set(typed.map(({ context }) => context)).size).toBe(50);
});
