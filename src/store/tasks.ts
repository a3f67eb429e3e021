import type { Json } from '../base/json.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import { numberOf as taskNumber } from '../session/queueOrder.ts';
import type { Task, TaskState } from '../session/task.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeNumberOf, maybeTextOf, numberOf, textOf } from './row.ts';

/** A task of a person's list, with its times. Texts of a task that has ended are redacted. */
export interface TaskRecord {
  readonly session: string;
  /** Its number in the session. */
  readonly n: number;
  readonly task: Task;
  /** Milliseconds since the Unix epoch: when it was given, first typed, and ended. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The last words of the turn that ended it. */
  readonly result?: string;
  /** Path of its receipt. */
  readonly receipt?: string;
}

/** All tasks that were ever given, also those that have left their session. */
export class TaskStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#database = database;
    this.#redactor = redactor;
  }

  /**
   * Stores what has become of a task. A text that is still to be typed stays exactly as it was given. One that waits again, as
   * after a retry, has neither begun nor ended; one that is typed at once after a retry begins anew.
   */
  save(session: string, task: Task, at: number): void {
    const { preface: _preface, ...kept } = task;
    const stored = isOver(task.state) ? (this.#redactor().json(kept as unknown as Json) as unknown as Task) : kept;
    const started = task.state === 'queued' || task.state === 'removed' ? null : at;
    this.#database.run(
      `INSERT INTO tasks (id, session, n, text, state, task, created_at, started_at, ended_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET text = excluded.text, state = excluded.state, task = excluded.task,
          ended_at = excluded.ended_at,
          started_at = CASE WHEN excluded.state = 'queued' THEN NULL
            WHEN ended_at IS NOT NULL AND excluded.ended_at IS NULL THEN excluded.started_at
            ELSE coalesce(started_at, excluded.started_at) END`,
      task.id,
      session,
      taskNumber(task),
      stored.text,
      task.state,
      JSON.stringify(stored),
      at,
      started,
      isOver(task.state) ? at : null,
    );
  }

  /** Keeps the last words of the turn that ended a task; of a text that is no task of a list nothing is kept. */
  saveResult(id: string, result: string): void {
    this.#database.run('UPDATE tasks SET result = ? WHERE id = ?', this.#redactor().text(result), id);
  }

  /** Keeps where the receipt of a task lies. */
  saveReceipt(id: string, path: string): void {
    this.#database.run('UPDATE tasks SET receipt = ? WHERE id = ?', path, id);
  }

  get(id: string): TaskRecord | undefined {
    const row = this.#database.one('SELECT * FROM tasks WHERE id = ?', id);
    return row && recordOf(row);
  }

  /** The tasks of a session in the order in which they were given. */
  list(session: string): readonly TaskRecord[] {
    return this.#database.all('SELECT * FROM tasks WHERE session = ? ORDER BY n', session).map(recordOf);
  }

  /** The highest number that a task of the session has; 0 where it has none. */
  lastNumber(session: string): number {
    const row = this.#database.one('SELECT coalesce(max(n), 0) AS n FROM tasks WHERE session = ?', session);
    return row ? numberOf(row, 'n') : 0;
  }
}

/** True for a state in which nothing more comes of a task by itself. */
function isOver(state: TaskState): boolean {
  return state === 'done' || state === 'failed' || state === 'removed';
}

function recordOf(row: Row): TaskRecord {
  const startedAt = maybeNumberOf(row, 'started_at');
  const endedAt = maybeNumberOf(row, 'ended_at');
  const result = maybeTextOf(row, 'result');
  const receipt = maybeTextOf(row, 'receipt');
  return {
    session: textOf(row, 'session'),
    n: numberOf(row, 'n'),
    task: jsonOf(row, 'task') as unknown as Task,
    createdAt: numberOf(row, 'created_at'),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(result === undefined ? {} : { result }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}
