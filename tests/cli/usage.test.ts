import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UsageLimits } from '../../src/api/methods.ts';
import { daemonSample } from '../api/samples.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

/** The clock of these commands stands at 2026-03-01 10:02 UTC. */
const full: UsageLimits = {
  accounts: [
    { account: 'login-1f3a9c', kind: 'five_hour', resetsAt: '2026-03-01T12:16:00.000Z', state: 'limited', by: 'app-1' },
    {
      account: 'login-1f3a9c',
      kind: 'seven_day_opus',
      resetsAt: null,
      state: 'near',
      by: 'app-2',
      words: 'Approaching Opus \u001b[31mlimit',
    },
  ],
  waiting: [
    {
      session: 'app-1',
      account: 'login-1f3a9c',
      kind: 'five_hour',
      resetsAt: '2026-03-01T12:16:00.000Z',
      resumesItself: false,
      asleepSince: '2026-03-01T09:02:00.000Z',
      wakesAt: '2026-03-01T12:17:03.000Z',
      stage: 'asleep',
      vain: 0,
      why: 'The 5-hour limit resets at TIME.',
    },
    {
      session: 'app-3',
      account: 'key-2',
      kind: 'seven_day',
      resetsAt: null,
      resumesItself: false,
      asleepSince: '2026-03-01T09:02:00.000Z',
      wakesAt: '2026-03-01T10:01:00.000Z',
      stage: 'waking',
      vain: 2,
      why: 'Nobody knows when the weekly limit resets: it is tried after 2 tries in vain.',
    },
  ],
  wakes: [
    {
      session: 'app-2',
      account: 'login-1f3a9c',
      kind: 'five_hour',
      resetsAt: '2026-03-01T07:00:00.000Z',
      asleepSince: '2026-03-01T05:00:00.000Z',
      wokenAt: '2026-03-01T07:01:03.000Z',
      why: 'The 5-hour limit reset at TIME.',
      endedAt: '2026-03-01T07:02:00.000Z',
      by: 'pcc',
    },
  ],
};

describe('usage', () => {
  let daemon: FakeDaemon;
  let told: UsageLimits;

  beforeEach(async () => {
    told = full;
    daemon = await fakeDaemon({ 'usage.limits': () => told, 'daemon.status': () => daemonSample() });
  });

  afterEach(() => daemon.dispose());

  it('tells limits with the time left, who waits until when and why, and what woke whom', async () => {
    const { status, out } = await ran({ home: daemon.home }, 'usage');
    expect(status).toBe(0);
    const lines = out
      .split('\n')
      .map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, 'TIME').replace(/ {2,}/g, ' | '));
    expect(lines).toEqual([
      'ACCOUNT | LIMIT | STATE | LEFT | RESETS | TOLD BY',
      'login-1f3a9c | 5-hour | reached | 2h 14m | TIME | app-1',
      'login-1f3a9c | weekly Opus | near | ? | nobody knows | app-2: Approaching Opus ␛[31mlimit',
      '',
      'WAITS | LIMIT | SINCE | GOES ON IN | AT | WHY THEN',
      'app-1 | 5-hour | 1h ago | 2h 16m | TIME | The 5-hour limit resets at TIME.',
      'app-3 | weekly | 1h ago | woken | TIME | Nobody knows when the weekly limit resets: it is tried after 2 tries in vain.',
      '',
      'WAITED | LIMIT | ENDED | SLEPT | HOW | WOKEN BECAUSE',
      'app-2 | 5-hour | 3h ago | 2h | continued by pcc | The 5-hour limit reset at TIME.',
      '',
    ]);
  });

  it('has one sentence where nothing is amiss', async () => {
    told = { accounts: [], waiting: [], wakes: [] };
    expect(await ran({ home: daemon.home }, 'usage')).toMatchObject({
      status: 0,
      out: 'No usage limit is reached or near.\n',
    });
  });

  it('prints all of it for programs', async () => {
    const { status, out } = await ran({ home: daemon.home }, 'usage', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual(full);
  });
});
