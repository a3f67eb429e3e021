import type { Result, Status } from '../../src/api/methods.ts';

/** A session that waits for work, changed as the test needs it. */
export function statusSample(changes: Partial<Status> = {}): Status {
  return {
    id: 'app-1',
    path: '/srv/app',
    pid: 4_321,
    claudeSessionId: '00000000-0000-4000-8000-000000000001',
    claudeVersion: '2.1.329',
    state: 'idle',
    phase: 'live',
    paused: false,
    humans: 0,
    holders: [],
    since: '2026-03-01T09:58:00.000Z',
    size: { cols: 120, rows: 40 },
    pending: [],
    queue: [],
    startedAt: '2026-03-01T09:58:00.000Z',
    brain: 'none',
    recording: null,
    warnings: [],
    ...changes,
  };
}

/** What a daemon says of itself, changed as the test needs it. */
export function daemonSample(changes: Partial<Result<'daemon.status'>> = {}): Result<'daemon.status'> {
  return {
    daemon: { pid: 11, version: '0.1.0', uptimeS: 1 },
    host: { pid: 12, sessions: 0 },
    home: '/home/me/.perpetualcc',
    warnings: [],
    brain: 'rules',
    ...changes,
  };
}
