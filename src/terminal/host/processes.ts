import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { systemCode } from '../../base/errors.ts';

/** A process that was alive when it was looked at. */
export interface KnownProcess {
  readonly pid: number;
  /** Tells this process from a later one with the same pid; comparable for equality only. */
  readonly startTime: string;
}

interface ProcessRow extends KnownProcess {
  readonly parent: number;
  readonly group: number;
  /** Terminal session (`sid`); on macOS, where `ps` does not tell it, the group. */
  readonly session: number;
}

/** When the process began; undefined when none of that pid lives (one that ended but was not reaped lives no more). */
export function processStartTime(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxRow(pid)?.startTime : psRows(['-p', String(pid)])[0]?.startTime;
}

/** True while that very process runs, not another one with its pid. */
export function isAlive(known: KnownProcess): boolean {
  return processStartTime(known.pid) === known.startTime;
}

/**
 * The processes that a terminal session consists of: all whose terminal session or group is the leader's, whatever group
 * they made for themselves, and all that descend from the leader, also those that left its session. The system gives a
 * pid to nobody else while a session or group still carries it, so a stranger with the leader's pid means that none is left.
 */
export function sessionMembers(leader: KnownProcess): KnownProcess[] {
  const rows = process.platform === 'linux' ? linuxRows() : psRows(['-A']);
  if (rows.some((row) => row.pid === leader.pid && row.startTime !== leader.startTime)) return [];
  const members = new Map<number, KnownProcess>();
  for (const row of rows) {
    // A child that was started just now may not have made its session yet.
    if ([row.pid, row.session, row.group].includes(leader.pid)) members.set(row.pid, row);
  }
  for (let grown = true; grown; ) {
    const newcomers = rows.filter((row) => members.has(row.parent) && !members.has(row.pid));
    for (const row of newcomers) members.set(row.pid, row);
    grown = newcomers.length > 0;
  }
  return [...members.values()].map(({ pid, startTime }) => ({ pid, startTime }));
}

/** Sends a signal if the pid is still the known process; one that ended meanwhile, or is not ours to signal, is passed over. */
export function signalProcess(known: KnownProcess, signal: NodeJS.Signals): void {
  if (!isAlive(known)) return;
  try {
    process.kill(known.pid, signal);
  } catch {
    // It ended between the look and the signal, or changed its user; either way nothing is left to do here.
  }
}

function linuxRows(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => linuxRow(Number(name)))
    .filter((row) => row !== undefined);
}

/** Source of the fields: proc_pid_stat(5). The command, which may hold blanks and brackets, ends at the last bracket. */
function linuxRow(pid: number): ProcessRow | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // Gone, or another user's. Anything else (no descriptor left) must not pass for a death.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const started = fields[19];
  if (started === undefined || state === 'Z' || state === 'X') return undefined;
  // Start times count from the boot, so the boot is part of what they mean.
  const startTime = `${bootId()}:${started}`;
  return { pid, startTime, parent: Number(parent), group: Number(group), session: Number(session) };
}

let knownBootId: string | undefined;

function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return knownBootId;
}

/** Elsewhere `ps` tells the same; it knows no terminal session in a portable way. */
function psRows(selection: readonly string[]): ProcessRow[] {
  let listing: string;
  try {
    listing = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return [];
  }
  return listing.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    if (!match || match[4]?.startsWith('Z')) return [];
    const [pid, parent, group] = [Number(match[1]), Number(match[2]), Number(match[3])];
    return [{ pid, startTime: match[5] ?? '', parent, group, session: group }];
  });
}
