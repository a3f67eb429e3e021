import { expect, test } from 'vitest';
import type { SeenTurn } from '../../../src/daemon/executions/watching.ts';
import { whyStopped } from '../../../src/daemon/executions/watching.ts';
import { limits } from '../../../src/limits.ts';
import type { StepRecord } from '../../../src/store/executions.ts';
import { goodAnswer, Stage } from './stage.ts';

const step: StepRecord = {
  ...{ n: 1, uuid: crypto.randomUUID(), prompt: 'word '.repeat(1_000), context: 'fresh', uses: [], state: 'running' },
  ...{ amended: [], again: 0, class: 'general', complexity: 'simple', tokensMax: 100 },
};

const none = { input: 0, cacheWrite: 0, output: 0, cacheRead: 0 };

function seen(usage: NonNullable<SeenTurn['turn']['usage']>): SeenTurn {
  return { ranMs: 0, turn: { text: '', usage }, isStuck: false, trouble: undefined };
}

test('tokensMax bounds what the turns of a task take, as budgets count it', () => {
  expect(whyStopped(step, seen({ input: 40, cacheWrite: 30, output: 30, cacheRead: 9_000 }))).toBeUndefined();
  expect(whyStopped(step, seen({ input: 40, cacheWrite: 30, output: 31, cacheRead: 0 }))).toEqual({
    by: 'error',
    why: 'Its turns have taken 101 tokens; they may take 100.',
  });
});

test('tokensMax does not end the turn of a judge, whose failure would count as its consent', () => {
  const judged: StepRecord = { ...step, state: 'judging' };
  expect(whyStopped(judged, seen({ input: 900, cacheWrite: 0, output: 0, cacheRead: 0 }))).toBeUndefined();
});

test('a judge has time to answer, however little the task has', () => {
  const judging: StepRecord = { ...step, state: 'judging', timeoutMs: 1_000, ranBeforeJudgeMs: 900 };
  const whenRan = (ranMs: number): unknown => whyStopped(judging, { ...seen(none), ranMs });
  expect(whenRan(900 + limits.predictedMsMin - 1)).toBeUndefined();
  expect(whenRan(900 + limits.predictedMsMin)).toMatchObject({ by: 'time' });
});

test('tokensMax does not bound the prompt', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: [{ prompt: 'word '.repeat(1_000), tokensMax: 100 }] });
  expect((await stage.toTheEnd(id)).steps[0]).toMatchObject({ state: 'done', amended: [] });
});
