import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { systemCode } from '../../base/errors.ts';

/** A process that was alive when it was looked at. */
export interface KnownProcess {
  readonly pid: number;
  /** Tells this process from a later one with the same pid; comparable for equality only. */
  readonly startTime: string;
}

/** What a process has done so far. */
export interface ProcessWork {
  readonly pid: number;
  /** Processor time of it and of its children that have ended, milliseconds. */
  readonly cpuMs: number;
  /** Since it began. */
  readonly ageMs: number;
  /** Halted by a signal or a debugger: it does nothing until it is continued. */
  readonly stopped: boolean;
}

/** A process of a terminal session. */
export interface SessionMember extends KnownProcess, Pick<ProcessWork, 'stopped'> {}

interface ProcessRow extends KnownProcess, ProcessWork {
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
export function sessionMembers(leader: KnownProcess): SessionMember[] {
  const rows = process.platform === 'linux' ? linuxRows() : psRows(['-A']);
  if (rows.some((row) => row.pid === leader.pid && row.startTime !== leader.startTime)) return [];
  return membersAmong(rows, leader.pid).map(({ pid, startTime, stopped }) => ({ pid, startTime, stopped }));
}

/**
 * What the processes of several terminal sessions have done, told by their leaders' pids, by one look at the system. The
 * caller knows that each leader lives or was not reaped, so that no stranger has its pid.
 */
export function workOf(leaders: readonly number[]): ReadonlyMap<number, readonly ProcessWork[]> {
  const rows = process.platform === 'linux' ? linuxRows() : psRows(['-A']);
  return new Map(
    leaders.map((leader) => [
      leader,
      membersAmong(rows, leader).map(({ pid, cpuMs, ageMs, stopped }) => ({ pid, cpuMs, ageMs, stopped })),
    ]),
  );
}

function membersAmong(rows: readonly ProcessRow[], leader: number): ProcessRow[] {
  const members = new Map<number, ProcessRow>();
  for (const row of rows) {
    // A child that was started just now may not have made its session yet.
    if ([row.pid, row.session, row.group].includes(leader)) members.set(row.pid, row);
  }
  for (let grown = true; grown; ) {
    const newcomers = rows.filter((row) => members.has(row.parent) && !members.has(row.pid));
    for (const row of newcomers) members.set(row.pid, row);
    grown = newcomers.length > 0;
  }
  return [...members.values()];
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
  const cpuTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  return {
    pid,
    startTime,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    cpuMs: cpuTicks * tickMs,
    ageMs: uptimeMs() - Number(started) * tickMs,
    stopped: state === 'T' || state === 't',
  };
}

/** The unit of times in `/proc`: a hundredth of a second on every Linux. Source: USER_HZ of the kernel's interface. */
const tickMs = 10;

function uptimeMs(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000;
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
    listing = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,pgid=,stat=,time=,etime=,lstart='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return [];
  }
  return listing.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    const [, , , , state = 'Z', time = '', elapsed = '', startTime = ''] = match ?? [];
    if (!match || state.startsWith('Z')) return [];
    const [pid, parent, group] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const work = { cpuMs: psTimeMs(time), ageMs: psTimeMs(elapsed), stopped: state.startsWith('T') };
    return [{ pid, startTime, parent, group, session: group, ...work }];
  });
}

/** A time as `ps` writes it: `[[days-]hours:]minutes:seconds[.hundredths]`. */
export function psTimeMs(text: string): number {
  const [days, clockTime] = text.includes('-') ? text.split('-') : ['0', text];
  const parts = (clockTime ?? '').split(':').map(Number);
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
}
