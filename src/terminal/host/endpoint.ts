import { lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PccError, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** Where the host of a run folder listens. */
export function hostSocketPath(runDir: string): string {
  return join(runDir, 'ptyhost.sock');
}

/** @throws PccError `invalid_input` for a path that a unix socket cannot have: Node would cut it without a word. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= limits.socketPathBytesMax) return;
  throw new PccError(
    'invalid_input',
    `The socket path '${path}' has ${bytes} bytes, and a unix socket may have ${limits.socketPathBytesMax}; choose a shorter PCC_HOME.`,
  );
}

/**
 * Makes the folder if it is missing, and checks that nobody else can put things into it.
 *
 * @throws PccError `unsafe_environment` for a folder of another user, one that others may write to, or no folder at all.
 */
export function claimPrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw new PccError('unsafe_environment', `'${path}' is not a folder; move it away.`);
  if (!isOurs(stat.uid)) throw new PccError('unsafe_environment', `The folder '${path}' belongs to another user.`);
  if ((stat.mode & 0o077) !== 0) {
    throw new PccError('unsafe_environment', `The folder '${path}' is open to others; run chmod 700 '${path}'.`);
  }
}

/**
 * Removes a socket that a dead host left. Only who holds the host's lock may call this.
 *
 * @throws PccError `conflict` when somebody answers there, `unsafe_environment` when the path holds anything but a socket of ours.
 */
export async function clearStaleSocket(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isSocket() || !isOurs(stat.uid)) {
    throw new PccError(
      'unsafe_environment',
      `'${path}' is in the way: a socket of this user was expected there, or nothing; look at it and move it away.`,
    );
  }
  const answer = await knock(path);
  if (answer === 'ECONNREFUSED') unlinkSync(path);
  else if (answer !== 'ENOENT') {
    throw new PccError(
      'conflict',
      `Another process listens on '${path}' (${answer}); end it before starting a new pty host.`,
    );
  }
}

/** Listens with a socket that only this user can reach; the mask is back before anything else runs, since children inherit it. */
export function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const mask = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(mask);
    }
  });
}

/** What connecting gives: `connected`, or the system's code. */
function knock(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', (error) => {
      resolve(systemCode(error) ?? error.message);
    });
  });
}

function isOurs(uid: number): boolean {
  return process.getuid?.() === uid;
}
