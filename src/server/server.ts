import type { Io } from '../face/io.ts';
import { limits } from '../limits.ts';
import { Bodies } from './bodies.ts';
import { Calls } from './calls.ts';
import { converse } from './conversation.ts';
import { Counts } from './counts.ts';
import { bracketed } from './guard.ts';
import type { Known, Mount } from './http.ts';
import { endHttp, httpServer, listen } from './http.ts';
import type { LinkPorts } from './link.ts';
import { Link } from './link.ts';
import { manifest, manifestPath } from './manifest.ts';
import { openApiDocument } from './openapi.ts';
import { openRpcDocument } from './openrpc.ts';
import { OwnLinks } from './ownLinks.ts';
import { metricsText, metricsType, ownMetrics } from './prometheus.ts';
import { RequestRate } from './rate.ts';
import type { OwnPage } from './rest.ts';
import { restApp } from './rest.ts';
import type { ServerSocket } from './sockets.ts';
import { Sockets } from './sockets.ts';
import { Watching } from './watching.ts';

/** What a server is made of. */
export interface ServerOptions extends LinkPorts {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly token: string;
  readonly version: string;
  /** The world in which it was started: environment and program of sessions that callers begin. */
  readonly io: Pick<Io, 'env' | 'cwd'>;
  /** What else is served behind its guard. */
  readonly mount?: (parts: ServerParts) => readonly Mount[];
}

/** What something that is mounted works with. */
export interface ServerParts {
  /** Calls methods of the daemon for callers over the network. */
  readonly calls: Calls;
  readonly watching: Watching;
  readonly link: Link;
  readonly counts: Counts;
  /** How many WebSockets are open. */
  readonly sockets: () => number;
}

/** A server that listens. */
export interface RunningServer extends ServerParts {
  readonly url: string;
  readonly port: number;
  /** The most bytes that wait for a WebSocket now, and the bytes of bodies that are held. */
  readonly held: () => { readonly socket: number; readonly bodies: number };
  /** Ends all conversations, saying why, and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts the face of HTTP and WebSocket: reaches the daemon, then listens.
 *
 * @throws PccError when the daemon cannot be reached, or the port not be had.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { clock, log } = options;
  const counts = new Counts();
  const link = new Link(options);
  const calls = new Calls(link, options.io);
  const watching = new Watching(link, log);
  const sockets = new Sockets({ clock, counts });
  const bodies = new Bodies();
  const onBug = (where: string, error: unknown): void => {
    counts.add('bugs');
    log.error(`A defect behind '${where}'.`, error);
  };
  link.onUp(() => {
    counts.add('daemon_connections');
  });
  const parts: ServerParts = { calls, watching, link, counts, sockets: () => sockets.size };
  const mounts = options.mount?.(parts) ?? [];
  const talk = { clock, counts, log, link, calls, watching, ownLinks: new OwnLinks(link) };
  const accept = new Map<string, (socket: ServerSocket) => void>([['/ws', (socket) => converse(socket, talk)]]);
  for (const { socketPath, accept: take } of mounts) if (socketPath !== undefined && take) accept.set(socketPath, take);
  let known: Known = { has: () => false };
  const pages = pagesOf(options, {
    ...parts,
    bodies,
    mcp: mounts.length > 0,
    isKnown: (request) => known.has(request),
  });
  const app = restApp({ calls, watching, bodies, pages, onBug });
  const rates = { known: new RequestRate(clock), strangers: new RequestRate(clock) };
  const guard = { host: options.host, token: options.token, rates };
  const open = new Set(['/health', manifestPath]);
  const http = httpServer({ guard, app, mounts, sockets, accept, open, counts, clock, onBug });
  known = http.known;
  const dispose = (): void => {
    sockets.dispose();
    watching.dispose();
    link.dispose();
  };
  let port: number;
  try {
    await link.reach();
    port = await listen(http.server, options.host, options.port);
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    ...parts,
    port,
    url: `http://${bracketed(localName(options.host))}:${port}`,
    held: () => ({ socket: sockets.mostBuffered, bodies: bodies.held }),
    async close() {
      await Promise.all([sockets.end(), endHttp(http, clock), ...mounts.map((mount) => mount.close?.())]);
      dispose();
    },
  };
}

interface PageParts extends ServerParts {
  readonly bodies: Bodies;
  readonly mcp: boolean;
  readonly isKnown: (request: Parameters<Known['has']>[0]) => boolean;
}

/** The pages of the server itself. */
function pagesOf(options: ServerOptions, parts: PageParts): readonly OwnPage[] {
  const { version, clock } = options;
  const startedMs = clock.monotonicMs();
  const json = (value: object) => ({ type: 'application/json; charset=utf-8', text: JSON.stringify(value) });
  const health = () => ({
    ok: true,
    pid: process.pid,
    version,
    uptimeS: Math.floor((clock.monotonicMs() - startedMs) / 1_000),
    daemon: { connected: parts.link.connected },
    websockets: parts.sockets(),
    lists: parts.watching.lists,
  });
  return [
    { path: '/health', render: (request) => json(parts.isKnown(request) ? health() : { ok: true }) },
    { path: '/metrics', render: async () => ({ type: metricsType, text: await metricsPage(parts) }) },
    { path: '/openapi.json', render: ({ headers }) => json(openApiDocument(version, `http://${headers.host ?? ''}`)) },
    { path: '/openrpc.json', render: ({ headers }) => json(openRpcDocument(version, `ws://${headers.host ?? ''}/ws`)) },
    { path: manifestPath, render: ({ headers }) => json(manifest(version, headers.host ?? '', parts.mcp)) },
  ];
}

/** The daemon's metrics where one runs, and the server's own; nobody who looks starts a daemon. */
async function metricsPage({ link, counts, sockets, watching, bodies }: PageParts): Promise<string> {
  const daemons = await link.call('metrics.get', {}, false).then(
    ({ metrics }) => metrics,
    () => undefined,
  );
  const own = ownMetrics(counts, {
    daemon_up: ['Whether the daemon answers.', daemons ? 1 : 0],
    websockets: ['WebSockets that are open.', sockets()],
    lists_watched: ['Lists that are watched.', watching.lists],
    daemon_calls: ['Calls that the daemon works on, or that wait for it.', link.calls],
    body_bytes: ['Bytes of bodies that are being received.', bodies.held],
    websockets_max: ['WebSockets that may be open.', limits.wsClientsMax],
  });
  return metricsText([...(daemons ?? []), ...own]);
}

/** A server that hears at all addresses is reached from here by the loopback. */
function localName(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
