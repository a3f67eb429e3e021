import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import type { Reach } from '../face/connect.ts';
import { connectDaemon, ensureDaemon } from '../face/connect.ts';
import { clientHome } from '../face/home.ts';
import { serverFiles, serverRecord } from '../face/serverFiles.ts';
import { otherUrls } from './addresses.ts';
import type { ServerLog } from './log.ts';
import type { RunningServer, ServerParts } from './server.ts';
import { startServer } from './server.ts';
import type { Mount } from './http.ts';

/** What the process of the server is given; the folders, the lock and the log of a home are the daemon's knowledge. */
export interface ServerProcess {
  readonly io: Reach;
  /** `{"host","port"}` as JSON. */
  readonly wish: string;
  readonly version: string;
  readonly openHome: (env: Reach['env']) => {
    readonly folder: string;
    readonly lock: Disposable | undefined;
    readonly token: string;
    readonly log: ServerLog;
  };
  /** `own`: the world of this process, with its home. */
  readonly mount?: (
    parts: ServerParts,
    own: { readonly io: Reach; readonly clock: Clock; readonly log: ServerLog },
  ) => readonly Mount[];
}

/**
 * Runs the server until it is told to end by a signal. Exit status 0 also when another server of the home runs: that one serves. A
 * failure to start leaves its sentence in `run/server.failed` for the command that started it.
 */
export async function runServer(options: ServerProcess): Promise<void> {
  const { io } = options;
  const files = serverFiles(io);
  // The terminal that the command ran in may close, and whoever read what it says may end; the server stays.
  process.on('SIGHUP', () => undefined);
  process.stderr.on('error', () => undefined);
  const told = toldToEnd();
  try {
    const { folder, lock, token, log } = options.openHome(io.env);
    if (!lock) process.exit(0);
    const here = { ...io, env: { ...io.env, PCC_HOME: folder } };
    guard(log);
    const wish = wished(options.wish);
    const server = await startServer({
      ...wish,
      ...reaching(here),
      log,
      token,
      ...shared(options, here, log),
    });
    const others = otherUrls({ host: wish.host, port: server.port }, networkInterfaces());
    writeRecord(files.record, { pid: process.pid, url: server.url, others, tokenFile: files.token });
    rmSync(files.failure, { force: true });
    log.info(`Server ${process.pid} serves at ${server.url}.`);
    await told;
    await end(server, io, log);
    lock.dispose();
    process.exit(0);
  } catch (error) {
    fail(files.failure, error);
  }
}

function shared({ version, mount, io: { clock } }: ServerProcess, io: Reach, log: ServerLog) {
  const own = { io, clock, log };
  return { version, io, clock, ...(mount ? { mount: (parts: ServerParts) => mount(parts, own) } : {}) };
}

/** The daemon as a face reaches it. */
function reaching(io: Reach) {
  const client = 'pcc server';
  const { socket } = clientHome(io);
  return {
    start: () => ensureDaemon(io, client),
    look: () => connectDaemon(io, false, client),
    endedInOrder: () => !existsSync(socket),
  };
}

function wished(text: string): { readonly host: string; readonly port: number } {
  const wish = parseJson(text);
  if (!isObject(wish) || typeof wish['host'] !== 'string' || typeof wish['port'] !== 'number') {
    throw new PccError('usage', 'The server is started with `pcc server start`.');
  }
  return { host: wish['host'], port: wish['port'] };
}

async function end(server: RunningServer, io: Reach, log: ServerLog): Promise<void> {
  log.info('The server is told to end.');
  // Whoever reads the record from here on is to find none, unless it is another server's already.
  if (serverRecord(io)?.pid === process.pid) rmSync(serverFiles(io).record, { force: true });
  await server.close();
}

/** A reader finds the record whole or not at all. */
function writeRecord(path: string, record: object): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

function toldToEnd(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => done());
  });
}

/** A defect must not leave a server behind that half works: it ends, and nothing is lost with it. */
function guard(log: ServerLog): void {
  const over = (error: unknown): void => {
    log.error('A defect ends the server.', error);
    process.exit(70);
  };
  process.on('uncaughtException', over);
  process.on('unhandledRejection', over);
}

function fail(path: string, error: unknown): never {
  const code = error instanceof PccError ? error.code : 'failed';
  process.stderr.write(`${error instanceof PccError ? error.message : ((error as Error).stack ?? String(error))}\n`);
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, code, sentence: sentenceOf(error) }), { mode: 0o600 });
  } catch {
    // Where not even this can be written, whoever started it is told that it ended.
  }
  process.exit(1);
}
