import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { systemCode } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { limits } from '../../limits.ts';

/** When the command was sent, and which transcripts of the folder were written at that moment without being its own. */
export interface ClearSent {
  /** Wall-clock milliseconds. */
  readonly sentMs: number;
  readonly before: readonly string[];
}

/** What following a session over `/clear` needs. */
export interface ClearingSpec {
  /** Folder of the project's transcripts, as it is called now. */
  readonly folder: () => string;
  readonly clock: Clock;
  /** True for the id of any session that is known: none of their transcripts is a new one. */
  readonly isKnown: (sessionId: string) => boolean;
  /** The CLI goes on under this id. */
  readonly found: (sessionId: string) => void;
  /** It cannot be told which transcript is the new one; a sentence. */
  readonly lost: (why: string) => void;
  /** None has come in all the time that one could. */
  readonly missed?: () => void;
}

/**
 * Finds the transcript that a CLI begins when its context is cleared. Measured from 2.0.20 to 2.1.329: 50 to 460 ms after Enter a
 * file named after the new session id is there, in the same folder, with the command in a line of that very id.
 *
 * A foreign transcript must never become a witness: only a file counts that was not there when the command was sent, that holds
 * the command, sent since then and at about that moment, and that is none of a known session's; and only where there is exactly one
 * when all that could come has come.
 */
export class Clearing implements Disposable {
  readonly #spec: ClearingSpec;
  #before: ReadonlySet<string> = new Set();
  #sentMs = 0;
  #timer: Disposable | undefined;

  constructor(spec: ClearingSpec) {
    this.#spec = spec;
  }

  /** The command is about to be sent, or may just have been. Gives what a later daemon needs to go on looking. */
  expect(): ClearSent {
    const { clock, folder } = this.#spec;
    // What an earlier one began is not to be taken for a file that was there.
    this.lookNow();
    const names = namesIn(folder());
    this.#before = new Set(names);
    this.#sentMs = clock.wallMs();
    this.#wait(clock.monotonicMs());
    // A file that holds the command of this moment was written since then.
    const fromMs = this.#sentMs - 2 * limits.clearEarlyMs;
    return { sentMs: this.#sentMs, before: names.filter((name) => writtenMs(join(folder(), name)) >= fromMs) };
  }

  /** An earlier daemon has sent the command, and ended before it knew what came of it. */
  takeUp({ sentMs, before }: ClearSent): void {
    this.#before = new Set(before);
    this.#sentMs = sentMs;
    this.#wait(this.#spec.clock.monotonicMs());
  }

  /** Nothing more can come: where it is looked for, what is there now decides. */
  lookNow(): void {
    if (!this.#timer) return;
    const [only, ...others] = this.#candidates();
    if (only === undefined || others.length > 0) return;
    this.dispose();
    this.#spec.found(only);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #wait(sinceMs: number): void {
    const { clock } = this.#spec;
    this.#timer?.dispose();
    this.#timer = clock.after(limits.clearSettleMs, () => {
      const found = this.#candidates();
      const [only] = found;
      if (found.length === 0 && clock.monotonicMs() - sinceMs < limits.clearWithinMs) {
        this.#wait(sinceMs);
        return;
      }
      this.#timer = undefined;
      if (only === undefined) this.#spec.missed?.();
      else if (found.length === 1) this.#spec.found(only);
      else this.#spec.lost(`${found.length} sessions were cleared in this folder at the same moment.`);
    });
  }

  #candidates(): string[] {
    const folder = this.#spec.folder();
    return namesIn(folder)
      .filter((name) => !this.#before.has(name))
      .map((name) => name.slice(0, -ending.length))
      .filter((id) => uuid.test(id) && !this.#spec.isKnown(id) && this.#beginsCleared(join(folder, id + ending), id));
  }

  #beginsCleared(path: string, id: string): boolean {
    const [from, to] = [this.#sentMs - limits.clearEarlyMs, this.#sentMs + limits.clearWithinMs];
    return beginningOf(path)
      .split('\n')
      .some((line) => {
        const value = parseJson(line);
        if (!isObject(value) || value.type !== 'user' || value.sessionId !== id || !isObject(value.message))
          return false;
        const { content } = value.message;
        const atMs = typeof value.timestamp === 'string' ? Date.parse(value.timestamp) : NaN;
        return typeof content === 'string' && clearCommand.test(content) && atMs >= from && atMs <= to;
      });
  }
}

/** True for a text that empties the context when it is sent as a command; its beginning is completed by the CLI. */
export function maySendClear(text: string): boolean {
  return /^\/(?:c|cl|cle|clea|clear|reset|new)(?:\s|$)/.test(text.trim());
}

const clearCommand = /^\s*<command-name>\/(?:clear|reset|new)<\/command-name>/;
const ending = '.jsonl';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** When a file was written last; wall-clock milliseconds, infinite where that is not known. */
function writtenMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return [];
  }
}

/** The first lines of a plain file of this user; '' for anything else. */
function beginningOf(path: string): string {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || stat.uid !== process.getuid?.()) return '';
      const bytes = Buffer.alloc(limits.clearHeadBytesMax);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return '';
  }
}
