import { describe, expect, test } from 'vitest';
import { routes } from '../../src/api/faces.ts';
import type { Handlers } from '../../src/api/server.ts';
import { errorTable, PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';
import { networkRows } from '../../src/server/calls.ts';
import { openApiDocument } from '../../src/server/openapi.ts';
import { metricsText } from '../../src/server/prometheus.ts';
import { idOf, Lists } from './lists.ts';
import { ask, client, stage, token } from './stage.ts';

const json = { 'content-type': 'application/json' };
const a = idOf(1);

describe('a route', () => {
  test.each<[verb: string, path: string, body: object | undefined, method: string, params: object]>([
    ['GET', '/executions?limit=5&state=done', undefined, 'execution.list', { limit: 5, state: 'done' }],
    ['GET', `/executions/${a}/status`, undefined, 'execution.status', { id: a }],
    ['GET', `/executions/${a}/results`, undefined, 'execution.status', { id: a }],
    [
      'POST',
      `/executions/${a}/control`,
      { action: 'pause', freeze: true },
      'execution.control',
      { id: a, action: 'pause', freeze: true },
    ],
    ...(['PAUSE', 'RESUME', 'CANCEL'] as const).map((action): ['POST', string, object, string, object] => [
      'POST',
      `/executions/${a}/control`,
      { action },
      'execution.control',
      { id: a, action },
    ]),
    ['DELETE', `/executions/${a}`, undefined, 'execution.control', { id: a, action: 'cancel' }],
    ['GET', '/history?limit=2', undefined, 'execution.history', { limit: 2 }],
    ['POST', '/verify', { last: 3 }, 'execution.verify', { last: 3 }],
    ['POST', '/verify', undefined, 'execution.verify', {}],
    ['GET', '/sessions?all=true', undefined, 'session.list', { all: true }],
    ['GET', '/sessions/app%2D1', undefined, 'session.status', { id: 'app-1' }],
    ['GET', '/pending', undefined, 'pending.list', {}],
    ['POST', '/pending/7', { answers: ['yes'] }, 'pending.respond', { n: 7, answers: ['yes'] }],
    ['GET', '/hooks', undefined, 'hooks.status', {}],
    ['GET', '/auth/status', undefined, 'auth.status', { env: { PATH: '/bin' }, claude: '/opt/claude' }],
  ])('%s %s calls its method', async (verb, path, body, method, params) => {
    const given = { [method]: () => ({ it: 'is' }) } as unknown as Partial<Handlers>;
    const { server, daemon } = await stage(given);
    const asked = await ask(server, {
      method: verb,
      path,
      ...(body ? { headers: json, body: JSON.stringify(body) } : {}),
    });
    expect([asked.status, asked.json]).toEqual([200, { it: 'is' }]);
    expect(daemon.calls).toEqual([{ method, params }]);
    expect(asked.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test('that begins something says where it is found', async () => {
    const lists = new Lists();
    const { server } = await stage(lists.handlers);
    const body = JSON.stringify({ id: a, path: '/p', steps: [{ prompt: 'hello' }] });
    const asked = await ask(server, {
      method: 'POST',
      path: '/execute',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
    });
    expect([asked.status, asked.headers.location]).toEqual([202, `/executions/${a}/status`]);
  });

  test.each<[name: string, options: Parameters<typeof ask>[1], status: number, code: string]>([
    ['a path that is not there', { path: '/nothing' }, 404, 'not_found'],
    ['a verb that its path does not take', { path: '/execute' }, 405, 'method_not_allowed'],
    [
      'a body of another type',
      { method: 'POST', path: '/verify', headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
      'unsupported_media_type',
    ],
    [
      'a form',
      {
        method: 'POST',
        path: '/verify',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'last=1',
      },
      415,
      'unsupported_media_type',
    ],
    [
      'a packed body',
      { method: 'POST', path: '/verify', headers: { ...json, 'content-encoding': 'gzip' }, body: '{}' },
      415,
      'unsupported_media_type',
    ],
    ['broken JSON', { method: 'POST', path: '/verify', headers: json, body: '{"last":' }, 400, 'invalid_input'],
    ['a list as body', { method: 'POST', path: '/verify', headers: json, body: '[1]' }, 400, 'invalid_input'],
    [
      'bytes that are no text',
      { method: 'POST', path: '/verify', headers: json, body: [Buffer.from([0x22, 0xff, 0x22])] },
      400,
      'invalid_input',
    ],
    ['a parameter that there is not', { path: '/pending?a=1' }, 400, 'invalid_input'],
    ['a parameter given twice', { path: '/history?limit=1&limit=2' }, 400, 'invalid_input'],
    ['a number that is none', { path: '/history?limit=many' }, 400, 'invalid_input'],
    ['a claim that is none', { path: '/sessions?all=perhaps' }, 400, 'invalid_input'],
    [
      'what the path says',
      { method: 'POST', path: `/executions/${a}/control`, headers: json, body: `{"id":"${a}","action":"pause"}` },
      400,
      'invalid_input',
    ],
    ['what the route says', { method: 'DELETE', path: `/executions/${a}?action=resume` }, 400, 'invalid_input'],
    ['a query for what takes a body', { method: 'POST', path: '/verify?last=1' }, 400, 'invalid_input'],
    [
      'a body for what takes none',
      { method: 'DELETE', path: `/executions/${a}`, headers: json, body: '{}' },
      400,
      'invalid_input',
    ],
    [
      'an environment',
      {
        method: 'POST',
        path: '/execute',
        headers: json,
        body: JSON.stringify({ path: '/p', steps: [{ prompt: 'x' }], env: {} }),
      },
      400,
      'invalid_input',
    ],
    ['a path that cannot be decoded', { path: '/sessions/%ff%' }, 400, 'invalid_input'],
  ])('refuses %s', async (_name, options, status, code) => {
    const { server, daemon } = await stage({
      'session.status': () => Promise.reject(new PccError('invalid_input', 'That is no name.')),
    });
    const asked = await ask(server, options);
    expect([asked.status, asked.json.error?.code]).toEqual([status, code]);
    expect(asked.json.error?.message).toMatch(/\.$/);
    if (!options.path?.includes('%')) expect(daemon.calls).toEqual([]);
  });

  test.each([limits.jsonDepthMax, 5_000, 100_000])('refuses a body of %d levels and more', async (levels) => {
    const { server, logged } = await stage({});
    const schema = '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
    const body = `{"path":"/p","steps":[{"prompt":"a","schema":${schema}}]}`;
    const { status, json: told } = await ask(server, { method: 'POST', path: '/execute', headers: json, body });
    expect([status, told.error]).toEqual([
      400,
      {
        code: 'invalid_input',
        message: `The body is nested more deeply than ${limits.jsonDepthMax} levels; make it flatter.`,
      },
    ]);
    expect(logged.join()).not.toContain('defect');
  });

  test('knows HEAD and OPTIONS', async () => {
    const { server } = await stage({ 'pending.list': () => [] });
    const head = await ask(server, { method: 'HEAD', path: '/pending' });
    expect([head.status, head.text, head.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    const options = await ask(server, { method: 'OPTIONS', path: '/executions/x/control' });
    expect([options.status, options.headers.allow, options.headers['access-control-allow-methods']]).toEqual([
      204,
      'POST, OPTIONS',
      undefined,
    ]);
    expect((await ask(server, { method: 'HEAD', path: '/execute' })).headers.allow).toBe('POST, OPTIONS');
    expect((await ask(server, { method: 'PUT', path: '/pending' })).status).toBe(405);
  });

  test('tells every expected failure by its status, and nothing of a defect', async () => {
    for (const [code, { http }] of Object.entries(errorTable)) {
      const { server } = await stage({
        'pending.list': () => Promise.reject(new PccError(code as keyof typeof errorTable, 'So it is.')),
      });
      const asked = await ask(server, { path: '/pending' });
      expect([asked.status, asked.json]).toEqual([http, { error: { code, message: 'So it is.' } }]);
      await server.close();
    }
  });

  test('output is waited for in the server, for a client of its own and not at the daemon', async () => {
    const lists = new Lists();
    lists.add(a, 'one');
    const { server } = await stage(lists.handlers);
    expect((await ask(server, { path: `/executions/${a}/output?from=0&waitMs=20000` })).json).toMatchObject({
      text: 'one',
      next: 3,
    });
    const waiting = ask(server, { path: `/executions/${a.slice(0, 30)}/output?from=3&waitMs=20000` });
    const late = ask(server, { path: `/executions/${a}/output?from=3&waitMs=30` });
    expect((await late).json).toMatchObject({ text: '', next: 3, end: false });
    lists.append(a, 'two');
    expect((await waiting).json).toMatchObject({ from: 3, text: 'two', next: 6 });
    const b = 'ABCDEF00-0000-4000-8000-000000000002';
    lists.add(b.toLowerCase());
    expect((await ask(server, { path: `/executions/${b}/output?from=0&waitMs=20` })).json).toMatchObject({ text: '' });
    lists.end(a);
    expect((await ask(server, { path: `/executions/${a}/output?from=6&waitMs=20000` })).json).toMatchObject({
      text: '',
      end: true,
    });
    expect((await ask(server, { path: `/executions/nobody/output?from=6` })).status).toBe(404);
    expect(server.watching.lists).toBe(0);
  });
});

describe('pages of the server', () => {
  test('health says only that it is, without the token', async () => {
    const { server } = await stage({});
    expect((await ask(server, { path: '/health', bare: true })).text).toBe('{"ok":true}');
    expect((await ask(server, { path: '/health' })).json).toMatchObject({
      ok: true,
      pid: process.pid,
      version: '1.2.3',
      daemon: { connected: true },
    });
    for (const path of ['/metrics', '/openapi.json', '/openrpc.json', '/nothing', '/health/x']) {
      expect((await ask(server, { path, bare: true })).status).toBe(401);
    }
    expect((await ask(server, { path: '/health', bare: true, headers: { authorization: 'Bearer no' } })).status).toBe(
      401,
    );
  });

  test('metrics are those of the daemon and its own', async () => {
    const metrics = [
      {
        name: 'pcc_sessions',
        help: 'Sessions.',
        type: 'gauge' as const,
        values: [{ labels: { state: 'idle' }, value: 2 }],
      },
    ];
    const { server } = await stage({ 'metrics.get': () => ({ metrics }) });
    await client(server);
    await ask(server, { path: '/nothing' });
    const asked = await ask(server, { path: '/metrics' });
    expect(asked.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(asked.text).toContain(
      '# HELP pcc_sessions Sessions.\n# TYPE pcc_sessions gauge\npcc_sessions{state="idle"} 2\n',
    );
    expect(asked.text).toContain('pcc_server_websockets 1\n');
    expect(asked.text).toContain('pcc_server_http_requests_total{status="404"} 1\n');
    expect(asked.text).toContain('pcc_server_daemon_up 1\n');
    for (const line of asked.text.trimEnd().split('\n'))
      expect(line).toMatch(/^# (?:HELP|TYPE) \w+ .+$|^\w+(?:\{\w+="[^"]*"\})? \S+$/);
  });

  test('metrics cannot be made to say something else by a label', () => {
    const values = [{ labels: { a: 'x"} 1\nevil 2\\' }, value: Infinity }];
    const text = metricsText([
      { name: 'ok', help: 'two\nlines', type: 'counter', values },
      { name: 'not ok', help: '', type: 'gauge', values: [] },
    ]);
    expect(text).toBe('# HELP ok two\\nlines\n# TYPE ok counter\nok{a="x\\"} 1\\nevil 2\\\\"} +Inf\n');
  });

  test('the manifest names every face, and no more', async () => {
    const { server } = await stage({});
    const asked = await ask(server, { path: '/.well-known/mcp/cc-executor.json', bare: true });
    const address = `127.0.0.1:${server.port}`;
    expect(asked.json).toMatchObject({
      name: 'cc-executor',
      endpoints: { websocket: `ws://${address}/ws` },
      jsonrpc: { aliases: { execute: 'execution.start' } },
    });
    expect(asked.text).not.toContain(token);
    expect(asked.json['endpoints']).not.toHaveProperty('mcp');
  });

  test('what is mounted is behind the guard, and is told of', async () => {
    const { server } = await stage(
      { 'session.list': () => [] },
      {
        mount: ({ calls }) => [
          {
            path: '/mcp',
            handle: async (_incoming, outgoing) =>
              void outgoing.end(JSON.stringify(await calls.call('session.list', {}))),
            socketPath: '/ws/mcp',
            accept: (socket) =>
              void socket.onMessage((text) => socket.send(Buffer.from(JSON.stringify({ echo: text })))),
          },
        ],
      },
    );
    expect((await ask(server, { path: '/mcp', method: 'POST', bare: true })).status).toBe(401);
    expect((await ask(server, { path: '/mcp', method: 'POST' })).text).toBe('[]');
    expect(await (await client(server, '/ws/mcp')).say('hi')).toEqual({ echo: 'hi' });
    expect((await ask(server, { path: '/.well-known/mcp/cc-executor.json' })).json).toMatchObject({
      endpoints: { mcp: `http://127.0.0.1:${server.port}/mcp` },
    });
  });
});

describe('the OpenAPI document', () => {
  const document = openApiDocument('1.2.3', 'http://127.0.0.1:1') as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: object };
  };
  interface Operation {
    readonly operationId: string;
    readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
    readonly requestBody?: { content: { 'application/json': { schema: { properties: object } } } };
    readonly responses: object;
  }

  test('has every route, with every parameter in one place, and nothing that callers never give', () => {
    for (const { verb, path, method, fixed } of routes) {
      const operation = document.paths[path]?.[verb.toLowerCase()];
      const body = Object.keys(operation?.requestBody?.content['application/json'].schema.properties ?? {});
      const named = [...(operation?.parameters ?? []).map(({ name }) => name), ...body, ...Object.keys(fixed ?? {})];
      expect(named.sort(), path).toEqual(Object.keys(networkRows.get(method)?.params.shape ?? {}).sort());
      expect(named).not.toContain('env');
    }
    const ids = Object.values(document.paths).flatMap((verbs) =>
      Object.values(verbs).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('refers only to what it has', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs)
      expect(Object.keys(document.components.schemas)).toContain(ref.replace('#/components/schemas/', ''));
  });

  test('is served', async () => {
    const { server } = await stage({});
    const asked = await ask(server, { path: '/openapi.json' });
    expect(asked.json).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(asked.text.length).toBeLessThan(limits.messageBytesMax);
  });
});
