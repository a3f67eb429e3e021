import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { numberOf, textOf } from './row.ts';

/** How many there are of something; the labels say of what. */
export interface Count {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Counts of what is kept, for monitoring: each by an index alone, since some tables hold all that ever happened. */
export class CountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All decisions, by what they were. */
  decisions(): readonly Count[] {
    return this.#database
      .all(
        `SELECT json_extract(decision, '$.risk') AS risk, json_extract(decision, '$.action') AS action,
            json_extract(decision, '$.by') AS "by", count(*) AS value
          FROM decisions INDEXED BY decisions_counted
          GROUP BY json_extract(decision, '$.risk'), json_extract(decision, '$.action'), json_extract(decision, '$.by')`,
      )
      .map((row) => countOf(row, ['risk', 'action', 'by']));
  }

  /** All decisions, by how they have ended so far. */
  outcomes(): readonly Count[] {
    return this.#by('SELECT outcome, count(*) AS value FROM decisions GROUP BY outcome', 'outcome');
  }

  /** All tasks that were ever given to sessions, by where they stand. */
  tasks(): readonly Count[] {
    return this.#by('SELECT state, count(*) AS value FROM tasks GROUP BY state', 'state');
  }

  /** All lists of tasks for programs. */
  executions(): readonly Count[] {
    return this.#by('SELECT state, count(*) AS value FROM executions GROUP BY state', 'state');
  }

  /** All tasks of such lists. */
  steps(): readonly Count[] {
    return this.#by('SELECT state, count(*) AS value FROM execution_steps GROUP BY state', 'state');
  }

  /** Tokens of the sessions that have ended. */
  tokens(): Readonly<Record<'input' | 'output' | 'cacheRead' | 'cacheWrite', number>> {
    const row = this.#database.one(
      `SELECT coalesce(sum(json_extract(usage, '$.input')), 0) AS input,
          coalesce(sum(json_extract(usage, '$.output')), 0) AS output,
          coalesce(sum(json_extract(usage, '$.cacheRead')), 0) AS cacheRead,
          coalesce(sum(json_extract(usage, '$.cacheWrite')), 0) AS cacheWrite
        FROM sessions WHERE ended_at IS NOT NULL AND usage IS NOT NULL`,
    );
    const sum = (name: string): number => (row ? numberOf(row, name) : 0);
    return {
      input: sum('input'),
      output: sum('output'),
      cacheRead: sum('cacheRead'),
      cacheWrite: sum('cacheWrite'),
    };
  }

  #by(sql: string, label: string): readonly Count[] {
    return this.#database.all(sql).map((row) => countOf(row, [label]));
  }
}

function countOf(row: Row, labels: readonly string[]): Count {
  return {
    labels: Object.fromEntries(labels.map((label) => [label, textOf(row, label)])),
    value: numberOf(row, 'value'),
  };
}
