import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDaemon } from '../face/connect.ts';
import type { Io } from '../face/io.ts';
import { stopDaemon } from './stopDaemon.ts';

/** The recordings that the TUI plays as a demonstration, by their names in `demo/`: a long edit, a permission, a question, a limit. */
export const demoSessions = ['palette', 'danger', 'question', 'limit'] as const;

/** A home folder for a demonstration; nothing of the user's own is touched. */
export function makeDemoHome(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'pcc-demo-')));
}

const endSignals = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const;

/**
 * Ends everything that a demonstration started, and removes its home. Nothing is left where it was removed before. Signals wait
 * meanwhile: the terminal whose window was closed sends more than one.
 */
export async function removeDemoHome(io: Io, home: string): Promise<void> {
  const wait = (): void => undefined;
  for (const signal of endSignals) process.on(signal, wait);
  try {
    const api = await connectDaemon({ ...io, env: { ...io.env, PCC_HOME: home } }, true);
    if (api) await stopDaemon(io, api, true);
  } finally {
    // The host may write the end of a recording while its folder goes.
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    for (const signal of endSignals) process.off(signal, wait);
  }
}
