import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { Database } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations.ts';
import { openDatabase } from '../../src/store/opening.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from './fixture.ts';
import { decision, sessionRecord, startMs } from './values.ts';

const clock = new ManualClock(startMs);
const stamp = '20260102T030405Z';

/** A closed database with one session and some decisions; with `backup`, a periodic backup from before the last decision. */
async function database(options: { readonly backup: boolean }): Promise<string> {
  const path = join(temporaryFolder(), 'state.db');
  const store = openStore(path, clock);
  store.sessions.insert(sessionRecord('app-1'));
  for (let n = 0; n < 50; n++) {
    store.decisions.record({ session: 'app-1', at: startMs, decision: decision(`d${n}`), keys: '1' });
  }
  if (options.backup) await store.backup();
  store.decisions.record({ session: 'app-1', at: startMs, decision: decision('last'), keys: '1' });
  store.dispose();
  return path;
}

function flip(path: string, at: number, bytes: number): void {
  const content = readFileSync(path);
  for (let n = 0; n < bytes; n++) content[at + n] = (content[at + n] ?? 0) ^ 0xff;
  writeFileSync(path, content);
}

const damages: readonly (readonly [string, (path: string) => void])[] = [
  [
    'the magic is flipped',
    (path) => {
      flip(path, 0, 4);
    },
  ],
  [
    'the page size is flipped',
    (path) => {
      flip(path, 16, 2);
    },
  ],
  [
    'the root page of the schema is flipped',
    (path) => {
      flip(path, 100, 12);
    },
  ],
  [
    'a page in the middle is flipped',
    (path) => {
      flip(path, 4096 * 9, 64);
    },
  ],
  [
    'it is cut to half',
    (path) => {
      truncateSync(path, Math.floor(statSync(path).size / 2));
    },
  ],
  [
    'it is cut inside the header',
    (path) => {
      truncateSync(path, 50);
    },
  ],
  [
    'it is empty',
    (path) => {
      truncateSync(path, 0);
    },
  ],
  [
    'it is garbage',
    (path) => {
      writeFileSync(path, 'not a database at all\n'.repeat(1_000));
    },
  ],
];

test.each(damages)('damaged, with a backup: %s', async (_what, damage) => {
  const path = await database({ backup: true });
  damage(path);
  const damaged = readFileSync(path);
  const store = openStore(path, clock);
  expect(store.decisions.list('app-1', 100)).toHaveLength(50);
  expect(store.decisions.verifyChain()).toBeUndefined();
  expect(store.warnings).toHaveLength(2);
  expect(store.warnings[0]).toContain(`it was moved to '${path}.corrupt-${stamp}'`);
  expect(store.warnings[1]).toContain(`restored from the backup '${path}.backup'`);
  expect(readFileSync(`${path}.corrupt-${stamp}`).equals(damaged)).toBe(true);
  expect(existsSync(`${path}.backup`)).toBe(true);
  store.dispose();
  const again = openStore(path, clock);
  expect(again.warnings).toEqual([]);
  again.dispose();
});

test.each(damages)('damaged, without a backup: %s', async (_what, damage) => {
  const path = await database({ backup: false });
  damage(path);
  const store = openStore(path, clock);
  expect(store.sessions.list({ all: true })).toEqual([]);
  expect(store.warnings).toHaveLength(2);
  expect(store.warnings[1]).toBe(`No earlier state could be taken over: '${path}' begins empty.`);
  store.dispose();
});

test('a log that was not taken over yet goes aside with its damaged file', async () => {
  const path = await database({ backup: false });
  const store = openStore(path, clock);
  store.decisions.record({ session: 'app-1', at: startMs, decision: decision('late'), keys: '' });
  // What a power cut leaves: the file and its log, copied while both are open.
  const cut = join(temporaryFolder(), 'state.db');
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(path + suffix, cut + suffix);
  store.dispose();
  const log = readFileSync(`${cut}-wal`);
  flip(cut, 0, 4);
  const again = openStore(cut, clock);
  again.dispose();
  expect(readFileSync(`${cut}.corrupt-${stamp}-wal`).equals(log)).toBe(true);
});

test('a log whose file is gone is kept, and the backup is restored', async () => {
  const path = await database({ backup: true });
  writeFileSync(`${path}-wal`, 'what is left');
  unlinkSync(path);
  const store = openStore(path, clock);
  expect(store.warnings[0]).toContain('was missing, only its log was there');
  expect(store.decisions.list('app-1', 100)).toHaveLength(50);
  expect(readFileSync(`${path}.corrupt-${stamp}-wal`, 'utf8')).toBe('what is left');
  store.dispose();
});

test('a broken backup is passed over for an older good one', async () => {
  const path = await database({ backup: true });
  copyFileSync(`${path}.backup`, `${path}.backup-v0`);
  utimesSync(`${path}.backup-v0`, new Date(startMs), new Date(startMs));
  writeFileSync(`${path}.backup`, 'garbage');
  truncateSync(path, 0);
  const store = openStore(path, clock);
  expect(store.warnings.join('\n')).toContain(`The backup '${path}.backup' could not be used either`);
  expect(store.warnings.join('\n')).toContain(
    `restored from the backup '${path}.backup-v0' of 2026-01-02T03:04:05.000Z`,
  );
  expect(store.decisions.list('app-1', 100)).toHaveLength(50);
  store.dispose();
});

test('a second accident in the same second overwrites nothing', async () => {
  const path = await database({ backup: true });
  for (let n = 0; n < 3; n++) {
    writeFileSync(path, `garbage ${n}`);
    openStore(path, clock).dispose();
  }
  const aside = readdirSync(join(path, '..')).filter((name) => name.includes('.corrupt-'));
  expect(aside.sort()).toEqual([
    `state.db.corrupt-${stamp}`,
    `state.db.corrupt-${stamp}-2`,
    `state.db.corrupt-${stamp}-3`,
  ]);
  expect(readFileSync(`${path}.corrupt-${stamp}-2`, 'utf8')).toBe('garbage 1');
});

test('a database of another program is moved aside, not written into', async () => {
  const path = await database({ backup: false });
  const other = Database.open(path);
  other.setPragma('application_id', 42);
  other.dispose();
  const store = openStore(path, clock);
  expect(store.warnings[0]).toContain('it is a database of another program');
  store.dispose();
  const aside = Database.openReadonly(`${path}.corrupt-${stamp}`);
  expect(aside.pragma('application_id')).toBe(42);
  aside.dispose();
});

test('a database from a newer version is moved aside whole, and an empty one begun', async () => {
  const path = await database({ backup: true });
  const newer = Database.open(path);
  newer.setPragma('user_version', 99);
  newer.dispose();
  const store = openStore(path, clock);
  expect(store.sessions.list({ all: true })).toEqual([]);
  expect(store.warnings).toEqual([
    `The database '${path}' is of schema version 99, this pcc knows up to ${migrations.length}; it was moved to ` +
      `'${path}.newer-v99-${stamp}' and an empty one begun. To use it again, stop the daemon, install the newer pcc and move the file back.`,
  ]);
  store.dispose();
  const aside = Database.openReadonly(`${path}.newer-v99-${stamp}`);
  expect(aside.one('SELECT count(*) AS n FROM decisions')).toEqual({ n: 51 });
  aside.dispose();
});

test('each step of the schema is one transaction, with a copy of what was there before', () => {
  const path = join(temporaryFolder(), 'state.db');
  const one = 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)';
  openDatabase(path, clock, [one]).database.dispose();
  expect(readdirSync(join(path, '..'))).toEqual(['state.db']);
  const two = 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = 2';
  const { database: stepped, warnings } = openDatabase(path, clock, [one, two]);
  expect(stepped.one('SELECT * FROM a')).toEqual({ x: 1, y: 2 });
  expect(warnings).toEqual([]);
  stepped.dispose();
  const before = Database.openReadonly(`${path}.backup-v1`);
  expect(before.one('SELECT * FROM a')).toEqual({ x: 1 });
  before.dispose();
  expect(() =>
    openDatabase(path, clock, [one, two, 'CREATE TABLE b (x INTEGER) STRICT; SELECT * FROM nowhere']),
  ).toThrow('nowhere');
  const after = openDatabase(path, clock, [one, two]);
  expect(after.warnings).toEqual([]);
  expect(after.database.all("SELECT name FROM sqlite_schema WHERE name = 'b'")).toEqual([]);
  after.database.dispose();
});

test('the file and its backup are for their owner only', async () => {
  const path = await database({ backup: true });
  const store = openStore(path, clock);
  for (const suffix of ['', '-wal', '.backup']) expect(statSync(path + suffix).mode & 0o777, suffix).toBe(0o600);
  store.dispose();
});

test('what stands in the way and is no file is not touched', () => {
  const path = join(temporaryFolder(), 'state.db');
  mkdirSync(path);
  const open = () => openStore(path, clock);
  expect(open).toThrow(PccError);
  expect(open).toThrow(`'${path}' is not a plain file`);
  expect(readdirSync(join(path, '..'))).toEqual([basename(path)]);
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read or written is not taken for a damaged one',
  async () => {
    const path = await database({ backup: true });
    for (const [mode, what] of [
      [0, 'it cannot be opened; check its folder, owner and mode'],
      [0o400, 'it may not be written; check its owner and mode'],
    ] as const) {
      chmodSync(path, mode);
      expect(() => openStore(path, clock)).toThrow(what);
    }
    expect(readdirSync(join(path, '..')).filter((name) => name.includes('.corrupt-'))).toEqual([]);
  },
);

test('a database that another process writes is not taken for a damaged one', async () => {
  const path = await database({ backup: false });
  const holder = Database.open(path);
  holder.script('BEGIN IMMEDIATE');
  const store = openStore(path, clock);
  expect(store.warnings).toEqual([]);
  store.dispose();
  holder.dispose();
});

test('every commit is forced to the disk, and the schema is not trusted', async () => {
  const opened = Database.open(await database({ backup: false }));
  const values = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema'].map((name) =>
    opened.one(`PRAGMA ${name}`),
  );
  expect(values).toEqual([{ journal_mode: 'wal' }, { synchronous: 2 }, { foreign_keys: 1 }, { trusted_schema: 0 }]);
  opened.dispose();
});

test('a log that a power cut ends anywhere gives a whole number of commits, and never fewer than a shorter one', async () => {
  const path = await database({ backup: false });
  const store = openStore(path, clock);
  for (let n = 0; n < 12; n++) {
    store.decisions.record({ session: 'app-1', at: startMs, decision: decision(`late${n}`), keys: '1' });
  }
  const [main, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  store.dispose();
  const cut = join(temporaryFolder(), 'state.db');
  let before = 51;
  for (let length = 0; length <= log.length; length += 1 + Math.floor(Math.random() * 6_000)) {
    for (const suffix of ['-wal', '-shm']) rmSync(cut + suffix, { force: true });
    writeFileSync(cut, main);
    writeFileSync(`${cut}-wal`, log.subarray(0, length));
    const after = openStore(cut, clock);
    expect(after.warnings).toEqual([]);
    expect(after.decisions.verifyChain()).toBeUndefined();
    const count = after.decisions.list('app-1', 1_000).length;
    expect(count).toBeGreaterThanOrEqual(before);
    before = count;
    after.dispose();
  }
  expect(before).toBeGreaterThan(55);
});

test('backups may be asked for while decisions are made, and twice at once', async () => {
  const path = await database({ backup: false });
  const store = openStore(path, clock);
  const backups = [store.backup(), store.backup()];
  for (let n = 0; n < 100; n++) {
    store.decisions.record({ session: 'app-1', at: startMs, decision: decision(`more${n}`), keys: '' });
    if (n % 10 === 0) await new Promise(setImmediate);
  }
  expect(new Set(await Promise.all(backups))).toEqual(new Set([`${path}.backup`]));
  await store.backup();
  store.dispose();
  unlinkSync(path);
  const restored = openStore(path, clock);
  expect(restored.decisions.list('app-1', 1_000)).toHaveLength(151);
  expect(restored.decisions.verifyChain()).toBeUndefined();
  restored.dispose();
});
