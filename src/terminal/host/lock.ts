import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { present } from '../../base/assert.ts';
import type { Disposable } from '../../base/disposables.ts';
import { disposable } from '../../base/disposables.ts';
import { PccError, systemCode } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import type { KnownProcess } from './processes.ts';
import { isAlive, processStartTime } from './processes.ts';

/** Who holds a lock; the token is new for every holding. */
interface Holder extends KnownProcess {
  readonly token: string;
}

/** A taker that loses a race looks again; more rounds than this would mean that something removes the file all the time. */
const roundsMax = 100;

/**
 * Takes the lock file for this process. The lock ends with the process, also by kill -9: a holder whose pid is gone, or
 * belongs to a process that began at another time, holds nothing.
 *
 * The file appears with its full content (a link), and a dead holder's file is replaced (a rename) only by who holds the
 * lock named after that holder's token. So a taker that was slow to notice cannot remove the lock of a faster one.
 *
 * @throws PccError `conflict` when a living process holds it; `unsafe_environment` when the file is not a lock of ours.
 */
export function takeLock(path: string): Disposable {
  const startTime = present(processStartTime(process.pid), 'this process has no start time');
  const own: Holder = { pid: process.pid, startTime, token: randomUUID() };
  const draft = `${path}.${own.token}.new`;
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
  try {
    takeWith(draft, path);
  } finally {
    unlinkIfThere(draft);
  }
  return disposable(() => {
    if (holderOf(path)?.token === own.token) unlinkIfThere(path);
  });
}

function takeWith(draft: string, path: string): void {
  for (let round = 0; round < roundsMax; round++) {
    if (linked(draft, path)) return;
    const holder = holderOf(path);
    if (!holder) continue;
    if (isAlive(holder)) {
      throw new PccError('conflict', `'${path}' is held by the running process ${holder.pid}; there can be only one.`);
    }
    if (replaced(draft, path, holder)) return;
  }
  throw new PccError('conflict', `'${path}' changed hands ${roundsMax} times while it was asked for; try again.`);
}

/** Puts the draft in a dead holder's place; false when somebody else did so first. */
function replaced(draft: string, path: string, dead: Holder): boolean {
  const turn = takeLock(`${path}.${dead.token}`);
  try {
    if (holderOf(path)?.token !== dead.token) return false;
    // The draft's name goes with the rename; a second name of the same file would make the rename do nothing.
    renameSync(draft, path);
    return true;
  } finally {
    turn.dispose();
  }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the file is gone. */
function holderOf(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw foreign(path);
  }
  const value = parseJson(text);
  if (!isObject(value)) throw foreign(path);
  const { pid, startTime, token } = value;
  if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof token !== 'string') throw foreign(path);
  if (!Number.isInteger(pid) || pid < 1 || !/^[0-9a-f-]{36}$/.test(token)) throw foreign(path);
  return { pid, startTime, token };
}

function foreign(path: string): PccError {
  return new PccError(
    'unsafe_environment',
    `'${path}' should be a lock file of this program and is not; look at it and move it away.`,
  );
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
