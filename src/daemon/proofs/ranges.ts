import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { agentFiles } from '../../claude/transcript/places.ts';
import { limits } from '../../limits.ts';
import type { TranscriptPlace } from '../../store/executions.ts';

/** Bytes `from` up to, not including, `to` of a transcript. */
export interface Range {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** Where the last transcripts of a session stand, with those of its sub-agents; all since one of them where that is named. */
export function placesNow(sources: readonly TranscriptPlace[], since?: string): TranscriptPlace[] {
  const last = sources.slice(-limits.stepTranscriptsMax);
  const from = sources.findIndex(({ path }) => path === since);
  const own = since === undefined || from === -1 ? last : sources.slice(from);
  return [...own, ...agentPlaces(last)].map(({ path, at }) => ({ path, at }));
}

/**
 * Where the transcripts of the sub-agents stand that these sessions had; one that works in the background may write on. The oldest CLIs
 * keep those of all sessions of a project in one folder: only those that name the session belong to it.
 */
function agentPlaces(sources: readonly TranscriptPlace[]): TranscriptPlace[] {
  const sessions = sources.map(({ path }) => sessionOf(path));
  const files = new Set(sources.flatMap(({ path }) => agentFiles(path, sessionOf(path))));
  return [...files].slice(-limits.receiptListMax).flatMap((path) => {
    const at = isOf(path, sessions) ? statSync(path, { throwIfNoEntry: false })?.size : undefined;
    return at === undefined ? [] : [{ path, at }];
  });
}

function isOf(path: string, sessions: readonly string[]): boolean {
  if (sessions.includes(basename(dirname(dirname(path))))) return true;
  const head = beginningOf(path);
  return sessions.some((session) => head.includes(`"sessionId":"${session}"`));
}

/** Each line names its session before what was said. */
const headBytes = 4_096;

function beginningOf(path: string): string {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(headBytes);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return '';
  }
}

/** What was taken in of transcripts between two moments. */
export function rangesBetween(before: readonly TranscriptPlace[], now: readonly TranscriptPlace[]): Range[] {
  const from = new Map(before.map(({ path, at }) => [path, at]));
  return now
    .map(({ path, at }) => ({ path, from: from.get(path) ?? 0, to: at }))
    .filter((range) => range.to > range.from);
}

/**
 * Reads a range and hands over its lines, save for those that are longer than any that is ever read. Gives the SHA-256 of its bytes,
 * or what is missing: the whole file, or bytes at its end.
 */
export async function readRange(
  { path, from, to }: Range,
  line: (text: string) => void,
): Promise<{ readonly sha256: string } | { readonly missing: 'file' | 'bytes' }> {
  const digest = createHash('sha256');
  const lines = new Lines(line);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) return { missing: 'file' };
    let size = 0;
    for await (const chunk of handle.createReadStream({ start: from, end: to - 1, autoClose: false })) {
      const bytes = chunk as Buffer;
      digest.update(bytes);
      lines.take(bytes);
      size += bytes.length;
    }
    lines.end();
    return size === to - from ? { sha256: digest.digest('hex') } : { missing: 'bytes' };
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return { missing: 'file' };
  } finally {
    await handle?.close();
  }
}

/** Cuts bytes into lines. */
class Lines {
  readonly #told: (text: string) => void;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(told: (text: string) => void) {
    this.#told = told;
  }

  take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end));
      this.end();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  end(): void {
    if (this.#bytes > 0 && this.#bytes <= limits.transcriptLineBytesMax)
      this.#told(Buffer.concat(this.#parts).toString('utf8'));
    this.#parts = [];
    this.#bytes = 0;
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > limits.transcriptLineBytesMax) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }
}

/** The id of the session whose transcript this is; its sub-agents have ids of their own. */
export function sessionOf(path: string): string {
  return /([^/]+)\.jsonl$/.exec(path)?.[1] ?? '';
}
