import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { AlreadyRunning, Daemon } from './daemon.ts';
import type { KnownProcess } from '../terminal/host/processes.ts';
import { isAlive } from '../terminal/host/processes.ts';
import { demoOwner, whenGone } from './demo/owner.ts';
import type { Home } from './home.ts';
import { homeOf, prepareHome } from './home.ts';

/** What the daemon's process was given. */
export interface DaemonOptions {
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  /** Write the log to stderr as well, for whoever started it in the foreground. */
  readonly toStderr?: boolean;
}

/**
 * Runs the daemon until it is told to end. Exit status 0 also when another daemon holds the home: that one answers. A failure
 * to start leaves its sentence in `run/daemon.failed` for the command that started it.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const home = homeOf(process.env);
  // The terminal that the first command ran in may close; the daemon stays.
  process.on('SIGHUP', () => undefined);
  // Whoever read what it says may end; the daemon stays.
  process.stderr.on('error', () => undefined);
  const echo = (line: string): unknown => process.stderr.write(line);
  try {
    prepareHome(home);
    const daemon = new Daemon({
      home,
      clock: systemClock(),
      self: options.self,
      env: environment(),
      ...(options.toStderr ? { echo } : {}),
    });
    guard(daemon);
    await daemon.start();
    rmSync(failureFile(home), { force: true });
    const owner = demoOwner(process.env);
    await ending(daemon, owner);
    await daemon.close();
    // Nobody else takes away what a demonstration leaves: whoever made it was killed.
    if (owner && !isAlive(owner)) rmSync(home.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.exit(0);
  } catch (error) {
    if (error instanceof AlreadyRunning) process.exit(0);
    fail(home, error);
  }
}

function fail(home: Home, error: unknown): never {
  const code = error instanceof PccError ? error.code : 'failed';
  process.stderr.write(`${error instanceof PccError ? error.message : ((error as Error).stack ?? String(error))}\n`);
  try {
    writeFileSync(failureFile(home), JSON.stringify({ code, sentence: sentenceOf(error) }), { mode: 0o600 });
  } catch {
    // Where not even this can be written, the log's last line tells.
  }
  process.exit(1);
}

function failureFile(home: Home): string {
  return join(home.runFolder, 'daemon.failed');
}

/** Resolves when the daemon was asked to end, by a method or by a signal, or when the owner of its demonstration is gone. */
function ending(daemon: Daemon, owner: KnownProcess | undefined): Promise<void> {
  return Promise.race([
    daemon.over,
    ...(owner ? [ownerGone(daemon, owner)] : []),
    new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        process.once(signal, () => {
          resolve();
        });
    }),
  ]);
}

/** Resolves when all sessions of a demonstration were ended behind its owner. */
function ownerGone(daemon: Daemon, owner: KnownProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    whenGone(owner, systemClock(), () => {
      daemon.stop(true).then(() => resolve(), reject);
    });
  });
}

/** A defect must not leave a daemon behind that half works: it ends, the sessions live on, and the next verb starts a new one. */
function guard(daemon: Daemon): void {
  const end = (error: unknown): void => {
    daemon.bug('A defect ends the daemon; the sessions go on.', error);
    process.exit(70);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
