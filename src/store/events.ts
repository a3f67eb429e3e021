import { limits } from '../limits.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import type { Cell, Row } from './row.ts';
import { maybeTextOf, numberOf, textOf } from './row.ts';

export type EventType = 'decision' | 'state' | 'task' | 'input' | 'human' | 'warning' | 'session' | 'note';

/** One line of a session's log. */
export interface EventRecord {
  /** Grows over all sessions. */
  readonly seq: number;
  readonly session: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly type: EventType;
  /** The sentence of anything but a decision. */
  readonly text?: string;
  /** The screen's state, for `state`. */
  readonly state?: string;
  /** Id of the decision, for `decision`; its details are in the decisions. */
  readonly decision?: string;
}

/** Which decisions are wanted: those that all given fields fit. */
export interface DecisionFilter {
  readonly session?: string | undefined;
  readonly risk?: string | undefined;
  /** Who decided. */
  readonly by?: string | undefined;
  /** Only those whose line comes before this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The logs. Each session keeps the lines of its decisions, and its newest `limits.eventsPerSessionMax` others. */
export class EventStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;
  readonly #kept: number;

  constructor(
    database: Database,
    redactor: () => Redactor = () => shapeRedactor,
    kept: number = limits.eventsPerSessionMax,
  ) {
    this.#redactor = redactor;
    this.#database = database;
    this.#kept = kept;
  }

  /** Appends a line and gives it back as stored, with its number. */
  append(event: Omit<EventRecord, 'seq'>): EventRecord {
    const stored = event.text === undefined ? event : { ...event, text: this.#redactor().text(event.text) };
    const seq = this.#database.transaction(() => {
      const { lastId } = this.#database.run(
        'INSERT INTO events (session, at, type, text, state, decision) VALUES (?, ?, ?, ?, ?, ?)',
        stored.session,
        stored.at,
        stored.type,
        stored.text ?? null,
        stored.state ?? null,
        stored.decision ?? null,
      );
      if (lastId % limits.eventsTrimEvery === 0) this.#trim(stored.session);
      return lastId;
    });
    return { ...stored, seq };
  }

  /** Oldest first: the first `limit` lines after the number `after`, or without it the newest `limit`. */
  read(session: string, after: number | undefined, limit: number): readonly EventRecord[] {
    if (after !== undefined) {
      return this.#database
        .all('SELECT * FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?', session, after, limit)
        .map(recordOf);
    }
    return this.#database
      .all('SELECT * FROM events WHERE session = ? ORDER BY seq DESC LIMIT ?', session, limit)
      .map(recordOf)
      .reverse();
  }

  /** The newest lines of all sessions, oldest of them first. */
  newest(limit: number): readonly EventRecord[] {
    return this.#database.all('SELECT * FROM events ORDER BY seq DESC LIMIT ?', limit).map(recordOf).reverse();
  }

  /** True where a person has sent or typed something there since; milliseconds since the Unix epoch. */
  hasHuman(session: string, since: number): boolean {
    const sql = "SELECT 1 FROM events WHERE session = ? AND at >= ? AND type IN ('human', 'input') LIMIT 1";
    return this.#database.all(sql, session, since).length > 0;
  }

  /** The lines of decisions, newest first. */
  decisions(wanted: DecisionFilter): readonly EventRecord[] {
    const { sql, cells } = decisionsQuery(wanted);
    return this.#database.all(sql, ...cells).map(recordOf);
  }

  #trim(session: string): void {
    this.#database.run(
      `DELETE FROM events WHERE session = ? AND decision IS NULL AND seq <=
        (SELECT seq FROM events WHERE session = ? AND decision IS NULL ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      session,
      session,
      this.#kept,
    );
  }
}

/** How the lines of decisions are asked for: by an index in the order of the commits, so that what comes first is there at once. */
export function decisionsQuery(wanted: DecisionFilter): { readonly sql: string; readonly cells: readonly Cell[] } {
  const { session, risk, by, before, limit } = wanted;
  const filters: readonly (readonly [string, Cell | undefined])[] = [
    ['d.session = ?', session],
    ["json_extract(d.decision, '$.risk') = ?", risk],
    ["json_extract(d.decision, '$.by') = ?", by],
    // Decisions and their lines are numbered in the order of the same commits.
    [
      `d.seq <= (SELECT seq FROM decisions WHERE id =
        (SELECT decision FROM events WHERE seq < ? AND decision IS NOT NULL ORDER BY seq DESC LIMIT 1))`,
      before,
    ],
  ];
  const used = filters.flatMap(([sql, cell]) => (cell === undefined ? [] : [{ sql, cell }]));
  const where = used.length === 0 ? '' : `WHERE ${used.map(({ sql }) => sql).join(' AND ')}`;
  return {
    sql: `SELECT e.* FROM decisions d CROSS JOIN events e ON e.decision = d.id ${where} ORDER BY d.seq DESC LIMIT ?`,
    cells: [...used.map(({ cell }) => cell), limit],
  };
}

function recordOf(row: Row): EventRecord {
  const text = maybeTextOf(row, 'text');
  const state = maybeTextOf(row, 'state');
  const decision = maybeTextOf(row, 'decision');
  return {
    seq: numberOf(row, 'seq'),
    session: textOf(row, 'session'),
    at: numberOf(row, 'at'),
    type: textOf(row, 'type') as EventType,
    ...(text === undefined ? {} : { text }),
    ...(state === undefined ? {} : { state }),
    ...(decision === undefined ? {} : { decision }),
  };
}
