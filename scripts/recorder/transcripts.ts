import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../src/base/errors.ts';
import { isObject, parseJson } from '../../src/base/json.ts';

/** One line that the CLI appended to a transcript: when it was found there (seconds since the start), in which file, and as it stands. */
export interface TranscriptLine {
  readonly t: number;
  /** Path below the project's transcript folder. */
  readonly file: string;
  readonly line: string;
}

/** Often enough that a line's moment is right within a frame. */
const lookEveryMs = 15;

/**
 * Lines that tell of the CLI's own prompts and requests, many times as long as the conversation and no part of it, are left
 * out; the others stand as they were written.
 */
function isKept(line: string): boolean {
  const value = parseJson(line);
  if (!isObject(value) || typeof value.type !== 'string') return line !== '';
  return value.type !== 'attachment' && !value.type.startsWith('api-request');
}

/** Follows all transcripts below a folder, those of sub-agents too, and notes each whole line with its moment. */
export class TranscriptWatch {
  readonly lines: TranscriptLine[] = [];
  readonly #folder: string;
  readonly #nowS: () => number;
  readonly #taken = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(folder: string, nowS: () => number) {
    this.#folder = folder;
    this.#nowS = nowS;
    this.#timer = setInterval(() => {
      this.look();
    }, lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.look();
  }

  look(): void {
    for (const file of this.#files()) {
      const path = join(this.#folder, file);
      const taken = this.#taken.get(file) ?? 0;
      if (statSync(path).size === taken) continue;
      const bytes = readFileSync(path);
      const end = bytes.lastIndexOf('\n') + 1;
      const added = bytes.subarray(taken, end).toString('utf8');
      this.#taken.set(file, end);
      for (const line of added.split('\n')) if (isKept(line)) this.lines.push({ t: this.#t(), file, line });
    }
  }

  #t(): number {
    return Math.round(this.#nowS() * 1_000) / 1_000;
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  }
}
