import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import type { WakeRecord, WakeupRecord } from '../../src/store/wakeups.ts';
import { freshStore, temporaryFolder } from './fixture.ts';
import { sessionRecord, startMs } from './values.ts';

const wakeup: WakeupRecord = {
  session: 'app-1',
  account: 'login-1f3a9c',
  kind: 'five_hour',
  resetsAt: startMs + 3_600_000,
  resumesItself: true,
  asleepSince: startMs,
  toldAt: startMs + 5,
  vain: 2,
  wokenAt: null,
  why: null,
};

function wake(n: number, more: Partial<WakeRecord> = {}): WakeRecord {
  const { session, account, kind, resetsAt, asleepSince } = wakeup;
  const ended = { wokenAt: startMs + n, why: `turn ${n}`, endedAt: startMs + n + 1, by: 'pcc' } as const;
  return { session, account, kind, resetsAt, asleepSince, ...ended, ...more };
}

test('who waits is kept as it stands last, also for the next daemon, until it is removed', () => {
  const path = join(temporaryFolder(), 'state.db');
  const store = freshStore(path);
  for (const id of ['app-1', 'app-2']) store.sessions.insert(sessionRecord(id));
  const unknown = { ...wakeup, session: 'app-2', resetsAt: null, resumesItself: false };
  store.wakeups.save(wakeup);
  store.wakeups.save(unknown);
  const woken = { ...wakeup, wokenAt: startMs + 9, why: 'The limit is over.' };
  store.wakeups.save(woken);
  expect(freshStore(path).wakeups.list()).toEqual([woken, unknown]);
  store.wakeups.remove('app-1');
  store.wakeups.remove('app-1');
  expect(store.wakeups.list()).toEqual([unknown]);
});

test('waits that are over are told the newest first, and bounded', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  const asleep = wake(-1, { wokenAt: null, why: null, by: 'end' });
  store.transaction(() => {
    store.wakeups.ended(asleep);
    for (let n = 0; n < limits.wakesKept + 20; n++) store.wakeups.ended(wake(n));
  });
  const newest = store.wakeups.newest(limits.wakesKept * 2);
  expect(newest.length).toBe(limits.wakesKept);
  expect(newest[0]).toEqual(wake(limits.wakesKept + 19));
  expect(newest.at(-1)).toEqual(wake(20));
});

test('when an account was last woken is known from those who are under way and those who are not', () => {
  const store = freshStore();
  for (const id of ['app-1', 'app-2']) store.sessions.insert(sessionRecord(id));
  expect([...store.wakeups.lastWokenAt()]).toEqual([]);
  store.wakeups.ended(wake(3));
  store.wakeups.ended(wake(1, { account: 'key-2', wokenAt: null }));
  expect([...store.wakeups.lastWokenAt()]).toEqual([['login-1f3a9c', startMs + 3]]);
  store.wakeups.save({ ...wakeup, wokenAt: startMs + 7 });
  store.wakeups.save({ ...wakeup, session: 'app-2', account: 'key-2', wokenAt: startMs + 1 });
  expect(new Map(store.wakeups.lastWokenAt())).toEqual(
    new Map([
      ['login-1f3a9c', startMs + 7],
      ['key-2', startMs + 1],
    ]),
  );
});

test('a session remembers its account', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1', { account: 'login-1f3a9c' }));
  store.sessions.insert(sessionRecord('app-2'));
  expect(store.sessions.get('app-1')?.account).toBe('login-1f3a9c');
  expect(store.sessions.get('app-2')).not.toHaveProperty('account');
});
