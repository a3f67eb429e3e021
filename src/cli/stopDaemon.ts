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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
