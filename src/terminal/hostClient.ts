import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { pause } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { checkSocketPath, hostSocketPath } from './host/endpoint.ts';
import type {
  HostAttached,
  HostDetached,
  HostedSession,
  HostExited,
  HostHello,
  HostOutput,
  HostProcess,
  HostSpawn,
  HostWarning,
  HostWrite,
  HostWritten,
  KillMode,
} from './host/protocol.ts';
import { hostProtocol } from './host/protocol.ts';
import { HostConnection } from './hostConnection.ts';

/**
 * A connection to the pty host. Every call ends within `limits.callMs` and throws the host's own `PccError`, `timeout` when
 * no answer came, `unavailable` when the connection is gone.
 *
 * Announcements come in the host's order. What follows `await attach(…)` in the same turn runs before that session's first
 * output is announced.
 */
export interface HostClient extends Disposable {
  readonly hello: HostHello;
  readonly onOutput: Event<HostOutput>;
  readonly onExit: Event<HostExited>;
  readonly onWarning: Event<HostWarning>;
  readonly onDetached: Event<HostDetached>;
  /** Once, when the connection ended for another reason than `dispose`; the sentence says why. */
  readonly onClose: Event<string>;

  list(): Promise<readonly HostedSession[]>;
  spawn(spec: HostSpawn): Promise<HostProcess>;
  /** Asks for output from the offset `from`; attaching again replaces the earlier attachment of this connection. */
  attach(id: string, from: number): Promise<HostAttached>;
  detach(id: string): Promise<void>;
  /** Tells the host that output up to `offset` was taken in; without it the host holds the child back. */
  ack(id: string, offset: number): void;
  write(id: string, input: HostWrite): Promise<HostWritten>;
  resize(id: string, cols: number, rows: number): Promise<void>;
  /** Puts a marker into the recording. */
  mark(id: string, label: string): Promise<void>;
  /**
   * Stops the child and all it started, or lets them go on.
   *
   * @throws PccError `not_found` also where the host is too old to know how; `hello.also` tells before.
   */
  freeze(id: string, isFrozen: boolean): Promise<void>;
  /** Begins to end the child and everything it started; the exit is announced by `onExit`. */
  kill(id: string, mode: KillMode): Promise<void>;
  /** Drops an ended session from the host's memory; its recording stays. */
  forget(id: string): Promise<void>;
  /** Ends the host; refused with `conflict` while sessions run, unless `force`, which ends them first. */
  shutdown(force: boolean): Promise<void>;
}

/** What a client needs besides the socket. */
export interface HostClientOptions {
  readonly clock: Clock;
  /** Wait for one answer, `limits.callMs` unless told. */
  readonly callMs?: number;
}

/** How a host process is started when none answers. */
export interface HostStart extends HostClientOptions {
  readonly runDir: string;
  /** Program and arguments, e.g. `[process.execPath, 'pcc.js', 'hidden-verb', …]`. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** File that takes the host's stdout and stderr (created 0600, appended to). */
  readonly logFile: string;
  /** Runs before a host is started, not where one answers already; e.g. to put an old log aside. */
  readonly beforeStart?: () => void;
}

/**
 * Connects to the host that listens on `socketPath` and says hello.
 *
 * @throws PccError `unavailable` when nobody listens, `conflict` when the host speaks another protocol.
 */
export async function connectHost(socketPath: string, options: HostClientOptions): Promise<HostClient> {
  checkSocketPath(socketPath);
  const socket = await openSocket(socketPath);
  const connection = new HostConnection(socket, options.clock, options.callMs ?? limits.callMs);
  try {
    const hello = await connection.call('hello', { protocol: hostProtocol });
    return new ConnectedClient(connection, hello);
  } catch (error) {
    connection.dispose();
    throw error;
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', (error) => {
      reject(new PccError('unavailable', `No pty host listens on '${path}' (${systemCode(error) ?? error.message}).`));
    });
  });
}

/** The methods as functions over a connection. */
class ConnectedClient implements HostClient {
  readonly #connection: HostConnection;
  readonly hello: HostHello;
  readonly onOutput: Event<HostOutput>;
  readonly onExit: Event<HostExited>;
  readonly onWarning: Event<HostWarning>;
  readonly onDetached: Event<HostDetached>;
  readonly onClose: Event<string>;

  constructor(connection: HostConnection, hello: HostHello) {
    this.#connection = connection;
    this.hello = hello;
    this.onOutput = connection.output.event;
    this.onExit = connection.exited.event;
    this.onWarning = connection.warned.event;
    this.onDetached = connection.detached.event;
    this.onClose = connection.closed.event;
  }

  list(): Promise<readonly HostedSession[]> {
    return this.#connection.call('list', {});
  }

  spawn(spec: HostSpawn): Promise<HostProcess> {
    return this.#connection.call('spawn', spec);
  }

  attach(id: string, from: number): Promise<HostAttached> {
    return this.#connection.call('attach', { id, from });
  }

  async detach(id: string): Promise<void> {
    await this.#connection.call('detach', { id });
  }

  ack(id: string, offset: number): void {
    this.#connection.ack(id, offset);
  }

  write(id: string, input: HostWrite): Promise<HostWritten> {
    return this.#connection.call('write', { id, ...input });
  }

  async resize(id: string, cols: number, rows: number): Promise<void> {
    await this.#connection.call('resize', { id, cols, rows });
  }

  async mark(id: string, label: string): Promise<void> {
    await this.#connection.call('mark', { id, label });
  }

  async freeze(id: string, isFrozen: boolean): Promise<void> {
    await this.#connection.call('freeze', { id, frozen: isFrozen });
  }

  async kill(id: string, mode: KillMode): Promise<void> {
    await this.#connection.call('kill', { id, mode });
  }

  async forget(id: string): Promise<void> {
    await this.#connection.call('forget', { id });
  }

  async shutdown(force: boolean): Promise<void> {
    await this.#connection.call('shutdown', { force });
  }

  dispose(): void {
    this.#connection.dispose();
  }
}

/**
 * Connects to the host of `runDir`, starting one, detached from this process, when none answers within `limits.processStartMs`.
 *
 * @throws PccError `unavailable` with the end of its log when it does not come up.
 */
export async function startHost(start: HostStart): Promise<HostClient> {
  const socketPath = hostSocketPath(start.runDir);
  const running = await connectIfThere(socketPath, start);
  if (running) return running;
  start.beforeStart?.();
  const child = spawnDetached(start);
  let deadlineMs = start.clock.monotonicMs() + limits.processStartMs;
  child.once('exit', () => {
    deadlineMs = Math.min(deadlineMs, start.clock.monotonicMs() + limits.hostRivalMs);
  });
  while (start.clock.monotonicMs() < deadlineMs) {
    await pause(start.clock, limits.hostConnectRetryMs);
    const client = await connectIfThere(socketPath, start);
    if (!client) continue;
    // One that lost the race and comes late would find the lock free once the winner was told to end, and stay.
    if (client.hello.pid !== child.pid) child.kill();
    return client;
  }
  throw new PccError(
    'unavailable',
    `The pty host did not come up; its log '${start.logFile}' ends with: ${endOf(start.logFile)}`,
  );
}

/** Undefined when nobody listens. */
async function connectIfThere(socketPath: string, options: HostClientOptions): Promise<HostClient | undefined> {
  try {
    return await connectHost(socketPath, options);
  } catch (error) {
    if (error instanceof PccError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** In a session of its own and without any descriptor of ours, so that nothing that ends us ends it. */
function spawnDetached({ argv: [file, ...args], env, logFile }: HostStart): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(file, args, { cwd: '/', env, detached: true, stdio: ['ignore', log, log] });
    child.on('error', (error) => {
      appendFileSync(logFile, `${error.message}\n`);
      child.emit('exit', null, null);
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log, on one line. */
function endOf(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').slice(-3).join(' / ') || '(nothing)';
}
