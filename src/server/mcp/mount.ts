import type { Clock } from '../../base/clock.ts';
import type { Io } from '../../face/io.ts';
import type { Mount } from '../http.ts';
import type { ServerLog } from '../log.ts';
import type { ServerParts } from '../server.ts';
import { Desk } from './desk.ts';
import { mcpHttp } from './http.ts';
import { converseMcp } from './socket.ts';
import { serverFactory } from './tools.ts';

/** What MCP at the server is made of, beside what all mounts work with. */
export interface McpMountParts {
  readonly clock: Clock;
  readonly io: Pick<Io, 'env' | 'cwd'>;
  readonly version: string;
  readonly log: ServerLog;
}

/** MCP at the server of HTTP and WebSocket: streamable HTTP at `/mcp`, and the same messages over a WebSocket at `/ws/mcp`. */
export function mcpMount(parts: ServerParts, { clock, io, version, log }: McpMountParts): Mount {
  const { calls, watching, counts } = parts;
  const factory = serverFactory(new Desk({ calls, watching, clock, io, log }), version);
  const onError = (error: Error): void => {
    counts.add('mcp_errors');
    if (counts.of('mcp_errors') <= errorsLogged) log.info(`MCP: ${error.message.slice(0, 200)}`);
  };
  const http = mcpHttp({ factory, clock, onError });
  return {
    path: '/mcp',
    handle: http.handle,
    socketPath: '/ws/mcp',
    accept: (socket) => {
      converseMcp(socket, { factory, clock, counts, onError });
    },
    close: http.close,
  };
}

/** What goes wrong with messages of clients is logged up to so often; all of it is counted. */
const errorsLogged = 100;
