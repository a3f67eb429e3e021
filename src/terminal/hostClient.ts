import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { PccError } from '../base/errors.ts';
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
}

/**
 * Connects to the host that listens on `socketPath` and says hello.
 *
 * @throws PccError `unavailable` when nobody listens, `conflict` when the host speaks another protocol.
 */
export function connectHost(socketPath: string, _options: HostClientOptions): Promise<HostClient> {
  return Promise.reject(new PccError('unavailable', `No pty host listens on '${socketPath}'.`));
}

/**
 * Connects to the host of `runDir`, starting one, detached from this process, when none answers within `limits.processStartMs`.
 *
 * @throws PccError `unavailable` with the end of its log when it does not come up.
 */
export function startHost(start: HostStart): Promise<HostClient> {
  return connectHost(`${start.runDir}/ptyhost.sock`, start);
}
