import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What the system tells of a process: by /proc where there is one, else by ps(1). */

/** Whether it is there, runs, or is stopped by a signal. One that has ended and waits for its parent is gone. */
export function stateOf(pid: number): 'gone' | 'stopped' | 'running' {
  const letter = hasProc() ? statLetter(pid) : psField(pid, 'stat');
  if (letter === '' || letter.startsWith('Z') || letter.startsWith('X')) return 'gone';
  return /^[Tt]/.test(letter) ? 'stopped' : 'running';
}

/** The most memory that it held at once so far, bytes; where only the present is told, that. Null where nothing is. */
export function peakBytesOf(pid: number): number | null {
  if (!hasProc()) {
    const kilobytes = Number(psField(pid, 'rss'));
    return kilobytes > 0 ? kilobytes * 1_024 : null;
  }
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
}

function hasProc(): boolean {
  return existsSync('/proc/self/stat');
}

/** Behind the name, which may hold anything. Source: proc_pid_stat(5). */
function statLetter(pid: number): string {
  return /^.*\) (\S)/s.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? '';
}

function psField(pid: number, field: 'stat' | 'rss'): string {
  const told = spawnSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' });
  return told.error ? '' : told.stdout.trim();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
