import { spawn, spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import type { Io } from '../io.ts';
import { leaveText } from './outerTerminal.ts';

/** What the child says when it has given its terminal back and is about to stop. */
export const stoppedWord = 'stopped';

/**
 * Runs this program once more as a child that takes the terminal, and cleans up behind it: a process that is killed hard
 * cannot give its terminal back itself. Gives the child's exit status, or the signal that killed it.
 */
export async function runGuarded(io: Io, args: readonly string[]): Promise<number | NodeJS.Signals> {
  const savedMode = readMode();
  const [program, ...own] = io.self;
  const child = spawn(program, [...own, ...args], {
    env: io.env,
    // Its end tells the child that its guard is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;
  for (const signal of signals) process.on(signal, pass);
  // Of the two the child stops first: it has the terminal in its hands.
  const holdOn = (): void => void child.kill('SIGTSTP');
  process.on('SIGTSTP', holdOn);
  child.on('message', (word) => {
    if (word === stoppedWord) process.kill(process.pid, 'SIGSTOP');
  });
  try {
    const end = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(signal ?? code ?? 1));
    });
    if (typeof end === 'string') restore(savedMode);
    return end;
  } finally {
    for (const signal of signals) process.off(signal, pass);
    process.off('SIGTSTP', holdOn);
  }
}

/** The terminal's line settings as `stty` writes them down, '' where there is no `stty`. */
function readMode(): string {
  const stty = spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' });
  return stty.status === 0 ? stty.stdout.trim() : '';
}

function restore(savedMode: string): void {
  try {
    // Not by the stream: where the window was closed, whoever called has more to clean up than a stream lets it.
    writeSync(1, leaveText);
  } catch {
    return;
  }
  spawnSync('stty', [savedMode === '' ? 'sane' : savedMode], { stdio: ['inherit', 'ignore', 'ignore'] });
}
