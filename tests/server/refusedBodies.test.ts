import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ManualClock, systemClock } from '../../src/base/clock.ts';
import { limits } from '../../src/limits.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { Lists } from './lists.ts';
import { ask, client, stage, token, until } from './stage.ts';

/** Who is refused while it still sends reads why, whatever it sends and however it reads; and nobody gains by sending on. */

const bearer = { Authorization: `Bearer ${token}` };
const wrong = { Authorization: `Bearer ${'cd'.repeat(32)}` };
const piece = Buffer.alloc(65_536, 0x20);
const megabyte = 1_000_000;

type Headers = Readonly<Record<string, string>>;

function headOf(headers: Headers): string {
  const all = { Host: 'localhost', 'Content-Type': 'application/json', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /execute HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Writes at the pace at which it is taken; false when the connection is over before all of it was. */
async function written(socket: Socket, part: string | Buffer): Promise<boolean> {
  if (socket.destroyed) return false;
  if (socket.write(part)) return true;
  return await new Promise((done) => {
    const end = (drained: boolean) => (): void => {
      socket.off('drain', onDrain).off('close', onClose);
      done(drained);
    };
    const [onDrain, onClose] = [end(true), end(false)];
    socket.once('drain', onDrain).once('close', onClose);
  });
}

/** Sends all of a body, told or in chunks, before it reads anything, as simple clients do; gives what it reads then. */
async function sentFirst(port: number, headers: Headers, bytes: number, isTold: boolean): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  const failed = new Promise<never>((_, reject) => socket.on('error', reject));
  failed.catch(() => undefined);
  let heard = '';
  socket.setEncoding('utf8').on('data', (part: string) => (heard += part));
  socket.pause();
  const size: Headers = isTold ? { 'Content-Length': String(bytes) } : { 'Transfer-Encoding': 'chunked' };
  await written(socket, headOf({ ...headers, ...size }));
  for (let left = bytes; left > 0; left -= piece.length) {
    const part = piece.subarray(0, Math.min(left, piece.length));
    const framed = isTold
      ? [part]
      : [`${part.length.toString(16)}\r\n`, part, left <= piece.length ? '\r\n0\r\n\r\n' : '\r\n'];
    for (const one of framed) if (!(await written(socket, one))) await failed;
  }
  socket.resume();
  await Promise.race([once(socket, 'close'), failed]);
  return heard;
}

/** The refusals; `429` on a server whose time stands still. */
const refusals: readonly (readonly [status: number, headers: Headers])[] = [
  [413, bearer],
  [401, wrong],
  [401, {}],
  [403, { ...bearer, Host: 'evil.example' }],
  [403, { ...bearer, Origin: 'https://evil.example' }],
];
const sizes = [0.5, 4.5, 1, 12, 5, 0.7, 30, 2, 6, 100] as const;

describe('a hundred requests in a row whose bodies are refused while they come', () => {
  test('all read why, and nothing is kept', async () => {
    const { server, daemon } = await stage(new Lists().handlers);
    let most = 0;
    const look = (): void => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    };
    const before = process.memoryUsage().arrayBuffers;
    for (let n = 0; n < 100; n++) {
      const [status, headers] = refusals[n % refusals.length] ?? [413, bearer];
      const large = sizes[Math.floor(n / 2) % sizes.length] ?? 100;
      // A body that would be taken is not refused for its size.
      const bytes = (status === 413 ? Math.max(4.5, large) : large) * megabyte;
      const isTold = n % 2 === 0;
      // Whoever it is, a size that is told is looked at before the token.
      const first = status === 401 && isTold && bytes > limits.httpBodyBytesMax ? 413 : status;
      const asking: Headers = n % 3 === 0 ? { ...headers, Connection: 'close' } : headers;
      const heard = await sentFirst(server.port, asking, bytes, isTold).catch(String);
      look();
      expect([n, heard]).toEqual([n, answerOf(first)]);
    }
    expect(most - before).toBeLessThan(100 * megabyte);
    expect(server.held().bodies).toBe(0);
    expect(daemon.calls).toEqual([]);
  }, 120_000);

  test('those that come too fast among them', async () => {
    const { server } = await stage({}, { clock: { ...systemClock(), monotonicMs: () => 0 } });
    await Promise.all(Array.from({ length: limits.httpRateBurst }, () => ask(server, { path: '/health', bare: true })));
    for (const large of sizes) {
      const heard = await sentFirst(server.port, wrong, large * megabyte, large > 5).catch(String);
      expect([large, heard]).toEqual([large, answerOf(429)]);
    }
    expect((await ask(server, { path: '/health' })).status).toBe(200);
  }, 60_000);

  test('a client that reads while it sends', async () => {
    const { server } = await stage({});
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    for (let n = 0; n < 10; n++) {
      const body = Array.from({ length: 1_600 }, () => piece);
      const asked = await ask(server, { method: 'POST', path: n % 2 === 0 ? '/execute' : '/nothing', headers, body });
      expect([asked.status, asked.headers.connection]).toEqual([n % 2 === 0 ? 413 : 404, 'close']);
    }
  }, 60_000);
});

test('who asks before it sends is refused without a word to go on, and else told to', async () => {
  const lists = new Lists();
  const { server } = await stage(lists.handlers);
  const asks = { Expect: '100-continue', 'Content-Length': '2', Connection: 'close' };
  expect(await heardOf(server, headOf({ ...wrong, ...asks }))).toEqual(answerOf(401));
  const taken = connected(server);
  taken.write(headOf({ ...bearer, ...asks }));
  expect(String(await once(taken, 'data'))).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  taken.write('{}');
  expect(String(await once(taken, 'data'))).toMatch(/^HTTP\/1\.1 400 /);
});

test('a connection on which a refused body came whole, or none, is kept', async () => {
  const { server } = await stage({ 'session.list': () => [] });
  const socket = connected(server);
  const get = `GET /sessions HTTP/1.1\r\nHost: localhost\r\n${Object.entries(bearer)[0]?.join(': ') ?? ''}\r\n\r\n`;
  const bad = headOf({ ...bearer, 'Content-Length': '1' });
  for (const [text, status] of [
    [get.replace('/sessions', '/nothing'), 404],
    [`${bad}{`, 400],
    [get, 200],
  ] as const) {
    socket.write(text);
    const said = String(await once(socket, 'data'));
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(said).toMatch(/^connection: keep-alive\r$/im);
  }
});

test('what comes behind a refused upgrade, or is no request, harms no answer', async () => {
  const { server } = await stage({});
  const upgrade = 'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  for (const [start, status] of [
    [upgrade, 401],
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}`, 431],
  ] as const) {
    const socket = createConnection({ port: server.port, host: '127.0.0.1' });
    let heard = '';
    socket.setEncoding('utf8').on('data', (part: string) => (heard += part));
    socket.on('error', (error) => (heard = String(error)));
    socket.pause();
    await written(socket, start);
    for (let n = 0; n < 160; n++) await written(socket, piece);
    socket.resume();
    await once(socket, 'close');
    expect(heard).toEqual(answerOf(status));
  }
});

describe('who sends on when it was refused', () => {
  test('is cut off after so many bytes', async () => {
    const { server } = await stage({});
    const socket = connected(server);
    socket.write(headOf({ ...wrong, 'Transfer-Encoding': 'chunked' }));
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
    let sent = 0;
    while (sent < 2 * limits.httpLingerBytesMax && (await written(socket, chunk))) sent += chunk.length;
    expect(sent).toBeGreaterThan(limits.httpLingerBytesMax * 0.9);
    // What the system holds of both sides is beyond it.
    expect(sent).toBeLessThan(limits.httpLingerBytesMax + 32 * megabyte);
  }, 30_000);

  test('begins no other request', async () => {
    const { server, daemon } = await stage({ 'session.list': () => [] });
    const get = `GET /sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const socket = connected(server);
    let heard = '';
    socket.on('data', (part) => (heard += String(part)));
    socket.write(headOf({ ...wrong, 'Content-Length': '5' }));
    await until(() => heard.includes('}}'));
    socket.end(`12345${get}${get}`);
    await once(socket, 'close');
    expect(heard).toEqual(answerOf(401));
    expect(daemon.calls).toEqual([]);
  });

  test('is cut off after a while, and the oldest when there are too many', async () => {
    const clock = new ManualClock();
    const { server } = await stage({ 'session.list': () => [] }, { clock });
    const sockets: Socket[] = [];
    for (let n = 0; n < limits.httpLingeringMax + 10; n++) {
      const socket = connected(server);
      sockets.push(socket);
      // Those with the token have no more places than the others.
      socket.write(headOf({ ...(n % 2 === 0 ? bearer : wrong), 'Content-Length': '100000000' }));
      expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 413 /);
    }
    await until(() => sockets.slice(0, 10).map(isCut).every(Boolean));
    const left = sockets.slice(10);
    for (let n = 0; n < 3; n++) {
      expect(left.filter(isCut)).toEqual([]);
      expect((await ask(server, { path: '/sessions' })).status).toBe(200);
    }
    clock.advance(limits.httpRequestMs);
    await until(() => left.map(isCut).every(Boolean));
  }, 30_000);

  test('has no place of those with the token', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    const open = await client(server);
    const refused = connected(server);
    refused.write(headOf({ ...bearer, 'Content-Length': '100000000' }));
    await once(refused, 'data');
    const silent = Array.from({ length: limits.httpStrangersMax + 20 }, () => connected(server));
    await until(() => isCut(refused));
    expect(await open.call('session.list', {})).toEqual([]);
    for (const socket of silent) socket.destroy();
  }, 30_000);

  test('does not hold up the end of the server', async () => {
    const { server } = await stage({});
    const refused = connected(server);
    refused.write(headOf({ ...wrong, 'Content-Length': '100000000' }));
    const upgrade = connected(server);
    upgrade.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await Promise.all([once(refused, 'data'), once(upgrade, 'data')]);
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeLessThan(limits.serverGoodbyeMs + 5_000);
  }, 30_000);
});

/** A refusal, whole, behind which the connection ends. */
function answerOf(status: number): unknown {
  return expect.stringMatching(
    new RegExp(`^HTTP/1\\.1 ${status} (?=[^]*^connection: close\\r$)[^]*\\r\\n\\r\\n\\{"error":\\{.*\\}\\}$`, 'im'),
  );
}

/** What is heard on a connection until the server ends it. */
async function heardOf(server: Pick<RunningServer, 'port'>, text: string): Promise<string> {
  const socket = connected(server);
  let heard = '';
  socket.on('data', (part) => (heard += String(part)));
  socket.write(text);
  await once(socket, 'end');
  return heard;
}

/** Looks whether a connection that lingered was cut off, which only who sends is told of. */
function isCut(socket: Socket): boolean {
  if (!socket.closed) socket.write(' ');
  return socket.closed;
}

/** A connection that its own side does not end when the server does. */
function connected({ port }: Pick<RunningServer, 'port'>): Socket {
  const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}
