import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** How a file stood: one that is written, replaced or made executable gets another signature. */
export interface Mark {
  readonly signature: string;
  /** SHA-256 of what it holds, where that was read. */
  readonly sha256?: string;
  /** When it was last written or renamed, milliseconds since the Unix epoch. */
  readonly changedMs: number;
}

/** How a file stands; undefined where there is none. `reads`: what it holds is read where it is small. */
export async function markOf(folder: string, path: string, reads: boolean): Promise<Mark | undefined> {
  const file = join(folder, path);
  try {
    const stat = await lstat(file, { bigint: true });
    if (stat.isDirectory()) return undefined;
    const signature = [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, stat.mode].join(':');
    const sha256 = reads && isSmall(stat) ? await readableHash(file, stat) : undefined;
    const changedMs = Number(stat.ctimeMs);
    return { signature, changedMs, ...(sha256 === undefined ? {} : { sha256 }) };
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** True for a folder that no link leads to. */
export async function isFolder(folder: string, path: string): Promise<boolean> {
  try {
    return (await lstat(join(folder, path))).isDirectory();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}

/** SHA-256 of what a plain file of the project holds, or of where a link leads; undefined for what is neither, or larger than that. */
export async function hashOfFile(
  folder: string,
  path: string,
  bytesMax: number,
): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
  const file = join(folder, path);
  try {
    const stat = await lstat(file, { bigint: true });
    const sha256 = stat.size <= bytesMax ? await hashOf(file, stat) : undefined;
    return sha256 === undefined ? undefined : { sha256, bytes: Number(stat.size) };
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Read at once. */
const readBytes = 1_048_576;

/** Bits of a mode that stay what they are when a file is written anew. */
export function executableBits(signature: string): number {
  return Number(signature.slice(signature.lastIndexOf(':') + 1)) & 0o111;
}

function isSmall(stat: BigIntStats): boolean {
  return stat.size <= limits.projectHashFileBytesMax;
}

/** Undefined for a file that may not be read: it is there all the same. */
async function readableHash(file: string, stat: BigIntStats): Promise<string | undefined> {
  try {
    return await hashOf(file, stat);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

async function hashOf(file: string, stat: BigIntStats): Promise<string | undefined> {
  const digest = createHash('sha256');
  if (stat.isSymbolicLink()) return digest.update(await readlink(file)).digest('hex');
  if (!stat.isFile()) return undefined;
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    // Another one may stand there by now; and of one that grows no more is read than it had.
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile() || opened.ino !== stat.ino) return undefined;
    const size = Number(stat.size);
    const buffer = Buffer.alloc(Math.min(size, readBytes));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - at), at);
      if (bytesRead === 0) break;
      digest.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return digest.digest('hex');
  } finally {
    await handle.close();
  }
}
