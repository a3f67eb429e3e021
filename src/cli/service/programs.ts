import { execFile } from 'node:child_process';
import { PccError, systemCode } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';

/** How a program of the system ended, and what it said. */
export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a program of the system to its end, found on the caller's PATH.
 *
 * @throws PccError `missing_program` where there is none, `timeout` when it does not end.
 */
export function runProgram(io: Pick<Io, 'env'>, program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // Their sentences are looked at: in English, and without pages to leaf through.
    const env = { ...io.env, LC_ALL: 'C', SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0' };
    execFile(program, args, { env, timeout: limits.serviceProgramMs }, (error, out, err) => {
      const code = systemCode(error);
      if (code === 'ENOENT') {
        reject(new PccError('missing_program', `This machine has no program '${program}'.`));
      } else if (error?.killed) {
        const seconds = limits.serviceProgramMs / 1_000;
        reject(new PccError('timeout', `'${program} ${args.join(' ')}' did not end within ${seconds} s.`));
      } else {
        resolve({ status: error === null ? 0 : Number(error.code ?? 1), out: out.trim(), err: err.trim() });
      }
    });
  });
}

/** As `runProgram`, for what must succeed. @throws PccError `failed` with what it said. */
export async function mustRun(io: Pick<Io, 'env'>, program: string, args: readonly string[]): Promise<string> {
  const { status, out, err } = await runProgram(io, program, args);
  if (status === 0) return out;
  const [said = 'nothing'] = (err === '' ? out : err).split('\n');
  throw new PccError('failed', `'${program} ${args.join(' ')}' failed with ${status} and said: ${said}`);
}
