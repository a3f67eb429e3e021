import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { EventStore } from '../../src/store/events.ts';
import { openDatabase } from '../../src/store/opening.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { limits } from '../../src/limits.ts';
import { freshStore, temporaryFolder } from './fixture.ts';
import { escalation, sessionRecord, startMs } from './values.ts';

test('an escalation is opened once, listed while open, and closed once', () => {
  const store = freshStore();
  for (const id of ['app-1', 'web-1']) store.sessions.insert(sessionRecord(id));
  const first = store.escalations.open('app-1', escalation('e1'), startMs);
  expect(first).toMatchObject({
    n: 1,
    id: 'e1',
    session: 'app-1',
    decisionId: 'e1:d',
    subject: 'rm -rf build',
    state: 'open',
  });
  expect(store.escalations.open('app-1', escalation('e1'), startMs + 9)).toEqual(first);
  store.escalations.open('web-1', escalation('e2'), startMs);
  expect(store.escalations.listOpen().map((record) => record.n)).toEqual([1, 2]);
  expect(store.escalations.listOpen('web-1').map((record) => record.n)).toEqual([2]);
  expect(store.escalations.close('e1', { state: 'answered', answer: 'No' }, startMs + 1)).toBe(true);
  expect(store.escalations.close('e1', { state: 'withdrawn', why: 'gone' }, startMs + 2)).toBe(false);
  expect(store.escalations.get(1)).toMatchObject({ state: 'answered', answer: 'No', closedAt: startMs + 1 });
  expect(store.escalations.get(1)).not.toHaveProperty('why');
  expect(store.escalations.byId('e2')).toMatchObject({ n: 2, options: [{ key: '1', kind: 'yes-once' }] });
  expect(store.escalations.byId('e3')).toBeUndefined();
  expect(() => store.escalations.get(3)).toThrow('Nothing waits under the number 3');
});

test('a number is never used again, not even when its row is gone', () => {
  const path = join(temporaryFolder(), 'state.db');
  const store = freshStore(path);
  store.sessions.insert(sessionRecord('app-1'));
  store.escalations.open('app-1', escalation('e1'), startMs);
  const database = Database.open(path);
  database.run('DELETE FROM escalations');
  database.dispose();
  expect(store.escalations.open('app-1', escalation('e2'), startMs).n).toBe(2);
});

test('log lines come oldest first: the newest ones, or those after a number', () => {
  const { events, sessions } = freshStore();
  for (const id of ['app-1', 'web-1']) sessions.insert(sessionRecord(id));
  for (const n of [1, 2, 3, 4]) {
    events.append({ session: n === 2 ? 'web-1' : 'app-1', at: startMs + n, type: 'note', text: `line ${n}` });
  }
  const texts = (after: number | undefined, limit: number) =>
    events.read('app-1', after, limit).map((line) => line.text);
  expect(texts(undefined, 2)).toEqual(['line 3', 'line 4']);
  expect(texts(0, 2)).toEqual(['line 1', 'line 3']);
  expect(texts(3, 10)).toEqual(['line 4']);
  expect(events.append({ session: 'app-1', at: startMs, type: 'decision', decision: 'd1' })).toEqual({
    seq: 5,
    session: 'app-1',
    at: startMs,
    type: 'decision',
    decision: 'd1',
  });
  expect(events.append({ session: 'app-1', at: startMs, type: 'note', text: 'password=hunter22' }).text).toBe(
    'password=[redacted:value]',
  );
});

test('each session keeps its newest lines', () => {
  const { database } = openDatabase(join(temporaryFolder(), 'state.db'), new ManualClock(startMs));
  database.script(
    "INSERT INTO sessions (id, path, claude_session_id, args, brain, trusted, started_at, cols, rows, session, config_folder, zone) VALUES ('a', '', '', '[]', '', 1, 0, 1, 1, '{}', '', 'UTC'), ('b', '', '', '[]', '', 1, 0, 1, 1, '{}', '', 'UTC')",
  );
  const events = new EventStore(database, undefined, 10);
  events.append({ session: 'b', at: 0, type: 'note' });
  for (let n = 0; n < limits.eventsTrimEvery * 3; n++) events.append({ session: 'a', at: n, type: 'note' });
  const kept = events.read('a', 0, 1_000);
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(kept.length).toBeLessThan(10 + limits.eventsTrimEvery);
  expect(kept.at(-1)?.at).toBe(limits.eventsTrimEvery * 3 - 1);
  expect(events.read('b', 0, 10)).toHaveLength(1);
  database.dispose();
});

test('a snapshot replaces the one before; secrets are starred without moving a column', () => {
  const { snapshots, sessions } = freshStore();
  sessions.insert(sessionRecord('app-1'));
  expect(snapshots.get('app-1')).toBeUndefined();
  const snapshot = { cols: 80, rows: 24, data: 'one', title: 'a', offset: 1 };
  snapshots.save('app-1', snapshot, startMs);
  const secret = 'AKIAIOSFODNN7EXAMPLE';
  snapshots.save('app-1', { ...snapshot, data: `\u001b[1mkey ${secret}\u001b[0m|`, offset: 2 }, startMs);
  expect(snapshots.get('app-1')).toEqual({ ...snapshot, data: `\u001b[1mkey ${'*'.repeat(20)}\u001b[0m|`, offset: 2 });
  snapshots.drop('app-1');
  expect(snapshots.get('app-1')).toBeUndefined();
});
