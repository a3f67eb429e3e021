import { accessSync, closeSync, constants, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { BugError } from '../base/assert.ts';
import type { Disposable } from '../base/disposables.ts';
import { disposable } from '../base/disposables.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Cell, Row } from './row.ts';

/**
 * One open SQLite file. The one door to better-sqlite3: everything is synchronous, so that what was written is on the disk
 * when the call returns.
 *
 * Every method throws `PccError` `storage` when the disk or the file fails, `BugError` when the statement is wrong.
 */
export class Database implements Disposable {
  readonly path: string;
  readonly #sqlite: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement<Cell[]>>();

  private constructor(path: string, sqlite: BetterSqlite3.Database) {
    this.path = path;
    this.#sqlite = sqlite;
  }

  /** Opens an existing file for writing: WAL, every commit forced to the disk, functions in the schema not trusted. */
  static open(path: string): Database {
    return guarded(path, () => {
      // SQLite opens a file that it may not write without a word, and fails at the first commit.
      if (!isWritable(path)) throw new PccError('storage', unusable(path, mayNotWrite));
      const sqlite = new BetterSqlite3(path, { fileMustExist: true, timeout: limits.databaseBusyMs });
      return closedOnError(sqlite, () => {
        sqlite.pragma('trusted_schema = OFF');
        sqlite.pragma('journal_mode = WAL');
        sqlite.pragma('synchronous = FULL');
        sqlite.pragma('foreign_keys = ON');
        return new Database(path, sqlite);
      });
    });
  }

  /** Opens an existing file to look at it: nothing in it, nor in its log, is changed. */
  static openReadonly(path: string): Database {
    return guarded(path, () => {
      const sqlite = new BetterSqlite3(path, { readonly: true, fileMustExist: true, timeout: limits.databaseBusyMs });
      return closedOnError(sqlite, () => {
        sqlite.pragma('trusted_schema = OFF');
        return new Database(path, sqlite);
      });
    });
  }

  /** Runs one statement that changes something; `lastId` is the rowid of the last inserted row. */
  run(sql: string, ...cells: readonly Cell[]): { readonly changes: number; readonly lastId: number } {
    return guarded(this.path, () => {
      const result = this.#prepare(sql).run(...cells);
      return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
    });
  }

  /** The first row, if there is one. */
  one(sql: string, ...cells: readonly Cell[]): Row | undefined {
    return guarded(this.path, () => this.#prepare(sql).get(...cells) as Row | undefined);
  }

  /** All rows. */
  all(sql: string, ...cells: readonly Cell[]): readonly Row[] {
    return guarded(this.path, () => this.#prepare(sql).all(...cells) as Row[]);
  }

  /** The rows one by one, for tables that may be large; the database can not be written meanwhile. */
  *each(sql: string, ...cells: readonly Cell[]): Generator<Row> {
    const rows = guarded(this.path, () => this.#prepare(sql).iterate(...cells));
    try {
      for (;;) {
        const next = guarded(this.path, () => rows.next());
        if (next.done === true) return;
        yield next.value as Row;
      }
    } finally {
      rows.return?.();
    }
  }

  /** Runs several statements that take no values. */
  script(sql: string): void {
    guarded(this.path, () => this.#sqlite.exec(sql));
  }

  /** All of `work` or nothing of it; on the disk when this returns. */
  transaction<T>(work: () => T): T {
    return guarded(this.path, () => this.#sqlite.transaction(work).immediate());
  }

  /** A number that SQLite keeps about the file. */
  pragma(name: 'user_version' | 'application_id'): number {
    const value = guarded(this.path, () => this.#sqlite.pragma(name, { simple: true }));
    if (typeof value !== 'number') throw new BugError(`pragma ${name} is no number`);
    return value;
  }

  /** Sets a number that SQLite keeps about the file; inside a transaction it is part of it. */
  setPragma(name: 'user_version' | 'application_id', value: number): void {
    guarded(this.path, () => this.#sqlite.pragma(`${name} = ${Math.trunc(value)}`));
  }

  /** What SQLite's own check of the whole file has to say: the word `ok`, or its first complaint. */
  check(): string {
    const answer = guarded(this.path, () => this.#sqlite.pragma('quick_check(1)', { simple: true }));
    return String(answer);
  }

  /** Writes a compact copy to a new file, all at once. */
  copyTo(path: string): void {
    this.run('VACUUM INTO ?', path);
  }

  /** Writes a copy to a new file piece by piece, so that other work goes on meanwhile. */
  async copyGently(path: string): Promise<void> {
    try {
      await this.#sqlite.backup(path);
    } catch (error) {
      throw translated(this.path, error);
    }
  }

  dispose(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #prepare(sql: string): BetterSqlite3.Statement<Cell[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#sqlite.prepare<Cell[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The file is damaged or none of SQLite's. */
export class DamagedError extends PccError {}

/**
 * Files of this process that hold a lock; a second descriptor on one of them would drop the lock when it is closed. A connection
 * that nobody refers to is collected as garbage, and its lock goes with it: here it stays.
 */
const lockedHere = new Map<string, BetterSqlite3.Database>();

/**
 * Takes the lock that only one process can hold, and that ends with the process, however it ends. Undefined when another
 * one holds it.
 *
 * @throws PccError `storage` when the file cannot be used.
 */
export function takeLock(path: string): Disposable | undefined {
  if (lockedHere.has(path)) return undefined;
  return guarded(path, () => {
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
    const sqlite = new BetterSqlite3(path, { timeout: 0 });
    try {
      sqlite.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      sqlite.close();
      if (codeOf(error).startsWith('SQLITE_BUSY')) return undefined;
      throw error;
    }
    lockedHere.set(path, sqlite);
    return disposable(() => {
      sqlite.close();
      lockedHere.delete(path);
    });
  });
}

function closedOnError<T>(sqlite: BetterSqlite3.Database, use: () => T): T {
  try {
    return use();
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function guarded<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw translated(path, error);
  }
}

const mayNotWrite = 'it may not be written; check its owner and mode';

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unusable(path: string, what: string): string {
  return `The database '${path}' cannot be used: ${what}.`;
}

/** SQLite's result codes that the outside world causes, each with what to do. */
const outside: readonly (readonly [prefix: string, what: string])[] = [
  ['SQLITE_FULL', 'the disk is full; free some space'],
  ['SQLITE_BUSY', 'another program holds it; end that program'],
  ['SQLITE_LOCKED', 'another program holds it; end that program'],
  ['SQLITE_READONLY', mayNotWrite],
  ['SQLITE_PERM', 'it may not be used; check its owner and mode'],
  ['SQLITE_CANTOPEN', 'it cannot be opened; check its folder, owner and mode'],
  ['SQLITE_IOERR', 'the disk does not work as it should; check it and its free space'],
];

function translated(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new DamagedError(
      'storage',
      `The database '${path}' is damaged; restart the daemon, which restores the last backup.`,
    );
  }
  for (const [prefix, what] of outside) {
    if (code.startsWith(prefix)) return new PccError('storage', unusable(path, what));
  }
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof BetterSqlite3.SqliteError ? error.code : '';
}
