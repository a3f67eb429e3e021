import { PccError, sentenceOf } from '../../base/errors.ts';
import type { PtyHostOptions } from './ptyHost.ts';
import { PtyHost } from './ptyHost.ts';

/**
 * The life of a pty host process, from its start to its orderly end: by itself when it is not needed, on request, or on TERM
 * and INT. HUP is ignored: the terminal it was started from may go. An error that nobody foresaw is logged and lived with,
 * since every session would die with this process.
 *
 * @throws PccError when it cannot start, see `PtyHost.start`.
 */
export async function runPtyHost(options: PtyHostOptions): Promise<void> {
  const host = await startOrSay(options);
  if (!host) return;
  const live = (error: unknown): void => {
    options.log(
      `An unforeseen error, the pty host goes on: ${error instanceof Error ? (error.stack ?? error.message) : sentenceOf(error)}`,
    );
  };
  const ignore = (): void => undefined;
  const end = (signal: NodeJS.Signals): void => {
    host.end(`it was sent ${signal}`);
  };
  process.on('uncaughtException', live).on('unhandledRejection', live);
  process.on('SIGHUP', ignore).on('SIGTERM', end).on('SIGINT', end);
  try {
    options.log(`The pty host runs as process ${process.pid}.`);
    options.log(`The pty host ended: ${await host.ended}.`);
  } finally {
    process.off('uncaughtException', live).off('unhandledRejection', live);
    process.off('SIGHUP', ignore).off('SIGTERM', end).off('SIGINT', end);
  }
}

/** What hinders the start is the last line of the log, which whoever wanted the host shows. Exit status 1 then. */
async function startOrSay(options: PtyHostOptions): Promise<PtyHost | undefined> {
  try {
    return await PtyHost.start(options);
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    options.log(error.message);
    process.exitCode = 1;
    return undefined;
  }
}
