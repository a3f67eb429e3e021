import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { isAlive } from '../../src/cli/stopDaemon.ts';
import { otherUrls } from '../../src/server/addresses.ts';
import type { FakeDaemon } from '../cli/fakeDaemon.ts';
import { fakeDaemon } from '../cli/fakeDaemon.ts';
import type { Ran } from '../cli/testIo.ts';
import { ran } from '../cli/testIo.ts';
import { ask, token as otherToken, until } from './stage.ts';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = resolve(import.meta.dirname, '../../src/main.ts');

/** A home with a made-up daemon, and `pcc` in it; a server that is left is ended. */
async function home(): Promise<{ readonly daemon: FakeDaemon; readonly pcc: (...argv: string[]) => Promise<Ran> }> {
  const daemon = await fakeDaemon({
    'session.list': () => [],
    'config.show': () => [{ key: 'server.port', value: 0, default: 7_433, unit: 'port', doc: '' }],
  });
  const env = { PATH: process.env['PATH'] ?? '', HOME: daemon.home };
  const self = [process.execPath, '--import', loader, main] as const;
  const pcc = (...argv: string[]) =>
    ran({ home: daemon.home, env, self, cwd: resolve(import.meta.dirname, '../..') }, ...argv);
  onTestFinished(async () => {
    await pcc('server', 'stop');
    await daemon.dispose();
  });
  return { daemon, pcc };
}

interface Told {
  readonly pid: number;
  readonly url: string;
  readonly others?: readonly string[];
  readonly tokenFile: string;
}

describe('pcc server', () => {
  test('starts a process, tells where it is, tells one that runs, and ends it', async () => {
    const { daemon, pcc } = await home();
    expect(await pcc('server', 'status')).toMatchObject({
      status: 3,
      out: expect.stringContaining('No server runs') as string,
    });
    const [first, second] = await Promise.all([pcc('server', 'start', '--json'), pcc('server', 'start', '--json')]);
    expect([first.err, second.err]).toEqual(['', '']);
    const told = JSON.parse(first.out) as Told;
    // Started twice at the same moment there is one.
    expect(JSON.parse(second.out)).toEqual(told);
    expect(told.tokenFile).toBe(join(daemon.home, 'run', 'server.token'));
    expect(statSync(told.tokenFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(daemon.home, 'run', 'server.json')).mode & 0o777).toBe(0o600);
    const token = readFileSync(told.tokenFile, 'utf8').trim();
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    const port = Number(new URL(told.url).port);
    const authorization = `Bearer ${token}`;
    expect((await ask({ port }, { path: '/sessions', headers: { authorization } })).text).toBe('[]');
    expect(
      (await ask({ port }, { path: '/sessions', headers: { authorization: `Bearer ${otherToken}` } })).status,
    ).toBe(401);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { authorization } });
    const closed = new Promise((done) => socket.on('close', (code, reason) => done([code, String(reason)])));
    await until(() => socket.readyState === WebSocket.OPEN);
    expect((await pcc('server', 'start')).out).toContain(`The server runs already at ${told.url}`);
    expect(JSON.parse((await pcc('server', 'status', '--json')).out)).toMatchObject({
      running: true,
      pid: told.pid,
      websockets: 1,
    });
    expect((await pcc('server', 'status')).out).toContain(told.url);
    expect(JSON.parse((await pcc('server', 'stop', '--json')).out)).toEqual({ pid: told.pid });
    expect(await closed).toEqual([1001, expect.stringContaining('ending') as string]);
    expect(isAlive(told.pid)).toBe(false);
    expect((await pcc('server', 'stop')).out).toBe('No server runs.\n');
    expect(daemon.server.clients).toBe(0);
  }, 60_000);

  test('one that was killed is no hindrance', async () => {
    const { pcc } = await home();
    const { pid } = JSON.parse((await pcc('server', 'start', '--json')).out) as Told;
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    expect((await pcc('server', 'status')).status).toBe(3);
    const again = JSON.parse((await pcc('server', 'start', '--json')).out) as Told;
    expect(again.pid).not.toBe(pid);
  }, 60_000);

  test('a port that is taken is told, and nothing is left behind', async () => {
    const { daemon, pcc } = await home();
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    const port = await until(() => (other.address() as { port: number } | null)?.port);
    const start = await pcc('server', 'start', '--port', String(port));
    expect(start.status).toBe(1);
    expect(start.err).toContain(`Another program listens on 127.0.0.1, port ${port}`);
    await until(() => daemon.server.clients === 0);
  }, 60_000);

  test.each([
    [['--port', '70000'], "'70000' is no port"],
    [['--port', 'http'], "'http' is no port"],
    [['--host', '0.0.0.0'], 'nothing is encrypted'],
    [['--host', '192.168.1.5'], 'Add --allow-network'],
    [['--host', 'a/b'], 'is no address'],
  ])('%j is refused before anything is started', async (given, sentence) => {
    const { daemon, pcc } = await home();
    const start = await pcc('server', 'start', ...given);
    expect([start.status, start.out]).toEqual([2, '']);
    expect(start.err).toContain(sentence);
    expect(daemon.calls).toEqual([]);
  });

  test('on all addresses only when that is asked for, and then it says what that means', async () => {
    const { pcc } = await home();
    const start = await pcc('server', 'start', '--host', '0.0.0.0', '--allow-network', '--json');
    expect(start.err).toContain('runs tasks as you');
    const told = JSON.parse(start.out) as Told;
    expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(told.url).port);
    const others = otherUrls({ host: '0.0.0.0', port }, networkInterfaces());
    expect(told.others ?? []).toEqual(others);
    const again = await pcc('server', 'start');
    const status = await pcc('server', 'status');
    for (const url of [told.url, ...others]) {
      expect(again.out).toContain(url);
      expect(status.out.replace(/\s+/g, ' ')).toContain(url);
    }
  }, 60_000);
});
