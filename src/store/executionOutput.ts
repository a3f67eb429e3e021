import { limits } from '../limits.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import { numberOf, textOf } from './row.ts';

/** A piece of what a list puts out. Of one place there is one piece, however often it is added. */
export interface OutputPiece {
  /** What it was made from: the path of a transcript, or a task. */
  readonly source: string;
  /** The place in it. */
  readonly line: number;
  readonly text: string;
}

/** What was asked for of an output. */
export interface OutputRead {
  /** Offset of the text in bytes: later than asked for where the beginning is not kept any more. */
  readonly from: number;
  readonly text: string;
  readonly next: number;
}

/** What the tasks of lists say, as one text each; offsets are bytes of its UTF-8 from the beginning. Only the end is kept. */
export class OutputStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#database = database;
    this.#redactor = redactor;
  }

  /** Appends what was not appended before. */
  append(execution: string, pieces: readonly OutputPiece[]): void {
    if (pieces.length === 0) return;
    const redactor = this.#redactor();
    let end = this.end(execution);
    for (const { source, line, text } of pieces) {
      const shown = redactor.text(text);
      const bytes = Buffer.byteLength(shown);
      const { changes } = this.#database.run(
        `INSERT INTO execution_output (execution, "from", bytes, source, line, text) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING`,
        execution,
        end,
        bytes,
        source,
        line,
        shown,
      );
      if (changes > 0) end += bytes;
    }
    this.#database.run(
      'DELETE FROM execution_output WHERE execution = ? AND "from" + bytes < ?',
      execution,
      end - limits.outputKeptBytesMax,
    );
  }

  /** The offset behind all that was put out. */
  end(execution: string): number {
    const row = this.#database.one(
      'SELECT "from" + bytes AS "end" FROM execution_output WHERE execution = ? ORDER BY n DESC LIMIT 1',
      execution,
    );
    return row ? numberOf(row, 'end') : 0;
  }

  /** At most so many bytes from an offset on, never a part of a character. */
  read(execution: string, from: number, bytesMax: number): OutputRead {
    const parts: Buffer[] = [];
    let begin: number | undefined;
    let length = 0;
    for (const row of this.#database.each(
      'SELECT "from", text FROM execution_output WHERE execution = ? AND "from" + bytes > ? ORDER BY "from"',
      execution,
      from,
    )) {
      const at = numberOf(row, 'from');
      const bytes = Buffer.from(textOf(row, 'text'));
      const left = begin === undefined ? bytes.subarray(characterAt(bytes, Math.max(0, from - at))) : bytes;
      begin ??= at + bytes.length - left.length;
      parts.push(left);
      length += left.length;
      if (length >= bytesMax) break;
    }
    if (begin === undefined) {
      const end = this.end(execution);
      return { from: end, text: '', next: end };
    }
    const all = Buffer.concat(parts);
    const whole = all.length <= bytesMax ? all : all.subarray(0, characterBefore(all, bytesMax));
    return { from: begin, text: whole.toString('utf8'), next: begin + whole.length };
  }
}

/** The first byte from here on at which a character begins. */
function characterAt(bytes: Buffer, at: number): number {
  let place = at;
  while (place < bytes.length && isInside(bytes, place)) place++;
  return place;
}

/** The last byte up to here at which a character begins. */
function characterBefore(bytes: Buffer, at: number): number {
  let place = at;
  while (place > 0 && isInside(bytes, place)) place--;
  return place;
}

/** True for the second and later bytes of a character. */
function isInside(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) & 0xc0) === 0x80;
}
