import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BacktestEngine, BacktestRow, HistoryReport, RecordingsReport } from '../../src/face/backtest.ts';
import { ran } from './testIo.ts';
import type { Ran } from './testIo.ts';

const none = { count: 0, approved: 0, rejected: 0, unknown: 0 };
const changes = { approved: none, asked: none, consulted: none, 'to-brain': none, 'to-person': none };
const now = { approve: 3, 'ask-brain': 2, escalate: 1 };

const row: BacktestRow = {
  change: 'approved',
  tool: 'Bash',
  subject: 'git push\norigin \u001b[31mwild',
  where: '/srv/app',
  now: { rules: ['my-push'], reason: 'Ours.' },
  ...none,
  count: 1,
  rejected: 1,
};

const history: HistoryReport = {
  decisions: 12,
  calls: 7,
  judged: 6,
  redacted: 1,
  now,
  changes: {
    ...changes,
    approved: { count: 31, approved: 20, rejected: 2, unknown: 9 },
    asked: { ...none, count: 5, approved: 5 },
  },
  rules: [{ rule: 'my-push', change: 'approved', count: 31, approved: 20, rejected: 2, unknown: 9 }],
  rows: [row],
  unlisted: 0,
  shadow: { policy: { count: 4, approved: 3, rejected: 1, unknown: 0 }, brain: none },
  problems: [],
};

const unchanged: RecordingsReport = {
  files: 2,
  unread: [{ file: 'x.cast', why: 'no recording' }],
  dialogs: 1,
  now,
  changes,
  rules: [],
  rows: [],
  unlisted: 0,
  problems: [],
};

/** Runs `pcc rules test` with an engine that notes what it is asked. */
async function tested(...argv: string[]): Promise<Ran & { readonly asked: unknown[]; readonly home: string }> {
  const home = join(mkdtempSync(join(tmpdir(), 'pcc-cli-')), 'home');
  mkdirSync(home);
  onTestFinished(() => {
    rmSync(join(home, '..'), { recursive: true, force: true });
  });
  const asked: unknown[] = [];
  const engine: BacktestEngine = {
    history: ({ progress, ...request }) => {
      progress(1, 2);
      asked.push(request);
      return history;
    },
    recordings: ({ progress, ...request }) => {
      progress(1, 2);
      asked.push(request);
      return Promise.resolve(unchanged);
    },
  };
  const world = { home, engines: { backtest: () => Promise.resolve(engine) } };
  return { ...(await ran(world, 'rules', 'test', ...argv)), asked, home };
}

test('what would change is told in sentences, what was rejected first and loud', async () => {
  const { out, err, status, asked, home } = await tested('--history', '--since', '7d', '--candidate', 'c.yaml');
  expect(status).toBe(0);
  expect(err).toBe('');
  expect(asked).toEqual([{ home, since: Date.parse('2026-02-22T10:02:00.000Z'), candidate: join(home, 'c.yaml') }]);
  expect(out.split('\n')).toEqual([
    '12 decisions on 7 calls.',
    '1 call held a secret that was not stored: they cannot be judged exactly and are left out.',
    'Shadow mode would have approved 4, 1 of which you rejected, 3 you approved.',
    'Now: 3 approved, 2 for the brain, 1 for you.',
    'Paths are judged as the machine is now, and without what a session had written before.',
    '',
    'DANGER: would have approved 2 calls that you rejected; they stand first below.',
    'Would have approved 31 more, 2 of which you rejected, 20 you approved, 9 answered at the terminal or not at all.',
    'Would have asked you about 5 that were approved, 5 you approved.',
    '',
    'CHANGE    CALLS  APPROVED  REJECTED  RULE',
    'approved  31     20        2         my-push',
    '',
    'CHANGE    CALLS  REJECTED  RULE     WHERE     CALL',
    'approved  1      1         my-push  /srv/app  git push ⏎ origin ␛[31mwild',
    '',
  ]);
});

test('recordings without a change', async () => {
  const { out, asked, home } = await tested('--recordings', 'casts', 'c.yaml');
  expect(asked).toEqual([{ home, folder: join(home, 'casts'), candidate: join(home, 'c.yaml') }]);
  expect(out).toBe(
    '1 permission dialog in 2 recordings.\nPassed over: x.cast: no recording\n' +
      'Now: 3 approved, 2 for the brain, 1 for you.\n\nNothing would change.\n',
  );
});

test('programs get all of it as JSON', async () => {
  const { out } = await tested('--history', '--json');
  expect(JSON.parse(out)).toEqual(history);
});

describe('what does not go together', () => {
  test.each([
    [['--history', '--recordings', 'x'], 'Give --history or --recordings, not both.'],
    [['--recordings', 'x', '--since', '1d'], '--since belongs to --history.'],
    [['--since', '1d'], '--since belongs to --history.'],
    [['--candidate', 'x'], '--candidate belongs to --history and --recordings.'],
    [['--history', '--since', 'soon'], "--since takes a time such as 7d, 12h, 30m or 2026-03-01, not 'soon'."],
    [['--history', '--candidate', 'a', 'b'], "Give one candidate: 'b' or '--candidate a'."],
  ])('%j', async (argv, sentence) => {
    const { err, status } = await tested(...argv);
    expect(err).toContain(sentence);
    expect(status).toBe(2);
  });
});
