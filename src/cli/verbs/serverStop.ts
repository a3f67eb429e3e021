import { pause } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import { exit } from '../../face/exit.ts';
import { serverRecord } from '../../face/serverFiles.ts';
import { serverHealth } from '../../face/serverHealth.ts';
import { limits } from '../../limits.ts';
import { isAlive } from '../stopDaemon.ts';
import type { VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc server stop`: ends the server and waits until its process is gone. */
export const run: VerbRun = async (given, io) => {
  const record = serverRecord(io);
  // The number alone may be another program's by now: only one that shows to be the server is told to end.
  const isServer = record !== undefined && (await serverHealth(record)) !== undefined;
  if (!isServer) {
    if (flag(given, 'json')) printJson(io, { pid: null });
    else io.stdout.write('No server runs.\n');
    return exit.done;
  }
  process.kill(record.pid, 'SIGTERM');
  const deadlineMs = io.clock.monotonicMs() + limits.processStopMs;
  while (isAlive(record.pid)) {
    if (io.clock.monotonicMs() > deadlineMs) {
      const seconds = limits.processStopMs / 1_000;
      throw new PccError('timeout', `The server (process ${record.pid}) did not end within ${seconds} s.`);
    }
    await pause(io.clock, limits.clientPollMs);
  }
  if (flag(given, 'json')) printJson(io, { pid: record.pid });
  else io.stdout.write(`Server ${record.pid} ended.\n`);
  return exit.done;
};
