import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** A requirements file as it was read at one moment. */
export interface ReadFile {
  readonly bytes: Buffer;
  /** Differs for two states of the file, as far as the file system tells. */
  readonly sign: string;
}

/**
 * The real path of a requirements file that a person names. It may be reached by a link only inside the project: what is ticked
 * must not stand somewhere else than it seems.
 *
 * @throws PccError `invalid_input`.
 */
export function followedPath(path: string, root: string): string {
  if (!isAbsolute(path))
    throw new PccError('invalid_input', `'${path}' is no whole path; give one that begins with '/'.`);
  try {
    const real = realpathSync(path);
    if (lstatSync(path).isSymbolicLink() && !real.startsWith(root + sep))
      throw new PccError('invalid_input', `'${path}' is a link to '${real}'; name that file itself.`);
    return real;
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || error instanceof PccError) throw error;
    throw new PccError('invalid_input', `'${path}' cannot be read (${code}); give a requirements file.`);
  }
}

/**
 * Reads a requirements file by its real path. Undefined while no such file is there.
 *
 * @throws PccError `invalid_input` or `too_large` for what is no plain file of bounded size, or is reached by a link.
 */
export function readFollowed(path: string): ReadFile | undefined {
  let file: number;
  try {
    if (realpathSync(dirname(path)) !== dirname(path))
      throw new PccError('invalid_input', `The folder of '${path}' became a link; the file is not read.`);
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw new PccError('invalid_input', `'${path}' is a link now; the file is not read.`);
    if (error instanceof PccError) throw error;
    throw new PccError('invalid_input', `'${path}' cannot be read: ${sentenceOf(error)}.`);
  }
  try {
    const found = fstatSync(file, { bigint: true });
    if (!found.isFile()) throw new PccError('invalid_input', `'${path}' is no plain file.`);
    if (found.size > BigInt(limits.requirementsFileBytesMax)) {
      throw new PccError(
        'too_large',
        `'${path}' is larger than ${limits.requirementsFileBytesMax} bytes; split it into several.`,
      );
    }
    return { bytes: readFileSync(file), sign: signOf(found) };
  } finally {
    closeSync(file);
  }
}

/** What tells one state of a followed file from another; '' where there is none. */
export function lookAt(path: string): string {
  try {
    return signOf(lstatSync(path, { bigint: true }));
  } catch (error) {
    return systemCode(error) ?? 'unknown';
  }
}

function signOf({ dev, ino, mode, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, mode, size, mtimeNs, ctimeNs].join(':');
}

/** The file that was replaced, still open: whoever had opened it before may write into it for a moment more. */
export interface Replaced {
  readonly path: string;
  readonly file: number;
  /** What it held when it was replaced. */
  readonly bytes: Buffer;
}

/** What came of ticking. `changed`: the file is another one by now, and nothing was lost of it. */
export type Ticked =
  /** `replaced` is to be given to `joinLate` after a moment. */
  | { readonly result: 'ticked'; readonly replaced: Replaced }
  | { readonly result: 'changed' }
  | { readonly result: 'refused'; readonly why: string };

/** Where a test steps in between. */
export type BetweenSteps = (step: 'written' | 'linked' | 'swapped') => void;

/**
 * Ticks boxes of a file that was just read: one byte each becomes an `x`, every other byte stays. The file is replaced as a
 * whole, and only while it is the one that was read; what somebody writes into the old one at the same moment is found there and
 * put back.
 */
export function tickBoxes(path: string, read: ReadFile, boxes: readonly number[], between?: BetweenSteps): Ticked {
  const wanted = Buffer.from(read.bytes);
  for (const box of boxes) {
    if (wanted[box] !== blank) return { result: 'changed' };
    wanted[box] = tick;
  }
  return replaceFile(path, read, wanted, between);
}

/** Puts another content in the place of a file that was just read, with its mode, and only while it is the one that was read. */
function replaceFile(path: string, read: ReadFile, wanted: Buffer, between?: BetweenSteps): Ticked {
  const mark = `${besideMark(path)}${randomBytes(6).toString('hex')}`;
  const fresh = `${mark}.new`;
  const old = `${mark}.old`;
  try {
    const refused = writeBeside(path, fresh, wanted);
    if (refused !== undefined) return refused;
    between?.('written');
    return swap({ path, fresh, old, read }, wanted, between);
  } catch (error) {
    if (error instanceof PccError) return { result: 'refused', why: error.message };
    const code = systemCode(error);
    if (code === undefined) throw error;
    return { result: 'refused', why: `'${path}' cannot be written (${code}).` };
  } finally {
    rmSync(fresh, { force: true });
    rmSync(old, { force: true });
  }
}

const blank = 0x20;
const tick = 0x78;

function besideMark(path: string): string {
  return join(dirname(path), `.${basename(path)}.pcc-`);
}

/** Writes the new file beside the old one, with its mode; undefined when it stands there. */
function writeBeside(path: string, fresh: string, wanted: Buffer): Ticked | undefined {
  const found = lstatSync(path, { bigint: true });
  if (!found.isFile()) return { result: 'refused', why: `'${path}' is no plain file any more.` };
  if (found.nlink > 1n)
    return { result: 'refused', why: `'${path}' has several names, and replacing it would part them.` };
  const file = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    fchownSync(file, Number(found.uid), Number(found.gid));
    writeFileSync(file, wanted);
    fchmodSync(file, Number(found.mode & 0o7777n));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return undefined;
}

/** The names that take part in a swap. */
interface Swap {
  readonly path: string;
  readonly fresh: string;
  readonly old: string;
  readonly read: ReadFile;
}

/**
 * Compares and puts the new file in the place of the old one. The old one keeps a second name until it is certain that nobody
 * wrote into it meanwhile.
 */
function swap({ path, fresh, old, read }: Swap, wanted: Buffer, between?: BetweenSteps): Ticked {
  if (lookAt(path) !== read.sign) return { result: 'changed' };
  const kept = nameAgain(path, old);
  between?.('linked');
  const named = kept ? old : path;
  if (!isSame(named, read.bytes) || inodeOf(named) !== inodeOf(path)) return { result: 'changed' };
  const replaced = openSync(named, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  renameSync(fresh, path);
  between?.('swapped');
  if (!kept || isSame(old, read.bytes))
    return { result: 'ticked', replaced: { path, file: replaced, bytes: read.bytes } };
  closeSync(replaced);
  putBack(path, old, wanted);
  return { result: 'changed' };
}

/**
 * Looks once more at a file that was replaced, and lets go of it. What was written into it since is joined to the file that stands
 * there now: lines at its end are put to its end; any other edit takes its place, unless there is a newer one, beside which it is
 * then kept. Gives the path of what was kept so.
 */
export function joinLate({ path, file, bytes }: Replaced): string | undefined {
  try {
    const late = contentOf(file);
    if (late.equals(bytes)) return undefined;
    for (let tries = 0; tries < joinTriesMax; tries++) {
      const now = readFollowed(path);
      const wanted = now && joined(now.bytes, late, bytes);
      if (!now || !wanted) break;
      const done = replaceFile(path, now, wanted);
      if (done.result === 'ticked') return joinLate(done.replaced);
    }
    const kept = `${path}.edit-${randomBytes(4).toString('hex')}`;
    writeFileSync(kept, late, { mode: 0o600, flag: 'wx' });
    return kept;
  } finally {
    closeSync(file);
  }
}

/** Others may go on writing; each try takes what they wrote. */
const joinTriesMax = 5;

/** Both edits of what both were made of, where that can be told. */
function joined(now: Buffer, late: Buffer, before: Buffer): Buffer | undefined {
  if (late.subarray(0, before.length).equals(before)) return Buffer.concat([now, late.subarray(before.length)]);
  return late.length > 0 && isTickedOnly(now, before) ? late : undefined;
}

/** Nothing but boxes were ticked. */
function isTickedOnly(now: Buffer, before: Buffer): boolean {
  return (
    now.length === before.length &&
    now.every((byte, at) => byte === before[at] || (byte === tick && before[at] === blank))
  );
}

/** All of an open file, wherever it was read to. */
function contentOf(file: number): Buffer {
  const buffer = Buffer.alloc(Math.min(fstatSync(file).size, limits.requirementsFileBytesMax));
  return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
}

/** Gives the file a second name; false where the file system has none. */
function nameAgain(path: string, old: string): boolean {
  try {
    linkSync(path, old);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) return false;
    throw error;
  }
}

/** Somebody had the old file open and wrote into it: it takes its place again, unless there is a newer one. */
function putBack(path: string, old: string, wanted: Buffer): void {
  if (isSame(path, wanted)) renameSync(old, path);
}

function inodeOf(path: string): string {
  const { dev, ino } = lstatSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function isSame(path: string, bytes: Buffer): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(file).size === bytes.length && readFileSync(file).equals(bytes);
  } finally {
    closeSync(file);
  }
}

/** Removes what a daemon that was killed while it ticked left beside the file. */
export function tidyBeside(path: string): void {
  const mark = basename(besideMark(path));
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(mark) && /\.(?:new|old)$/.test(name)) rmSync(join(dirname(path), name), { force: true });
  }
}
