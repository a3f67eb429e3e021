/**
 * A tiny MCP server over stdin and stdout, one JSON-RPC message a line, with one tool `create_ticket`. It exists so that the
 * CLI has a tool of a server to ask leave for. Source: the stdio transport of the Model Context Protocol.
 */
import { createInterface } from 'node:readline';
import type { Json, JsonObject } from '../../base/json.ts';
import { isObject, parseJson } from '../../base/json.ts';

const createTicket: JsonObject = {
  name: 'create_ticket',
  title: 'Create Ticket Tool',
  description: 'Creates a ticket in the tracker.',
  inputSchema: {
    type: 'object',
    properties: { title: { type: 'string' }, priority: { type: 'number' } },
    required: ['title'],
  },
};

/** The result of a request; undefined for a method the server does not know. */
function resultOf(method: string, params: JsonObject): JsonObject | undefined {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion ?? '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'tracker', version: '1.0.0' },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: [createTicket] };
    case 'tools/call':
      return { content: [{ type: 'text', text: 'Ticket 17 was created.' }] };
    default:
      return undefined;
  }
}

function answer(line: string): void {
  const message = parseJson(line);
  if (!isObject(message) || typeof message.method !== 'string' || message.id === undefined) return;
  const result = resultOf(message.method, isObject(message.params) ? message.params : {});
  const outcome: Json = result === undefined ? { error: { code: -32601, message: 'unknown method' } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...outcome })}\n`);
}

createInterface({ input: process.stdin }).on('line', answer);
