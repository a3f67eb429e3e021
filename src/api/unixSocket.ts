import { lstatSync, unlinkSync } from 'node:fs';
import { createConnection, type Server } from 'node:net';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/**
 * Lets a server listen on a unix socket of mode 0600, replacing one that nobody answers on. Whoever calls holds the lock of
 * the home, so that no second process removes a socket at the same time.
 *
 * @throws PccError `conflict` when somebody listens there, `unsafe_environment` when something else stands at the path or it
 * is too long, `unavailable` when the socket cannot be made.
 */
export async function bindUnix(server: Server, socketPath: string): Promise<void> {
  if (Buffer.byteLength(socketPath) > limits.socketPathBytesMax) {
    throw new PccError(
      'unsafe_environment',
      `The socket path '${socketPath}' is too long; set PCC_HOME to a shorter folder.`,
    );
  }
  await removeStale(socketPath);
  await listen(server, socketPath);
}

/** Binds under a mask, so that the socket is never open to others; `listen` on a path binds before it returns. */
function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((done, failed) => {
    server.on('error', (error) => {
      failed(
        new PccError('unavailable', `The socket '${socketPath}' cannot be made (${error.message}); check its folder.`),
      );
    });
    const mask = process.umask(0o177);
    try {
      server.listen(socketPath, done);
    } finally {
      process.umask(mask);
    }
  });
}

/** Removes a socket of ours that nobody answers on. */
async function removeStale(socketPath: string): Promise<void> {
  let found: ReturnType<typeof lstatSync>;
  try {
    found = lstatSync(socketPath);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if (!found.isSocket()) {
    throw new PccError('unsafe_environment', `'${socketPath}' is not a socket; move it away, pcc listens there.`);
  }
  if (found.uid !== process.getuid?.()) {
    throw new PccError(
      'unsafe_environment',
      `The socket '${socketPath}' belongs to another user; remove it or set PCC_HOME to a folder of your own.`,
    );
  }
  if (await answers(socketPath)) {
    throw new PccError(
      'conflict',
      `Another daemon listens on '${socketPath}'; use it, or end it with \`pcc daemon stop\`.`,
    );
  }
  unlinkSync(socketPath);
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((tell, failed) => {
    const probe = createConnection(socketPath);
    probe.on('connect', () => {
      probe.destroy();
      tell(true);
    });
    probe.on('error', (error) => {
      if (systemCode(error) === 'ECONNREFUSED') tell(false);
      else
        failed(
          new PccError(
            'unavailable',
            `The socket '${socketPath}' cannot be tried (${error.message}); remove it if no daemon runs.`,
          ),
        );
    });
  });
}
