import { connectDaemon, ensureDaemon } from '../../face/connect.ts';
import { stopDaemon } from '../stopDaemon.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc daemon stop`: ends the daemon and waits until it is gone. Sessions can only be ended by a daemon, so that starts one. */
export const run: VerbRun = async (given, io) => {
  const sessions = flag(given, 'sessions');
  const api = sessions ? await ensureDaemon(io) : await connectDaemon(io, true);
  if (!api) {
    if (flag(given, 'json')) printJson(io, { pid: null, sessions: 0 });
    else io.stdout.write('No daemon runs.\n');
    return exit.done;
  }
  const stopped = await stopDaemon(io, api, sessions);
  if (flag(given, 'json')) printJson(io, stopped);
  else
    io.stdout.write(
      `Daemon ${stopped.pid} ended; sessions that ${sessions ? 'ended' : 'go on'}: ${stopped.sessions}.\n`,
    );
  return exit.done;
};
