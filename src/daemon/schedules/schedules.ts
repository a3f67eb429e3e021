import type { Params, Result, Schedule } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { ScheduleRecord, ScheduleRun } from '../../store/schedules.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { BeginningParts, LastRun } from './beginning.ts';
import { begin } from './beginning.ts';
import { Calendar } from './calendar.ts';
import { readCron } from './cron.ts';
import { planned } from './plan.ts';
import { specOf } from './request.ts';
import { toldRun, toldSchedule } from './telling.ts';
import { localText, ownZone } from './zoneTime.ts';

/**
 * Starts sessions and gives tasks at times of the calendar.
 *
 * Each time is begun at most once: that it is dealt with is on the disk before anything is begun, so that a daemon which dies in
 * between never does it twice. A task that ran twice could undo or repeat what it did; one that did not run is told as failed, and
 * a person can start it by hand. Time is the wall's, and looked at every minute at the latest: clocks are set and hosts sleep,
 * which no timer tells.
 */
export class Schedules implements Disposable {
  readonly #parts: LastingParts & BeginningParts;
  readonly #calendar = new Calendar();
  /** One run after the other is begun: many at once would make a machine crawl. */
  #beginning: Promise<void> = Promise.resolve();
  #timer: Disposable | undefined;
  /** As the store has them; read anew after each change, since they are looked at every minute. */
  #records: readonly ScheduleRecord[] | undefined;
  /** What kept the last look from its work, and how often that happened. */
  #trouble: string | undefined;
  #troubles = 0;
  #disposed = false;

  constructor(parts: LastingParts, queue: BeginningParts['queue']) {
    this.#parts = { ...parts, queue };
  }

  /** Settles what an earlier daemon began, finds what was missed, and begins to count time. */
  start(): void {
    this.#guarded(() => {
      for (const run of this.#parts.store.schedules.begun()) this.#settle(run);
    });
    this.#look();
    this.#changed();
  }

  /** @throws PccError that says what is wrong with the request. */
  add(params: Params<'schedule.add'>): Result<'schedule.add'> {
    const { store, clock } = this.#parts;
    const nowMs = clock.wallMs();
    const zone = params.zone ?? ownZone();
    const id = store.schedules.idFor(params.id);
    readCron(params.cron, zone, nowMs);
    if (this.#all().length >= limits.schedulesMax) {
      throw new PccError('conflict', `There are ${limits.schedulesMax} schedules already; remove one first.`);
    }
    if (params.path !== undefined) this.#parts.secrets.learnProject(params.path);
    const record = store.schedules.add({
      id,
      cron: params.cron.trim(),
      zone,
      spec: specOf(params, (session) => this.#parts.sessions().find(session).id),
      missed: params.missed ?? 'once',
      overlap: params.overlap ?? 'skip',
      createdAt: nowMs,
      countedUntil: nowMs,
    });
    this.#records = undefined;
    this.#look();
    this.#changed();
    const next = this.#calendar.next(record, nowMs);
    return { id, ...(next === undefined ? {} : { nextAt: new Date(next).toISOString() }) };
  }

  list(): Schedule[] {
    const { store, clock, secrets } = this.#parts;
    const nowMs = clock.wallMs();
    return this.#all().map((record) => {
      const [last] = store.schedules.runs(record.n, 1);
      const next = this.#calendar.next(record, Math.max(nowMs, record.countedUntil));
      return secrets.current().json(toldSchedule(record, last, next)) as unknown as Schedule;
    });
  }

  /** @throws PccError `not_found`. */
  remove(id: string): Result<'schedule.remove'> {
    const { store, clock } = this.#parts;
    const record = store.schedules.find(id);
    store.schedules.remove(record.n, clock.wallMs());
    this.#records = undefined;
    this.#calendar.forget(record.n);
    this.#look();
    this.#changed();
    return { id: record.id };
  }

  /** The next times of a schedule, or of an expression that is none yet. @throws PccError. */
  next({ id, cron, zone, count = 1 }: Params<'schedule.next'>): Result<'schedule.next'> {
    const { store, clock } = this.#parts;
    if ((id === undefined) === (cron === undefined) || (id !== undefined && zone !== undefined)) {
      throw new PccError('invalid_input', 'Name a schedule, or give a cron expression and, if need be, a zone.');
    }
    const record = id === undefined ? undefined : store.schedules.find(id);
    const nowMs = clock.wallMs();
    const read = readCron(record?.cron ?? cron ?? '', record?.zone ?? zone ?? ownZone(), nowMs);
    const times: Result<'schedule.next'>['times'] = [];
    for (const { atMs, note } of read.after(Math.max(nowMs, record?.countedUntil ?? 0))) {
      const at = new Date(atMs).toISOString();
      times.push({ at, local: localText(read.zone, atMs), ...(note === undefined ? {} : { note }) });
      if (times.length >= count) break;
    }
    return { times };
  }

  /** What came of a schedule, also of one that was removed. @throws PccError `not_found`. */
  runs({ id, limit = limits.scheduleRunsShown }: Params<'schedule.runs'>): Result<'schedule.runs'> {
    const { store, secrets } = this.#parts;
    const runs = store.schedules.runs(store.schedules.find(id, true).n, limit);
    return secrets.current().json({ runs: runs.map(toldRun) }) as unknown as Result<'schedule.runs'>;
  }

  /** What a person should know: schedules whose last run failed, and why nothing is counted. */
  warnings(): string[] {
    const warnings = this.#trouble === undefined ? [] : [this.#trouble];
    try {
      for (const record of this.#all()) {
        const [last] = this.#parts.store.schedules.runs(record.n, 1);
        if (last?.outcome === 'failed') warnings.push(this.#failed(record, last.dueAt, last.why ?? ''));
      }
    } catch (error) {
      warnings.push(sentenceOf(error));
    }
    return warnings;
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
  }

  /** Deals with all that is due, and sets the timer for the next look. */
  #look(): void {
    if (this.#disposed) return;
    this.#timer?.dispose();
    const nowMs = this.#parts.clock.wallMs();
    const dueMs: number[] = [];
    const troubles = this.#troubles;
    const records = this.#guarded(() => this.#all()) ?? [];
    for (const record of records) {
      // What is wrong with one keeps no other from being counted.
      this.#guarded(() => {
        this.#count(record, nowMs);
        const next = this.#calendar.next(record, Math.max(nowMs, record.countedUntil));
        if (next !== undefined) dueMs.push(next - nowMs);
      });
    }
    const isWell = this.#troubles === troubles;
    if (isWell) this.#trouble = undefined;
    if (isWell && dueMs.length === 0) return;
    this.#timer = this.#parts.clock.after(Math.min(limits.scheduleLookMs, ...dueMs), () => {
      this.#look();
    });
  }

  /** Deals with the times of one schedule that have come. */
  #count(record: ScheduleRecord, nowMs: number): void {
    const { store } = this.#parts;
    const { n, countedUntil } = record;
    if (countedUntil - nowMs > limits.scheduleClockBackMs) {
      // The clock was wrong for a while. What was begun then is remembered by its own time.
      store.schedules.countUntil(n, nowMs);
      this.#records = undefined;
      this.#parts.log(`The clock was set back; the schedule '${record.id}' is counted anew from now.`);
      return;
    }
    const first = this.#calendar.next(record, countedUntil);
    const cron = this.#calendar.of(record);
    if (!cron || first === undefined || first > nowMs) return;
    const { run, leftOut } = planned(cron, record.missed, {
      fromMs: countedUntil,
      nowMs,
      isDone: (dueAt) => store.schedules.hasRun(n, dueAt),
    });
    this.#records = undefined;
    const begun = store.transaction(() => {
      store.schedules.countUntil(n, nowMs);
      if (leftOut) {
        store.schedules.addRun({ schedule: n, dueAt: leftOut.firstMs, at: nowMs, outcome: 'missed', why: leftOut.why });
      }
      return run.map((dueAt) => {
        const what = { schedule: n, dueAt, at: nowMs, outcome: 'begun' } as const;
        return { ...what, n: store.schedules.addRun(what) };
      });
    });
    store.schedules.keepNewest(n, limits.scheduleRunsKept);
    if (leftOut) this.#parts.log(`The schedule '${record.id}': ${leftOut.why}`);
    for (const one of begun) this.#beginning = this.#beginning.then(() => this.#begin(record, one));
    if (begun.length === 0) this.#changed();
  }

  async #begin(record: ScheduleRecord, run: ScheduleRun): Promise<void> {
    if (this.#isOver()) return;
    const { schedules } = this.#parts.store;
    let session: string | undefined;
    try {
      if (schedules.get(record.id)?.n !== record.n) {
        schedules.changeRun(run.n, { outcome: 'skipped', why: 'The schedule was removed.' });
        return;
      }
      const change = await begin(record, this.#lastOf(run), this.#parts, (id) => {
        session = id;
        schedules.changeRun(run.n, { outcome: 'begun', session: id });
      });
      if (this.#isOver()) return;
      const isLate = run.at - run.dueAt > limits.scheduleLateMs;
      schedules.changeRun(run.n, isLate && change.why === undefined ? { ...change, why: madeUp } : change);
    } catch (error) {
      if (this.#isOver()) return;
      if (!(error instanceof PccError)) this.#parts.bug(`A defect behind the schedule '${record.id}'.`, error);
      const why = sentenceOf(error);
      this.#guarded(() => {
        const kept = session !== undefined && this.#parts.store.sessions.get(session) ? { session } : {};
        schedules.changeRun(run.n, { outcome: 'failed', ...kept, why });
      });
      this.#parts.log(this.#failed(record, run.dueAt, why));
    }
    this.#changed();
  }

  #all(): readonly ScheduleRecord[] {
    this.#records ??= this.#parts.store.schedules.list();
    return this.#records;
  }

  #isOver(): boolean {
    return this.#disposed;
  }

  /** The newest run before this one that began something. */
  #lastOf(run: ScheduleRun): LastRun | undefined {
    const runs = this.#parts.store.schedules.runs(run.schedule, limits.scheduleRunsShown);
    const last = runs.find(({ n, session }) => n < run.n && session !== undefined);
    if (last?.session === undefined) return undefined;
    return { session: last.session, at: last.at, ...(last.task === undefined ? {} : { task: last.task }) };
  }

  /** A daemon ended between beginning a run and knowing what came of it. The session that was to be may have come to be. */
  #settle(run: ScheduleRun): void {
    const { store } = this.#parts;
    const session = run.session === undefined ? undefined : store.sessions.get(run.session);
    if (session) {
      store.schedules.changeRun(run.n, {
        outcome: 'started',
        session: session.id,
        why: 'The daemon ended while it was begun; look whether its task is there.',
      });
      return;
    }
    store.schedules.changeRun(run.n, {
      outcome: 'failed',
      why: 'The daemon ended before it was begun; what may have begun is not run a second time.',
    });
  }

  #failed(record: ScheduleRecord, dueAt: number, why: string): string {
    return `The schedule '${record.id}' could not begin what was due at ${localText(record.zone, dueAt)}: ${why}`;
  }

  #changed(): void {
    if (this.#isOver()) return;
    this.#guarded(() => {
      this.#parts.fleet().schedulesChanged(this.list());
    });
  }

  /** A store that fails is told, and tried again at the next look; it must not end the daemon. */
  #guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      const trouble = `Schedules cannot be counted: ${sentenceOf(error)}`;
      if (!(error instanceof PccError)) this.#parts.bug('A defect behind the schedules.', error);
      else if (this.#trouble !== trouble) this.#parts.log(trouble);
      this.#trouble = trouble;
      this.#troubles++;
      return undefined;
    }
  }
}

const madeUp = 'It was missed when it was due, and is made up for.';
