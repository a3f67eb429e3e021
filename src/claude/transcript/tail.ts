import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { sentenceOf, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** What a look at a growing file gave. */
export interface TailRead {
  /** Complete lines since the last look, each with the byte position after it. */
  readonly lines: readonly { readonly text: string; readonly end: number }[];
  /** A sentence each for what was refused or skipped. */
  readonly problems: readonly string[];
}

/**
 * Reads a JSONL file as it grows, complete lines only. Every look opens the file anew, follows no symlink, and refuses what
 * is not a plain file of this user, so that nobody can slip another file under the name.
 */
export class Tail {
  readonly path: string;
  #position = 0;
  #refused = false;

  constructor(path: string) {
    this.path = path;
  }

  /** The byte after the last line that was taken in. */
  get position(): number {
    return this.#position;
  }

  /** Takes in what was appended. A file that shrank is not the one that was read before: it is refused for good. */
  read(): TailRead {
    if (this.#refused) return nothing;
    let file: number;
    try {
      file = openSync(this.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return nothing;
      return this.#refuse(systemCode(error) === 'ELOOP' ? 'is a symbolic link' : sentenceOf(error));
    }
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return this.#refuse('is no plain file');
      if (stat.uid !== process.getuid?.()) return this.#refuse('belongs to another user');
      if (stat.size < this.#position) return this.#refuse('became shorter than what was read of it');
      return this.#take(file, stat.size);
    } finally {
      closeSync(file);
    }
  }

  #refuse(why: string): TailRead {
    this.#refused = true;
    return { lines: [], problems: [`The transcript ${this.path} ${why}; it is not read.`] };
  }

  #take(file: number, size: number): TailRead {
    const lines: { text: string; end: number }[] = [];
    const problems: string[] = [];
    const length = Math.min(size - this.#position, limits.transcriptLineBytesMax);
    if (length === 0) return nothing;
    const buffer = Buffer.alloc(length);
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, length, this.#position));
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      const text = bytes.subarray(from, end).toString('utf8').trim();
      from = end + 1;
      if (text !== '') lines.push({ text, end: this.#position + from });
    }
    if (from === 0 && length === limits.transcriptLineBytesMax) {
      problems.push(`A line of ${this.path} is longer than ${limits.transcriptLineBytesMax} bytes; it is skipped.`);
      from = length;
    }
    this.#position += from;
    return { lines, problems };
  }
}

const nothing: TailRead = { lines: [], problems: [] };
