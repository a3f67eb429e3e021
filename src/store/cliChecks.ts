import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeTextOf, numberOf, textOf } from './row.ts';

/** One program of the CLI: two with the same version may still be different files. */
export interface CliIdentity {
  /** What it says of itself, e.g. `2.1.329`. */
  readonly version: string;
  /** Absolute path by which it is run; the file is the one that all links lead to. */
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  /** When the file was changed, milliseconds since the Unix epoch. */
  readonly mtimeMs: number;
}

/** What a check found of one family of screens. */
export interface FamilyResult {
  readonly family: string;
  /** `absent`: this version does not offer it, or asks nothing there. */
  readonly result: 'ok' | 'absent' | 'wrong';
  /** What was seen, where that is not what was expected. */
  readonly note: string;
}

/** A check that came to its end. It speaks for the very program, read by this release with this table of words. */
export interface CliCheckRecord {
  readonly cli: CliIdentity;
  /** Version of pcc. */
  readonly pcc: string;
  /** Digest of the table of words. */
  readonly words: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly passed: boolean;
  readonly families: readonly FamilyResult[];
  /** Why it could not be carried through. */
  readonly problem?: string;
}

/** What a check speaks for. */
export type CheckSubject = Pick<CliCheckRecord, 'cli' | 'pcc' | 'words'>;

/** The last check of each program. */
export class CliCheckStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The check that speaks for exactly this. */
  find({ cli, pcc, words }: CheckSubject): CliCheckRecord | undefined {
    const row = this.#database.one(
      'SELECT * FROM cli_checks WHERE version = ? AND path = ? AND size = ? AND mtime = ? AND pcc = ? AND words = ?',
      cli.version,
      cli.path,
      cli.size,
      cli.mtimeMs,
      pcc,
      words,
    );
    return row && recordOf(row);
  }

  /** Keeps a check; an earlier one of the same program under the same path goes, since nothing asks for it any more. */
  save(record: CliCheckRecord): void {
    const { cli } = record;
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM cli_checks WHERE version = ? AND path = ?', cli.version, cli.path);
      this.#database.run(
        `INSERT INTO cli_checks (version, path, size, mtime, pcc, words, started_at, ended_at, passed, families, problem)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        cli.version,
        cli.path,
        cli.size,
        cli.mtimeMs,
        record.pcc,
        record.words,
        record.startedAt,
        record.endedAt,
        record.passed ? 1 : 0,
        JSON.stringify(record.families),
        record.problem ?? null,
      );
    });
  }
}

function recordOf(row: Row): CliCheckRecord {
  const problem = maybeTextOf(row, 'problem');
  return {
    cli: {
      version: textOf(row, 'version'),
      path: textOf(row, 'path'),
      size: numberOf(row, 'size'),
      mtimeMs: numberOf(row, 'mtime'),
    },
    pcc: textOf(row, 'pcc'),
    words: textOf(row, 'words'),
    startedAt: numberOf(row, 'started_at'),
    endedAt: numberOf(row, 'ended_at'),
    passed: numberOf(row, 'passed') === 1,
    families: jsonOf(row, 'families') as unknown as readonly FamilyResult[],
    ...(problem === undefined ? {} : { problem }),
  };
}
