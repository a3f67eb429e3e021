import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { describe, expect, test } from 'vitest';
import type { Client as Socket } from '../stage.ts';
import { limits } from '../../../src/limits.ts';
import { client as open, refusedWith, token, until } from '../stage.ts';
import { clientOf, mcpStage, revisions, tool } from './stage.ts';

const authorization = { authorization: `Bearer ${token}` };

/** A WebSocket as the client of the SDK wants it. */
class SocketTransport implements Transport {
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #socket: Socket['socket'];

  constructor({ socket }: Socket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.onmessage?.(JSON.parse(data.toString('utf8')) as JSONRPCMessage));
    socket.on('close', () => this.onclose?.());
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#socket.send(JSON.stringify(message));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#socket.close();
    return Promise.resolve();
  }
}

describe('MCP over a WebSocket', () => {
  test('refuses what is nested without end under its id, and answers no answer under it', async () => {
    const { server } = await mcpStage();
    const socket = await open(server, '/ws/mcp', authorization, ['mcp']);
    const nested = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);
    const message = `The message is nested more deeply than ${limits.jsonDepthMax} levels; make it flatter.`;
    const refused = (id: number | null) => ({ jsonrpc: '2.0', id, error: { code: -32_600, message } });
    const call = `{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"execute_task_list","arguments":${nested}}}`;
    expect(await socket.say(call)).toEqual(refused(4));
    expect(await socket.say(`{"jsonrpc":"2.0","id":5,"result":${nested}}`)).toEqual(refused(null));
    expect(await socket.say('{"jsonrpc":"2.0","id":6,"method":"ping"}')).toMatchObject({ id: 6 });
  });

  test.each(revisions)('serves a client of %j', async (revision) => {
    const { server, runs } = await mcpStage();
    const socket = await open(server, '/ws/mcp', authorization, ['mcp']);
    expect(socket.socket.protocol).toBe('mcp');
    const client = clientOf(revision);
    await client.connect(new SocketTransport(socket));
    const heard: number[] = [];
    const running = client.callTool(
      { name: 'execute_task_list', arguments: { path: '/p', steps: [{ prompt: 'one' }] } },
      { onprogress: ({ progress }) => heard.push(progress) },
    );
    await until(() => heard.length === 1 && runs.watched === 1);
    runs.advance(runs.ids[0] ?? '');
    expect((await running).isError ?? false).toBe(false);
    expect((await tool(client, 'list_sessions')).text).toContain('app-1');
    await client.close();
    await until(() => server.sockets() === 0);
  });

  test('answers what is no message, and goes on', async () => {
    const { server } = await mcpStage();
    const socket = await open(server, '/ws/mcp', authorization);
    expect(await socket.say('{"jsonrpc"')).toMatchObject({ id: null, error: { code: -32_700 } });
    expect(await socket.say('[]')).toMatchObject({ id: null, error: { code: -32_600 } });
    expect(await socket.say('{"jsonrpc":"2.0","id":7,"method":5}')).toMatchObject({ id: 7, error: { code: -32_600 } });
    expect(await socket.say('{"jsonrpc":"2.0","id":8,"method":"tools/list"}')).toMatchObject({ id: 8, result: {} });
    expect(await socket.say('{"jsonrpc":"2.0","id":9,"method":"nothing"}')).toMatchObject({
      id: 9,
      error: { code: -32_601 },
    });
  });

  test('ends the wait of a client that is gone', async () => {
    const { server, runs } = await mcpStage();
    const socket = await open(server, '/ws/mcp', authorization);
    const client = clientOf('legacy');
    await client.connect(new SocketTransport(socket));
    const waiting = tool(client, 'execute_task_list', { path: '/p', steps: [{ prompt: 'one' }], waitMs: 60_000 });
    const failed = expect(waiting).rejects.toThrow();
    await until(() => runs.watched === 1);
    socket.socket.terminate();
    await until(() => server.watching.lists === 0);
    await failed;
  });

  test('is refused without the token', async () => {
    const { server } = await mcpStage();
    expect(await refusedWith(server.port, {}, '/ws/mcp')).toBe(401);
    expect(await refusedWith(server.port, { ...authorization, origin: 'http://example.org' }, '/ws/mcp')).toBe(403);
  });
});
