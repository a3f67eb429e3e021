import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { CliCheckRecord } from '../../src/store/cliChecks.ts';
import { Database } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations.ts';
import { openDatabase } from '../../src/store/opening.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from './fixture.ts';
import { sessionRecord, startMs } from './values.ts';

const clock = new ManualClock(startMs);

const check: CliCheckRecord = {
  cli: { version: '9.9.9', path: '/opt/claude', size: 200_000_000, mtimeMs: startMs + 0.5 },
  pcc: '0.1.0',
  words: 'w1',
  startedAt: startMs,
  endedAt: startMs + 40_000,
  passed: false,
  families: [
    { family: 'Bash', result: 'ok', note: '' },
    { family: 'WebFetch', result: 'wrong', note: 'read as unknown' },
  ],
  problem: 'it took too long',
};

test('a check is found for exactly the program, release and words that it was made with', () => {
  const store = openStore(join(temporaryFolder(), 'state.db'), clock);
  expect(store.cliChecks.find(check)).toBeUndefined();
  store.cliChecks.save(check);
  expect(store.cliChecks.find(check)).toEqual(check);
  const others = [
    { ...check, pcc: '0.2.0' },
    { ...check, words: 'w2' },
    { ...check, cli: { ...check.cli, version: '9.9.10' } },
    { ...check, cli: { ...check.cli, path: '/usr/bin/claude' } },
    { ...check, cli: { ...check.cli, size: 1 } },
    { ...check, cli: { ...check.cli, mtimeMs: startMs } },
  ];
  for (const other of others) expect(store.cliChecks.find(other)).toBeUndefined();
  store.dispose();
});

test('a later check takes the place of an earlier one, also with other words', () => {
  const store = openStore(join(temporaryFolder(), 'state.db'), clock);
  store.cliChecks.save(check);
  const { problem: _over, ...rest } = check;
  const later: CliCheckRecord = { ...rest, words: 'w2', passed: true };
  store.cliChecks.save(later);
  expect(store.cliChecks.find(check)).toBeUndefined();
  expect(store.cliChecks.find(later)).toEqual(later);
  store.dispose();
});

test('a session remembers the program that it runs', () => {
  const store = openStore(join(temporaryFolder(), 'state.db'), clock);
  store.sessions.insert(sessionRecord('app-1'));
  expect(store.sessions.get('app-1')).not.toHaveProperty('cli');
  store.sessions.saveCli('app-1', check.cli);
  expect(store.sessions.get('app-1')?.cli).toEqual(check.cli);
  store.dispose();
});

test('a database of the first schema is brought up to this one, with what is in it', () => {
  const path = join(temporaryFolder(), 'state.db');
  openDatabase(path, clock, migrations.slice(0, 1)).database.dispose();
  const old = Database.open(path);
  old.run(
    `INSERT INTO sessions (id, path, claude_session_id, args, brain, trusted, started_at, cols, rows, session, config_folder, zone)
      VALUES ('app-1', '/app', 'u', '[]', 'rules', 0, 1, 80, 24, '{}', '/c', 'UTC')`,
  );
  old.dispose();
  const store = openStore(path, clock);
  expect(store.sessions.get('app-1')).toMatchObject({ id: 'app-1', claudeVersion: null });
  store.cliChecks.save(check);
  expect(store.cliChecks.find(check)).toEqual(check);
  store.dispose();
});
