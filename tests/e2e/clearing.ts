import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';

/** A killed process is gone within this. */
const killedWithinMs = 5_000;

/** A process that belongs to a throw-away machine. */
export interface Left {
  readonly pid: number;
  readonly command: string;
}

/**
 * Waits for the end of every process of a throw-away machine, kills those that do not end, and removes its folder; gives what had to
 * be killed. A process belongs to it when its environment names the folder: daemons, also one that came late and that no lock names,
 * pty hosts, clients, CLIs and what they started.
 *
 * @param endsWithinMs so long what was told to end may take.
 * @throws Error when something outlives even being killed.
 */
export async function clear(root: string, endsWithinMs = 10_000): Promise<readonly string[]> {
  const killed = new Map<number, string>();
  const endsMs = Date.now() + endsWithinMs;
  for (;;) {
    const left = processesOf(root);
    // A process that is just ending may still put a file where one was removed.
    if (left.length === 0 && isRemoved(root) && processesOf(root).length === 0) return [...killed.values()];
    if (Date.now() > endsMs + killedWithinMs) throw new Error(`${root} cannot be removed; alive: ${told(left)}`);
    if (Date.now() > endsMs) for (const { pid, command } of left) if (kill(pid)) killed.set(pid, `${pid} ${command}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function told(left: readonly Left[]): string {
  return left.map(({ pid, command }) => `${pid} ${command}`).join('; ') || 'nothing';
}

/** All that runs on a throw-away machine. Source: proc(5). What has ended, or is another user's, has no environment to be read. */
export function processesOf(root: string): Left[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!(pid > 1) || pid === process.pid) return [];
    const isOfRoot = wordsOf(pid, 'environ').some((entry) => entry.replace(/^[^=]*=/, '').startsWith(`${root}/`));
    return isOfRoot ? [{ pid, command: wordsOf(pid, 'cmdline').join(' ').trim() }] : [];
  });
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

function isRemoved(root: string): boolean {
  try {
    rmSync(root, { recursive: true, force: true });
  } catch {
    return false;
  }
  return !existsSync(root);
}
