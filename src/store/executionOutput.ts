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
    this.#database.transaction(() => {
      let end = this.end(execution);
      for (const piece of pieces) if (!this.#has(execution, piece)) end = this.#appendOne(execution, piece, end);
      this.#database.run(
        'DELETE FROM execution_output WHERE execution = ? AND "from" + bytes < ?',
        execution,
        end - limits.outputKeptBytesMax,
      );
    });
  }

  #has(execution: string, { source, line }: OutputPiece): boolean {
    const found = this.#database.one(
      'SELECT 1 FROM execution_output WHERE execution = ? AND source = ? AND line = ? LIMIT 1',
      ...[execution, source, line],
    );
    return found !== undefined;
  }

  /** In rows of which a reader takes one at a time: a line of a transcript may be very long. Gives the offset behind it. */
  #appendOne(execution: string, { source, line, text }: OutputPiece, from: number): number {
    const shown = Buffer.from(this.#redactor().text(text));
    for (let at = 0, part = 0; at < shown.length || part === 0; part++) {
      const bytes = shown.subarray(at, pieceEnd(shown, at));
      this.#database.run(
        'INSERT INTO execution_output (execution, "from", bytes, source, line, part, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[execution, from + at, bytes.length, source, line, part, bytes.toString('utf8')],
      );
      at += bytes.length;
    }
    return from + shown.length;
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

/** Where the row ends that begins here. */
function pieceEnd(bytes: Buffer, at: number): number {
  const end = at + limits.outputChunkBytesMax;
  return end >= bytes.length ? bytes.length : characterBefore(bytes, end);
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
