import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, settled, Stage } from './stage.ts';

/** How long the turns of a task run: what it may take, and what is learned from. */

const sessionOf = (list: Execution): string => list.session ?? '';

/** Moments in which nothing ends. */
async function seconds(stage: Stage, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    stage.clock.advance(1_000);
    await settled();
  }
}

/** A list whose first turn runs until the test ends it. */
async function hanging(stage: Stage, step: object): Promise<Execution> {
  const list = await stage.begin({ steps: [{ prompt: 'Count the files.', ...step }] });
  await stage.moments(1);
  stage.hosting.hang(sessionOf(list));
  return list;
}

/** The turn that runs ends, and the next one that is typed runs until the test ends it. */
async function hangsAgain(stage: Stage, list: Execution): Promise<void> {
  stage.hosting.busy = false;
  stage.hosting.tick();
  const typed = stage.hosting.typed.length;
  for (let n = 0; n < 20 && stage.hosting.typed.length === typed; n++) {
    stage.clock.advance(100);
    await settled();
    stage.hosting.hang(sessionOf(list));
  }
  expect(stage.hosting.typed).toHaveLength(typed + 1);
}

describe('the time that the turns of a task may take', () => {
  test('is not given anew by a daemon that was killed', async () => {
    const stage = new Stage((text) => goodAnswer('Done.', text));
    await hanging(stage, { timeoutMs: 60_000 });
    for (let n = 0; n < 5; n++) {
      await seconds(stage, 11);
      stage.restart();
    }
    expect(stage.hosting.stopped).toHaveLength(0);
    // What had run since it was stored last is lost with each.
    await seconds(stage, 5 * (limits.spentEveryMs / 1_000) + 10);
    expect(stage.hosting.stopped).toEqual([expect.stringContaining('of the 60 seconds that it may take')]);
  });

  test('is not given anew when it is asked again, and its judge has as much for itself', async () => {
    const judging = '{"valid": true, "reason": "It is."}';
    const stage: Stage = new Stage((text, nth) => {
      if (text.includes('"valid"')) return judging;
      return stage.hosting.typed.length === 1 && nth === 1 ? 'No uuid here.' : goodAnswer('Done.', text);
    });
    const list = await hanging(stage, { timeoutMs: 60_000, validation: 'Is it so?' });
    await seconds(stage, 20);
    await hangsAgain(stage, list);
    expect(stage.hosting.typed[1]?.text).toContain('execution_uuid');
    await seconds(stage, 35);
    await hangsAgain(stage, list);
    expect(stage.executions.status(list.id).steps[0]?.state).toBe('judging');
    // A judge that is stopped counts as one that consents: how long the task took must not bring that about.
    await seconds(stage, 30);
    stage.restart();
    await seconds(stage, 20);
    expect(stage.hosting.stopped).toHaveLength(0);
    await seconds(stage, 30);
    expect(stage.hosting.stopped).toEqual([expect.stringContaining('of the 60 seconds that it may take')]);
    const end = await stage.toTheEnd(list.id);
    expect(end.steps[0]).toMatchObject({ state: 'done', validation: { valid: true, failed: true } });
    expect(end.steps[0]?.ranMs).toBeGreaterThan(100_000);
  });

  test('is not given anew when it is asked again', async () => {
    const stage: Stage = new Stage((text, nth) => (nth === 1 ? 'No uuid here.' : goodAnswer('Done.', text)));
    const list = await hanging(stage, { timeoutMs: 60_000 });
    await seconds(stage, 30);
    await hangsAgain(stage, list);
    await seconds(stage, 20);
    expect(stage.hosting.stopped).toHaveLength(0);
    await seconds(stage, 15);
    expect(stage.hosting.stopped).toHaveLength(1);
    expect((await stage.toTheEnd(list.id)).steps[0]?.state).toBe('failed');
  });
});

describe('the time that the turns of a task have run', () => {
  test('is what predictions are made from, not what was waited for', async () => {
    const stage = new Stage((text) => goodAnswer('Done.', text));
    for (let n = 0; n < limits.predictedFromMin; n++) {
      const list = await hanging(stage, {});
      await seconds(stage, 40);
      // A limit, a dialog: the turn does not run.
      stage.hosting.waits = true;
      await seconds(stage, 3_600);
      stage.hosting.waits = false;
      await seconds(stage, 20);
      stage.hosting.busy = false;
      const [step] = (await stage.toTheEnd(list.id)).steps;
      expect(step?.tookMs).toBeGreaterThan(3_600_000);
      expect(step?.ranMs).toBeGreaterThan(58_000);
      expect(step?.ranMs).toBeLessThan(64_000);
    }
    const list = await stage.begin({ steps: [{ prompt: 'Count the folders.' }] });
    const [step] = (await stage.toTheEnd(list.id)).steps;
    expect(step?.predictedMs).toBeGreaterThan(58_000);
    expect(step?.predictedMs).toBeLessThanOrEqual(64_000 * limits.loadFactorMax);
    const { predictionError } = stage.executions.history({ state: 'done' });
    expect(predictionError?.of).toBe(limits.predictedFromMin + 1);
  });

  test('is not what a person asked in between', async () => {
    const stage = new Stage((text) => goodAnswer('Done.', text));
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.' }], keep: true });
    const end = await stage.toTheEnd(list.id);
    stage.hosting.busy = true;
    await seconds(stage, 100);
    expect(stage.executions.status(list.id).steps[0]?.ranMs).toBe(end.steps[0]?.ranMs);
  });
});
