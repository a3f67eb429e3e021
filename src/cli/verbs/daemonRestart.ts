import { connectDaemon, ensureDaemon } from '../../face/connect.ts';
import { answering, managerOf } from '../service/running.ts';
import { stopDaemon } from '../stopDaemon.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc daemon restart`: ends the daemon, if one runs, and starts a new one; the pty host keeps the sessions meanwhile. */
export const run: VerbRun = async (given, io) => {
  const old = await connectDaemon(io, true);
  if (old) {
    // One that belongs to a service comes back as that, not beside it.
    const service = await managerOf((await old.call('daemon.status', {})).daemon.pid, io);
    await stopDaemon(io, old, false);
    await service?.start();
    if (service) await answering(io, service);
  }
  const api = await ensureDaemon(io);
  try {
    const status = await api.call('daemon.status', {});
    if (flag(given, 'json')) printJson(io, status);
    else io.stdout.write(`Daemon ${status.daemon.pid} runs, version ${status.daemon.version}.\n`);
    return exit.done;
  } finally {
    api.close();
  }
};
