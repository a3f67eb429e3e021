import type { Result, Schedule } from '../../api/methods.ts';
import type { ScheduleRecord, ScheduleRun } from '../../store/schedules.ts';

/** A schedule in the words of the API. */
export function toldSchedule(
  { id, cron, zone, spec, missed, overlap, createdAt }: ScheduleRecord,
  last: ScheduleRun | undefined,
  nextMs: number | undefined,
): Schedule {
  const { args, ...rest } = spec;
  return {
    id,
    cron,
    zone,
    ...rest,
    ...(args === undefined ? {} : { args: [...args] }),
    missed,
    overlap,
    createdAt: new Date(createdAt).toISOString(),
    ...(nextMs === undefined ? {} : { nextAt: new Date(nextMs).toISOString() }),
    ...(last === undefined ? {} : { last: toldRun(last) }),
  };
}

/** What came of a time, in the words of the API. */
export function toldRun(run: ScheduleRun): Result<'schedule.runs'>['runs'][number] {
  const { dueAt, at, outcome, session, task, why } = run;
  return {
    dueAt: new Date(dueAt).toISOString(),
    at: new Date(at).toISOString(),
    ...(outcome === 'begun' ? { outcome: 'started', why: 'It is being begun.' } : { outcome }),
    ...(session === undefined ? {} : { session }),
    ...(task === undefined ? {} : { task }),
    ...(why === undefined ? {} : { why }),
  };
}
