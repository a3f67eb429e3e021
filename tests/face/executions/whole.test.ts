import { expect, onTestFinished, test } from 'vitest';
import type { ExecutionStep } from '../../../src/api/methods.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { wholeHistory } from '../../../src/face/executions/whole.ts';
import { limits } from '../../../src/limits.ts';
import { fakeDaemon } from '../../cli/fakeDaemon.ts';

const list = '00000000-0000-4000-8000-000000000000';

const step = (n: number, more: Partial<ExecutionStep> = {}) => ({
  ...{ n, uuid: `uuid ${n}`, name: 'one', prompt: 'One.', context: 'fresh' as const, state: 'done' as const },
  ...{ amended: [], class: 'code', complexity: 'simple', ...more },
});

/** A daemon with so many tasks, of which it tells the newest first; each says more when it is asked for alone. */
async function stage(count: number, more: Partial<ExecutionStep> = {}) {
  const asked: number[] = [];
  const daemon = await fakeDaemon({
    'execution.history': ({ limit = limits.executionsShown, before }) => {
      asked.push(limit);
      const newest = before === undefined ? count : Number(before.slice(5)) - 1;
      const numbers = Array.from({ length: Math.min(limit, newest) }, (_, at) => newest - at);
      const steps = numbers.map((n) => ({ ...step(n, more), execution: list, path: '/p' }));
      return { steps, predictionError: null };
    },
    'execution.status': ({ n = 0 }) => ({
      ...{ id: list, state: 'done', path: '/p', createdAt: '2026-03-01T10:00:00.000Z', offset: 0, pending: [] },
      ...{ counts: { all: 1, done: 1, failed: 0 } },
      steps: [step(n, { files: { created: ['x'.repeat(10_000)], modified: [], deleted: [] } })],
    }),
  });
  onTestFinished(() => daemon.dispose());
  const reach = { env: { PCC_HOME: daemon.home }, cwd: '/', clock: systemClock(), self: ['false'] as const };
  return { asked, reach };
}

test('a long history is asked for in parts, as much of it as is wanted', async () => {
  const { asked, reach } = await stage(1_201);
  const all = await wholeHistory(reach, { limit: limits.historyExportMax });
  expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 1_201 }, (_, at) => 1_201 - at));
  expect(Math.max(...asked)).toBe(limits.historyPage);
  expect((await wholeHistory(reach, { limit: 501 })).at(-1)?.n).toBe(701);
  expect(asked.slice(-2)).toEqual([limits.historyPage, 1]);
});

test('what was cut is asked for until all together is as much as an export holds', async () => {
  const { reach } = await stage(10, { cut: true });
  const told = await wholeHistory(reach, { limit: 10, charsMax: 35_000 });
  expect(told.filter(({ cut }) => cut === undefined).map(({ n }) => n)).toEqual([10, 9, 8, 7]);
});
