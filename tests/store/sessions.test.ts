import { expect, test } from 'vitest';
import { newSession } from '../../src/session/session.ts';
import { freshStore } from './fixture.ts';
import { sessionRecord, startMs } from './values.ts';

test('a record comes back as it was stored', () => {
  const { sessions } = freshStore();
  const record = sessionRecord('app-1', { args: ['--model', 'x'], demo: 'tour', claudeVersion: '2.1.0' });
  sessions.insert(record);
  expect(sessions.get('app-1')).toEqual(record);
  expect(sessions.get('app-2')).toBeUndefined();
});

test('what changes is stored, the rest stays', () => {
  const { sessions } = freshStore();
  sessions.insert(sessionRecord('app-1'));
  sessions.change('app-1', { pid: 7, cols: 200, claudeVersion: '2.1.329' });
  sessions.save({ ...newSession('app-1', true), phase: 'live', state: 'idle' });
  expect(sessions.get('app-1')).toMatchObject({
    pid: 7,
    cols: 200,
    rows: 40,
    claudeVersion: '2.1.329',
    session: { phase: 'live', state: 'idle' },
  });
  expect(() => sessions.change('app-9', { pid: 1 })).toThrow("No session is called 'app-9'.");
  expect(() => sessions.save(newSession('app-9', true))).toThrow("No session is called 'app-9'.");
});

test('how much of each transcript was read comes back', () => {
  const { sessions } = freshStore();
  sessions.insert(sessionRecord('app-1'));
  expect(sessions.positions('app-1')).toEqual({});
  sessions.savePositions('app-1', { '/t/a.jsonl': 12, '/t/b.jsonl': 5_000_000_000 });
  expect(sessions.positions('app-1')).toEqual({ '/t/a.jsonl': 12, '/t/b.jsonl': 5_000_000_000 });
  expect(sessions.positions('app-9')).toEqual({});
});

test('the end is noted once; an ended session leaves the short list', () => {
  const { sessions } = freshStore();
  sessions.insert(sessionRecord('app-1'));
  sessions.insert(sessionRecord('app-2'));
  sessions.markEnded('app-1', startMs + 5, 3);
  sessions.markEnded('app-1', startMs + 9, 4);
  expect(sessions.get('app-1')).toMatchObject({ endedAt: startMs + 5, exitCode: 3, pid: null });
  expect(sessions.list({ all: false }).map((record) => record.id)).toEqual(['app-2']);
  expect(sessions.list({ all: true }).map((record) => record.id)).toEqual(['app-1', 'app-2']);
});

test.each([
  ['/srv/app', 'app-1'],
  ['/srv/My App', 'my-app-1'],
  ['/srv/Ünïcode_Näme', 'u-ni-code-na-me-1'],
  ['/', 'session-1'],
  ['/srv/日本', 'session-1'],
  ['/srv/...', 'session-1'],
  [`/srv/${'x'.repeat(200)}`, `${'x'.repeat(40)}-1`],
])('the folder %s gives the id %s', (path, id) => {
  expect(freshStore().sessions.idFor(path)).toBe(id);
});

test('numbers are never used again, whoever took them', () => {
  const { sessions } = freshStore();
  for (const id of ['app-1', 'app-7', 'app-x', 'app-10-3', 'apple-20']) sessions.insert(sessionRecord(id));
  sessions.markEnded('app-7', startMs);
  expect(sessions.idFor('/srv/app')).toBe('app-8');
});

test('a wanted name is taken as it is, or refused with what to do', () => {
  const { sessions } = freshStore();
  expect(sessions.idFor('/srv/app', 'night-shift')).toBe('night-shift');
  sessions.insert(sessionRecord('night-shift'));
  expect(() => sessions.idFor('/srv/app', 'night-shift')).toThrow(
    "was used before; take another, e.g. 'night-shift-1'",
  );
  for (const name of ['Night Shift', '-x', '', 'a/b', '../x', 'x'.repeat(65), 'ä']) {
    expect(() => sessions.idFor('/srv/app', name), name).toThrow('cannot be an id');
  }
  expect(() => sessions.insert(sessionRecord('night-shift'))).toThrow('exists already');
});

test('a person names a session by any prefix that says enough', () => {
  const { sessions } = freshStore();
  for (const id of ['app-1', 'app-10', 'app-2', 'web-1']) sessions.insert(sessionRecord(id));
  expect(sessions.find('app-1').id).toBe('app-1');
  expect(sessions.find('w').id).toBe('web-1');
  expect(() => sessions.find('app')).toThrow("'app' may be app-1, app-10, app-2; type more of it.");
  expect(() => sessions.find('wep-1')).toThrow("did you mean 'web-1'?");
  expect(() => sessions.find('')).toThrow('No session');
  sessions.markEnded('app-1', startMs);
  sessions.markEnded('app-10', startMs);
  expect(sessions.find('app').id).toBe('app-2');
  sessions.markEnded('web-1', startMs);
  expect(sessions.find('web').id).toBe('web-1');
});

test('secrets are not stored, but a task that is still to be typed stays as it was given', () => {
  const { sessions } = freshStore();
  const secret = `ghp_${'abcdef012345'.repeat(3)}`;
  const tasks = [
    { id: 't1', text: `push with ${secret}`, state: 'done' },
    { id: 't2', text: `pull with ${secret}`, state: 'queued' },
  ] as const;
  const calls = [{ id: 'c1', tool: 'Bash', input: { command: `curl -H "Authorization: Bearer ${secret}" x` } }];
  sessions.insert(
    sessionRecord('app-1', { args: ['--token', secret], session: { ...newSession('app-1', true), tasks, calls } }),
  );
  const stored = sessions.get('app-1');
  expect(stored?.session.tasks.map((task) => task.text)).toEqual([
    'push with [redacted:github]',
    `pull with ${secret}`,
  ]);
  expect(JSON.stringify([stored?.args, stored?.session.calls])).not.toContain(secret);
});
