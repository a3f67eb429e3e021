import { expect, test } from 'vitest';
import { freshStore } from './fixture.ts';
import { startMs } from './values.ts';

const schedule = {
  id: 'nightly',
  cron: '0 2 * * *',
  zone: 'Europe/Berlin',
  spec: {
    path: '/srv/app',
    task: 'export TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    fresh: true,
    args: ['--model', 'opus'],
  },
  missed: 'once',
  overlap: 'skip',
  createdAt: startMs,
  countedUntil: startMs,
} as const;

test('a schedule comes back as it was given, its task word for word', () => {
  const { schedules } = freshStore();
  const kept = schedules.add(schedule);
  expect(schedules.list()).toEqual([kept]);
  expect(schedules.get('nightly')).toEqual({ ...schedule, n: kept.n });
  schedules.countUntil(kept.n, startMs + 5);
  expect(schedules.find('nightly').countedUntil).toBe(startMs + 5);
});

test('a name is in use until the schedule is removed; the removed one is found where that is asked for', () => {
  const { schedules } = freshStore();
  const first = schedules.add(schedule);
  expect(() => schedules.add(schedule)).toThrow("A schedule 'nightly' exists already");
  schedules.remove(first.n, startMs);
  expect(() => schedules.find('nightly')).toThrow('`pcc schedule list` shows all');
  expect(schedules.find('nightly', true)).toEqual(first);
  const second = schedules.add(schedule);
  expect(schedules.find('nightly', true)).toEqual(second);
  expect(second.n).not.toBe(first.n);
});

test('the names of schedules', () => {
  const { schedules } = freshStore();
  expect(schedules.idFor()).toBe('schedule-1');
  schedules.add({ ...schedule, id: 'schedule-1' });
  schedules.add({ ...schedule, id: 'schedule-3' });
  expect(schedules.idFor()).toBe('schedule-4');
  for (const name of ['', 'Nightly', '-x', 'a b', 'x'.repeat(65)]) {
    expect(() => schedules.idFor(name)).toThrow('cannot be an id');
  }
});

test('one time is dealt with once: the database itself refuses a second run of it', () => {
  const { schedules } = freshStore();
  const { n } = schedules.add(schedule);
  const run = { schedule: n, dueAt: startMs, at: startMs + 1, outcome: 'begun' } as const;
  const missed = { ...run, outcome: 'missed', why: 'Left out.' } as const;
  schedules.addRun(missed);
  expect(schedules.hasRun(n, startMs)).toBe(false);
  const begun = schedules.addRun(run);
  expect(schedules.hasRun(n, startMs)).toBe(true);
  expect(() => schedules.addRun({ ...run, outcome: 'started' })).toThrow();
  expect(schedules.begun()).toEqual([{ n: begun, ...run }]);
  schedules.changeRun(begun, { outcome: 'started', session: 'app-1', task: 'app-1.1' });
  expect(schedules.begun()).toEqual([]);
  expect(schedules.runs(n, 1)).toEqual([{ n: begun, ...run, outcome: 'started', session: 'app-1', task: 'app-1.1' }]);
});

test('why a run failed is told without secrets', () => {
  const { schedules } = freshStore();
  const { n } = schedules.add(schedule);
  const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
  schedules.addRun({ schedule: n, dueAt: startMs, at: startMs, outcome: 'failed', why: `It said ${secret}.` });
  expect(schedules.runs(n, 1)[0]?.why).not.toContain(secret);
});

test('only the newest runs of a schedule are kept', () => {
  const { schedules } = freshStore();
  const { n } = schedules.add(schedule);
  const other = schedules.add({ ...schedule, id: 'other' });
  for (const of of [n, other.n]) {
    for (let index = 0; index < 5; index++) {
      schedules.addRun({ schedule: of, dueAt: startMs + index, at: startMs, outcome: 'started' });
    }
  }
  schedules.keepNewest(n, 3);
  expect(schedules.runs(n, 10).map(({ dueAt }) => dueAt - startMs)).toEqual([4, 3, 2]);
  expect(schedules.runs(other.n, 10)).toHaveLength(5);
  schedules.keepNewest(n, 3);
  expect(schedules.runs(n, 10)).toHaveLength(3);
});
