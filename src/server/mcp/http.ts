import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport, toNodeHandler, toWebRequest } from '@modelcontextprotocol/node';
import type { Clock } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import { parseJson } from '../../base/json.ts';
import { isDeeper } from '../../base/nesting.ts';
import { limits } from '../../limits.ts';
import { Bodies } from '../bodies.ts';
import { jsonHeaders, refusalOf, statusOf } from '../refusal.ts';
import type { McpExchange } from './sessions.ts';
import { McpSessions } from './sessions.ts';
import type { McpServerFactory } from './tools.ts';
import { deepMessage, invalidRequest, parseError, singleMessage } from './refused.ts';
import { createMcpHandler, isLegacyRequest } from './tools.ts';

/** What the streamable HTTP of MCP needs. */
export interface McpHttpPorts {
  readonly factory: McpServerFactory;
  readonly clock: Clock;
  readonly onError: (error: Error) => void;
}

/** MCP over HTTP, behind the guard of the server. */
export interface McpHttp {
  readonly handle: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  /** Conversations that are open. */
  readonly sessions: number;
  /** Ends all that is under way. */
  readonly close: () => Promise<void>;
}

/**
 * Serves streamable HTTP in both of its ways: requests of the newer revision stand for themselves, those of the older ones belong
 * to a session that an `initialize` began.
 */
export function mcpHttp({ factory, clock, onError }: McpHttpPorts): McpHttp {
  const bodies = new Bodies();
  const modern = createMcpHandler(factory, {
    legacy: 'reject',
    maxSubscriptions: limits.mcpSubscriptionsMax * limits.mcpSessionsMax,
    onerror: onError,
  });
  const serveModern = toNodeHandler(modern, { onerror: onError });
  const sessions = new McpSessions({
    clock,
    begin: async (hooks) => {
      const transport = new NodeStreamableHTTPServerTransport(hooks);
      const server = await factory({ era: 'legacy' });
      await server.connect(transport);
      return transport;
    },
  });
  return {
    get sessions() {
      return sessions.size;
    },
    async handle(incoming, outgoing) {
      const exchange = await received(bodies, incoming, outgoing);
      if (!exchange) return;
      // A call that waits may have nothing to say for so long.
      outgoing.setTimeout(limits.mcpWaitMsMax + limits.httpIdleMs);
      const asked = incoming as Asked;
      const request = await toWebRequest(asked, exchange.body ?? {});
      if (await isLegacyRequest(request, exchange.body)) await servedBySession(sessions, exchange);
      else await serveModern(asked, outgoing, exchange.body);
    },
    close: async () => {
      sessions.dispose();
      await modern.close();
    },
  };
}

/** A request that a server received always has these. */
type Asked = IncomingMessage & { method: string; url: string };

/** What came, with its body as JSON; undefined when it was refused. */
async function received(
  bodies: Bodies,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<McpExchange | undefined> {
  const { method = '' } = incoming;
  if (method === 'GET' || method === 'DELETE') return { incoming, outgoing };
  if (method !== 'POST') {
    refuse(outgoing, 405, 'MCP takes POST, GET and DELETE.', { allow: 'GET, POST, DELETE' });
    return undefined;
  }
  if (!/^application\/json *(?:;|$)/i.test(incoming.headers['content-type'] ?? '')) {
    refuse(outgoing, 415, 'The body must be JSON: send `Content-Type: application/json`.');
    return undefined;
  }
  try {
    const body = parseJson(await bodies.read(incoming));
    if (body === undefined) refuse(outgoing, 400, 'The body is no JSON.', {}, parseError);
    else if (isDeeper(body)) refuse(outgoing, 400, deepMessage, {}, invalidRequest);
    else if (Array.isArray(body)) refuse(outgoing, 400, singleMessage, {}, invalidRequest);
    else return { incoming, outgoing, body };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    refuse(outgoing, statusOf(refusal), refusal.message);
  }
  return undefined;
}

async function servedBySession(sessions: McpSessions, exchange: McpExchange): Promise<void> {
  const { incoming, outgoing, body } = exchange;
  const named = incoming.headers['mcp-session-id'];
  try {
    if (typeof named === 'string') await sessions.serve(named, exchange);
    else if (isInitialize(body)) await sessions.begin(exchange);
    else
      refuse(
        outgoing,
        400,
        'A session is begun with `initialize`; after that every request names it in Mcp-Session-Id.',
      );
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    refuse(outgoing, statusOf({ code: error.code, message: '' }), error.message);
  }
}

function isInitialize(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}

/** An error of the server's own, as JSON-RPC keeps numbers for. */
const serverError = -32_000;

function refuse(
  outgoing: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code = serverError,
): void {
  outgoing.writeHead(status, { ...jsonHeaders, ...headers });
  outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));
}
