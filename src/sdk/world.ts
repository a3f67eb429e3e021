import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BugError } from '../base/assert.ts';
import { systemClock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import type { Reach } from '../face/connect.ts';
import { packageRoot } from '../packageRoot.ts';

/**
 * What the functions take of the process that calls them. The daemon is started with the program of this very package.
 *
 * @throws PccError `missing_program` when that is not there.
 */
export function processWorld(): Reach {
  const program = programIn(ownFolder());
  return { env: process.env, cwd: process.cwd(), clock: systemClock(), self: [process.execPath, program] };
}

/** The same world with another home folder of pcc. */
export function withHome(world: Reach, home: string | undefined): Reach {
  return home === undefined ? world : { ...world, env: { ...world.env, PCC_HOME: home } };
}

/** The program of the package in a folder. @throws PccError `missing_program` that says how to have it. */
export function programIn(folder: string): string {
  const program = join(folder, 'dist', 'pcc.js');
  if (existsSync(program)) return program;
  // Only a checkout has the sources, and nobody has built it yet.
  const cure = existsSync(join(folder, 'src', 'main.ts'))
    ? `run \`npm run build\` in '${folder}'`
    : "install the package 'perpetualcc' anew";
  throw new PccError('missing_program', `The program '${program}' is missing; ${cure}.`);
}

function ownFolder(): string {
  try {
    return packageRoot();
  } catch (error) {
    if (!(error instanceof BugError)) throw error;
    throw new PccError(
      'missing_program',
      "The package 'perpetualcc' was bundled into another file and does not find its program; leave it outside of the bundle.",
    );
  }
}
