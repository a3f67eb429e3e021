import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ApiClient, type ApiConnect, connectApi } from '../../src/api/client.ts';
import { apiProtocol, methods } from '../../src/api/methods.ts';
import {
  type ApiClientHandle,
  type ApiServer,
  type ApiServerOptions,
  type Handlers,
  listenUnix,
} from '../../src/api/server.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';

const token = 'a'.repeat(64);

function socketIn(name = 'daemon.sock'): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-api-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, name);
}

/** Handlers that refuse everything, but for those that are given. */
function handlers(given: Partial<Handlers>): Handlers {
  const refuse = () => {
    throw new PccError('unavailable', 'Not in this test.');
  };
  const names = Object.keys(methods).filter((name) => name !== 'hello');
  return { ...Object.fromEntries(names.map((name) => [name, refuse])), ...given } as Handlers;
}

/** A server on a socket of its own; closed after the test. */
async function serve(
  given: Partial<Handlers>,
  more: Partial<ApiServerOptions> = {},
): Promise<ApiServer & { socketPath: string }> {
  const socketPath = more.socketPath ?? socketIn();
  const server = await listenUnix({
    socketPath,
    token,
    version: '1.2.3',
    handlers: handlers(given),
    onBug: (_method, error) => {
      throw error;
    },
    ...more,
  });
  onTestFinished(() => server.close());
  return Object.assign(server, { socketPath });
}

async function connect(socketPath: string, more: Partial<ApiConnect> = {}): Promise<ApiClient> {
  const client = await connectApi({ socketPath, token, client: 'test', ...more });
  onTestFinished(() => {
    client.close();
  });
  return client;
}

/** A bare connection: what is written raw, and what comes back as text. */
async function raw(
  socketPath: string,
): Promise<{ socket: Socket; text: () => string; until: (claim: () => boolean) => Promise<void> }> {
  const socket = createConnection(socketPath);
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => (text += more));
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return { socket, text: () => text, until: (claim) => until(claim) };
}

async function until(claim: () => boolean, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!claim()) {
    if (performance.now() > end) throw new Error('what was waited for did not come');
    await new Promise((done) => setTimeout(done, 2));
  }
}

const helloLine = `${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'hello', params: { protocol: apiProtocol, token, client: 'raw' } })}\n`;
const screen = { cols: 80, rows: 24, data: '', title: '', offset: 0 };

test('a call reaches its handler and its result comes back', async () => {
  const seen: ApiClientHandle[] = [];
  const server = await serve(
    { 'session.pause': ({ id }) => ({ id: `${id}!` }), 'pending.list': () => Promise.resolve([]) },
    { onClient: (client) => seen.push(client) },
  );
  const client = await connect(server.socketPath);
  expect(client.hello).toEqual({ protocol: apiProtocol, version: '1.2.3', pid: process.pid });
  expect(await client.call('session.pause', { id: 'app-1' })).toEqual({ id: 'app-1!' });
  expect(await client.call('pending.list', {})).toEqual([]);
  expect(seen.map((one) => one.name)).toEqual(['test']);
  expect(server.clients).toBe(1);
});

test('errors arrive as they were thrown; wrong parameters are named; defects tell nothing', async () => {
  const bugs: string[] = [];
  const server = await serve(
    {
      'session.stop': () => Promise.reject(new PccError('not_found', "No session is called 'x'.")),
      'daemon.status': () => {
        throw new TypeError('internals');
      },
    },
    { onBug: (method) => bugs.push(method) },
  );
  const client = await connect(server.socketPath);
  await expect(client.call('session.stop', { id: 'x' })).rejects.toMatchObject({
    code: 'not_found',
    message: "No session is called 'x'.",
  });
  await expect(client.call('session.stop', { id: '' })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(client.call('daemon.status', {})).rejects.toMatchObject({ code: 'failed' });
  expect(bugs).toEqual(['daemon.status']);
});

test('parameters that are nested without end are refused, and leave the client before they are written', async () => {
  const bugs: string[] = [];
  const server = await serve({ 'pending.list': () => [] }, { onBug: (method) => bugs.push(method) });
  const { socket, text } = await raw(server.socketPath);
  const nested = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);
  const steps = `[{"prompt":"a","schema":${nested}}]`;
  const sentence = `The parameters of 'execution.start' are nested more deeply than ${limits.jsonDepthMax} levels; make them flatter.`;
  socket.write(
    `${helloLine}{"jsonrpc":"2.0","id":1,"method":"execution.start","params":{"path":"/p","steps":${steps}}}\n`,
  );
  await until(() => text().split('\n').length === 3);
  const replies = text()
    .split('\n')
    .slice(0, 2)
    .map((line) => JSON.parse(line) as { readonly id: number });
  expect(replies.find(({ id }) => id === 1)).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32602, message: sentence },
  });
  const client = await connect(server.socketPath);
  const order = { path: '/p', steps: JSON.parse(steps) as [], env: {}, claude: 'claude', args: [] };
  await expect(client.call('execution.start', order)).rejects.toMatchObject({
    code: 'invalid_input',
    message: sentence,
  });
  expect(await client.call('pending.list', {})).toEqual([]);
  expect(bugs).toEqual([]);
});

test('the socket is for its owner only', async () => {
  const server = await serve({});
  expect(statSync(server.socketPath).mode & 0o777).toBe(0o600);
  const mask = process.umask(0o022);
  process.umask(mask);
  expect(mask).not.toBe(0o177);
});

test('without the token nothing is served, not even whether a method exists', async () => {
  let called = 0;
  const server = await serve({ 'pending.list': () => (called++, []) });
  for (const wrong of ['', 'b'.repeat(64), `${token} `, token.slice(1)]) {
    await expect(connect(server.socketPath, { token: wrong })).rejects.toMatchObject({ code: 'unsafe_environment' });
  }
  const { socket, text } = await raw(server.socketPath);
  socket.write(
    '{"jsonrpc":"2.0","id":1,"method":"pending.list"}\n{"jsonrpc":"2.0","id":2,"method":"nonsense"}\n{"jsonrpc":"2.0","method":"pending.list"}\n',
  );
  await until(() => text().split('\n').length === 3);
  const replies = text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { error: { message: string } });
  expect(replies.map((reply) => reply.error.message)).toEqual(Array(2).fill('Say `hello` with the token first.'));
  expect(called).toBe(0);
});

test('hello may stand in one batch with what follows it', async () => {
  const server = await serve({ 'pending.list': () => [] });
  const { socket, text } = await raw(server.socketPath);
  socket.write(`[${helloLine.trim()},{"jsonrpc":"2.0","id":1,"method":"pending.list"}]\n`);
  await until(() => text().endsWith('\n'));
  expect(JSON.parse(text())).toMatchObject([{ id: 0 }, { id: 1, result: [] }]);
});

test('a client of another protocol may look and end the daemon, and is told what to do', async () => {
  const server = await serve({ 'daemon.stop': () => ({ pid: 1, sessions: 0 }), 'pending.list': () => [] });
  const { socket, text } = await raw(server.socketPath);
  socket.write(helloLine.replace(`"protocol":${apiProtocol}`, '"protocol":99'));
  socket.write('{"jsonrpc":"2.0","id":1,"method":"pending.list"}\n{"jsonrpc":"2.0","id":2,"method":"daemon.stop"}\n');
  await until(() => text().split('\n').length === 4);
  expect(text()).toContain('The client speaks protocol 99, the daemon 1; run `pcc daemon restart`.');
  expect(text()).toContain('"id":2,"result":{"pid":1');
});

test('a daemon of another protocol is refused, unless the client wants any', async () => {
  const socketPath = socketIn();
  const old = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () =>
      socket.write('{"jsonrpc":"2.0","id":1,"result":{"protocol":7,"version":"0.0.1","pid":5}}\n'),
    );
  });
  old.listen(socketPath);
  await once(old, 'listening');
  onTestFinished(() => void old.close());
  await expect(connect(socketPath)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('pcc 0.0.1') as string,
  });
  expect((await connect(socketPath, { anyProtocol: true })).hello.pid).toBe(5);
});

test('two clients talk at the same time, and each hears its own notifications', async () => {
  const server = await serve({
    'session.logs': async ({ id }, client) => {
      for (const n of [1, 2, 3]) {
        await new Promise(setImmediate);
        client.notify('log', { seq: n, session: id, at: '2026-01-01T00:00:00Z', type: 'note', text: client.name });
      }
      return { lines: [] };
    },
  });
  const heard: string[][] = [];
  const talk = async (name: string) => {
    const client = await connect(server.socketPath, { client: name });
    const mine: string[] = [];
    heard.push(mine);
    const listening = client.on('log', (line) => mine.push(`${line.text ?? ''}${line.seq}`));
    await Promise.all([1, 2].map(() => client.call('session.logs', { id: 'app-1', follow: true })));
    listening.dispose();
    await client.call('session.logs', { id: 'app-1', follow: true });
  };
  await Promise.all([talk('a'), talk('b')]);
  expect(heard.map((mine) => mine.join(' ')).sort()).toEqual(['a1 a1 a2 a2 a3 a3', 'b1 b1 b2 b2 b3 b3']);
});

test('a client that does not read is refused output within the limit, and told when it may have more', async () => {
  let handle: ApiClientHandle | undefined;
  let slow = 0;
  const server = await serve({}, { onClient: (client) => (handle = client), onSlow: () => slow++ });
  const { socket, text } = await raw(server.socketPath);
  socket.write(helloLine);
  await until(() => text().includes('"result"'));
  socket.pause();
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  let refused = 0;
  let drained = 0;
  handle?.onDrain(() => drained++);
  const chunk = 'x'.repeat(50_000);
  for (let n = 0; n < 4_000; n++) {
    if (handle?.notify('screen.output', { attachment: 'a', offset: n, text: chunk }) === false) refused++;
    if (n % 100 === 0) await new Promise(setImmediate);
  }
  const grown = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before;
  expect(refused).toBeGreaterThan(3_900);
  expect(slow).toBe(1);
  expect(drained).toBe(0);
  expect(grown).toBeLessThan(60_000_000);
  socket.resume();
  await until(() => drained === 1);
  expect(handle?.notify('screen.reset', { attachment: 'a', screen, why: 'it was too slow' })).toBe(true);
  await until(() => text().endsWith('"why":"it was too slow"}}\n'));
});

test('a picture larger than the limit gets through when nothing else waits', async () => {
  let handle: ApiClientHandle | undefined;
  const server = await serve({}, { onClient: (client) => (handle = client) });
  const client = await connect(server.socketPath);
  const data = 'x'.repeat(limits.clientBacklogBytesMax * 2);
  const heard = new Promise((done) =>
    client.on('screen.reset', ({ screen: { data: text } }) => {
      done(text.length);
    }),
  );
  expect(handle?.notify('screen.reset', { attachment: 'a', screen: { ...screen, data }, why: '' })).toBe(true);
  expect(await heard).toBe(data.length);
});

test('a client that asks on and on without reading is let go', async () => {
  const server = await serve({
    'pending.respond': () => ({ n: 1, session: 's', answer: 'x'.repeat(1_000_000), outcome: '' }),
  });
  const { socket, text } = await raw(server.socketPath);
  socket.write(helloLine);
  await until(() => text().includes('"result"'));
  socket.pause();
  for (let n = 0; n < 100; n++)
    socket.write(`{"jsonrpc":"2.0","id":${n},"method":"pending.respond","params":{"n":1,"answers":["1"]}}\n`);
  await until(() => server.clients === 0);
});

test('too many calls at once end the conversation', async () => {
  const server = await serve({ 'session.pause': () => new Promise(() => undefined) });
  const client = await connect(server.socketPath);
  const calls = Array.from({ length: limits.clientCallsMax + 1 }, () => client.call('session.pause', { id: 'a' }));
  const ends = await Promise.allSettled(calls);
  expect(ends.every((end) => end.status === 'rejected')).toBe(true);
  await until(() => server.clients === 0);
});

test('a line of 100 MB is refused early, without taking the memory, and others are served on', async () => {
  const server = await serve({ 'pending.list': () => [] });
  const other = await connect(server.socketPath);
  const { socket, text } = await raw(server.socketPath);
  const closed = new Promise((done) => socket.on('close', done));
  socket.write(helloLine);
  const before = process.memoryUsage().rss;
  let sent = 0;
  const piece = Buffer.alloc(1_000_000, 'x');
  while (sent < 100 && !socket.destroyed) {
    sent++;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
  }
  await closed;
  expect(text()).toContain('larger than 8388608 bytes');
  expect(sent).toBeLessThan(60);
  expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
  expect(await other.call('pending.list', {})).toEqual([]);
});

test('garbage is answered as such and harms nobody', async () => {
  const server = await serve({ 'pending.list': () => [] });
  const { socket, text } = await raw(server.socketPath);
  socket.write(Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await until(() => text().split('\n').length === 3);
  expect(text().match(/-32700/g)).toHaveLength(2);
  socket.destroy();
  expect(await (await connect(server.socketPath)).call('pending.list', {})).toEqual([]);
});

test('the number of clients has a limit', async () => {
  const server = await serve({});
  const clients = await Promise.all(Array.from({ length: limits.clientsMax }, () => connect(server.socketPath)));
  await expect(connect(server.socketPath)).rejects.toMatchObject({ code: 'gone' });
  clients[0]?.close();
  await until(() => server.clients === limits.clientsMax - 1);
  await connect(server.socketPath);
});

test('when a client leaves, its handle hears it once, and takes nothing more', async () => {
  let handle: ApiClientHandle | undefined;
  const server = await serve({}, { onClient: (client) => (handle = client) });
  const client = await connect(server.socketPath);
  let closed = 0;
  handle?.onClose(() => closed++);
  client.close();
  await until(() => server.clients === 0);
  expect(closed).toBe(1);
  expect(handle?.notify('screen.ended', { attachment: 'a', exitCode: 0 })).toBe(false);
});

test('when the daemon ends, what waits is told so, and the socket is gone', async () => {
  const server = await serve({ 'session.pause': () => new Promise(() => undefined) });
  const client = await connect(server.socketPath);
  const why: string[] = [];
  client.onClose((sentence) => why.push(sentence));
  const waiting = client.call('session.pause', { id: 'a' });
  const expectation = expect(waiting).rejects.toMatchObject({ code: 'gone' });
  await server.close();
  await expectation;
  expect(why).toEqual(['the daemon ended the conversation']);
  await expect(client.call('pending.list', {})).rejects.toMatchObject({ code: 'gone' });
  expect(existsSync(server.socketPath)).toBe(false);
});

test('a call that is not answered ends at its time, and a late answer harms nobody', async () => {
  const clock = new ManualClock();
  let answer: () => void = () => undefined;
  const server = await serve({
    'session.pause': () =>
      new Promise(
        (done) =>
          (answer = () => {
            done({ id: 'late' });
          }),
      ),
    'pending.list': () => [],
  });
  const client = await connect(server.socketPath, { clock });
  const waiting = client.call('session.pause', { id: 'a' }, { timeoutMs: 500 });
  const expectation = expect(waiting).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining("'session.pause' within 500 ms") as string,
  });
  await client.call('pending.list', {});
  clock.advance(500);
  await expectation;
  answer();
  expect(await client.call('pending.list', {})).toEqual([]);
});

test('nobody listens: said so', async () => {
  await expect(connect(socketIn())).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('no daemon listens there') as string,
  });
});

test('a socket that a dead daemon left is replaced; a living one is respected', async () => {
  const socketPath = socketIn();
  const program = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  expect(spawnSync(process.execPath, ['-e', program, socketPath]).signal).toBe('SIGKILL');
  expect(existsSync(socketPath)).toBe(true);
  const server = await serve({ 'pending.list': () => [] }, { socketPath });
  await expect(serve({}, { socketPath })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Another daemon listens') as string,
  });
  expect(await (await connect(server.socketPath)).call('pending.list', {})).toEqual([]);
});

test('what stands at the path and is no socket is not touched', async () => {
  const file = socketIn();
  writeFileSync(file, 'mine');
  await expect(serve({}, { socketPath: file })).rejects.toMatchObject({
    code: 'unsafe_environment',
    message: `'${file}' is not a socket; move it away, pcc listens there.`,
  });
  const link = socketIn();
  symlinkSync(file, link);
  await expect(serve({}, { socketPath: link })).rejects.toMatchObject({ code: 'unsafe_environment' });
  expect(statSync(file).size).toBe(4);
});

test('a path that is too long is refused, not cut', async () => {
  await expect(serve({}, { socketPath: socketIn('x'.repeat(100)) })).rejects.toMatchObject({
    code: 'unsafe_environment',
    message: expect.stringContaining('set PCC_HOME to a shorter folder') as string,
  });
});
