import { spawnSync } from 'node:child_process';
import { PccError } from '../../src/base/errors.ts';
import type { Measured } from './measure.ts';
import { summed, timed } from './measure.ts';

/** How long a read verb of the built program takes from start to end with its daemon up, beside Node doing nothing. */
export async function measureStartUp(program: string, home: string): Promise<Measured> {
  const env = { ...process.env, PCC_HOME: home };
  const run = (...args: string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    if (status !== 0) throw new PccError('failed', `'node ${args.join(' ')}' ended with ${String(status)}: ${stderr}`);
  };
  try {
    run(program, 'list', '--json');
    const nothing = await timed(15, () => {
      run('-e', '0');
    });
    const list = await timed(15, () => {
      run(program, 'list', '--json');
    });
    return summed('pcc list', list, { what: 'node -e 0', medianMs: summed('', nothing).medianMs });
  } finally {
    run(program, 'daemon', 'stop', '--sessions');
  }
}
