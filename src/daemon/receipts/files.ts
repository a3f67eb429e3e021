import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PccError, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** Where the receipt of a task lies. @throws PccError for an id that is none. */
export function receiptFile(folder: string, session: string, task: string): string {
  for (const id of [session, task]) {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(id))
      throw new PccError('invalid_input', `'${id}' is no id of a session or a task.`);
  }
  return join(folder, session, `${task}.json`);
}

/** Where is noted what will be in a receipt. */
export function draftFile(receipt: string): string {
  return receipt.replace(/\.json$/, '.draft');
}

/** Writes JSON as `writeWhole` does. */
export function writeReceipt(file: string, value: unknown, when: 'now' | 'soon' = 'now'): void {
  writeWhole(file, `${JSON.stringify(value, null, 2)}\n`, when);
}

/** Writes a file of mode 0600 as a whole or not at all; on the disk when this returns, or `soon` after. */
export function writeWhole(file: string, text: string, when: 'now' | 'soon' = 'now'): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  const handle = openSync(
    fresh,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    writeFileSync(handle, text);
    if (when === 'now') fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}

/** The JSON of a file that `writeReceipt` wrote; undefined where there is none, or what stands there is no JSON. */
export function readReceipt(file: string): unknown {
  try {
    const bytes = readWhole(file);
    return bytes && (JSON.parse(bytes.toString('utf8')) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The bytes of a file that `writeWhole` wrote; undefined where there is none, or what stands there is no plain file, or too large. */
export function readWhole(file: string): Buffer | undefined {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  }
  try {
    const found = fstatSync(handle);
    if (!found.isFile() || found.size > limits.receiptBytesMax) return undefined;
    return readFileSync(handle);
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** SHA-256 of the bytes of a file from `from` up to `to`; undefined where it does not have them all. */
export async function hashOfRange(path: string, from: number, to: number): Promise<string | undefined> {
  const digest = createHash('sha256');
  if (to <= from) return digest.digest('hex');
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    let size = 0;
    for await (const chunk of handle.createReadStream({ start: from, end: to - 1, autoClose: false })) {
      digest.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    return size === to - from ? digest.digest('hex') : undefined;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  } finally {
    await handle?.close();
  }
}
