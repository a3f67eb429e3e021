import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { PccError } from '../base/errors.ts';

/** A program and its arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** Shells that can close descriptors above 9, by where systems keep them; `/bin/sh` is one on many (not where it is dash). */
const shells = ['/bin/bash', '/usr/bin/bash', '/bin/sh', '/bin/zsh', '/usr/bin/zsh', '/bin/ksh'];

/** Closes everything but the terminal, then becomes the program: same pid, same arguments. */
const closeAndExec =
  'for f in /proc/self/fd/*; do n=${f##*/}; case $n in [012]|*[!0-9]*) ;; *) eval "exec $n>&-" ;; esac; done; exec "$@"';

let closingShell: string | undefined;

/**
 * The program, started so that it inherits no descriptor but its terminal.
 *
 * On Linux node-pty leaves the master side of every PTY inheritable: a child could read and type into all sessions started
 * before its own. Node cannot mark a descriptor as private, so a shell closes them on the way. On macOS node-pty asks the
 * system to pass nothing on.
 *
 * @throws PccError `missing_program` when no shell of this system can do it.
 */
export function withoutInheritedDescriptors(file: string, args: readonly string[]): Program {
  if (process.platform !== 'linux') return { file, args };
  closingShell ??= shells.find(closesHighDescriptors);
  if (closingShell === undefined) {
    throw new PccError(
      'missing_program',
      `No shell was found that can close inherited descriptors (looked for ${shells.join(', ')}); install bash.`,
    );
  }
  // Privileged mode, where it exists, keeps start-up files and functions of the environment out.
  const options = closingShell.endsWith('bash') ? ['-p', '-c'] : ['-c'];
  return { file: closingShell, args: [...options, closeAndExec, 'pcc', file, ...args] };
}

function closesHighDescriptors(shell: string): boolean {
  try {
    accessSync(shell, constants.X_OK);
  } catch {
    return false;
  }
  return spawnSync(shell, ['-c', 'exec 27>&-; exit 0'], { stdio: 'ignore', env: {} }).status === 0;
}
