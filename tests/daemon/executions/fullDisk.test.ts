import { expect, test, vi } from 'vitest';
import { PccError } from '../../../src/base/errors.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, settled, Stage } from './stage.ts';

test('a list whose disk is full is tried again ever more rarely, and goes on where it was', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
  const full = vi.spyOn(stage.store, 'transaction').mockImplementation(() => {
    throw new PccError('storage', 'The disk is full.');
  });
  const hourMs = 3_600_000;
  for (let ms = 0; ms < hourMs; ms += 250) {
    stage.clock.advance(250);
    // Whatever happens in its session meanwhile.
    stage.hosting.tick();
    if (ms % 5_000 === 0) await settled();
  }
  const tries = full.mock.calls.length;
  expect(stage.log.length).toBe(tries);
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(hourMs / limits.listRetryLongestMs + 10);
  expect(() => stage.executions.control({ id, action: 'pause' })).toThrow('The disk is full.');
  full.mockRestore();
  stage.clock.advance(limits.listRetryLongestMs);
  expect((await stage.toTheEnd(id)).state).toBe('done');
  expect(stage.hosting.typed).toHaveLength(1);
});

test('a timer that fires a little early, as those of Node do, does not leave it standing', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const after = stage.clock.after.bind(stage.clock);
  vi.spyOn(stage.clock, 'after').mockImplementation((ms, callback) => after(Math.max(0, ms - 0.5), callback));
  const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
  const full = vi.spyOn(stage.store, 'transaction').mockImplementation(() => {
    throw new PccError('storage', 'The disk is full.');
  });
  // Nothing happens in its session meanwhile that would wake it.
  for (let n = 0; n < 30; n++) {
    stage.clock.advance(100);
    await settled();
  }
  expect(stage.log.length).toBeGreaterThan(0);
  full.mockRestore();
  for (let n = 0; n < limits.listRetryLongestMs / 1_000; n++) {
    stage.clock.advance(1_000);
    await settled();
  }
  expect(stage.store.executions.get(id)?.steps[0]?.state).toBe('running');
});

test('a person does not wait for that', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
  const full = vi.spyOn(stage.store, 'transaction').mockImplementation(() => {
    throw new PccError('storage', 'The disk is full.');
  });
  for (let n = 0; n < 1_000; n++) await stage.moments();
  full.mockRestore();
  stage.executions.control({ id, action: 'cancel' });
  await settled();
  expect(stage.store.executions.get(id)).toMatchObject({ state: 'cancelled', closed: true });
});
