import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import type { FreezingNote } from './freezing.ts';
import type { KnownProcess } from './processes.ts';
import { isAlive, signalProcess } from './processes.ts';

/**
 * The processes that the host has stopped, in a file: one that is killed can let nothing go on, and what has left the terminal is not
 * hung up with it. The next host finds here what it has to let go on.
 */
export class StoppedNote {
  readonly #path: string;
  readonly #stopped = new Map<string, readonly KnownProcess[]>();

  constructor(path: string) {
    this.#path = path;
  }

  /** What an earlier host has left stopped goes on; gives how many processes. Only who holds the host's lock may call this. */
  release(): number {
    const left = noted(this.#path).filter(isAlive).reverse();
    for (const stopped of left) signalProcess(stopped, 'SIGCONT');
    rmSync(this.#path, { force: true });
    return left.length;
  }

  /** The part of a session. */
  of(session: string): FreezingNote {
    return {
      set: (stopped) => {
        this.#set(session, stopped);
      },
      clear: () => {
        this.#clear(session);
      },
    };
  }

  #set(session: string, stopped: readonly KnownProcess[]): void {
    this.#stopped.set(session, stopped);
    try {
      this.#write();
    } catch (error) {
      throw new PccError('storage', `What is to be stopped cannot be noted in '${this.#path}': ${sentenceOf(error)}`);
    }
  }

  #clear(session: string): void {
    if (!this.#stopped.delete(session)) return;
    try {
      this.#write();
    } catch {
      // Full disk. What is noted too much is told to go on once more by the next host, which changes nothing.
    }
  }

  #write(): void {
    if (this.#stopped.size === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    const fresh = `${this.#path}.new`;
    const all = [...this.#stopped.values()].flat().map(({ pid, startTime }) => ({ pid, startTime }));
    writeFileSync(fresh, JSON.stringify(all), { mode: 0o600 });
    renameSync(fresh, this.#path);
  }
}

function noted(path: string): KnownProcess[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const value = parseJson(text);
  return Array.isArray(value)
    ? value.flatMap((one) => {
        const { pid, startTime } = isObject(one) ? one : {};
        return typeof pid === 'number' && pid > 1 && typeof startTime === 'string' ? [{ pid, startTime }] : [];
      })
    : [];
}
