import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/api/methods.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { limits } from '../../../src/limits.ts';
import type { EscalationRecord } from '../../../src/store/escalations.ts';
import { clock, until } from '../../terminal/harness.ts';
import { HookBench } from './bench.ts';

/** Decisions and escalations that are told to hooks. */

const line = (seq: number): LogLine => ({
  seq,
  session: 's',
  at: '2026-01-01T00:00:00.000Z',
  type: 'decision',
  tool: 'Bash',
  risk: 'HIGH',
  action: 'escalate',
});

const escalation = (n: number): EscalationRecord => ({
  n,
  id: `e${n}`,
  session: 's',
  decisionId: `e${n}`,
  kind: 'permission',
  tool: 'Bash',
  subject: 'rm -rf x',
  question: '',
  options: [],
  risk: 'HIGH',
  reasons: ['It deletes.'],
  fingerprint: '',
  askedAt: 0,
  state: 'open',
});

function followed(bench: HookBench): Emitter<LogLine> {
  const lines = new Emitter<LogLine>();
  bench.hooks.follow({ id: 's', actor: { onLine: lines.event }, onEnded: new Emitter<number | null>().event });
  return lines;
}

const linesIn = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((text) => text !== '')
    : [];

test('each decision is told once, and what newly waits as well, in their order', async () => {
  const bench = new HookBench();
  const decisions = join(bench.folder, 'decisions');
  const pending = join(bench.folder, 'pending');
  bench.program('on-decision/note', `#!/bin/sh\ncat >> '${decisions}'\n`);
  bench.program('on-escalation/note', `#!/bin/sh\ncat >> '${pending}'\n`);
  bench.open.push(escalation(3));
  const lines = followed(bench);
  lines.fire({ ...line(9), tool: 'Old' });
  lines.fire({ ...line(11), type: 'note' });
  lines.fire(line(12));
  bench.open.push(escalation(4));
  lines.fire(line(13));
  // The same again, with its outcome.
  lines.fire({ ...line(13), outcome: 'answered' });
  await until('both are told', () => linesIn(decisions).length === 2 && linesIn(pending).length === 1);
  await until(
    'nothing else is told',
    () => bench.hooks.status().hooks.reduce((sum, { calls }) => sum + calls, 0) === 3,
  );
  const told = linesIn(decisions).map((text) => JSON.parse(text) as { decision: LogLine; path: string });
  expect(told.map(({ decision }) => decision.seq)).toEqual([12, 13]);
  expect(told[0]?.path).toBe(bench.project);
  expect(JSON.parse(linesIn(pending)[0] ?? '')).toMatchObject({
    event: 'on-escalation',
    session: 's',
    pending: { n: 4, subject: 'rm -rf x', reasons: ['It deletes.'] },
  });
});

test('a slow hook holds no decision up; what the queue does not take is counted and told', async () => {
  const bench = new HookBench();
  const free = join(bench.folder, 'free');
  bench.program('on-decision/slow', `#!/bin/sh\ncat > /dev/null\nuntil [ -e '${free}' ]; do sleep 0.05; done\n`);
  const lines = followed(bench);
  lines.fire(line(11));
  await new Promise((done) => clock.after(20, () => done(undefined)));
  const begunMs = clock.monotonicMs();
  for (let seq = 12; seq < 12 + limits.hookQueueMax + 7; seq++) lines.fire(line(seq));
  expect(clock.monotonicMs() - begunMs).toBeLessThan(2_000);
  expect(bench.hooks.counts().drops).toBe(7);
  expect(bench.hooks.warnings().join()).toContain('were not told of 7 decisions');
  expect(bench.log.filter((sentence) => sentence.includes('too slow'))).toHaveLength(1);
  writeFileSync(free, '');
});

test('a store that cannot be read, and a hook that fails, disturb no decision', async () => {
  const bench = new HookBench();
  bench.program('on-decision/bad', '#!/bin/sh\nexit 4\n');
  const lines = followed(bench);
  Object.defineProperty(bench.open, Symbol.iterator, {
    value: () => {
      throw new Error('the disk is gone');
    },
  });
  expect(() => {
    lines.fire(line(11));
  }).not.toThrow();
  expect(bench.log.join()).toContain('the disk is gone');
  await until('it failed', () => bench.hooks.status().hooks[0]?.failures === 1);
});
