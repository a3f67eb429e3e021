import { createConnection } from 'node:net';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ManualClock, systemClock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposables.ts';
import { limits } from '../../src/limits.ts';
import { connectApi } from '../../src/api/client.ts';
import { fakeDaemon } from '../cli/fakeDaemon.ts';
import { daemonAgain } from './daemonAgain.ts';
import { idOf, Lists } from './lists.ts';
import type { Client } from './stage.ts';
import { ask, client, stage, token, until } from './stage.ts';

const a = idOf(1);

/** Several calls in one message; gives their results. */
async function batch(one: Client, ...calls: (readonly [method: string, id: string])[]): Promise<unknown[]> {
  const message = calls.map(([method, id], n) => ({ jsonrpc: '2.0', id: `b${n}`, method, params: { id } }));
  const answers = (await one.say(JSON.stringify(message))) as { result?: unknown }[];
  return answers.map(({ result }) => result);
}

describe('a stream of output', () => {
  test('begins where it is asked to, goes on as output comes, and tells its end', async () => {
    const lists = new Lists();
    lists.add(a, 'before ');
    const { server } = await stage(lists.handlers);
    const [all, rest] = [await client(server), await client(server)];
    expect(await all.call('execution.watch', { id: a.slice(0, 20), from: 0 })).toMatchObject({ id: a, offset: 7 });
    await rest.call('execution.watch', { id: a });
    lists.append(a, 'häppens ');
    lists.append(a, 'after');
    lists.end(a);
    await until(() => all.output(a).ended && rest.output(a).ended);
    expect(all.output(a)).toEqual({ text: 'before häppens after', gaps: 0, ended: true });
    expect(rest.output(a)).toEqual({ text: 'häppens after', gaps: 0, ended: true });
    const states = all.heard.filter(({ method }) => method === 'execution.changed');
    // What differs in nothing but its length is told by the output itself.
    expect(states.map(({ params }) => (params?.['execution'] as { state: string }).state)).toEqual(['done']);
    expect(all.heard[0]).toHaveProperty('result');
  });

  test('comes by itself of what `execute` begins, and not of what `execution.start` does', async () => {
    const lists = new Lists();
    const { server } = await stage(lists.handlers);
    const [one, other] = [await client(server), await client(server)];
    const order = { path: '/p', steps: [{ prompt: 'say hello' }] };
    await one.call('execute', { ...order, id: a });
    await other.call('execution.start', { ...order, id: idOf(2) });
    for (const id of [a, idOf(2)]) lists.append(id, 'words');
    lists.end(a);
    await until(() => one.output(a).ended);
    expect(one.output(a)).toEqual({ text: 'words', gaps: 0, ended: true });
    expect(other.heard.filter(({ method }) => method !== undefined)).toEqual([]);
    // Who begins more than may be watched has them begun, and is told.
    for (let n = 3; n < limits.wsWatchesMax + 5; n++)
      expect(await one.call('execute', { ...order, id: idOf(n) })).toMatchObject({ id: idOf(n), state: 'running' });
    await until(() => one.heard.some(({ method, params }) => method === 'error' && params?.['code'] === 'unavailable'));
  });

  test('goes on by offset on another connection', async () => {
    const lists = new Lists();
    const text = randomBytes(300_000).toString('base64');
    lists.add(a, text);
    const { server } = await stage(lists.handlers);
    const first = await client(server);
    await first.call('execution.watch', { id: a, from: 0 });
    await until(() => first.output(a).text.length >= 2 * limits.outputChunkBytesMax);
    first.socket.terminate();
    const had = first.output(a).text;
    const second = await client(server);
    await second.call('execution.watch', { id: a, from: had.length });
    lists.append(a, '.');
    await until(() => had.length + second.output(a).text.length > text.length);
    expect(had + second.output(a).text).toBe(`${text}.`);
  });

  test('of two watches of a list the later one counts', async () => {
    const lists = new Lists();
    lists.add(a, '0123456789');
    const { server } = await stage(lists.handlers);
    const one = await client(server);
    await one.call('execution.watch', { id: a });
    await one.call('execution.watch', { id: a, from: 4 });
    await until(() => one.output(a).text === '456789');
    lists.append(a, 'X');
    await until(() => one.output(a).text === '456789X');
    expect(server.watching.lists).toBe(1);
    one.socket.close();
    await until(() => server.watching.lists === 0);
  });

  test('a list that is watched no more tells nothing, here and at the daemon', async () => {
    const lists = new Lists();
    lists.add(a, 'one ');
    const { server } = await stage(lists.handlers);
    const [one, other] = [await client(server), await client(server)];
    for (const each of [one, other]) await each.call('execution.watch', { id: a, from: 0 });
    expect(await one.call('execution.unwatch', { id: a.slice(0, 30) })).toEqual({ watched: true });
    expect(await one.call('execution.unwatch', { id: a })).toEqual({ watched: false });
    await expect(one.call('execution.unwatch', { id: idOf(7) })).rejects.toMatchObject({ code: 'not_found' });
    lists.append(a, 'two');
    await until(() => other.output(a).text === 'one two');
    expect([one.output(a).text, server.watching.lists, lists.asked.unwatch]).toEqual(['one ', 1, 0]);
    await other.call('execution.unwatch', { id: a });
    await until(() => lists.asked.unwatch === 1);
    expect(server.watching.lists).toBe(0);
    await one.call('execution.watch', { id: a, from: 4 });
    lists.append(a, ' three');
    await until(() => one.output(a).text === 'one two three');
    expect([other.output(a).text, lists.asked.watch]).toEqual(['one two', 2]);
  });

  test('one of as many lists as a client may watch can be watched again, and another one after it was left', async () => {
    const lists = new Lists();
    const ids = Array.from({ length: limits.wsWatchesMax + 1 }, (_, n) => idOf(n + 1));
    for (const id of ids) lists.add(id, '0123456789');
    const { server } = await stage(lists.handlers);
    const one = await client(server);
    const [first = '', ...rest] = ids;
    const last = rest.pop() ?? '';
    for (const id of [first, ...rest]) await one.call('execution.watch', { id });
    await expect(one.call('execution.watch', { id: last })).rejects.toMatchObject({ code: 'unavailable' });
    expect(server.watching.lists).toBe(limits.wsWatchesMax);
    await one.call('execution.watch', { id: first, from: 4 });
    await until(() => one.output(first).text === '456789');
    await expect(one.call('execution.unwatch', { id: '0' })).rejects.toMatchObject({ code: 'ambiguous' });
    await one.call('execution.unwatch', { id: first });
    await one.call('execution.watch', { id: last, from: 8 });
    await until(() => one.output(last).text === '89');
  });

  test('one message asks for no more lists than a client may watch', async () => {
    const lists = new Lists();
    const ids = Array.from({ length: limits.batchCallsMax }, (_, n) => idOf(n + 1));
    for (const id of ids) lists.add(id);
    const { server } = await stage(lists.handlers);
    const one = await client(server);
    const answers = await batch(one, ...ids.map((id) => ['execution.watch', id] as const));
    await one.call('execution.status', { id: a });
    expect([answers.filter((result) => result).length, server.watching.lists]).toEqual([
      limits.wsWatchesMax,
      limits.wsWatchesMax,
    ]);
  });

  test('a list that is left in the message that asks for it is not watched', async () => {
    const lists = new Lists();
    lists.add(a, 'one');
    const { server } = await stage(lists.handlers);
    const one = await client(server);
    for (const id of [a, a.slice(0, 30)]) {
      const answers = await batch(one, ['execution.watch', a], ['execution.unwatch', id]);
      expect(answers).toMatchObject([{ id: a }, { watched: true }]);
      await one.call('execution.status', { id: a });
      expect(server.watching.lists).toBe(0);
    }
    lists.append(a, 'two');
    await one.call('execution.watch', { id: a, from: 3 });
    await until(() => one.output(a).text === 'two');
  });

  test('fifty clients on five lists are one watch each at the daemon, and get all of it', async () => {
    const lists = new Lists();
    const ids = [1, 2, 3, 4, 5].map(idOf);
    for (const id of ids) lists.add(id);
    const { server, daemon } = await stage(lists.handlers);
    const clients = await Promise.all(Array.from({ length: 50 }, () => client(server)));
    await Promise.all(clients.map((one, n) => one.call('execution.watch', { id: ids[n % 5] ?? a })));
    expect(lists.asked.watch).toBe(5);
    expect(daemon.server.clients).toBe(1);
    const pieces = Array.from({ length: 40 }, (_, n) => `${n} ${'x'.repeat(3_000)}\n`);
    for (const piece of pieces) {
      for (const id of ids) lists.append(id, piece);
      await until(() => clients[0]?.output(a).text.endsWith(piece) === true);
    }
    for (const id of ids) lists.end(id);
    await until(() => clients.every((one, n) => one.output(ids[n % 5] ?? a).ended));
    for (const [n, one] of clients.entries())
      expect(one.output(ids[n % 5] ?? a)).toMatchObject({ text: pieces.join(''), gaps: 0 });
    // Read once for all who are at the same place, not once for each of them.
    expect(lists.asked.output).toBeLessThan(50 * 40);
  }, 60_000);

  test('a reader that stops costs no memory here and no calls there, holds nobody up, and is dropped in the end', async () => {
    const lists = new Lists();
    lists.add(a, 'y'.repeat(40_000_000));
    const timers = new ManualClock();
    // Only the looks for a sign of life go by hand.
    const clock = {
      ...systemClock(),
      after: (ms: number, call: () => void): Disposable =>
        (ms === limits.wsPingMs ? timers : systemClock()).after(ms, call),
    };
    const { server } = await stage(lists.handlers, { clock });
    const stopped = await client(server);
    await stopped.call('execution.watch', { id: a });
    stopped.socket.pause();
    stopped.socket.send(
      JSON.stringify({ jsonrpc: '2.0', id: 99, method: 'execution.watch', params: { id: a, from: 0 } }),
    );
    await until(() => server.held().socket > limits.wsBacklogBytes / 2);
    let most = 0;
    const quick = await client(server);
    await quick.call('execution.watch', { id: a, from: 35_000_000 });
    await until(() => {
      most = Math.max(most, server.held().socket);
      return quick.output(a).text.length === 5_000_000;
    }, 30_000);
    expect(most).toBeLessThanOrEqual(limits.wsBacklogBytes);
    const calls = lists.asked.output;
    // 40 MB are some 610 pieces; what the system takes in between, and a megabyte here, is a part of it.
    expect(calls).toBeLessThan(300);
    expect(server.sockets()).toBe(2);
    timers.advance(limits.wsPingMs);
    await quick.call('execution.status', { id: a });
    timers.advance(limits.wsPingMs);
    await until(() => server.sockets() === 1);
    expect(server.counts.of('ws_closed', 'dead')).toBe(1);
    expect(server.held().socket).toBe(0);
  }, 60_000);

  test('a reader that comes back to it gets everything', async () => {
    const lists = new Lists();
    const text = randomBytes(6_000_000).toString('base64');
    lists.add(a, text);
    const { server } = await stage(lists.handlers);
    const one = await client(server);
    await one.call('execution.watch', { id: a });
    one.socket.pause();
    one.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 99, method: 'execution.watch', params: { id: a, from: 0 } }));
    await until(() => server.held().socket > limits.wsBacklogBytes / 2);
    one.socket.resume();
    await until(() => one.output(a).text.length === text.length, 30_000);
    expect(one.output(a).text === text).toBe(true);
  }, 60_000);

  test('a client that asks on and on without reading is not read from', async () => {
    const { server } = await stage({
      'session.list': () => Array.from({ length: 1 }, () => ({ id: 'z'.repeat(400_000) })) as never,
    });
    const socket = createConnection(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const key = Buffer.alloc(16).toString('base64');
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await until(() => server.sockets() === 1);
    const message = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"session.list","params":{}}');
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | message.length, 0, 0, 0, 0]), message]);
    for (let n = 0; n < 300; n++) socket.write(frame);
    await until(() => server.held().socket > limits.wsBacklogBytes);
    const answered = server.counts.of('ws_sent_bytes');
    await ask(server, { path: '/health' });
    // Sixteen answers may have been on their way when it became too much.
    expect(server.held().socket).toBeLessThan(limits.messageBytesMax + 500_000);
    expect(answered).toBeLessThan((300 * 400_000) / 2);
  }, 30_000);
});

describe('a daemon that ends', () => {
  test('is reached again: streams go on where they were, calls are made again or say that they are not known', async () => {
    const lists = new Lists();
    lists.add(a, 'one ');
    const { daemon, server } = await stage(lists.handlers);
    const one = await client(server);
    await one.call('execution.watch', { id: a, from: 0 });
    await until(() => one.output(a).text === 'one ');
    const next = await daemonAgain(daemon, lists.handlers);
    onTestFinished(() => next.close());
    await until(() => one.heard.some(({ method, params }) => method === 'error' && params?.['code'] === 'unavailable'));
    lists.append(a, 'two');
    await until(() => one.output(a).text === 'one two');
    expect(one.output(a).gaps).toBe(0);
    expect(await one.call('execution.status', { id: a })).toMatchObject({ id: a });
    expect(lists.asked.watch).toBe(2);
  });

  test('a list that the next one does not know is told to be lost', async () => {
    const lists = new Lists();
    lists.add(a, 'one');
    const { daemon, server } = await stage(lists.handlers);
    const one = await client(server);
    await one.call('execution.watch', { id: a, from: 0 });
    const next = await daemonAgain(daemon, new Lists().handlers);
    onTestFinished(() => next.close());
    await until(() =>
      one.heard.some(
        ({ method, params }) => method === 'error' && params?.['code'] === 'not_found' && params['id'] === a,
      ),
    );
    expect(server.watching.lists).toBe(0);
  });

  test('in the middle of a call that changes something, nobody knows whether it was done', async () => {
    let calls = 0;
    const { daemon, server } = await stage({
      'session.pause': () => {
        calls++;
        return new Promise(() => undefined);
      },
      'session.list': () => {
        calls++;
        return new Promise(() => undefined);
      },
    });
    const one = await client(server);
    const write = one.call('session.pause', { id: 'x' });
    const read = one.call('session.list', {});
    write.catch(() => undefined);
    await until(() => calls === 2);
    const next = await daemonAgain(daemon, { 'session.list': () => [] });
    onTestFinished(() => next.close());
    await expect(write).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('not known') as string,
    });
    expect(await read).toEqual([]);
  });

  test('that was told to end is not started by who only waits, but by the next call', async () => {
    const lists = new Lists();
    lists.add(a);
    const begun: string[] = [];
    const reached = (home: () => string) => () => {
      begun.push('start');
      return connectApi({ socketPath: join(home(), 'run', 'daemon.sock'), token: 'made-up-token', client: 'server' });
    };
    const daemon = await fakeDaemon(lists.handlers);
    const { server } = await stage(
      {},
      {
        start: reached(() => daemon.home),
        look: () => Promise.resolve(void begun.push('look')),
        endedInOrder: () => true,
      },
    );
    onTestFinished(() => daemon.dispose());
    const one = await client(server);
    await one.call('execution.watch', { id: a });
    const next = await daemonAgain(daemon, lists.handlers);
    onTestFinished(() => next.close());
    await until(() => begun.filter((what) => what === 'look').length >= 2);
    expect(begun.filter((what) => what === 'start')).toHaveLength(1);
    expect((await ask(server, { path: '/metrics' })).text).toContain('pcc_server_daemon_up 0');
    expect(begun.filter((what) => what === 'start')).toHaveLength(1);
    await one.call('execution.status', { id: a });
    lists.append(a, 'again');
    await until(() => one.output(a).text === 'again');
  });
});
