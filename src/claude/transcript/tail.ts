import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** A complete line and the byte position after it. */
export interface TailLine {
  readonly text: string;
  readonly end: number;
}

/** What a look at a growing file gave. */
export interface TailRead {
  /** Complete lines since the last look. */
  readonly lines: readonly TailLine[];
  /** A sentence each for what was refused or skipped. */
  readonly problems: readonly string[];
}

/**
 * Reads a JSONL file as it grows, complete lines only. Every look opens the file anew, follows no symlink, and refuses what
 * is not a plain file of this user, so that nobody can slip another file under the name.
 */
export class Tail {
  readonly path: string;
  /** Bytes that were there once, as an earlier reader knows. */
  readonly #least: number;
  #position = 0;
  #refused = false;
  /** Device and inode of the file that was read first. */
  #identity: string | undefined;
  /** Within a line that is too long: all up to its end is left out. */
  #skipping = false;

  constructor(path: string, least = 0) {
    this.path = path;
    this.#least = least;
  }

  /** The byte after the last line that was taken in. */
  get position(): number {
    return this.#position;
  }

  /**
   * Takes in what was appended, all of it. A file that shrank or was put in the place of another is not the one that was read
   * before: it is refused for good. A file that cannot be opened or read at this moment gives nothing this time.
   */
  read(): TailRead {
    if (this.#refused) return nothing;
    let file: number;
    try {
      file = openSync(this.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      return this.#outOfReach(error);
    }
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return this.#refuse('is no plain file');
      if (stat.uid !== process.getuid?.()) return this.#refuse('belongs to another user');
      const identity = `${stat.dev}:${stat.ino}`;
      if ((this.#identity ??= identity) !== identity) return this.#refuse('was replaced by another file');
      if (stat.size < Math.max(this.#position, this.#least))
        return this.#refuse('became shorter than what was read of it');
      return this.#take(file, stat.size);
    } finally {
      closeSync(file);
    }
  }

  /** Too many open files, a folder out of reach for now: only what tells of another kind of file is for good. */
  #outOfReach(error: unknown): TailRead {
    const code = systemCode(error);
    if (code === undefined) throw error;
    if (code === 'ELOOP') return this.#refuse('is a symbolic link');
    return code === 'ENXIO' ? this.#refuse('is no plain file') : nothing;
  }

  #refuse(why: string): TailRead {
    this.#refused = true;
    return { lines: [], problems: [`The transcript ${this.path} ${why}; it is not read.`] };
  }

  #take(file: number, size: number): TailRead {
    const lines: TailLine[] = [];
    const problems: string[] = [];
    while (this.#position < size) {
      const length = Math.min(size - this.#position, limits.transcriptLineBytesMax);
      const buffer = Buffer.alloc(length);
      const bytes = buffer.subarray(0, readNow(file, buffer, this.#position));
      const taken = this.#cut(bytes, lines);
      this.#position += taken;
      if (taken > 0) continue;
      // What is left is the beginning of a line: it is waited for, unless nothing longer is read.
      if (bytes.length < limits.transcriptLineBytesMax) break;
      problems.push(`A line of ${this.path} is longer than ${limits.transcriptLineBytesMax} bytes; it is skipped.`);
      this.#position += bytes.length;
      this.#skipping = true;
    }
    return { lines, problems };
  }

  /** Adds the complete lines and gives how many bytes they, or the rest of a skipped line, take. */
  #cut(bytes: Buffer, lines: TailLine[]): number {
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      const text = this.#skipping ? '' : bytes.subarray(from, end).toString('utf8').trim();
      this.#skipping = false;
      from = end + 1;
      if (text !== '') lines.push({ text, end: this.#position + from });
    }
    return this.#skipping ? bytes.length : from;
  }
}

/** How many bytes could be read; none where the disk fails at this moment. */
function readNow(file: number, buffer: Buffer, position: number): number {
  try {
    return readSync(file, buffer, 0, buffer.length, position);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return 0;
  }
}

const nothing: TailRead = { lines: [], problems: [] };
