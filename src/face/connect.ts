import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { ApiClient } from '../api/client.ts';
import { connectApi } from '../api/client.ts';
import { pause } from '../base/clock.ts';
import { isErrorCode, PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { ClientHome } from './home.ts';
import { clientHome } from './home.ts';
import type { Io } from './io.ts';

/** What reaching the daemon takes of the outside world. */
export type Reach = Pick<Io, 'env' | 'cwd' | 'clock' | 'self'>;

/**
 * A connection to the daemon of this home, starting one when none answers; `client` is what this program calls itself there.
 *
 * @throws PccError with the daemon's own sentence when it cannot start, `timeout` when it does not answer in time,
 * `conflict` when it speaks another protocol.
 */
export async function ensureDaemon(io: Reach, client = 'pcc'): Promise<ApiClient> {
  const home = clientHome(io);
  const running = await connectDaemon(io, false, client);
  if (running) return running;
  const deadlineMs = io.clock.monotonicMs() + limits.processStartMs;
  let starting = await startDaemon(io, home);
  let retryMs = io.clock.monotonicMs() + limits.daemonRetryMs;
  while (io.clock.monotonicMs() < deadlineMs) {
    await pause(io.clock, limits.clientPollMs);
    const api = await connectDaemon(io, false, client);
    if (api) {
      // One that lost the race and comes late would find the lock free once the winner was told to end, and stay.
      if (api.hello.pid !== starting.pid) starting.end();
      return api;
    }
    if (starting.exitCode !== null && starting.exitCode !== 0) throw startFailure(home, starting);
    // A daemon that lost the race for the lock ends with 0, and the winner answers, unless the winner was just ending.
    if (starting.exitCode === 0 && io.clock.monotonicMs() >= retryMs) {
      starting = await startDaemon(io, home);
      retryMs = io.clock.monotonicMs() + limits.daemonRetryMs;
    }
  }
  const seconds = limits.processStartMs / 1_000;
  throw new PccError('timeout', `The daemon did not answer within ${seconds} s; '${home.daemonLog}' says why.`);
}

/**
 * A connection to the daemon of this home, or undefined when none runs.
 *
 * @throws PccError `conflict` when it speaks another protocol, unless `anyProtocol`: then it can be asked for its status
 * and to end.
 */
export async function connectDaemon(io: Reach, anyProtocol = false, client = 'pcc'): Promise<ApiClient | undefined> {
  const home = clientHome(io);
  const token = readToken(home);
  if (token === undefined) return undefined;
  try {
    return await connectApi({ socketPath: home.socket, token, client, anyProtocol, clock: io.clock });
  } catch (error) {
    // `gone`: a daemon that is about to end took the call and hung up.
    if (error instanceof PccError && (error.code === 'unavailable' || error.code === 'gone')) return undefined;
    throw error;
  }
}

/** Runs `work` with a connection and closes it in any case. */
export async function withDaemon<T>(io: Reach, work: (api: ApiClient) => Promise<T>): Promise<T> {
  const api = await ensureDaemon(io);
  try {
    return await work(api);
  } finally {
    api.close();
  }
}

function readToken(home: ClientHome): string | undefined {
  try {
    return readFileSync(home.token, 'utf8').trim();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PccError(
      'unsafe_environment',
      `The token '${home.token}' cannot be read (${code ?? sentenceOf(error)}); check who owns the home folder.`,
    );
  }
}

/** A daemon process on its way. */
interface Starting {
  readonly pid: number | undefined;
  readonly exitCode: number | null;
  /** Ends it, where it has not ended yet. */
  readonly end: () => void;
  /** Wall-clock milliseconds before it was started. */
  readonly startedMs: number;
  /** Size of the log before it was started. */
  readonly logFrom: number;
}

async function startDaemon(io: Reach, home: ClientHome): Promise<Starting> {
  const { spawn } = await import('node:child_process');
  const log = openLog(home);
  try {
    const startedMs = io.clock.wallMs();
    const logFrom = statSync(home.daemonLog).size;
    const [program, ...args] = io.self;
    const child = spawn(program, [...args, '__daemon'], {
      cwd: home.folder,
      detached: true,
      env: { ...io.env, PCC_HOME: home.folder },
      stdio: ['ignore', log, log],
    });
    const state = { pid: child.pid, exitCode: null as number | null, end: () => child.kill(), startedMs, logFrom };
    watch(child, state);
    return state;
  } finally {
    closeSync(log);
  }
}

function watch(child: ChildProcess, state: { exitCode: number | null }): void {
  child.on('exit', (code) => (state.exitCode = code ?? 1));
  child.on('error', () => (state.exitCode = 1));
  child.unref();
}

/** Makes the folders that the log needs; the daemon itself checks whether the home is safe. */
function openLog(home: ClientHome): number {
  try {
    mkdirSync(home.folder, { recursive: true, mode: 0o700 });
    mkdirSync(home.logs, { recursive: true, mode: 0o700 });
    return openSync(home.daemonLog, 'a', 0o600);
  } catch (error) {
    throw new PccError(
      'unsafe_environment',
      `The home folder '${home.folder}' cannot be used (${sentenceOf(error)}); name another with PCC_HOME.`,
    );
  }
}

/** What the daemon said before it ended: its failure file, or else the last line it logged. */
function startFailure(home: ClientHome, starting: Starting): PccError {
  try {
    // A file from an earlier failure says nothing about this one; file systems round times down.
    if (statSync(home.failure).mtimeMs >= starting.startedMs - 1_000) {
      const said = parseJson(readFileSync(home.failure, 'utf8'));
      if (isObject(said) && typeof said.sentence === 'string') {
        const code = typeof said.code === 'string' && isErrorCode(said.code) ? said.code : 'failed';
        return new PccError(code, said.sentence);
      }
    }
  } catch {
    // No failure file: the log may tell.
  }
  const line = lastLogLine(home, starting.logFrom);
  return new PccError('failed', `The daemon ended while starting: ${line ?? `see '${home.daemonLog}'.`}`);
}

function lastLogLine(home: ClientHome, from: number): string | undefined {
  const buffer = Buffer.alloc(16_384);
  let file: number | undefined;
  try {
    file = openSync(home.daemonLog, 'r');
    const size = statSync(home.daemonLog).size;
    const read = readSync(file, buffer, 0, buffer.length, Math.max(from, size - buffer.length));
    // Where a crash of Node itself ends the log, the sentence stands above the stack and the version.
    const lines = buffer.toString('utf8', 0, read).split('\n');
    return lines.findLast((line) => /\S/.test(line) && !/^\s|^Node\.js v|^}/.test(line));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
