import { getRequestListener } from '@hono/node-server';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Hono } from 'hono';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Counts } from './counts.ts';
import type { GuardOptions } from './guard.ts';
import { judgeRequest, tokenMissing } from './guard.ts';
import { Lingering } from './lingering.ts';
import type { Refusal } from './refusal.ts';
import { bodyOf, defect, jsonHeaders, statusOf } from './refusal.ts';
import { refusing } from './rest.ts';
import type { Env } from './rest.ts';
import type { ServerSocket, Sockets } from './sockets.ts';
import { Strangers } from './strangers.ts';

/**
 * Something else that is served at this server, behind the same guard: requests without the token never come here. What it takes
 * of a body is its own to limit, up to `limits.httpBodyBytesMax` by `Content-Length` is let through. A response that is kept open
 * calls `outgoing.setTimeout(0)`, else it is ended after `limits.httpIdleMs` without a byte.
 */
export interface Mount {
  /** Its path, such as `/mcp`. */
  readonly path: string;
  readonly handle: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | void;
  /** The path of its WebSockets, such as `/ws/mcp`, and what becomes of one. */
  readonly socketPath?: string;
  readonly accept?: (socket: ServerSocket) => void;
  /** Ends what is under way when the server ends. */
  readonly close?: () => Promise<void>;
}

/** What the door to the network needs. */
export interface HttpOptions {
  readonly guard: GuardOptions;
  readonly app: Hono<Env>;
  readonly mounts: readonly Mount[];
  readonly sockets: Sockets;
  /** What becomes of WebSockets by their path. */
  readonly accept: ReadonlyMap<string, (socket: ServerSocket) => void>;
  /** Paths that are served without the token. */
  readonly open: ReadonlySet<string>;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly onBug: (where: string, error: unknown) => void;
}

/** Requests that showed the token. */
export type Known = Pick<Marks, 'has'>;

/** A server of HTTP, with what is known of those who are at it. */
export interface Door {
  readonly server: Server;
  readonly known: Known;
  /** Connections that are being ended. */
  readonly lingering: Disposable;
}

interface Marks {
  has(request: IncomingMessage): boolean;
  add(request: IncomingMessage): void;
}

/** Makes a server of HTTP that lets nothing past the guard; it does not listen yet. */
export function httpServer(options: HttpOptions): Door {
  const { counts } = options;
  const shown = new WeakSet<IncomingMessage>();
  const strangers = new Strangers(() => {
    counts.add('http_refused', 'connections');
  });
  const lingering = new Lingering(options.clock, strangers);
  const known: Marks = {
    has: (request) => shown.has(request),
    add: (request) => {
      shown.add(request);
      strangers.known(request.socket);
    },
  };
  const rest = getRequestListener((request, env) => options.app.fetch(request, env), {
    overrideGlobalObjects: false,
    // What is left of a body is `lingering`'s.
    autoCleanupIncoming: false,
    errorHandler: (error) => {
      // A target that is none is the caller's mistake.
      if (error instanceof Error && error.name === 'RequestError')
        return refusing({ code: 'invalid_input', message: 'The target of the request is no path.' });
      options.onBug('HTTP', error);
      return refusing(defect);
    },
  });
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse, asksFirst: boolean): void => {
    outgoing.on('finish', () => {
      counts.add('http_requests', String(outgoing.statusCode));
    });
    lingering.watch(incoming, outgoing);
    const refusal = refusalFor(incoming, options, known);
    if (refusal) {
      refuse(outgoing, refusal);
      return;
    }
    if (asksFirst) outgoing.writeContinue();
    void serve(incoming, outgoing, { ...options, rest });
  };
  const server = createServer(
    {
      maxHeaderSize: limits.httpHeaderBytesMax,
      headersTimeout: limits.httpHeadersMs,
      requestTimeout: limits.httpRequestMs,
      keepAliveTimeout: limits.httpKeepAliveMs,
      connectionsCheckingInterval: limits.httpLookMs,
    },
    (incoming, outgoing) => {
      answer(incoming, outgoing, false);
    },
  );
  // Whoever asks before it sends its body need not send one that is refused.
  server.on('checkContinue', (incoming, outgoing) => {
    answer(incoming, outgoing, true);
  });
  server.maxConnections = limits.httpConnectionsMax + limits.httpStrangersMax;
  server.on('connection', (socket) => {
    strangers.add(socket);
  });
  server.setTimeout(limits.httpIdleMs);
  server.on('drop', () => {
    counts.add('http_refused', 'connections');
  });
  server.on('clientError', (error, socket) => {
    hangUp({ counts, lingering }, error, socket);
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    upgrade(request, stream, { ...options, head, known, lingering });
  });
  return { server, known, lingering };
}

/** Lets a server listen and gives its port. @throws PccError `unavailable` when the port cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', (error) => {
      failed(new PccError('unavailable', listenFault(systemCode(error) ?? error.message, host, port)));
    });
    server.listen({ host, port }, () => {
      done((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no more connections, and ends those that are there when what was asked for was answered, or the time for it is over. */
export async function endHttp({ server, lingering }: Door, clock: Clock): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const cut = clock.after(limits.serverGoodbyeMs, () => {
    server.closeAllConnections();
    lingering.dispose();
  });
  await closed;
  cut.dispose();
}

function listenFault(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Another program listens on ${host}, port ${port}; name another with --port, or 0 for any.`;
  if (code === 'EACCES') return `Port ${port} may not be used; name one above 1023 with --port, or 0 for any.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `'${host}' is no address of this machine; name one with --host.`;
  return `The server cannot listen on ${host}, port ${port} (${code}).`;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function refusalFor(
  request: IncomingMessage,
  { guard, open, counts }: Pick<HttpOptions, 'guard' | 'open' | 'counts'>,
  known: Marks,
): Refusal | undefined {
  const passage = judgeRequest(request, guard);
  if ('refusal' in passage) {
    counts.add('http_refused', passage.reason);
    return passage.refusal;
  }
  if (passage.known) {
    known.add(request);
    return undefined;
  }
  if (open.has(pathOf(request)) && request.headers.upgrade === undefined) return undefined;
  counts.add('http_refused', 'no token');
  return tokenMissing;
}

type Rest = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { mounts, onBug, rest }: HttpOptions & { readonly rest: Rest },
): Promise<void> {
  const mount = mounts.find(({ path }) => path === pathOf(incoming));
  try {
    await (mount ? mount.handle(incoming, outgoing) : rest(incoming, outgoing));
  } catch (error) {
    onBug(pathOf(incoming), error);
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, defect);
  }
}

function refuse(outgoing: ServerResponse, refusal: Refusal): void {
  const body = bodyOf(refusal);
  outgoing.writeHead(statusOf(refusal), {
    ...jsonHeaders,
    ...refusal.headers,
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
}

interface Upgrading extends HttpOptions {
  readonly head: Buffer;
  readonly known: Marks;
  readonly lingering: Lingering;
}

function upgrade(request: IncomingMessage, stream: Duplex, options: Upgrading): void {
  stream.on('error', () => undefined);
  const refusal = refusalFor(request, options, options.known) ?? socketRefusal(request, options);
  const accept = options.accept.get(pathOf(request));
  if (refusal || !accept) {
    options.counts.add('http_requests', String(statusOf(refusal ?? nothingThere)));
    refuseRaw(options.lingering, stream, refusal ?? nothingThere);
  } else options.sockets.accept(request, stream, options.head, accept);
}

const nothingThere: Refusal = {
  code: 'not_found',
  message: 'There is no WebSocket at this path; there is one at /ws.',
};

function socketRefusal(request: IncomingMessage, { sockets, counts }: Upgrading): Refusal | undefined {
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    return { code: 'upgrade_required', message: 'Only WebSockets are spoken here.', headers: { upgrade: 'websocket' } };
  }
  if (sockets.size < limits.wsClientsMax) return undefined;
  counts.add('http_refused', 'sockets');
  return {
    code: 'unavailable',
    message: `More than ${limits.wsClientsMax} WebSockets are open; close some.`,
    headers: { 'retry-after': '5' },
  };
}

function refuseRaw(lingering: Lingering, stream: Duplex, refusal: Refusal): void {
  const status = statusOf(refusal);
  const body = bodyOf(refusal);
  const headers = {
    ...jsonHeaders,
    ...refusal.headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  lingering.begin(stream, `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

/** What is no HTTP, or takes too long to become some. */
function hangUp({ counts, lingering }: Pick<Upgrading, 'counts' | 'lingering'>, error: Error, socket: Duplex): void {
  const code = systemCode(error) ?? '';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = messageRefusal(code);
  counts.add('http_refused', refusal.code);
  refuseRaw(lingering, socket, refusal);
}

function messageRefusal(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'header_too_large', message: 'The headers of the request are too large.' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { code: 'request_timeout', message: 'The request took too long to arrive.' };
  return { code: 'invalid_input', message: 'This is no request of HTTP/1.1.' };
}
