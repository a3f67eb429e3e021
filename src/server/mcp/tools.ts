import type { CallToolResult, McpServerFactory, ServerContext } from '@modelcontextprotocol/server';
import { McpServer, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Answer, Asking, Desk, McpClient } from './desk.ts';
import type { McpTool } from './table.ts';
import { mcpTools } from './table.ts';

/** The door to the SDK of MCP: what the rest of this folder takes of it. */
export { createMcpHandler, isLegacyRequest, parseJSONRPCMessage } from '@modelcontextprotocol/server';
export type { JSONRPCMessage, McpServerFactory, Transport } from '@modelcontextprotocol/server';

const instructions =
  'pcc runs lists of tasks strictly in order in sessions of the real Claude Code CLI and decides their permissions safely. ' +
  'Look over a list with validate_task_list, begin it with execute_task_list, follow it with monitor_execution. What waits for ' +
  'a person (list_pending) is answered by that person alone: tell them, and do not look for another way.';

/** Makes what serves one client of MCP, whatever it speaks through. */
export function serverFactory(desk: Desk, version: string): McpServerFactory {
  return ({ requestInfo }) => {
    const client = requestInfo === undefined ? desk.newClient() : desk.together;
    const mcp = new McpServer(
      { name: 'perpetualcc', title: 'perpetualcc', version },
      { capabilities: { tools: {} }, instructions },
    );
    const { server } = mcp;
    server.setRequestHandler('tools/list', () => ({ tools: mcpTools.map(listed) }));
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const answer = await desk.call(params.name, params.arguments, askingOf(client, context));
      if (!answer)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool '${params.name.slice(0, 100)}'.`);
      return server.projectCallToolResult(resultOf(answer), schemas.get(params.name));
    });
    return mcp;
  };
}

const schemas = new Map(mcpTools.map(({ name, outputSchema }) => [name, outputSchema]));

function listed({ name, title, description, inputSchema, outputSchema, annotations }: McpTool) {
  return { name, title, description, inputSchema, outputSchema, annotations };
}

/** Whoever reads texts only finds the whole result behind its few words. */
function resultOf(answer: Answer): CallToolResult {
  if ('fault' in answer) return { content: [{ type: 'text', text: answer.fault }], isError: true };
  const { text, result } = answer;
  return {
    content: [
      { type: 'text', text },
      { type: 'text', text: JSON.stringify(result) },
    ],
    structuredContent: result,
  };
}

function askingOf(client: McpClient, { mcpReq }: ServerContext): Asking {
  const progressToken = mcpReq._meta?.progressToken;
  const asking = { client, signal: mcpReq.signal };
  if (progressToken === undefined) return asking;
  return {
    ...asking,
    progress: (progress) => {
      // A client that is gone by now needs none.
      mcpReq
        .notify({ method: 'notifications/progress', params: { progressToken, ...progress } })
        .catch(() => undefined);
    },
  };
}
