import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A program of `programs/` in a process of its own. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** The whole lines it has printed so far. */
  lines(): string[];
  /** What it complained about so far. */
  complaints(): string;
  /** Waits until it has printed this many lines; fails with its stderr when it ends before. */
  printed(count: number): Promise<void>;
  /** SIGKILL, and waits until it is gone and all of its output was read. */
  kill(): Promise<void>;
}

/** Starts a program of `programs/`; it is killed after the test at the latest. */
export function startProgram(name: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'programs', name), ...args]);
  const closed = once(child, 'close');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = () => out.split('\n').slice(0, -1);
  return {
    process: child,
    lines,
    complaints: () => err,
    printed: async (count) => {
      while (lines().length < count) {
        const more = await Promise.race([once(child.stdout, 'data').then(() => true), closed.then(() => false)]);
        if (!more && lines().length < count) throw new Error(`${name} ended early: ${err}`);
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
