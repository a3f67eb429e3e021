import type { Schedule } from '../../../../src/api/methods.ts';
import { isoAt, startMs } from '../../models.ts';

const hourMs = 3_600_000;

function due(hours: number): string {
  return isoAt(startMs + hours * hourMs);
}

/** Schedules that went well, were missed, failed, and were not due yet. */
export const someSchedules: readonly Schedule[] = [
  {
    id: 'nightly',
    cron: '0 2 * * 1-5',
    zone: 'Europe/Berlin',
    path: '/srv/app',
    task: 'Update the dependencies and run all tests',
    missed: 'once',
    overlap: 'skip',
    createdAt: due(-800),
    nextAt: due(37),
    last: { dueAt: due(-59), at: due(-59), outcome: 'started', session: 'app-4' },
  },
  {
    id: 'triage',
    cron: '*/30 * * * *',
    zone: 'UTC',
    session: 'app-1',
    task: 'Look for new issues',
    fresh: true,
    verify: 'npm test',
    missed: 'skip',
    overlap: 'queue',
    createdAt: due(-80),
    nextAt: isoAt(startMs + 754_000),
    last: { dueAt: due(-1), at: due(-0.5), outcome: 'missed', why: 'The machine slept.' },
  },
  {
    id: 'report',
    cron: '0 9 1 * *',
    zone: 'America/New_York',
    path: '/srv/report',
    requirements: '/srv/report/requirements.md',
    missed: 'all',
    overlap: 'parallel',
    createdAt: due(-20),
    nextAt: due(700),
    last: { dueAt: due(-4), at: due(-4), outcome: 'failed', why: "'/srv/report' does not exist." },
  },
  {
    id: 'once',
    cron: '0 0 29 2 *',
    zone: 'UTC',
    path: '/srv/leap',
    missed: 'skip',
    overlap: 'skip',
    createdAt: due(-9),
  },
];
