import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import { ManualClock, systemClock } from '../../../src/base/clock.ts';
import { limits } from '../../../src/limits.ts';
import { Desk } from '../../../src/server/mcp/desk.ts';
import { mcpHttp } from '../../../src/server/mcp/http.ts';
import { serverFactory } from '../../../src/server/mcp/tools.ts';
import type { Answer } from '../stage.ts';
import { ask, client, token, until } from '../stage.ts';
import { httpClient, mcpStage, revisions } from './stage.ts';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const accepting = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };

function post(
  server: { readonly port: number },
  body: string | object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return ask(server, {
    method: 'POST',
    path: '/mcp',
    headers: { ...accepting, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Begins a session and gives its id. */
async function begin(server: { readonly port: number }): Promise<string> {
  const answer = await post(server, initialize);
  expect(answer.status).toBe(200);
  return answer.headers['mcp-session-id'] as string;
}

const list = (id: string) => [{ jsonrpc: '2.0', id: 2, method: 'tools/list' }, { 'mcp-session-id': id }] as const;

const nested = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);
const endless = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"execute_task_list","arguments":${nested}}}`;

describe('what comes at /mcp', () => {
  test.each([
    ['no JSON', '{"jsonrpc":', 400, -32_700],
    ['nothing', '', 400, -32_700],
    ['no message', '{"foo":1}', 400, -32_600],
    ['a request without a session', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', 400, -32_000],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', 400, -32_600],
    ['a batch of the newer revision', JSON.stringify([pinned('2026-07-28')]), 400, -32_600],
    ['an empty batch', '[]', 400, -32_600],
    ['what is nested without end', endless, 400, -32_600],
    ['a revision that is none', JSON.stringify(pinned('2999-01-01')), 400, -32_022],
  ])('%s is refused', async (_, body, status, code) => {
    const { server } = await mcpStage();
    const answer = await post(server, body);
    expect([answer.status, (answer.json.error as unknown as { code: number } | undefined)?.code]).toEqual([
      status,
      code,
    ]);
  });

  test('other verbs, other kinds of bodies and unknown sessions are refused', async () => {
    const { server } = await mcpStage();
    expect((await ask(server, { method: 'PUT', path: '/mcp', headers: accepting, body: '{}' })).status).toBe(405);
    expect((await post(server, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(server, ...list('none'))).status).toBe(404);
    expect(
      (await ask(server, { method: 'GET', path: '/mcp', headers: { ...accepting, 'mcp-session-id': 'none' } })).status,
    ).toBe(404);
    expect((await ask(server, { method: 'DELETE', path: '/mcp' })).status).toBe(400);
  });

  test('nothing is served without the token, to a foreign host or to a page of another origin', async () => {
    const { server, daemon } = await mcpStage();
    const bare = {
      method: 'POST',
      path: '/mcp',
      headers: accepting,
      body: JSON.stringify(initialize),
      bare: true,
    } as const;
    expect((await ask(server, bare)).status).toBe(401);
    expect((await post(server, initialize, { authorization: `Bearer ${'0'.repeat(64)}` })).status).toBe(401);
    expect((await post(server, initialize, { host: 'example.org' })).status).toBe(403);
    expect((await post(server, initialize, { origin: 'http://example.org' })).status).toBe(403);
    expect(daemon.calls).toEqual([]);
  });

  test('a body of 100 MB is refused while it comes, and before it does where it is announced', async () => {
    const { server } = await mcpStage();
    const part = Buffer.alloc(65_536, 'a');
    const body = Array.from({ length: 1_600 }, () => part);
    const headers = { ...accepting, 'transfer-encoding': 'chunked' };
    const answer = await ask(server, { method: 'POST', path: '/mcp', headers, body });
    expect(answer.status).toBe(413);
    expect((await post(server, '', { 'content-length': '104857600' })).status).toBe(413);
    expect((await httpClient(server.port)).getServerVersion()?.name).toBe('perpetualcc');
  });
});

describe('sessions', () => {
  test('take no batch, and say so as a WebSocket does', async () => {
    const { server } = await mcpStage();
    const [message, headers] = list(await begin(server));
    const answer = await post(server, [message, { ...message, id: 3 }], headers);
    expect(answer.status).toBe(400);
    const socket = await client(server, '/ws/mcp');
    expect(answer.json).toEqual(await socket.say(JSON.stringify([message])));
    expect((await post(server, message, headers)).status).toBe(200);
  });

  test('are ended by their clients', async () => {
    const { server } = await mcpStage();
    const id = await begin(server);
    expect((await post(server, ...list(id))).status).toBe(200);
    expect((await ask(server, { method: 'DELETE', path: '/mcp', headers: { 'mcp-session-id': id } })).status).toBe(200);
    expect((await post(server, ...list(id))).status).toBe(404);
  });

  test('that rest are over after a while; one that is used, or whose stream is open, lives on', async () => {
    const clock = new ManualClock();
    const { server } = await mcpStage(clock);
    const [used, resting] = [await begin(server), await begin(server)];
    const streaming = await httpClient(server.port);
    clock.advance(limits.mcpSessionIdleMs - 1);
    expect((await post(server, ...list(used))).status).toBe(200);
    clock.advance(limits.mcpSessionIdleMs - 1);
    expect((await post(server, ...list(resting))).status).toBe(404);
    expect((await post(server, ...list(used))).status).toBe(200);
    expect((await streaming.listTools()).tools.length).toBeGreaterThan(10);
  });

  test('are bounded: the one that rested longest makes room', async () => {
    const { server } = await mcpStage();
    const first = await begin(server);
    const second = await begin(server);
    expect((await post(server, ...list(first))).status).toBe(200);
    for (let count = 2; count <= limits.mcpSessionsMax; count++) await begin(server);
    expect((await post(server, ...list(second))).status).toBe(404);
    expect((await post(server, ...list(first))).status).toBe(200);
  });

  test('none is left when a request begins none', async () => {
    const { server } = await mcpStage();
    for (let count = 0; count <= limits.mcpSessionsMax; count++) {
      expect((await post(server, { ...initialize, params: {} })).headers['mcp-session-id'] ?? '').toBe('');
    }
    await begin(server);
  });
});

test.each(revisions)('a server that ends ends what is under way for a client of %j', async (revision) => {
  const { server, runs } = await mcpStage();
  const client = await httpClient(server.port, revision);
  const waiting = client.callTool({
    name: 'execute_task_list',
    arguments: { path: '/p', steps: [{ prompt: 'one' }], waitMs: 60_000 },
  });
  const failed = expect(waiting).rejects.toThrow();
  await until(() => runs.watched === 1);
  await server.close();
  await client.close();
  await failed;
  expect(server.watching.lists).toBe(0);
});

test.each(revisions)(
  'a call that waits outlives the time after which silent connections end, for a client of %j',
  async (revision) => {
    const execution = { id: 'e', state: 'running', counts: { all: 1, done: 0, failed: 0 }, pending: [], steps: [] };
    const parts = {
      calls: { run: () => Promise.resolve(execution) },
      watching: { watch: () => Promise.resolve(execution as unknown as Execution), leave: () => undefined },
      clock: systemClock(),
      io: { env: {}, cwd: '/' },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    const http = mcpHttp({
      factory: serverFactory(new Desk(parts), '1'),
      clock: systemClock(),
      onError: () => undefined,
    });
    const server = createServer((incoming, outgoing) => void http.handle(incoming, outgoing));
    server.setTimeout(400);
    server.listen(0, '127.0.0.1');
    onTestFinished(async () => {
      await http.close();
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    const client = await httpClient((server.address() as AddressInfo).port, revision);
    const answer = await client.callTool({ name: 'monitor_execution', arguments: { id: 'e', waitMs: 1_600 } });
    expect(answer.isError ?? false).toBe(false);
  },
);

test('the manifest names what there is', async () => {
  const { server } = await mcpStage();
  const { json } = await ask(server, {
    path: '/.well-known/mcp/cc-executor.json',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(json).toMatchObject({
    endpoints: { mcp: `http://127.0.0.1:${server.port}/mcp`, mcpWebsocket: `ws://127.0.0.1:${server.port}/ws/mcp` },
    tools: expect.arrayContaining(['check_websocket_status', 'execute_task_list']) as string[],
  });
});

/** A request of the newer revision, of a version of the test's choice. */
function pinned(version: string): object {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } };
}
