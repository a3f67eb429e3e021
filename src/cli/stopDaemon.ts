import { readFileSync } from 'node:fs';
import type { ApiClient } from '../api/client.ts';
import type { Result } from '../api/methods.ts';
import { pause } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Io } from '../face/io.ts';

/**
 * Ends the daemon behind `api`, closes the connection, and waits until its process is gone, so that the next one finds
 * lock and socket free.
 *
 * @throws PccError `timeout` when it lives on.
 */
export async function stopDaemon(io: Io, api: ApiClient, sessions: boolean): Promise<Result<'daemon.stop'>> {
  const stopped = await api.call('daemon.stop', { sessions }).finally(() => api.close());
  const deadlineMs = io.clock.monotonicMs() + limits.processStopMs;
  while (isAlive(stopped.pid)) {
    if (io.clock.monotonicMs() > deadlineMs) {
      throw new PccError(
        'timeout',
        `The daemon (process ${stopped.pid}) did not end within ${limits.processStopMs / 1_000} s.`,
      );
    }
    await pause(io.clock, limits.clientPollMs);
  }
  return stopped;
}

/** Whether a process still runs. One that has ended and that its parent has not asked for yet holds nothing any more. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // Behind the name, which may hold anything. Source: proc_pid_stat(5).
    return !/^.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // It ended just now, or this system tells nothing more: then the next look does.
    return true;
  }
}
