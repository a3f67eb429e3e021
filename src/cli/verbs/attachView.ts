import type { Attached } from '../attach/attached.ts';
import { attach } from '../attach/attached.ts';
import { tellTaken } from '../../face/terminal/fullScreen.ts';
import { ensureDaemon } from '../../face/connect.ts';
import type { Io } from '../../face/io.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag } from '../verb.ts';
import { usableTerminal } from './attach.ts';

/** The guarded half of `pcc attach`. */
export const run: VerbRun = async (given, io) => {
  const terminal = usableTerminal(io);
  try {
    const api = await ensureDaemon(io);
    try {
      return tellEnd(
        io,
        await attach(io, api, terminal, { id: argument(given, 0), readOnly: flag(given, 'readOnly') }),
      );
    } finally {
      api.close();
    }
  } finally {
    // The channel to the guard would keep this process alive.
    if (process.connected) process.disconnect();
  }
};

function tellEnd(io: Io, { id, end }: Attached): number {
  switch (end.type) {
    case 'detached':
      io.stdout.write(`Detached from ${id}; it goes on.\n`);
      return exit.done;
    case 'session-ended':
      io.stdout.write(`${id} ended${end.exitCode === null ? '' : ` with exit code ${end.exitCode}`}.\n`);
      return exit.done;
    case 'daemon-gone':
      io.stderr.write(`pcc: The daemon went away; ${id} goes on, 'pcc attach ${id}' shows it again.\n`);
      return exit.failed;
    default:
      return tellTaken(io, end);
  }
}
