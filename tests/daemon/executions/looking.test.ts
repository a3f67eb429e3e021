import { expect, test } from 'vitest';
import type { Handlers } from '../../../src/api/server.ts';
import { executionHandlers } from '../../../src/daemon/executions/handlers.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, Stage } from './stage.ts';

/** What is told of lists that are not run. */

type Looking = Pick<Handlers, 'execution.check' | 'execution.plan' | 'task.outlook'>;

function lookingOn(stage: Stage): Looking {
  return executionHandlers(stage.executions, stage);
}

test('a plan predicts from the same history as a check and an outlook do', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const steps = Array.from({ length: limits.predictedFromMin }, () => ({ prompt: 'Add a page.' }));
  const { id } = await stage.begin({ steps });
  expect((await stage.toTheEnd(id)).state).toBe('done');
  const looking = lookingOn(stage);
  const path = stage.hosting.cwd;
  const [outlook] = (await looking['execution.check']({ path, steps: steps.slice(0, 1) }, {} as never)).steps;
  expect(outlook?.basis).toBe(limits.predictedFromMin);
  const { predictedMs } = await looking['execution.plan']({ path, steps: steps.slice(0, 1) }, {} as never);
  // The load of the machine is looked at twice.
  expect(Math.abs(predictedMs / (outlook?.predictedMs ?? 0) - 1)).toBeLessThan(0.2);
});
