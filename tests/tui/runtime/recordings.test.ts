import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/face/io.ts';
import { limits } from '../../../src/limits.ts';
import { Recordings } from '../../../src/tui/runtime/recordings.ts';

/** Recordings of one part each; the paths of those that are in memory. */
function library() {
  const inMemory: string[] = [];
  const engine = {
    partsOf: (path: string) => [{ path, endedMs: 1_000 }],
    openPlayback: (path: string) => {
      inMemory.push(path);
      const dispose = (): void => void inMemory.splice(inMemory.indexOf(path), 1);
      return Promise.resolve({ frameAt: () => path, dispose });
    },
  };
  const io = { env: { HOME: '/nowhere' }, cwd: '/', engines: { replay: () => Promise.resolve(engine) } };
  return { recordings: new Recordings(io as unknown as Io), inMemory };
}

describe('recordings', () => {
  it('are in memory as long as their panel is open, however it ends', async () => {
    const { recordings, inMemory } = library();
    const first = await recordings.open({ path: 'one.cast' }, 3);
    await recordings.open({ path: 'two.cast' }, 4);
    recordings.keep(new Set([3, 4, 5]));
    expect(inMemory).toEqual(['one.cast', 'two.cast']);
    recordings.keep(new Set([3]));
    expect(inMemory).toEqual(['one.cast']);
    expect(recordings.frameAt(first.key, 0)).toBe('one.cast');
    recordings.keep(new Set());
    expect(inMemory).toEqual([]);
    expect(recordings.frameAt(first.key, 0)).toBeUndefined();
  });

  it('are few', async () => {
    const { recordings, inMemory } = library();
    for (let n = 0; n <= limits.tuiRecordingsMax; n++) await recordings.open({ path: `${n}.cast` }, n);
    expect(inMemory).toHaveLength(limits.tuiRecordingsMax);
    recordings.dispose();
    expect(inMemory).toEqual([]);
  });
});
