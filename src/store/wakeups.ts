import { limits } from '../limits.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { maybeNumberOf, maybeTextOf, numberOf, textOf } from './row.ts';

/** A session that waits for a usage limit. Moments are milliseconds since the Unix epoch. */
export interface WakeupRecord {
  readonly session: string;
  /** Opaque name of the account, see `accountLabel`. */
  readonly account: string;
  /** As the reading names it: `five_hour`, `seven_day`, … */
  readonly kind: string;
  /** Null where nobody knows it. */
  readonly resetsAt: number | null;
  /** The CLI says that it goes on by itself. */
  readonly resumesItself: boolean;
  /** Since when it has not worked. */
  readonly asleepSince: number;
  /** When it last ran into the limit: what it tells of it is as old. */
  readonly toldAt: number;
  /** How often it was woken and ran into the limit again. */
  readonly vain: number;
  /** When and why it was woken, until it is known what came of it; null while it sleeps. */
  readonly wokenAt: number | null;
  readonly why: string | null;
}

/**
 * How a wait ended: at work again by the CLI `itself`, by what `pcc` typed or by a `person`; the `limit` was met again; the
 * `end` of the session, or of its limit without anybody having continued.
 */
export type WakeEnd = 'itself' | 'pcc' | 'person' | 'limit' | 'end';

/** A wait that is over. */
export interface WakeRecord extends Pick<WakeupRecord, 'session' | 'account' | 'kind' | 'resetsAt' | 'asleepSince'> {
  readonly wokenAt: number | null;
  readonly why: string | null;
  readonly endedAt: number;
  readonly by: WakeEnd;
}

/** Who waits for a usage limit, and the waits that are over. */
export class WakeupStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps what is known of a session that waits; what was known before goes. */
  save(record: WakeupRecord): void {
    this.#database.run(
      `INSERT OR REPLACE INTO wakeups (session, account, kind, resets_at, resumes_itself, asleep_since, told_at, vain, woken_at, why)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      record.session,
      record.account,
      record.kind,
      record.resetsAt,
      record.resumesItself ? 1 : 0,
      record.asleepSince,
      record.toldAt,
      record.vain,
      record.wokenAt,
      record.why,
    );
  }

  /** It waits no more. */
  remove(session: string): void {
    this.#database.run('DELETE FROM wakeups WHERE session = ?', session);
  }

  list(): readonly WakeupRecord[] {
    return this.#database.all('SELECT * FROM wakeups ORDER BY session').map(wakeupOf);
  }

  /** Remembers a wait that is over; the oldest are forgotten. */
  ended(record: WakeRecord): void {
    this.#database.transaction(() => {
      const { session, account, kind, resetsAt, asleepSince, wokenAt, why, endedAt, by } = record;
      this.#database.run(
        `INSERT INTO wakes (session, account, kind, resets_at, asleep_since, woken_at, why, ended_at, by)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        session,
        account,
        kind,
        resetsAt,
        asleepSince,
        wokenAt,
        why,
        endedAt,
        by,
      );
      this.#database.run('DELETE FROM wakes WHERE n <= (SELECT max(n) FROM wakes) - ?', limits.wakesKept);
    });
  }

  /** The last waits that are over, the newest first. */
  newest(count: number): readonly WakeRecord[] {
    return this.#database.all('SELECT * FROM wakes ORDER BY n DESC LIMIT ?', count).map(wakeOf);
  }

  /** When a session of each account was last woken. */
  lastWokenAt(): ReadonlyMap<string, number> {
    const rows = this.#database.all(
      `SELECT account, max(woken_at) AS at FROM
        (SELECT account, woken_at FROM wakes UNION ALL SELECT account, woken_at FROM wakeups)
        WHERE woken_at IS NOT NULL GROUP BY account`,
    );
    return new Map(rows.map((row) => [textOf(row, 'account'), numberOf(row, 'at')]));
  }
}

function wakeupOf(row: Row): WakeupRecord {
  return {
    ...waitOf(row),
    resumesItself: numberOf(row, 'resumes_itself') === 1,
    toldAt: numberOf(row, 'told_at'),
    vain: numberOf(row, 'vain'),
  };
}

function wakeOf(row: Row): WakeRecord {
  return { ...waitOf(row), endedAt: numberOf(row, 'ended_at'), by: textOf(row, 'by') as WakeEnd };
}

function waitOf(row: Row): Omit<WakeRecord, 'endedAt' | 'by'> {
  return {
    session: textOf(row, 'session'),
    account: textOf(row, 'account'),
    kind: textOf(row, 'kind'),
    resetsAt: maybeNumberOf(row, 'resets_at') ?? null,
    asleepSince: numberOf(row, 'asleep_since'),
    wokenAt: maybeNumberOf(row, 'woken_at') ?? null,
    why: maybeTextOf(row, 'why') ?? null,
  };
}
