import { createConnection } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '../../src/base/clock.ts';
import { limits } from '../../src/limits.ts';
import { Bucket, RequestRate } from '../../src/server/rate.ts';
import { idOf, Lists } from './lists.ts';
import { ask, client, refusedWith, stage, token, until } from './stage.ts';

const bearer = { authorization: `Bearer ${token}` };

describe('who is served', () => {
  test.each<[string, Record<string, string>, number]>([
    ['without a token', { authorization: '' }, 401],
    ['with a wrong token', { authorization: `Bearer ${'cd'.repeat(32)}` }, 401],
    ['with a part of the token', { authorization: `Bearer ${token.slice(0, -1)}` }, 401],
    ['with another scheme', { authorization: `Basic ${token}` }, 401],
    ['for a foreign host', { ...bearer, host: 'evil.example' }, 403],
    ['for a foreign host with our port', { ...bearer, host: 'evil.example:7433' }, 403],
    ['for a host that only begins like ours', { ...bearer, host: '127.0.0.1.evil.example' }, 403],
    ['for a host with a name and password', { ...bearer, host: 'localhost@evil.example' }, 403],
    ['for the address of all', { ...bearer, host: '0.0.0.0' }, 403],
    ['from a foreign origin', { ...bearer, origin: 'https://evil.example' }, 403],
    ['from another server of this machine', { ...bearer, origin: 'http://127.0.0.1:3000' }, 403],
    ['from a page without an origin', { ...bearer, origin: 'null' }, 403],
    ['for localhost through a tunnel', { ...bearer, host: 'localhost:9000' }, 200],
    ['for the loopback of IPv6', { ...bearer, host: '[::1]:9000' }, 200],
    ['from our own origin', { ...bearer, host: 'localhost:9000', origin: 'http://localhost:9000' }, 200],
    ['with the token', bearer, 200],
  ])('a request %s', async (_name, headers, status) => {
    const { server } = await stage({ 'session.list': () => [] });
    const asked = await ask(server, { path: '/sessions', headers, bare: true });
    expect(asked.status).toBe(status);
    expect(asked.headers['access-control-allow-origin']).toBeUndefined();
    if (status !== 200) expect(asked.json.error?.message).toMatch(/\.$/);
    const { host, ...rest } = headers;
    if (status === 200) await client(server, '/ws', { ...rest, ...(host ? { host } : {}) });
    else expect(await refusedWith(server.port, headers)).toBe(status);
  });

  test('for a name of this machine is told which address to use', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    const asked = await ask(server, {
      path: '/sessions',
      headers: { ...bearer, host: 'my-machine.example' },
      bare: true,
    });
    expect(asked.json.error?.message).toContain("use the address itself, such as '127.0.0.1', and no name for it");
  });

  test('a token in the query is none', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    expect((await ask(server, { path: `/sessions?token=${token}`, bare: true })).status).toBe(401);
    expect(await refusedWith(server.port, {}, `/ws?token=${token}`)).toBe(401);
  });

  test('a browser gives the token as a subprotocol, which is not repeated', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    const one = await client(server, '/ws', {}, ['pcc.v1', `pcc.token.${token}`]);
    expect(one.socket.protocol).toBe('pcc.v1');
    expect(await one.call('session.list', {})).toEqual([]);
    expect(await refusedWith(server.port, {}, '/ws', ['pcc.v1', `pcc.token.${'0'.repeat(64)}`])).toBe(401);
    // Only an upgrade may show it so.
    const headers = { 'sec-websocket-protocol': `pcc.token.${token}` };
    expect((await ask(server, { path: '/sessions', headers, bare: true })).status).toBe(401);
  });

  test('nothing but a WebSocket is upgraded to, and only at its path', async () => {
    const { server } = await stage({});
    expect(await refusedWith(server.port, bearer, '/other')).toBe(404);
    const other = await ask(server, { path: '/ws', headers: { connection: 'upgrade', upgrade: 'h2c' } });
    expect([other.status, other.json.error?.code]).toEqual([426, 'upgrade_required']);
  });

  test('two Host headers, and a target that is a whole address, are refused', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    const auth = `Authorization: Bearer ${token}`;
    const twice = `GET /sessions HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n${auth}\r\n\r\n`;
    expect(await raw(server.port, twice)).toMatch(/^HTTP\/1\.1 4\d\d /);
    const proxied = `GET http://evil.example/sessions HTTP/1.1\r\nHost: localhost\r\n${auth}\r\n\r\n`;
    expect(await raw(server.port, proxied)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(server.port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await raw(server.port, `GET /sessions HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('how much is taken', () => {
  const start = { method: 'POST', path: '/execute', headers: { 'content-type': 'application/json' } };

  function* megabytes(count: number): Iterable<Buffer> {
    const one = Buffer.alloc(1_000_000, 0x20);
    for (let n = 0; n < count; n++) yield one;
  }

  test.each([
    ['told', { 'content-length': '100000000' }],
    ['not told', { 'transfer-encoding': 'chunked' }],
  ])('a body of 100 MB whose size is %s is refused, and never held', async (_name, headers) => {
    const lists = new Lists();
    const { server, daemon } = await stage(lists.handlers);
    let most = 0;
    const watched = function* () {
      for (const part of megabytes(100)) {
        most = Math.max(most, server.held().bodies);
        yield part;
      }
    };
    const answer = await ask(server, { ...start, headers: { ...start.headers, ...headers }, body: watched() });
    expect(answer).toMatchObject({ status: 413, json: { error: { code: 'too_large' } } });
    expect(most).toBeLessThanOrEqual(limits.httpBodyBytesMax + 1_000_000);
    expect(server.held().bodies).toBe(0);
    expect(daemon.calls).toEqual([]);
    lists.add(idOf(1));
    expect((await ask(server, { path: `/executions/${idOf(1)}/status` })).status).toBe(200);
  });

  test('the size that is told is answered before anything is sent', async () => {
    const { server } = await stage({});
    const head = `POST /execute HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n`;
    expect(await raw(server.port, head)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('requests come at a pace; who is too fast is told when to come again', () => {
    const clock = new ManualClock();
    const rate = new RequestRate(clock);
    for (let n = 0; n < limits.httpRateBurst; n++) expect(rate.take('10.0.0.1')).toBe(0);
    expect(rate.take('10.0.0.1')).toBeGreaterThan(0);
    expect(rate.take('::ffff:10.0.0.1')).toBeGreaterThan(0);
    expect(rate.take('10.0.0.2')).toBe(0);
    clock.advance(1_000);
    for (let n = 0; n < limits.httpRatePerS; n++) expect(rate.take('10.0.0.1')).toBe(0);
    expect(rate.take('10.0.0.1')).toBeGreaterThan(0);
  });

  test('a network of IPv6 counts as one address, and all together have a pace too', () => {
    const clock = new ManualClock();
    const rate = new RequestRate(clock);
    for (let n = 0; n < limits.httpRateBurst; n++) expect(rate.take(`2001:db8:1:2::${n.toString(16)}`)).toBe(0);
    expect(rate.take('2001:db8:1:2:ffff::1')).toBeGreaterThan(0);
    const left = limits.httpRateAllBurst - limits.httpRateBurst;
    for (let n = 0; n < left; n++) expect(rate.take(`10.1.${n >> 8}.${n & 255}`)).toBe(0);
    expect(rate.take('10.2.0.1')).toBeGreaterThan(0);
  });

  test('a bucket fills up to its burst and no further', () => {
    const clock = new ManualClock();
    const bucket = new Bucket({ perS: 10, burst: 5 }, clock);
    clock.advance(3_600_000);
    for (let n = 0; n < 5; n++) expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(100);
  });

  test('too many requests over the network', async () => {
    // On a clock that stands still nothing is given back.
    const { server } = await stage({}, { clock: { ...systemClock(), monotonicMs: () => 0 } });
    const asked = await Promise.all(
      Array.from({ length: limits.httpRateBurst + 50 }, () => ask(server, { path: '/health' })),
    );
    const refused = asked.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(50);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect(server.counts.of('http_refused', 'rate')).toBe(refused.length);
  }, 30_000);

  test('however many requests come without the token, who has it is served', async () => {
    const { server } = await stage({ 'session.list': () => [] }, { clock: { ...systemClock(), monotonicMs: () => 0 } });
    // A page of a browser on this machine, guesses, and what only asks whether it is there.
    const strangers: readonly Parameters<typeof ask>[1][] = [
      { headers: { origin: 'https://evil.example' }, bare: true },
      { headers: { authorization: `Bearer ${'cd'.repeat(32)}` }, bare: true },
      { bare: true },
    ];
    const asked = await Promise.all(
      Array.from({ length: limits.httpRateBurst + 50 }, (_, n) =>
        ask(server, { path: '/health', ...strangers[n % strangers.length] }),
      ),
    );
    expect(asked.filter(({ status }) => status === 429)).toHaveLength(50);
    for (let n = 0; n < 20; n++) expect((await ask(server, { path: '/sessions' })).status).toBe(200);
    await client(server, '/ws', bearer);
  }, 30_000);

  test('however many connections say nothing, who has the token connects, and stays', async () => {
    const { server } = await stage({ 'session.list': () => [] });
    const before = await client(server, '/ws', bearer);
    const silent = Array.from({ length: limits.httpStrangersMax + 100 }, () =>
      createConnection(server.port, '127.0.0.1'),
    );
    for (const socket of silent) socket.on('error', () => undefined);
    try {
      await until(() => silent.every(({ connecting }) => !connecting));
      await until(() => server.counts.of('http_refused', 'connections') >= 100);
      for (let n = 0; n < 20; n++) expect((await ask(server, { path: '/sessions' })).status).toBe(200);
      await client(server, '/ws', bearer);
      expect(await before.call('session.list', {})).toEqual([]);
      // Those that came last are still heard.
      expect(silent.filter(({ closed }) => !closed).length).toBeGreaterThan(limits.httpStrangersMax / 2);
    } finally {
      for (const socket of silent) socket.destroy();
    }
  }, 30_000);

  test('who says nothing, or never comes to an end, is hung up on', async () => {
    const { server } = await stage({});
    const started = performance.now();
    const [silent, slow] = await Promise.all([raw(server.port, ''), raw(server.port, 'GET / HTTP/1.1\r\nHost: loc')]);
    expect(performance.now() - started).toBeLessThan(limits.httpHeadersMs + 5_000);
    expect(slow).toMatch(/^HTTP\/1\.1 408 /);
    expect(silent).toMatch(/^$|^HTTP\/1\.1 408 /);
  }, 30_000);
});

/** What comes back on a bare connection until it ends. */
function raw(port: number, text: string): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (part: string) => (heard += part));
  socket.on('error', () => undefined);
  socket.write(text);
  return until(() => (socket.closed || /\r\n\r\n/.test(heard) ? { heard } : undefined), 20_000).then((all) => {
    socket.destroy();
    return all.heard;
  });
}
