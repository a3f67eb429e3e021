import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { PccError, systemCode } from '../base/errors.ts';
import { DamagedError, Database } from './database.ts';
import { migrations } from './migrations.ts';

/** Marks a SQLite file as ours: the letters `pcc1`. */
export const applicationId = 0x70636331;

/** The files that SQLite keeps beside the main one. */
const companions = ['-wal', '-shm', '-journal'];

/** A database that is ready, and what a person should know about how it came to be. */
export interface Opened {
  readonly database: Database;
  readonly warnings: readonly string[];
}

/**
 * Opens the database at `path` and brings it to the newest schema, with a backup before each step.
 *
 * Nothing is ever deleted: a file that is damaged, not ours, or from a newer version is moved aside, the last good backup
 * is restored where there is one, and `warnings` says so in full sentences. The caller holds the lock of the home.
 *
 * @throws PccError `storage` when the disk refuses, `unsafe_environment` when something other than a file stands at `path`.
 */
export function openDatabase(path: string, clock: Clock, steps: readonly string[] = migrations): Opened {
  const warnings: string[] = [];
  const fresh = setAsideUnusable(path, clock, steps.length, warnings);
  const accident = warnings.length > 0 && !fresh;
  if (!exists(path)) {
    const from = build(path, steps, fresh ? [] : backupsOf(path), warnings);
    if (accident && from === 'nothing') warnings.push(`No earlier state could be taken over: '${path}' begins empty.`);
  }
  const database = Database.open(path);
  try {
    migrate(database, steps, path);
  } catch (error) {
    database.dispose();
    throw error;
  }
  return { database, warnings };
}

/** Writes the periodic backup beside the database, replacing the one before only when the new one is complete. */
export async function backUp(database: Database): Promise<string> {
  const target = `${database.path}.backup`;
  const temporary = `${target}.new`;
  removeTemporary(temporary);
  await database.copyGently(temporary);
  putInPlace(temporary, target);
  return target;
}

/** Moves aside what cannot be used. True when an empty database is to take its place although backups may exist. */
function setAsideUnusable(path: string, clock: Clock, newest: number, warnings: string[]): boolean {
  if (!exists(path)) {
    const left = companions.filter((suffix) => exists(path + suffix));
    if (left.length > 0) {
      const aside = moveAside(path, 'corrupt', clock);
      warnings.push(`The database '${path}' was missing, only its log was there; the log was moved to '${aside}-wal'.`);
    }
    return false;
  }
  const condition = inspect(path);
  if (condition.state === 'damaged') {
    const aside = moveAside(path, 'corrupt', clock);
    warnings.push(`The database '${path}' could not be used (${condition.why}); it was moved to '${aside}'.`);
    return false;
  }
  if (condition.version <= newest) return false;
  const aside = moveAside(path, `newer-v${condition.version}`, clock);
  warnings.push(
    `The database '${path}' is of schema version ${condition.version}, this pcc knows up to ${newest}; it was moved to ` +
      `'${aside}' and an empty one begun. To use it again, stop the daemon, install the newer pcc and move the file back.`,
  );
  return true;
}

type Condition =
  | { readonly state: 'sound'; readonly version: number }
  | { readonly state: 'damaged'; readonly why: string };

/** Looks at a file without changing it. */
function inspect(path: string): Condition {
  if (!lstatSync(path).isFile()) {
    throw new PccError(
      'unsafe_environment',
      `'${path}' is not a plain file; move it away, pcc keeps its database there.`,
    );
  }
  if (statSync(path).size === 0) return { state: 'damaged', why: 'it is empty' };
  let database: Database | undefined;
  try {
    database = Database.openReadonly(path);
    if (database.pragma('application_id') !== applicationId) {
      return { state: 'damaged', why: 'it is a database of another program' };
    }
    const complaint = database.check();
    if (complaint !== 'ok') return { state: 'damaged', why: firstLine(complaint) };
    return { state: 'sound', version: database.pragma('user_version') };
  } catch (error) {
    if (error instanceof DamagedError) return { state: 'damaged', why: 'it is damaged, or no database' };
    throw error;
  } finally {
    database?.dispose();
  }
}

/** Puts a database where none is: the newest backup that is sound, or else an empty one. Appears at `path` all at once. */
function build(
  path: string,
  steps: readonly string[],
  backups: readonly string[],
  warnings: string[],
): 'backup' | 'nothing' {
  const temporary = `${path}.new`;
  for (const backup of backups) {
    removeTemporary(temporary);
    copyFileSync(backup, temporary);
    const condition = inspect(temporary);
    if (condition.state === 'sound' && condition.version <= steps.length) {
      putInPlace(temporary, path);
      const date = new Date(statSync(backup).mtimeMs).toISOString();
      warnings.push(`The database was restored from the backup '${backup}' of ${date}; what came later is not in it.`);
      return 'backup';
    }
    warnings.push(`The backup '${backup}' could not be used either; it was left where it is.`);
  }
  removeTemporary(temporary);
  closeSync(openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600));
  const database = Database.open(temporary);
  try {
    database.setPragma('application_id', applicationId);
    migrate(database, steps, undefined);
  } finally {
    database.dispose();
  }
  putInPlace(temporary, path);
  return 'nothing';
}

/** Takes the missing steps, one transaction each; before each, a copy of the file goes to `backups` + `.backup-v<version>`. */
function migrate(database: Database, steps: readonly string[], backups: string | undefined): void {
  for (let version = database.pragma('user_version'); version < steps.length; version++) {
    if (backups !== undefined) {
      const temporary = `${backups}.backup.new`;
      removeTemporary(temporary);
      database.copyTo(temporary);
      putInPlace(temporary, `${backups}.backup-v${version}`);
    }
    database.transaction(() => {
      database.script(steps[version] ?? '');
      database.setPragma('user_version', version + 1);
    });
  }
}

/** The backups beside a database, newest first. */
function backupsOf(path: string): readonly string[] {
  const folder = dirname(path);
  const name = `${basename(path)}.backup`;
  return readdirSync(folder)
    .filter((entry) => entry === name || /^-v\d+$/.test(entry.startsWith(name) ? entry.slice(name.length) : ''))
    .map((entry) => join(folder, entry))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}

/** Renames a database with its companions to a name that is free, and gives that name. */
function moveAside(path: string, why: string, clock: Clock): string {
  const stamp = new Date(clock.wallMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let aside = `${path}.${why}-${stamp}`;
  for (let n = 2; ['', ...companions].some((suffix) => exists(aside + suffix)); n++)
    aside = `${path}.${why}-${stamp}-${n}`;
  // The main file goes first: a log without its file is found and kept at the next start, a file without its log would be used.
  for (const suffix of ['', ...companions]) if (exists(path + suffix)) renameSync(path + suffix, aside + suffix);
  syncFolder(dirname(path));
  return aside;
}

/** Makes a finished temporary file the real one; what stands on the disk is at every moment the old file or the new. */
function putInPlace(temporary: string, target: string): void {
  chmodSync(temporary, 0o600);
  const file = openSync(temporary, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, target);
  removeTemporary(temporary);
  syncFolder(dirname(target));
}

/** Removes what an interrupted copy of our own left behind. */
function removeTemporary(temporary: string): void {
  for (const suffix of ['', ...companions]) rmSync(temporary + suffix, { force: true });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
