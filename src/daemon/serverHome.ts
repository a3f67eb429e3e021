import { join } from 'node:path';
import type { Disposable } from '../base/disposables.ts';
import { takeLock } from '../store/database.ts';
import { ensureToken, homeOf, prepareHome } from './home.ts';
import type { Log } from './log.ts';
import { openLog } from './log.ts';

/** What the process of the server takes of its home. */
export interface ServerHome {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Ends with the process, however it ends; undefined when another server of this home runs. */
  readonly lock: Disposable | undefined;
  /** What callers over the network must show; another one than that of the daemon's socket. */
  readonly token: string;
  readonly log: Log;
}

/**
 * Makes the folders of the home that are missing, takes the lock that one server of a home holds, and reads or makes its token.
 *
 * @throws PccError `unsafe_environment` when others could plant something there, `storage` when the lock cannot be used.
 */
export function openServerHome(env: Readonly<Record<string, string | undefined>>): ServerHome {
  const home = homeOf(env);
  prepareHome(home);
  const lock = takeLock(join(home.runFolder, 'server.lock.db'));
  const token = ensureToken({ ...home, tokenFile: join(home.runFolder, 'server.token') });
  return { folder: home.folder, lock, token, log: openLog(join(home.logsFolder, 'server.log'), 'info') };
}
