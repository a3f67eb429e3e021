import type { Database } from './database.ts';
import { maybeNumberOf, maybeTextOf, numberOf } from './row.ts';

/** A call that pcc let run by itself. */
export interface ApprovedCall {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Name of the tool, '' for an answer to a question. */
  readonly tool: string;
  /** SHA-256 of the canonical JSON of the call's input; '' where no call was named. */
  readonly inputSha256: string;
}

/** The conditions of the partial indexes, word for word: otherwise SQLite does not use them. */
const byPcc =
  "json_extract(decision, '$.by') IN ('policy', 'brain') AND json_extract(decision, '$.action') IN ('approve', 'choose')";
const byHuman = "json_extract(decision, '$.by') = 'human'";

/** What pcc let run by itself, counted from the decisions, so that a new daemon knows what the last one did. */
export class ApprovalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many approvals and answers pcc gave in a session since a moment; those that were never typed do not count. */
  count(session: string, since: number): number {
    const row = this.#database.one(
      `SELECT count(*) AS n FROM decisions WHERE session = ? AND at >= ? AND ${byPcc} AND outcome <> 'not-typed'`,
      session,
      since,
    );
    return row ? numberOf(row, 'n') : 0;
  }

  /** The calls that were let run in a session since a moment, oldest first: at most `limit`, the newest ones. */
  calls(session: string, since: number, limit: number): readonly ApprovedCall[] {
    return this.#database
      .all(
        `SELECT at, json_extract(decision, '$.call.tool') AS tool, input_sha256 FROM decisions
          WHERE session = ? AND at >= ? AND ${byPcc} AND outcome <> 'not-typed' ORDER BY at DESC, seq DESC LIMIT ?`,
        session,
        since,
        limit,
      )
      .map((row) => ({
        at: numberOf(row, 'at'),
        tool: maybeTextOf(row, 'tool') ?? '',
        inputSha256: maybeTextOf(row, 'input_sha256') ?? '',
      }))
      .reverse();
  }

  /** When a person last answered something in a session or took its keyboard; 0 for never. */
  lastHuman(session: string): number {
    const row = this.#database.one(
      `SELECT max(
          coalesce((SELECT max(at) FROM decisions WHERE session = ? AND ${byHuman}), 0),
          coalesce((SELECT max(at) FROM events WHERE session = ? AND type IN ('human', 'input')), 0)
        ) AS at`,
      session,
      session,
    );
    return (row && maybeNumberOf(row, 'at')) ?? 0;
  }
}
