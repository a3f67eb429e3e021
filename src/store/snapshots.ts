import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import { numberOf, textOf } from './row.ts';

/** A picture of a session's screen, from which an emulator is rebuilt together with the output since. */
export interface Snapshot {
  readonly cols: number;
  readonly rows: number;
  /** What to write into an empty emulator of that size. Secrets are starred out, so that the layout stays. */
  readonly data: string;
  readonly title: string;
  /** Output offset of the picture. */
  readonly offset: number;
  /** The banner of a limit on it. */
  readonly banner?: Banner;
}

/** The banner of a limit, and when it was first seen: its times are meant from then. */
export interface Banner {
  /** What it says of the time at which the limit ends. */
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly appearedMs: number;
}

/** The last picture of each session. */
export class SnapshotStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#redactor = redactor;
    this.#database = database;
  }

  /** Replaces the picture of a session; `at` is in milliseconds since the Unix epoch. */
  save(session: string, snapshot: Snapshot, at: number): void {
    const redactor = this.#redactor();
    this.#database.run(
      `INSERT INTO snapshots (session, cols, rows, data, title, "offset", at, banner, banner_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session) DO UPDATE SET cols = excluded.cols, rows = excluded.rows, data = excluded.data,
         title = excluded.title, "offset" = excluded."offset", at = excluded.at, banner = excluded.banner, banner_at = excluded.banner_at`,
      session,
      snapshot.cols,
      snapshot.rows,
      redactor.mask(snapshot.data),
      redactor.text(snapshot.title),
      snapshot.offset,
      at,
      snapshot.banner?.text ?? null,
      snapshot.banner?.appearedMs ?? null,
    );
  }

  get(session: string): Snapshot | undefined {
    const row = this.#database.one('SELECT * FROM snapshots WHERE session = ?', session);
    if (!row) return undefined;
    return {
      cols: numberOf(row, 'cols'),
      rows: numberOf(row, 'rows'),
      data: textOf(row, 'data'),
      title: textOf(row, 'title'),
      offset: numberOf(row, 'offset'),
      ...(row['banner'] === null
        ? {}
        : { banner: { text: textOf(row, 'banner'), appearedMs: numberOf(row, 'banner_at') } }),
    };
  }

  /** Drops the picture of a session that has ended. */
  drop(session: string): void {
    this.#database.run('DELETE FROM snapshots WHERE session = ?', session);
  }
}
