import { rpcAliases, serverTool, tools } from '../api/faces.ts';
import { networkRows } from './calls.ts';
import { subprotocol } from './guard.ts';

/** Where the discovery manifest stands. */
export const manifestPath = '/.well-known/mcp/cc-executor.json';

/** What there is at this server and how it is reached; served without the token, so that it tells nothing about the machine. */
export function manifest(version: string, address: string, mcp: boolean): object {
  return {
    name: 'cc-executor',
    title: 'perpetualcc',
    description:
      'Runs lists of tasks strictly in order, each in a fresh context of the real interactive Claude Code CLI.',
    version,
    endpoints: {
      rest: `http://${address}`,
      openapi: `http://${address}/openapi.json`,
      openrpc: `http://${address}/openrpc.json`,
      websocket: `ws://${address}/ws`,
      ...(mcp ? { mcp: `http://${address}/mcp`, mcpWebsocket: `ws://${address}/ws/mcp` } : {}),
      health: `http://${address}/health`,
      metrics: `http://${address}/metrics`,
    },
    authentication: {
      type: 'bearer',
      header: 'Authorization: Bearer <token>',
      websocketSubprotocols: [subprotocol, 'pcc.token.<token>'],
    },
    jsonrpc: {
      version: '2.0',
      methods: [...networkRows.keys()],
      aliases: rpcAliases,
      notifications: ['execution.changed', 'execution.output', 'error'],
    },
    ...(mcp ? { tools: [serverTool, ...tools.map(({ name }) => name)] } : {}),
  };
}
