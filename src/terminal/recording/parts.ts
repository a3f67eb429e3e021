import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';

/** One file of a session's recording. */
export interface RecordingPart {
  readonly path: string;
  /** From 1, growing over the life of the session. */
  readonly part: number;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** The file name of a part, from 1: `0001.cast`. */
export function partName(part: number): string {
  return `${String(part).padStart(4, '0')}.cast`;
}

/** The files of a session's folder, oldest first; a missing folder has none, and what is not a plain file of ours is passed over. */
export function listParts(folder: string): RecordingPart[] {
  return namesIn(folder)
    .flatMap((name) => {
      const match = /^(\d{4,9})\.cast(?:\.gz)?$/.exec(name);
      const path = join(folder, name);
      const stat = match && lstatSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile()) return [];
      return [{ path, part: Number(match?.[1]), bytes: stat.size, modifiedMs: stat.mtimeMs }];
    })
    .sort((a, b) => a.part - b.part);
}

/** Removes a session's oldest files until the rest fits; the newest file always stays. */
export function capSession(folder: string, bytesMax: number): void {
  const parts = listParts(folder);
  removeOldest(parts.slice(0, -1), sumOf(parts) - bytesMax);
}

/**
 * Removes files until all recordings together fit: first those of ended sessions, then those of running ones, each time
 * the longest untouched first. The file that a running session writes to stays.
 */
export function capAll(recordingsDir: string, bytesMax: number, isRunning: (id: string) => boolean): void {
  const sessions = namesIn(recordingsDir)
    .filter((name) => lstatSync(join(recordingsDir, name), { throwIfNoEntry: false })?.isDirectory())
    .map((id) => ({ running: isRunning(id), parts: listParts(join(recordingsDir, id)) }));
  const byAge = (a: RecordingPart, b: RecordingPart): number => a.modifiedMs - b.modifiedMs || a.part - b.part;
  const ended = sessions.filter((session) => !session.running).flatMap((session) => session.parts);
  const running = sessions.filter((session) => session.running).flatMap((session) => session.parts.slice(0, -1));
  const all = sessions.flatMap((session) => session.parts);
  removeOldest([...ended.sort(byAge), ...running.sort(byAge)], sumOf(all) - bytesMax);
}

function removeOldest(oldestFirst: readonly RecordingPart[], excessBytes: number): void {
  let excess = excessBytes;
  for (const part of oldestFirst) {
    if (excess <= 0) return;
    unlinkSync(part.path);
    excess -= part.bytes;
  }
}

function sumOf(parts: readonly RecordingPart[]): number {
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
