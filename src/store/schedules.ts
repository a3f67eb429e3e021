import { PccError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeTextOf, numberOf, textOf } from './row.ts';

/** What a schedule starts: a session in the folder `path`, or a task for the session `session`. */
export interface ScheduleSpec {
  readonly path?: string;
  readonly session?: string;
  readonly task?: string;
  /** Absolute path of a requirements file, read when it is due. */
  readonly requirements?: string;
  readonly fresh?: boolean;
  readonly verify?: string;
  readonly brain?: 'none' | 'rules' | 'ollama' | 'gemini';
  readonly trust?: boolean;
  readonly args?: readonly string[];
}

/** What is kept of a schedule. Its spec is kept as it was given, since a task must arrive so. */
export interface ScheduleRecord {
  /** Its number, which no other ever had. */
  readonly n: number;
  /** The name by which people mean it; free again once it was removed. */
  readonly id: string;
  readonly cron: string;
  /** IANA name of the zone in which the cron expression is meant. */
  readonly zone: string;
  readonly spec: ScheduleSpec;
  readonly missed: 'skip' | 'once' | 'all';
  readonly overlap: 'skip' | 'queue' | 'parallel';
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** What was due until then has been dealt with; milliseconds since the Unix epoch. */
  readonly countedUntil: number;
}

/** What came of a time: `begun` while it is not known yet. */
export type RunOutcome = 'begun' | 'started' | 'queued' | 'skipped' | 'missed' | 'failed';

/** What came of a time at which a schedule was due. */
export interface ScheduleRun {
  readonly n: number;
  /** Number of its schedule. */
  readonly schedule: number;
  /** Milliseconds since the Unix epoch: when it was due, and when that was found. */
  readonly dueAt: number;
  readonly at: number;
  readonly outcome: RunOutcome;
  readonly session?: string;
  readonly task?: string;
  readonly why?: string;
}

/** The fields of a run that change when it is known what came of it. */
export type RunChange = Pick<ScheduleRun, 'outcome' | 'session' | 'task' | 'why'>;

/** Longest id; people type it. */
const idCharsMax = 64;

/** The schedules, and what came of them. */
export class ScheduleStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#database = database;
    this.#redactor = redactor;
  }

  /**
   * The id for a new schedule: the wanted one, or `schedule-` with the next number.
   *
   * @throws PccError `invalid_input` for an ill-formed name, `conflict` for one that is in use.
   */
  idFor(wanted?: string): string {
    if (wanted === undefined) {
      const row = this.#database.one('SELECT coalesce(max(n), 0) + 1 AS n FROM schedules');
      for (let number = row ? numberOf(row, 'n') : 1; ; number++) {
        const id = `schedule-${number}`;
        if (!this.get(id)) return id;
      }
    }
    if (!/^[a-z0-9][a-z0-9-]*$/.test(wanted) || wanted.length > idCharsMax) {
      throw new PccError(
        'invalid_input',
        `The name '${wanted}' cannot be an id: use up to ${idCharsMax} of a-z, 0-9 and '-', beginning with a letter or digit.`,
      );
    }
    if (this.get(wanted)) {
      throw new PccError('conflict', `A schedule '${wanted}' exists already; remove it first, or take another name.`);
    }
    return wanted;
  }

  /** Keeps a new one. @throws PccError as `idFor` does. */
  add(given: Omit<ScheduleRecord, 'n'>): ScheduleRecord {
    this.idFor(given.id);
    const { lastId } = this.#database.run(
      `INSERT INTO schedules (id, cron, zone, spec, missed, overlap, created_at, counted_until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      given.id,
      given.cron,
      given.zone,
      JSON.stringify(given.spec),
      given.missed,
      given.overlap,
      given.createdAt,
      given.countedUntil,
    );
    return { n: lastId, ...given };
  }

  /** Those that were not removed, in the order in which they were added. */
  list(): readonly ScheduleRecord[] {
    return this.#database.all('SELECT * FROM schedules WHERE removed_at IS NULL ORDER BY n').map(recordOf);
  }

  get(id: string): ScheduleRecord | undefined {
    const row = this.#database.one('SELECT * FROM schedules WHERE id = ? AND removed_at IS NULL', id);
    return row && recordOf(row);
  }

  /** The one that a person means; with `removed` also one that is gone, the latest. @throws PccError `not_found`. */
  find(id: string, removed = false): ScheduleRecord {
    const found = this.get(id) ?? (removed ? this.#latestRemoved(id) : undefined);
    if (found) return found;
    const near = nearest(
      id,
      this.list().map((record) => record.id),
    );
    const hint = near === undefined ? '`pcc schedule list` shows all.' : `did you mean '${near}'?`;
    throw new PccError('not_found', `No schedule is called '${id}'; ${hint}`);
  }

  /** Takes it out; what came of it stays. */
  remove(n: number, at: number): void {
    this.#database.run('UPDATE schedules SET removed_at = ? WHERE n = ?', at, n);
  }

  /** What was due until then is dealt with from now on, whatever becomes of this process. */
  countUntil(n: number, until: number): void {
    this.#database.run('UPDATE schedules SET counted_until = ? WHERE n = ?', until, n);
  }

  /** Adds what came of a time and gives its number. */
  addRun(run: Omit<ScheduleRun, 'n'>): number {
    return this.#database.run(
      'INSERT INTO schedule_runs (schedule, due_at, at, outcome, session, task, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
      run.schedule,
      run.dueAt,
      run.at,
      run.outcome,
      run.session ?? null,
      run.task ?? null,
      this.#whyOf(run),
    ).lastId;
  }

  /** Notes what came of it. */
  changeRun(n: number, change: RunChange): void {
    this.#database.run(
      'UPDATE schedule_runs SET outcome = ?, session = ?, task = ?, why = ? WHERE n = ?',
      change.outcome,
      change.session ?? null,
      change.task ?? null,
      this.#whyOf(change),
      n,
    );
  }

  /** Whether that very time was dealt with on its own, and not just counted among those that were missed. */
  hasRun(schedule: number, dueAt: number): boolean {
    return (
      this.#database.one(
        "SELECT 1 FROM schedule_runs WHERE schedule = ? AND due_at = ? AND outcome <> 'missed'",
        schedule,
        dueAt,
      ) !== undefined
    );
  }

  /** What came of a schedule, the newest first. */
  runs(schedule: number, limit: number): readonly ScheduleRun[] {
    return this.#database
      .all('SELECT * FROM schedule_runs WHERE schedule = ? ORDER BY n DESC LIMIT ?', schedule, limit)
      .map(runOf);
  }

  /** Those of which nobody knows what came of them: the process that began them ended. */
  begun(): readonly ScheduleRun[] {
    return this.#database.all("SELECT * FROM schedule_runs WHERE outcome = 'begun' ORDER BY n").map(runOf);
  }

  /** Forgets all but the newest of a schedule. */
  keepNewest(schedule: number, kept: number): void {
    this.#database.run(
      `DELETE FROM schedule_runs WHERE schedule = ? AND n <= (
        SELECT n FROM schedule_runs WHERE schedule = ? ORDER BY n DESC LIMIT 1 OFFSET ?)`,
      schedule,
      schedule,
      kept,
    );
  }

  #latestRemoved(id: string): ScheduleRecord | undefined {
    const row = this.#database.one('SELECT * FROM schedules WHERE id = ? ORDER BY n DESC LIMIT 1', id);
    return row && recordOf(row);
  }

  #whyOf({ why }: Pick<ScheduleRun, 'why'>): string | null {
    return why === undefined ? null : this.#redactor().text(why);
  }
}

function recordOf(row: Row): ScheduleRecord {
  return {
    n: numberOf(row, 'n'),
    id: textOf(row, 'id'),
    cron: textOf(row, 'cron'),
    zone: textOf(row, 'zone'),
    spec: jsonOf(row, 'spec') as unknown as ScheduleSpec,
    missed: textOf(row, 'missed') as ScheduleRecord['missed'],
    overlap: textOf(row, 'overlap') as ScheduleRecord['overlap'],
    createdAt: numberOf(row, 'created_at'),
    countedUntil: numberOf(row, 'counted_until'),
  };
}

function runOf(row: Row): ScheduleRun {
  const session = maybeTextOf(row, 'session');
  const task = maybeTextOf(row, 'task');
  const why = maybeTextOf(row, 'why');
  return {
    n: numberOf(row, 'n'),
    schedule: numberOf(row, 'schedule'),
    dueAt: numberOf(row, 'due_at'),
    at: numberOf(row, 'at'),
    outcome: textOf(row, 'outcome') as RunOutcome,
    ...(session === undefined ? {} : { session }),
    ...(task === undefined ? {} : { task }),
    ...(why === undefined ? {} : { why }),
  };
}
