import { expect, test } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import type { ApiClientHandle } from '../../../src/api/server.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import { Watching } from '../../../src/daemon/executions/watchers.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, settled, Stage } from './stage.ts';

/** What a timer, or a client that has drained, finds wrong ends no daemon: nobody is there who could take an error. */

/** A client, what it was told, and what has it drain. */
function clientOf(taken = () => true) {
  const told: unknown[] = [];
  let drain = (): void => undefined;
  const client = {
    id: 1,
    notify: (_method: string, params: unknown) => {
      told.push(params);
      return taken();
    },
    onClose: () => undefined,
    onDrain: (listener: () => void) => {
      drain = listener;
    },
  } as unknown as ApiClientHandle;
  const drained = (): void => {
    drain();
  };
  return { told, client, drained };
}

/** What tells of one list `a`, which can be told as long as `failure` is undefined. */
function watching() {
  const stage = { failure: undefined as Error | undefined, clock: new ManualClock(), log: [] as string[] };
  const told = (id: string): Execution => {
    if (stage.failure) throw stage.failure;
    return { id } as unknown as Execution;
  };
  const { clock, log } = stage;
  return { stage, watching: new Watching({ clock, log: (sentence) => void log.push(sentence), told }) };
}

const id = '11111111-1111-4111-8111-111111111111';

test('a list whose session cannot be started is told to nobody who watches it', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  let fail: ((error: Error) => void) | undefined;
  stage.hosting.start = () =>
    new Promise((_resolve, reject) => {
      fail = reject;
    });
  const { client, told } = clientOf();
  const begun = stage.begin({ id, steps: ['hello there'] });
  stage.executions.watch(id, client);
  stage.executions.control({ id, action: 'pause' });
  fail?.(new PccError('conflict', 'The CLI was not found.'));
  await expect(begun).rejects.toThrow('The CLI was not found.');
  stage.clock.advance(1_000);
  await settled();
  expect([told, stage.log, stage.bugs]).toEqual([[], [], []]);
  // The id is free again, and whoever begins it is watched by whoever asks for it.
  expect(stage.executions.list({}).executions).toEqual([]);
});

test('a list that is not there any more is told no more, neither soon nor to who has drained', () => {
  const { stage, watching: lists } = watching();
  const { client, told, drained } = clientOf(() => false);
  lists.watch('a', client);
  lists.changed('a');
  stage.clock.advance(limits.executionSoonMs);
  expect(told).toHaveLength(1);
  stage.failure = new PccError('not_found', 'No list of tasks has the id.');
  drained();
  lists.changed('a');
  stage.clock.advance(60_000);
  expect([told.length, stage.log]).toEqual([1, []]);
  expect(lists.unwatch('a', client.id)).toBe(false);
});

test('a list that cannot be read is told once it can be, and the log says so', () => {
  const { stage, watching: lists } = watching();
  const { client, told } = clientOf();
  lists.watch('a', client);
  stage.failure = new PccError('storage', 'The disk fails.');
  lists.changed('a');
  stage.clock.advance(limits.executionSoonMs);
  expect([told, stage.log]).toEqual([[], ['Who watches the list a could not be told: The disk fails.']]);
  stage.failure = undefined;
  stage.clock.advance(limits.transcriptPollMs);
  expect(told).toEqual([{ execution: { id: 'a' } }]);
});

test('who waits for a change has the error of the reading', async () => {
  const { stage, watching: lists } = watching();
  const change = lists.change('a', 60_000, () => {
    throw new PccError('storage', 'The disk fails.');
  });
  const rejected = expect(change).rejects.toThrow('The disk fails.');
  lists.changed('a');
  stage.clock.advance(limits.executionSoonMs);
  await rejected;
});

test('a list goes on after what waits in its session could not be read', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  let failures = 0;
  stage.hosting.pending = () => {
    if (failures++ < 2) throw new PccError('storage', 'The disk fails.');
    return [];
  };
  const begun = stage.begin({ id, steps: ['hello there'] }).catch(() => undefined);
  await stage.moments(3);
  await begun;
  expect((await stage.toTheEnd(id)).state).toBe('done');
  expect(stage.log).toContain(`The list ${id}: The disk fails.`);
});
