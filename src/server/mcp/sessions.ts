import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** A request with its body, and where its answer goes. */
export interface McpExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body?: unknown;
}

/** The end of a session at which its requests arrive. */
export interface SessionTransport {
  handleRequest(incoming: IncomingMessage, outgoing: ServerResponse, body?: unknown): Promise<void>;
  close(): Promise<void>;
}

/** What a transport tells of its session. */
export interface SessionHooks {
  readonly sessionIdGenerator: () => string;
  readonly onsessioninitialized: (id: string) => void;
  readonly onsessionclosed: (id: string) => void;
}

export interface SessionPorts {
  readonly clock: Clock;
  readonly begin: (hooks: SessionHooks) => Promise<SessionTransport>;
}

interface Session {
  readonly transport: SessionTransport;
  /** Requests whose answers are not complete. */
  exchanges: number;
  idle: Disposable | undefined;
}

/**
 * Sessions of MCP over HTTP. One that rests for `limits.mcpSessionIdleMs` is over; where there are `limits.mcpSessionsMax`, the one
 * that has rested longest makes room. Its client is told so by 404 and begins a new one, which is all that is lost.
 */
export class McpSessions implements Disposable {
  readonly #ports: SessionPorts;
  /** The one that was used last stands last. */
  readonly #open = new Map<string, Session>();

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Serves the request that begins a session. @throws PccError `unavailable` when there is no room for it. */
  async begin(exchange: McpExchange): Promise<void> {
    this.#makeRoom();
    const transport = await this.#ports.begin({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.#open.set(id, session);
      },
      onsessionclosed: (id) => {
        this.#end(id);
      },
    });
    const session: Session = { transport, exchanges: 0, idle: undefined };
    await this.#exchange(session, exchange);
    if (this.#idOf(session) === undefined) await transport.close();
  }

  /** Serves a request of a session. @throws PccError `not_found` when there is none of that id. */
  async serve(id: string, exchange: McpExchange): Promise<void> {
    const session = this.#open.get(id);
    if (!session)
      throw new PccError('not_found', 'There is no such session (any more); begin a new one with `initialize`.');
    this.#open.delete(id);
    this.#open.set(id, session);
    await this.#exchange(session, exchange);
  }

  dispose(): void {
    for (const id of [...this.#open.keys()]) this.#end(id);
  }

  async #exchange(session: Session, { incoming, outgoing, body }: McpExchange): Promise<void> {
    // A client that left while its request was read would never be seen to leave.
    if (outgoing.destroyed) return;
    session.idle?.dispose();
    session.exchanges++;
    outgoing.on('close', () => {
      session.exchanges--;
      if (session.exchanges === 0) this.#rest(session);
    });
    await session.transport.handleRequest(incoming, outgoing, body);
  }

  #rest(session: Session): void {
    session.idle?.dispose();
    const id = this.#idOf(session);
    if (id === undefined) return;
    session.idle = this.#ports.clock.after(limits.mcpSessionIdleMs, () => {
      this.#end(id);
    });
  }

  #makeRoom(): void {
    while (this.#open.size >= limits.mcpSessionsMax) {
      const resting = [...this.#open].find(([, { exchanges }]) => exchanges === 0);
      if (!resting) {
        throw new PccError('unavailable', `More than ${limits.mcpSessionsMax} sessions of MCP are open; close some.`);
      }
      this.#end(resting[0]);
    }
  }

  #end(id: string): void {
    const session = this.#open.get(id);
    if (!session) return;
    this.#open.delete(id);
    session.idle?.dispose();
    session.transport.close().catch(() => undefined);
  }

  #idOf(session: Session): string | undefined {
    return [...this.#open].find(([, one]) => one === session)?.[0];
  }
}
