import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { unreachable } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import { capAll } from '../recording/parts.ts';
import { checkSocketPath, claimPrivateFolder, clearStaleSocket, hostSocketPath, listenPrivately } from './endpoint.ts';
import type { HostLimits } from './hostSession.ts';
import { HostSession } from './hostSession.ts';
import { takeLock } from './lock.ts';
import { Peer } from './peer.ts';
import type { HostHello, HostProcess, HostSpawn } from './protocol.ts';
import { hostProtocol } from './protocol.ts';
import type { Request } from './requests.ts';
import { checkSpawnable, readAck, readRequest } from './requests.ts';
import { StoppedNote } from './stoppedNote.ts';

/** Where a host lives and what it is given. */
export interface PtyHostOptions {
  /** Folder of the socket and the lock; made with mode 0700 when it is missing. */
  readonly runDir: string;
  readonly recordingsDir: string;
  /** Version of this program, told to clients. */
  readonly version: string;
  readonly clock: Clock;
  /** Other numbers than those of the table. */
  readonly limits?: Partial<HostLimits>;
  readonly log: (sentence: string) => void;
}

/** The pty host within a process: it owns children and their recordings, serves clients, and ends when nobody needs it. */
export class PtyHost {
  readonly #options: PtyHostOptions;
  readonly #limits: HostLimits;
  readonly #lock: Disposable;
  readonly #server: Server;
  readonly #hello: HostHello;
  readonly #sessions = new Map<string, HostSession>();
  readonly #stopped: StoppedNote;
  readonly #peers = new Set<Peer>();
  #idle: Disposable | undefined;
  #ending = false;
  #tellEnded: (why: string) => void = () => undefined;
  /** Why the host ended, once it has: socket and lock are released then. */
  readonly ended: Promise<string>;

  private constructor(options: PtyHostOptions, lock: Disposable) {
    this.#options = options;
    this.#limits = { ...limits, ...options.limits };
    this.#lock = lock;
    this.#stopped = new StoppedNote(join(options.runDir, 'ptyhost.stopped'));
    this.#server = createServer((socket) => {
      this.#welcome(socket);
    });
    this.#hello = {
      protocol: hostProtocol,
      version: options.version,
      pid: process.pid,
      startedAt: options.clock.wallMs(),
      also: ['freeze'],
    };
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
  }

  /**
   * Takes the lock, listens, and serves until the end.
   *
   * @throws PccError `conflict` when a host runs already, `unsafe_environment` or `invalid_input` when the folder or the socket's path will not do.
   */
  static async start(options: PtyHostOptions): Promise<PtyHost> {
    const socketPath = hostSocketPath(options.runDir);
    checkSocketPath(socketPath);
    claimPrivateFolder(options.runDir);
    claimPrivateFolder(options.recordingsDir);
    const lock = takeLock(join(options.runDir, 'ptyhost.lock'));
    try {
      await clearStaleSocket(socketPath);
      const host = new PtyHost(options, lock);
      const left = host.#stopped.release();
      if (left > 0) options.log(`Processes that an earlier pty host has left stopped go on: ${left}.`);
      await listenPrivately(host.#server, socketPath);
      host.#awaitIdle();
      return host;
    } catch (error) {
      lock.dispose();
      throw error;
    }
  }

  /** Ends all sessions as politely as time allows, completes their recordings, and lets go of socket and lock. */
  end(why: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#options.log(`The pty host ends: ${why}.`);
    this.#server.close();
    const { killInsistAfterMs, killForceAfterMs, processStartMs } = this.#limits;
    // A process that the system cannot end (stuck in a device) must not keep the host.
    const patience = this.#options.clock.after(killInsistAfterMs + killForceAfterMs + processStartMs, () => {
      this.#finish(why);
    });
    this.#finishWhenEmpty = () => {
      if (![...this.#sessions.values()].every((session) => session.gone)) return;
      patience.dispose();
      this.#finish(why);
    };
    for (const peer of this.#peers) peer.leave();
    for (const session of this.#sessions.values()) if (session.running) session.kill('ask');
    this.#finishWhenEmpty();
  }

  /** Does something only while the host is ending. */
  #finishWhenEmpty: () => void = () => undefined;

  #finish(why: string): void {
    this.#finishWhenEmpty = () => undefined;
    this.#idle?.dispose();
    for (const peer of this.#peers) peer.end();
    this.#lock.dispose();
    this.#tellEnded(why);
  }

  get #running(): number {
    return [...this.#sessions.values()].filter((session) => session.running).length;
  }

  #welcome(socket: Socket): void {
    const peer = new Peer(socket, this.#limits.hostClientBacklogBytesMax, {
      message: (from, value) => {
        this.#hear(from, value);
      },
      closed: (from, why) => {
        this.#part(from, why);
      },
    });
    this.#peers.add(peer);
    this.#idle?.dispose();
    if (this.#peers.size > this.#limits.hostClientsMax) peer.close('too many clients');
  }

  #part(peer: Peer, why: string): void {
    this.#peers.delete(peer);
    for (const session of this.#sessions.values()) session.detach(peer);
    this.#options.log(`A client left: ${why}.`);
    this.#awaitIdle();
  }

  /** Counts down to the end while there is neither a client nor a running child. */
  #awaitIdle(): void {
    this.#idle?.dispose();
    if (this.#ending || this.#peers.size > 0 || this.#running > 0) return;
    this.#idle = this.#options.clock.after(this.#limits.hostIdleExitMs, () => {
      this.end('it has owned nothing and heard from nobody for a while');
    });
  }

  #hear(peer: Peer, value: JsonObject): void {
    const ack = readAck(value);
    if (ack) {
      this.#sessions.get(ack.id)?.ack(peer, ack.offset);
      return;
    }
    const { n, method, params } = value;
    if (typeof n !== 'number' || typeof method !== 'string') {
      throw new PccError('invalid_input', 'It sent a message that is no request.');
    }
    try {
      const request = readRequest(method, params);
      peer.answer({ n, ok: this.#obey(peer, request) });
      if (request.method === 'attach') this.#known(request.params.id).follow();
    } catch (error) {
      if (!(error instanceof PccError)) this.#options.log(`'${method}' failed: ${sentenceOf(error)}`);
      const code = error instanceof PccError ? error.code : 'failed';
      peer.answer({ n, error: { code, sentence: sentenceOf(error) } });
    }
  }

  #obey(peer: Peer, request: Request): unknown {
    if (request.method === 'hello') return this.#greet(peer, request.params.protocol);
    if (!peer.greeted) throw new PccError('invalid_input', 'The pty host expects hello first.');
    switch (request.method) {
      case 'list':
        return [...this.#sessions.values()].map((session) => session.describe());
      case 'spawn':
        return this.#spawn(request.params);
      case 'attach':
        return this.#known(request.params.id).attach(peer, request.params.from);
      case 'detach':
        this.#known(request.params.id).detach(peer);
        return null;
      case 'write':
        return this.#known(request.params.id).write(request.params);
      case 'resize':
        this.#known(request.params.id).resize(request.params.cols, request.params.rows);
        return null;
      case 'mark':
        this.#known(request.params.id).mark(request.params.label);
        return null;
      case 'freeze':
        this.#known(request.params.id).freeze(request.params.frozen);
        return null;
      case 'kill':
        this.#known(request.params.id).kill(request.params.mode);
        return null;
      case 'forget':
        this.#forget(request.params.id);
        return null;
      case 'shutdown':
        this.#shutdown(request.params.force);
        return null;
      default:
        return unreachable(request);
    }
  }

  #greet(peer: Peer, protocol: number): HostHello {
    if (protocol !== hostProtocol) {
      throw new PccError(
        'conflict',
        `The running pty host (version ${this.#options.version}) speaks protocol ${hostProtocol}, this program ${protocol}; restart the daemon with its sessions.`,
      );
    }
    peer.greeted = true;
    return this.#hello;
  }

  #known(id: string): HostSession {
    const session = this.#sessions.get(id);
    if (!session) throw new PccError('not_found', `The pty host knows no session '${id}'.`);
    return session;
  }

  #spawn(spec: HostSpawn): HostProcess {
    if (this.#ending) throw new PccError('unavailable', 'The pty host is ending and starts nothing more.');
    if (this.#sessions.has(spec.id)) throw new PccError('conflict', `A session '${spec.id}' exists already.`);
    if (this.#running >= this.#limits.sessionsMax) {
      throw new PccError(
        'unavailable',
        `The limit of ${this.#limits.sessionsMax} sessions at a time is reached; end one first.`,
      );
    }
    checkSpawnable(spec.file, spec.cwd);
    const session = new HostSession(spec, {
      recordingFolder: join(this.#options.recordingsDir, spec.id),
      clock: this.#options.clock,
      limits: this.#limits,
      stopped: this.#stopped,
      warn: (sentence) => {
        this.#options.log(sentence);
        for (const peer of this.#peers) peer.warned({ id: spec.id, sentence });
      },
      rotated: () => {
        this.#capRecordings();
      },
      exited: (exit) => {
        // Those who follow its output are told by the session, after the last of it.
        for (const peer of this.#peers) if (!session.isAttached(peer)) peer.exited(exit);
        this.#capRecordings();
        this.#finishWhenEmpty();
        this.#awaitIdle();
      },
      endingStepped: () => {
        this.#finishWhenEmpty();
      },
    });
    this.#sessions.set(spec.id, session);
    this.#idle?.dispose();
    return session.process;
  }

  #capRecordings(): void {
    try {
      capAll(
        this.#options.recordingsDir,
        this.#limits.recordingTotalBytesMax,
        (id) => this.#sessions.get(id)?.running ?? false,
      );
    } catch (error) {
      this.#options.log(`Old recordings could not be removed: ${sentenceOf(error)}`);
    }
  }

  #forget(id: string): void {
    if (this.#known(id).running)
      throw new PccError('conflict', `Session '${id}' is running; end it before forgetting it.`);
    this.#sessions.delete(id);
  }

  #shutdown(force: boolean): void {
    if (this.#running > 0 && !force) {
      throw new PccError(
        'conflict',
        `The pty host owns ${this.#running} running sessions; end them first, or force it.`,
      );
    }
    // After the answer has gone out.
    this.#options.clock.after(0, () => {
      this.end('a client asked for it');
    });
  }
}
