import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import type { Execution } from '../../../src/api/methods.ts';
import { limits } from '../../../src/limits.ts';
import { fitted } from '../../../src/server/mcp/fitting.ts';
import type { Progress, Wait } from '../../../src/server/mcp/waiting.ts';
import { waitForEnd } from '../../../src/server/mcp/waiting.ts';
import type { Watcher } from '../../../src/server/watching.ts';
import { Told } from '../../../src/server/watching.ts';

function execution(done: number, more: Partial<Execution> = {}): Execution {
  return {
    id: 'a',
    state: 'running',
    path: '/p',
    createdAt: '2026-03-01T10:00:00.000Z',
    counts: { all: 5, done, failed: 0 },
    offset: 0,
    pending: [],
    steps: [],
    ...more,
  };
}

function waiting(wait: Partial<Wait> = {}) {
  const clock = new ManualClock();
  const heard: Progress[] = [];
  let watcher: Watcher | undefined;
  let left = 0;
  const watching = {
    watch: (_id: string, one: Watcher) => {
      watcher = one;
      return Promise.resolve(execution(0));
    },
    leave: () => {
      left++;
    },
  };
  const ended = waitForEnd({ watching, clock }, execution(0), {
    patience: 600_000,
    signal: new AbortController().signal,
    progress: (progress) => heard.push(progress),
    known: new Set(),
    ...wait,
  });
  return {
    clock,
    heard,
    ended,
    left: () => left,
    change: (changed: Execution) => watcher?.changed(new Told(changed)),
    lose: (error: PccError) => watcher?.lost(error),
  };
}

describe('waiting for the end of a list', () => {
  test('tells progress that only grows, also while nothing changes, and stays below the next task', async () => {
    const { clock, heard, ended, change, left } = waiting();
    await Promise.resolve();
    change(execution(0, { step: 1 }));
    for (let beat = 0; beat < 20; beat++) clock.advance(limits.mcpProgressMs);
    change(execution(2, { step: 3 }));
    change(execution(2, { step: 3, offset: 10 }));
    clock.advance(limits.mcpProgressMs);
    change(execution(5, { endedAt: '2026-03-01T10:05:00.000Z' }));
    expect((await ended).counts.done).toBe(5);
    const numbers = heard.map(({ progress }) => progress);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.filter((number) => number < 1)).toHaveLength(22);
    expect(numbers.slice(-2)).toEqual([2, 2.5]);
    expect(left()).toBe(1);
    clock.advance(10 * limits.mcpProgressMs);
    expect(heard).toHaveLength(24);
  });

  test('fails when the list cannot be watched any more', async () => {
    const { ended, lose, left } = waiting();
    await Promise.resolve();
    lose(new PccError('not_found', 'The list is gone.'));
    await expect(ended).rejects.toThrow('The list is gone.');
    expect(left()).toBe(1);
  });

  test('is over at once for who is gone already', async () => {
    const { ended, left } = waiting({ signal: AbortSignal.abort() });
    expect((await ended).state).toBe('running');
    expect(left()).toBe(1);
  });
});

describe('results', () => {
  test('that fit are left alone', () => {
    const value = { text: 'x'.repeat(50_000) };
    expect(fitted(value, 60_000)).toEqual({ value });
  });

  test('lose no half of a letter', () => {
    const { value, cutTo } = fitted({ texts: Array.from({ length: 4 }, () => `x${'🚀'.repeat(15_000)}`) }, 90_000);
    expect(cutTo).toBe(20_000);
    expect(JSON.stringify(value)).not.toMatch(/\\ud83d(?!\\)/);
    expect((value['texts'] as string[])[0]).toMatch(/^x(?:🚀)+…$/u);
  });
});
