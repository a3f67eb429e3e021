import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { pause } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** A process whose environment names a folder: whatever was started for it, however far away it is by now. */
export interface OwnProcess {
  readonly pid: number;
  /** Its command line; '' where the system does not tell it apart. */
  readonly command: string;
}

/**
 * Kills every process that belongs to a throw-away folder and removes the folder; gives what had to be killed. Daemons, hosts, CLIs and
 * what these started leave their parent's group, but keep its environment.
 *
 * @param endsWithinMs so long what was told to end may take by itself.
 * @throws PccError `failed` when something cannot be ended or removed within a bounded time.
 */
export async function clearFolder(folder: string, clock: Clock, endsWithinMs = 0): Promise<readonly OwnProcess[]> {
  const killed = new Map<number, OwnProcess>();
  const endsMs = clock.monotonicMs() + endsWithinMs;
  const deadlineMs = endsMs + limits.assessClearMs;
  for (;;) {
    const left = processesOf(folder);
    if (clock.monotonicMs() >= endsMs) for (const one of left) if (kill(one.pid)) killed.set(one.pid, one);
    // What is just ending may still put a file where one was removed.
    if (left.length === 0 && isRemoved(folder) && processesOf(folder).length === 0) return [...killed.values()];
    if (clock.monotonicMs() > deadlineMs) {
      const alive = left.map(({ pid, command }) => `${pid} ${command}`.trimEnd()).join(', ');
      throw new PccError('failed', `'${folder}' cannot be removed${alive === '' ? '' : `; still alive: ${alive}`}.`);
    }
    await pause(clock, limits.clientPollMs);
  }
}

/**
 * Removes throw-away folders of this user that a power cut or a crash has left: no process belongs to them, and they are older than any
 * work takes, for one that is just made has none either.
 */
export function removeForgotten(parent: string, nowMs: number): void {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    if (!name.startsWith(folderPrefix)) continue;
    const found = lstatSync(path, { throwIfNoEntry: false });
    const isOld = found !== undefined && nowMs - found.mtimeMs > limits.assessForgottenMs;
    // What cannot be removed now is tried again the next time.
    if (isOld && found.isDirectory() && found.uid === process.getuid?.() && processesOf(path).length === 0)
      isRemoved(path);
  }
}

/** How names of throw-away folders begin. */
export const folderPrefix = 'pcc-assess-';

/** The processes of a folder, without this one. */
export function processesOf(folder: string): OwnProcess[] {
  const all = existsSync('/proc/self/environ') ? linuxProcesses(folder) : otherProcesses(folder);
  return all.filter(({ pid }) => pid > 1 && pid !== process.pid);
}

/** Source: proc(5). What has ended, or is another user's, has no environment to be read. */
function linuxProcesses(folder: string): OwnProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !wordsOf(pid, 'environ').some((entry) => names(entry, folder))) return [];
    return [{ pid, command: wordsOf(pid, 'cmdline').join(' ').trim() }];
  });
}

/** macOS shows the environment of one's own processes behind their command line. Source: ps(1), `-E`. */
function otherProcesses(folder: string): OwnProcess[] {
  const told = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' });
  return (told.error ? '' : told.stdout).split('\n').flatMap((line) => {
    const [, pid, rest = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && rest.split(' ').some((entry) => names(entry, folder))
      ? [{ pid: Number(pid), command: '' }]
      : [];
  });
}

function names(entry: string, folder: string): boolean {
  const value = entry.replace(/^[^=]*=/, '');
  return entry.includes('=') && value.startsWith(`${folder}/`);
}

function wordsOf(pid: number, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    // It has ended by itself.
    return false;
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return false;
  }
  return !existsSync(folder);
}
