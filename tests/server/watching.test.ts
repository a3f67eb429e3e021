import { describe, expect, test } from 'vitest';
import { ManualClock, pause } from '../../src/base/clock.ts';
import type { Watcher, WatchingLink } from '../../src/server/watching.ts';
import { Watching } from '../../src/server/watching.ts';
import { idOf } from './lists.ts';

const id = idOf(1);

/** A daemon each of whose answers takes 4 ms, half of them on the way. */
function stage() {
  const clock = new ManualClock();
  const told = new Set<string>();
  const call = async (method: string): Promise<unknown> => {
    await pause(clock, 2);
    if (method === 'execution.watch') told.add(id);
    if (method === 'execution.unwatch') told.delete(id);
    await pause(clock, 2);
    return { id, offset: 0, state: 'running', steps: [] };
  };
  const link = {
    call: call as WatchingLink['call'],
    clock,
    connected: true,
    onUp: () => ({ dispose: () => undefined }),
    wanted: () => false,
  };
  return { clock, told, watching: new Watching(link, { error: () => undefined }) };
}

const watcher = (): Watcher => ({ changed: () => undefined, lost: () => undefined });

async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let each = 0; each < ms; each++) {
    clock.advance(1);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

describe('a list that many watch', () => {
  for (const named of [id, id.slice(0, 30)]) {
    test(`is told by the daemon whenever one leaves while another joins as ${named}`, async () => {
      for (let ms = 0; ms < 14; ms++) {
        const { clock, told, watching } = stage();
        const first = watcher();
        const watched = watching.watch(id, first);
        await pass(clock, 8);
        await watched;
        const joined = watching.watch(named, watcher());
        await pass(clock, ms);
        watching.leave(id, first);
        await pass(clock, 30);
        await joined;
        expect([watching.lists, told.size], `left after ${ms} ms`).toEqual([1, 1]);
      }
    });
  }

  test('is told also where two join by different names and the first to be in leaves', async () => {
    for (let ms = 0; ms < 14; ms++) {
      const { clock, told, watching } = stage();
      const first = watcher();
      const one = watching.watch(id, first).then(() => {
        watching.leave(id, first);
      });
      await pass(clock, ms);
      const other = watching.watch(id.slice(0, 30), watcher());
      await pass(clock, 30);
      await Promise.all([one, other]);
      expect([watching.lists, told.size], `joined after ${ms} ms`).toEqual([1, 1]);
    }
  });
});
