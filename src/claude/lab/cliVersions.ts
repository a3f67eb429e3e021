import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** The oldest and the newest CLI that everything is tried on. */
export const oldestCli = '2.0.20';
export const newestCli = '2.1.329';

/** The CLIs that the end-to-end tests run: between these two the oldest that have a dialog of their own. */
export const playedClis: readonly string[] = [oldestCli, '2.0.64', '2.1.98', '2.1.202', newestCli];

/** Where CLIs are kept: `PCC_LAB_CACHE`, else a folder of the user's cache; never inside the repository. */
export function labCache(): string {
  return process.env.PCC_LAB_CACHE ?? join(homedir(), '.cache', 'perpetualcc-lab');
}

/**
 * Gives the absolute path of the `claude` program of that version, installing it into the cache first when it is missing.
 * Two processes may ask at once: each installs into a folder of its own, and the first to finish names it.
 *
 * @throws PccError `invalid_input` for a version that is none, `unavailable` when the installation fails.
 */
export function installedCli(version: string): string {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new PccError('invalid_input', `'${version}' is no version of the CLI; give one such as ${newestCli}.`);
  }
  const folder = join(labCache(), version);
  if (programIn(folder) === undefined) install(version, folder);
  const program = programIn(folder);
  if (program === undefined) {
    throw new PccError('unavailable', `'${folder}' holds no runnable claude; remove it, and it is installed anew.`);
  }
  return program;
}

function install(version: string, folder: string): void {
  mkdirSync(labCache(), { recursive: true });
  const work = mkdtempSync(`${folder}.installing-`);
  try {
    writeFileSync(join(work, 'package.json'), '{"private":true}');
    const wanted = `@anthropic-ai/claude-code@${version}`;
    // The CLI's own wish for a Node version is none of this program's: newer ones are native binaries anyway.
    const npmArgs = [
      'install',
      '--ignore-scripts',
      '--engine-strict=false',
      '--no-audit',
      '--no-fund',
      '--save-exact',
      wanted,
    ];
    const npm = spawnSync('npm', npmArgs, { cwd: work, encoding: 'utf8', timeout: limits.labInstallMs });
    if (npm.status !== 0) {
      throw new PccError('unavailable', `npm could not install ${wanted}: ${npm.stderr || String(npm.error)}`);
    }
    adopt(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Gives the finished installation its name, unless another process was faster; leftovers of a broken one make room. */
function adopt(work: string, folder: string): void {
  if (existsSync(folder) && programIn(folder) === undefined) rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(work, folder);
  } catch (error) {
    if (programIn(folder) === undefined) throw error;
  }
}

/**
 * The program of an installation: from about 2.1.1xx on a native binary in a package of its own per platform (the main
 * package holds only a stub that its install script would replace), before that a script that Node runs.
 */
function programIn(folder: string): string | undefined {
  const packages = join(folder, 'node_modules', '@anthropic-ai');
  const native = join(packages, `claude-code-${process.platform}-${process.arch}`, 'claude');
  if (existsSync(native)) return native;
  const script = join(folder, 'node_modules', '.bin', 'claude');
  return existsSync(script) && startsWithShebang(script) ? script : undefined;
}

function startsWithShebang(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(descriptor, head) === 2 && head.toString('latin1') === '#!';
  } finally {
    closeSync(descriptor);
  }
}
