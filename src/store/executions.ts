import { PccError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { ExecutionState, StepState } from '../execution/execution.ts';
import { isStepOver } from '../execution/execution.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import type {
  ExecutionChange,
  ExecutionHead,
  ExecutionOptions,
  ExecutionRecord,
  PastStep,
  StepRecord,
  Taken,
} from './executionRecord.ts';
import { headOf, stepOf } from './executionRecord.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeNumberOf, numberOf, textOf } from './row.ts';
import type { StoredLaunch } from './storedLaunch.ts';

export type {
  ExecutionChange,
  ExecutionHead,
  ExecutionRecord,
  PastStep,
  StepRecord,
  Taken,
  TranscriptPlace,
} from './executionRecord.ts';

/** Lists of tasks for programs. A prompt is kept as it was given while it may still be typed, and redacted after. */
export class ExecutionStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#database = database;
    this.#redactor = redactor;
  }

  /** Keeps a new one. @throws PccError `conflict` where its id was used. */
  insert(record: ExecutionRecord): void {
    if (this.get(record.id)) throw new PccError('conflict', `A list '${record.id}' exists already.`);
    const { stopOnFailure, amend, tooLong, keep, trust, brain, claude, asked } = record;
    const options: ExecutionOptions = {
      ...{ stopOnFailure, amend, tooLong, keep, trust, asked },
      ...(brain === undefined ? {} : { brain }),
      ...(claude === undefined ? {} : { claude }),
    };
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO executions (id, state, path, name, options, launch, closed, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        record.id,
        record.state,
        record.path,
        record.name,
        JSON.stringify(options),
        record.launch === undefined ? null : JSON.stringify(record.launch),
        record.closed ? 1 : 0,
        record.createdAt,
      );
      for (const step of record.steps) this.saveStep(record.id, step);
    });
  }

  /** Takes a list out of which nothing has begun. */
  remove(id: string): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM execution_steps WHERE execution = ?', id);
      this.#database.run('DELETE FROM execution_output WHERE execution = ?', id);
      this.#database.run('DELETE FROM executions WHERE id = ?', id);
    });
  }

  /** Stores what has become of a task, and gives it as it is kept. */
  saveStep(execution: string, step: StepRecord): StepRecord {
    const redactor = this.#redactor();
    const { result, outcome, judged, ...rest } = step;
    const open = redactor.json({
      ...(result === undefined ? {} : { result }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(judged === undefined ? {} : { judged }),
    } as unknown as Json) as unknown as Pick<StepRecord, 'result' | 'outcome' | 'judged'>;
    const kept = isStepOver(step.state)
      ? (redactor.json({ ...rest, ...open } as unknown as Json) as unknown as StepRecord)
      : { ...rest, ...open };
    this.#database.run(
      `INSERT INTO execution_steps (uuid, execution, n, state, step, class, complexity, predicted_ms, ran_ms, ended_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, step = excluded.step,
          predicted_ms = excluded.predicted_ms, ran_ms = excluded.ran_ms, ended_at = excluded.ended_at`,
      step.uuid,
      execution,
      step.n,
      step.state,
      JSON.stringify(kept),
      step.class,
      step.complexity,
      step.predictedMs ?? null,
      step.ranMs ?? null,
      step.endedAt ?? null,
    );
    return kept;
  }

  /** Stores what has become of the list itself. */
  change(id: string, change: ExecutionChange): void {
    const cells: Record<string, string | number | null> = {};
    if (change.state !== undefined) cells['state'] = change.state;
    if (change.held !== undefined) cells['held'] = change.held;
    if (change.why !== undefined) cells['why'] = this.#redactor().text(change.why);
    if (change.name !== undefined) cells['name'] = change.name;
    if (change.launch === null) cells['launch'] = null;
    if (change.closed !== undefined) cells['closed'] = change.closed ? 1 : 0;
    if (change.startedAt !== undefined) cells['started_at'] = change.startedAt;
    if (change.endedAt !== undefined) cells['ended_at'] = change.endedAt;
    if (change.sources !== undefined) cells['sources'] = JSON.stringify(change.sources);
    const names = Object.keys(cells);
    if (names.length === 0) return;
    const set = names.map((name) => `${name} = ?`).join(', ');
    this.#database.run(`UPDATE executions SET ${set} WHERE id = ?`, ...Object.values(cells), id);
  }

  get(id: string): ExecutionRecord | undefined {
    const row = this.#database.one('SELECT * FROM executions WHERE id = ?', id);
    return row && this.#recordOf(row);
  }

  /** A list and one task of it, without reading the others. @throws PccError `not_found` for the list. */
  one(id: string, n: number): { readonly head: ExecutionHead; readonly step?: StepRecord } {
    const row = this.#database.one('SELECT * FROM executions WHERE id = ?', id);
    if (!row) throw new PccError('not_found', `No list of tasks has the id '${id}'.`);
    const step = this.#database.one('SELECT step FROM execution_steps WHERE execution = ? AND n = ?', id, n);
    return { head: { ...headOf(row), ...this.#countsOf(id) }, ...(step ? { step: stepOf(step) } : {}) };
  }

  /** The id that is meant by it or its beginning. @throws PccError `not_found`, `ambiguous`. */
  idOf(named: string): string {
    const rows = this.#database.all(
      'SELECT id FROM executions WHERE substr(id, 1, length(?)) = ? ORDER BY n DESC LIMIT 2',
      named,
      named,
    );
    const [found, other] = rows.map((row) => textOf(row, 'id'));
    if (found === undefined)
      throw new PccError('not_found', `No list of tasks has the id '${named}'; the history shows all.`);
    if (other !== undefined)
      throw new PccError('ambiguous', `More than one list of tasks begins with '${named}'; give more of its id.`);
    return found;
  }

  /** Those of which something is still to be done, the oldest first. */
  open(): readonly ExecutionRecord[] {
    return this.#database.all('SELECT * FROM executions WHERE closed = 0 ORDER BY n').map((row) => this.#recordOf(row));
  }

  /** True when a list has its session under this name. */
  hasName(name: string): boolean {
    return this.#database.one('SELECT 1 FROM executions WHERE name = ?', name) !== undefined;
  }

  /** The folders that lists work or worked in. */
  folders(): readonly string[] {
    return this.#database.all('SELECT DISTINCT path FROM executions').map((row) => textOf(row, 'path'));
  }

  /** The newest first. */
  list({ state, limit }: { readonly state?: ExecutionState | undefined; readonly limit: number }): ExecutionHead[] {
    const where = state === undefined ? '' : 'WHERE state = ?';
    const given = state === undefined ? [] : [state];
    return this.#database
      .all(`SELECT * FROM executions ${where} ORDER BY n DESC LIMIT ?`, ...given, limit)
      .map((row) => ({ ...headOf(row), ...this.#countsOf(textOf(row, 'id')) }));
  }

  /** How long the turns of the last tasks ran that are done. */
  taken(limit: number): readonly Taken[] {
    return this.#database
      .all(
        `SELECT class, complexity, ran_ms FROM execution_steps
          WHERE ended_at IS NOT NULL AND state = 'done' AND ran_ms IS NOT NULL ORDER BY ended_at DESC LIMIT ?`,
        limit,
      )
      .map((row) => ({
        class: textOf(row, 'class'),
        complexity: textOf(row, 'complexity'),
        ranMs: numberOf(row, 'ran_ms'),
      }));
  }

  /** Tasks of lists, the newest first. */
  history(wanted: {
    /** Uuid of a task; only older ones. */
    readonly before?: string | undefined;
    readonly execution?: string | undefined;
    readonly state?: StepState | undefined;
    readonly limit: number;
  }): readonly PastStep[] {
    const conditions = [
      ...(wanted.before === undefined
        ? []
        : [['s.seq < (SELECT seq FROM execution_steps WHERE uuid = ?)', wanted.before] as const]),
      ...(wanted.execution === undefined ? [] : [['s.execution = ?', wanted.execution] as const]),
      ...(wanted.state === undefined ? [] : [['s.state = ?', wanted.state] as const]),
    ];
    const where = conditions.length === 0 ? 'true' : conditions.map(([sql]) => sql).join(' AND ');
    return this.#pastSteps(
      where,
      conditions.map(([, value]) => value),
      wanted.limit,
    );
  }

  /** The task with this uuid, or a unique beginning of it. @throws PccError `ambiguous`. */
  step(named: string): PastStep | undefined {
    const [found, other] = this.#pastSteps("s.uuid >= ? AND s.uuid < ? || 'g'", [named, named], 2);
    if (other)
      throw new PccError('ambiguous', `More than one task of lists begins with '${named}'; give more of its uuid.`);
    return found;
  }

  /** Tasks that were typed and have come to an end, of one list or of all, the newest first; cancelled ones that have a receipt. */
  ended({ execution, limit }: { readonly execution?: string; readonly limit: number }): readonly PastStep[] {
    const ended = "(s.state IN ('done', 'failed') OR s.state = 'cancelled' AND s.step ->> '$.proof' IS NOT NULL)";
    return execution === undefined
      ? this.#pastSteps(ended, [], limit)
      : this.#pastSteps(`${ended} AND s.execution = ?`, [execution], limit);
  }

  #pastSteps(where: string, given: readonly string[], limit: number): PastStep[] {
    return this.#database
      .all(
        `SELECT s.step, s.execution, e.path, e.name FROM execution_steps s JOIN executions e ON e.id = s.execution
          WHERE ${where} ORDER BY s.seq DESC LIMIT ?`,
        ...given,
        limit,
      )
      .map((row) => ({
        step: stepOf(row),
        execution: textOf(row, 'execution'),
        path: textOf(row, 'path'),
        session: textOf(row, 'name'),
      }));
  }

  #countsOf(id: string): Pick<ExecutionHead, 'counts' | 'step'> {
    const row = this.#database.one(
      `SELECT count(*) AS "all", coalesce(sum(state = 'done'), 0) AS done,
          coalesce(sum(state IN ('failed', 'refused', 'skipped', 'cancelled')), 0) AS failed,
          max(CASE WHEN state IN ('running', 'judging') THEN n END) AS step
        FROM execution_steps WHERE execution = ?`,
      id,
    );
    if (!row) return { counts: { all: 0, done: 0, failed: 0 } };
    const step = maybeNumberOf(row, 'step');
    return {
      counts: { all: numberOf(row, 'all'), done: numberOf(row, 'done'), failed: numberOf(row, 'failed') },
      ...(step === undefined ? {} : { step }),
    };
  }

  #recordOf(row: Row): ExecutionRecord {
    const head = headOf(row);
    const steps = this.#database.all('SELECT step FROM execution_steps WHERE execution = ? ORDER BY n', head.id);
    const launch = row['launch'] === null ? undefined : (jsonOf(row, 'launch') as unknown as StoredLaunch);
    return { ...head, steps: steps.map(stepOf), ...(launch === undefined ? {} : { launch }) };
  }
}
