import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Io } from './io.ts';

/** Where a client finds the daemon and leaves what is needed to start one. */
export interface ClientHome {
  readonly folder: string;
  readonly socket: string;
  readonly token: string;
  readonly logs: string;
  readonly daemonLog: string;
  /** Written by a daemon that could not start: `{"code","sentence"}`. */
  readonly failure: string;
}

/** The home folder that the environment names, `~/.perpetualcc` otherwise. */
export function clientHome(io: Pick<Io, 'env' | 'cwd'>): ClientHome {
  const named = io.env.PCC_HOME;
  const folder = named ? resolve(io.cwd, named) : join(io.env.HOME ?? homedir(), '.perpetualcc');
  const logs = join(folder, 'logs');
  return {
    folder,
    socket: join(folder, 'run', 'daemon.sock'),
    token: join(folder, 'run', 'token'),
    logs,
    daemonLog: join(logs, 'daemon.log'),
    failure: join(folder, 'run', 'daemon.failed'),
  };
}
