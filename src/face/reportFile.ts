import { randomUUID } from 'node:crypto';
import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { PccError, sentenceOf } from '../base/errors.ts';
import { clientHome } from './home.ts';
import type { Io } from './io.ts';

/** A report to be written. */
export interface ReportFile {
  /** Name of the file in the home folder, where no other place is named. */
  readonly own: string;
  readonly named: string | undefined;
  readonly text: string;
}

/**
 * Writes a report, readable by its owner alone, and gives its path. Sessions write in the project, so that no link there is
 * followed.
 *
 * @throws PccError when it cannot be written.
 */
export function writeReportFile(io: Pick<Io, 'env' | 'cwd'>, { own, named, text }: ReportFile): string {
  const path = named === undefined ? join(clientHome(io).folder, 'reports', own) : resolve(io.cwd, named);
  try {
    if (named !== undefined) refuseLinks(io.cwd, path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(path, text);
  } catch (error) {
    if (error instanceof PccError) throw error;
    throw new PccError('failed', `The report '${path}' cannot be written (${sentenceOf(error)}); name another file.`);
  }
  return path;
}

/** The folders from the working folder down to a file in it are those that their names say. */
function refuseLinks(cwd: string, path: string): void {
  const below = relative(cwd, dirname(path)).split(sep);
  if (below[0] === '..') return;
  for (const [index, name] of below.entries()) {
    const folder = join(cwd, ...below.slice(0, index), name);
    if (name !== '' && lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new PccError('failed', `The report '${path}' is not written, as '${folder}' is a link; name another file.`);
  }
}

/** A new file takes the place of what stands there: of a link itself, never of what it points to. */
function replaceFile(path: string, text: string): void {
  const fresh = join(dirname(path), `.pcc-${randomUUID()}`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = openSync(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
