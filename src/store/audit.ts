import { assert } from '../base/assert.ts';
import type { Json } from '../base/json.ts';
import { canonicalJson } from '../base/json.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, numberOf, textOf } from './row.ts';
import { sha256 } from './sha256.ts';

/**
 * What an audit row tells of a decision: that it was made, which keys were chosen for it, how it ended; or, as `receipt`, of a task
 * that has ended: the hash of its receipt.
 */
export type AuditType = 'decision' | 'keys' | 'outcome' | 'receipt';

/** One row of the audit, without its place in the chain. */
export interface AuditEntry {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly session: string;
  /** Id of the decision, or of the task. */
  readonly decision: string;
  readonly type: AuditType;
  readonly body: Json;
}

export interface AuditRow extends AuditEntry {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** SHA-256 over the hash of the row before and the canonical JSON of this one's fields. */
  readonly hash: string;
}

/** The first row that does not stand as it was written. */
export interface BrokenRow {
  readonly seq: number;
  readonly why: string;
}

/** What stands in the place of a hash before the first row. */
const genesis = '0'.repeat(64);

/** The audit: rows are only ever appended, and each is bound to all before it, so that an edited log shows. */
export class Audit {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Appends a row and gives its number; belongs inside the transaction of the change that it tells. */
  append(entry: AuditEntry): number {
    const last = this.#database.one('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
    const seq = last ? numberOf(last, 'seq') + 1 : 1;
    const hash = hashOf(last ? textOf(last, 'hash') : genesis, seq, entry);
    const { lastId } = this.#database.run(
      'INSERT INTO audit (seq, at, session, decision, type, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      seq,
      entry.at,
      entry.session,
      entry.decision,
      entry.type,
      canonicalJson(entry.body),
      hash,
    );
    assert(lastId === seq, 'an audit row did not get its number');
    return seq;
  }

  /** The last row; undefined while there is none. */
  last(): AuditRow | undefined {
    const row = this.#database.one('SELECT * FROM audit ORDER BY seq DESC LIMIT 1');
    return row && auditRowOf(row);
  }

  /** The row with this number. */
  row(seq: number): AuditRow | undefined {
    const row = this.#database.one('SELECT * FROM audit WHERE seq = ?', seq);
    return row && auditRowOf(row);
  }

  /** The rows of one decision or task, oldest first. */
  of(decision: string): readonly AuditRow[] {
    return this.#database.all('SELECT * FROM audit WHERE decision = ? ORDER BY seq', decision).map(auditRowOf);
  }

  /** All rows, oldest first. */
  *rows(): Generator<AuditRow> {
    for (const row of this.#database.each('SELECT * FROM audit ORDER BY seq')) yield auditRowOf(row);
  }

  /** The first row that was edited, removed or put in; rows cut off the end show by SQLite's own count. */
  firstBroken(): BrokenRow | undefined {
    let previous = genesis;
    let expected = 1;
    for (const row of this.rows()) {
      if (row.seq !== expected) return { seq: expected, why: 'the row is missing' };
      if (hashOf(previous, row.seq, row) !== row.hash)
        return { seq: row.seq, why: 'the row was changed after it was written' };
      previous = row.hash;
      expected++;
    }
    const counted = this.#database.one("SELECT seq FROM sqlite_sequence WHERE name = 'audit'");
    const written = counted ? numberOf(counted, 'seq') : 0;
    return written >= expected ? { seq: expected, why: 'rows were cut off the end' } : undefined;
  }
}

function hashOf(previous: string, seq: number, entry: AuditEntry): string {
  const { at, session, decision, type, body } = entry;
  return sha256(`${previous}\n${canonicalJson({ seq, at, session, decision, type, body })}`);
}

function auditRowOf(row: Row): AuditRow {
  return {
    seq: numberOf(row, 'seq'),
    at: numberOf(row, 'at'),
    session: textOf(row, 'session'),
    decision: textOf(row, 'decision'),
    type: textOf(row, 'type') as AuditType,
    body: jsonOf(row, 'body'),
    hash: textOf(row, 'hash'),
  };
}
