import { describe, expect, test } from 'vitest';
import { control, execute } from '../../src/sdk/calls.ts';
import { CcError } from '../../src/sdk/failure.ts';
import type { CcProgress } from '../../src/sdk/options.ts';
import { sdkStage, until } from './stage.ts';

const someId = '22222222-2222-4222-8222-222222222222';

describe('tasks that run', () => {
  test('are paused, frozen, resumed and cancelled by their id, and who waits for them hears of it', async () => {
    const { lists, world } = await sdkStage();
    const heard: CcProgress['type'][] = [];
    const onProgress = ({ type }: CcProgress): number => heard.push(type);
    const waits = execute('Say hello.', { id: someId, onProgress }, world).catch((error: unknown) => error);
    await until('its begin', () => heard.includes('started'));
    expect(await control(someId, 'pause', { freeze: true }, world)).toEqual({
      ...{ execution: someId, state: 'paused', held: 'frozen' },
    });
    await until('that it is paused', () => heard.includes('paused'));
    expect(await control(someId.slice(0, 8), 'resume', {}, world)).toMatchObject({
      execution: someId,
      state: 'running',
    });
    await until('that it goes on', () => heard.includes('resumed'));
    expect(await control(someId, 'cancel', {}, world)).toMatchObject({ state: 'cancelled' });
    expect(await waits).toMatchObject({ code: 'cancelled', execution: someId });
    expect(lists.controls).toEqual(['pause and freeze', 'resume', 'cancel']);
  });

  test('that are over, or unknown, cannot be paused', async () => {
    const { lists, world } = await sdkStage();
    lists.begin(someId, 1);
    lists.finish(someId);
    const paused = control(someId, 'pause', {}, world);
    await expect(paused).rejects.toThrow(CcError);
    await expect(paused).rejects.toMatchObject({ code: 'over' });
    await expect(control('33333333', 'resume', {}, world)).rejects.toMatchObject({ code: 'not_found' });
    expect((await control(someId, 'cancel', {}, world)).state).toBe('done');
  });
});
