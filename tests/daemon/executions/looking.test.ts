import { expect, test } from 'vitest';
import type { Handlers } from '../../../src/api/server.ts';
import { executionHandlers } from '../../../src/daemon/executions/handlers.ts';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { amendPrompt } from '../../../src/execution/amend.ts';
import { proofHandlers } from '../../../src/daemon/proofs/handlers.ts';
import { limits } from '../../../src/limits.ts';
import { shapeRedactor } from '../../../src/policy/redact.ts';
import { goodAnswer, Stage } from './stage.ts';

/** What is told of lists before anything of them is run. */

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

test('a hook sees the text that is typed, with amendments and quoted results, as hooks before it leave the prompt', async () => {
  const stage = new Stage((text) => goodAnswer('Forty-two.', text));
  const seen: (string | undefined)[] = [];
  stage.around = {
    ...nothingAround,
    hooks: {
      ...nothingAround.hooks,
      before: (_list, { n, prompt }, typed) => {
        const changed = `${prompt} Tell nobody.`;
        seen.push(typed(prompt), typed(changed));
        return Promise.resolve(n === 2 ? { prompt: changed } : {});
      },
    },
  };
  const steps = [{ prompt: 'Count.' }, { prompt: 'Write it down and ask me where.', uses: [1] }];
  const { id } = await stage.begin({ steps, amend: true });
  expect((await stage.toTheEnd(id)).state).toBe('done');
  const [first, , , second = ''] = seen;
  expect([first, second]).toEqual(stage.hosting.typed.map(({ text }) => text));
  expect(second).toMatch(/Forty-two\.[^]*Write it down and ask me where\. Tell nobody\.[^]*execution_uuid/);
  expect(second).toContain(amendPrompt(`${steps[1]?.prompt ?? ''} Tell nobody.`).prompt);
});

test('a prompt that is too long has no text that is typed', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const seen: (string | undefined)[] = [];
  stage.around = {
    ...nothingAround,
    hooks: {
      ...nothingAround.hooks,
      before: (_list, _step, typed) => {
        seen.push(typed('word '.repeat(limits.promptTokensMax)));
        return Promise.resolve({});
      },
    },
  };
  const { id } = await stage.begin({ steps: [{ prompt: 'Count.' }] });
  expect((await stage.toTheEnd(id)).state).toBe('done');
  expect(seen).toEqual([undefined]);
});

test('what is neither a task nor a list cannot be verified, and is told so', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: [{ prompt: 'Count.' }] });
  const end = await stage.toTheEnd(id);
  const secrets = { current: () => shapeRedactor };
  const verify = proofHandlers({ store: stage.store, secrets })['execution.verify'];
  await expect(verify({ id: 'abc' }, {} as never)).rejects.toThrow(
    "Neither a task nor a list of tasks has the id 'abc'",
  );
  for (const named of [id, end.steps[0]?.uuid ?? '']) {
    const { proofs } = await verify({ id: named.slice(0, 12) }, {} as never);
    expect([named, proofs.map(({ n }) => n)]).toEqual([named, [1]]);
  }
});

test('a history goes on behind the task that is named', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: ['One.', 'Two.', 'Three.'] });
  await stage.toTheEnd(id);
  const seen: number[] = [];
  let before: string | undefined;
  while (seen.length < 4) {
    const [step] = stage.executions.history({ limit: 1, ...(before === undefined ? {} : { before }) }).steps;
    if (!step) break;
    seen.push(step.n);
    before = step.uuid;
  }
  expect(seen).toEqual([3, 2, 1]);
  expect(() => stage.executions.history({ before: id })).toThrow(`No task of a list has the uuid '${id}'`);
});
