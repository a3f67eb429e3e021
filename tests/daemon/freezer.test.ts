import { expect, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import type { FreezableSession, FreezerParts } from '../../src/daemon/freezer.ts';
import { Freezer } from '../../src/daemon/freezer.ts';
import { until } from '../terminal/harness.ts';

/** A session whose host cannot note what it is to stop, and which it has stopped before or not. */
function stage(isStopped: boolean) {
  const warnings: string[] = [];
  const marks: boolean[] = [];
  const live = {
    id: 's',
    onEnded: () => ({ dispose: () => undefined }),
    warned: (sentence: string) => void warnings.push(sentence),
    actor: { onStep: () => ({ dispose: () => undefined }), note: () => undefined },
  } as unknown as FreezableSession;
  const host = {
    freeze: () => Promise.reject(new PccError('storage', 'The disk is full.')),
    list: () => Promise.resolve([{ id: 's', ...(isStopped ? { frozen: true } : {}) }]),
  } as unknown as ReturnType<FreezerParts['host']>;
  const changed = (_id: string, isFrozen: boolean): void => void marks.push(isFrozen);
  return { warnings, marks, freezer: new Freezer({ host: () => host, find: () => live, changed }) };
}

test('a session that cannot be stopped is told to be only paused', async () => {
  const { freezer, warnings, marks } = stage(false);
  freezer.set('s', true);
  await until('the warning', () => warnings.length > 0);
  expect(warnings).toEqual(['Its processes could not be stopped (The disk is full.); it is only paused.']);
  expect([freezer.isFrozen('s'), marks]).toEqual([false, [true, false]]);
});

test('a session that was stopped before and cannot be stopped anew is told to be stopped', async () => {
  const { freezer, warnings, marks } = stage(true);
  freezer.set('s', true);
  await until('the warning', () => warnings.length > 0);
  expect(warnings).toEqual(['It stays stopped, and what of it runs goes on (The disk is full.).']);
  expect([freezer.isFrozen('s'), marks]).toEqual([true, [true]]);
});
