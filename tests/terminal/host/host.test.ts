import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { PtyHost } from '../../../src/terminal/host/ptyHost.ts';
import { connectHost } from '../../../src/terminal/hostClient.ts';
import { afterTest, clock, connectTo, Follower, shell, startTestHost, tempFolder, until } from '../harness.ts';

const linux = process.platform === 'linux';

it('says what it owns, forgets only what has ended, and knows each id once', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  expect(client.hello).toMatchObject({ protocol: 1, version: '0.0.0-test', pid: process.pid });
  const { pid } = await client.spawn({ ...shell('app-1', 'echo hi; exec cat'), title: 'demo' });
  const follower = await Follower.attach(client, 'app-1');
  await follower.sees('hi\r\n');
  await client.resize('app-1', 100, 30);
  const [session] = await client.list();
  expect(session).toMatchObject({ id: 'app-1', pid, cols: 100, rows: 30, offset: 4, replayFrom: 0 });
  expect(session?.recording).toEqual({ path: join(host.home, 'recordings', 'app-1') });
  await expect(client.spawn(shell('app-1', 'true'))).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.forget('app-1')).rejects.toMatchObject({ code: 'conflict' });
  await expect(client.shutdown(false)).rejects.toMatchObject({ code: 'conflict' });
  await follower.type('eof', '\x04');
  await follower.ends();
  expect((await client.list())[0]?.exit).toMatchObject({ code: 0, signal: 0 });
  await client.forget('app-1');
  expect(await client.list()).toEqual([]);
  await expect(client.kill('app-1', 'ask')).rejects.toMatchObject({ code: 'not_found' });
});

it('a client that attaches after the end is told of it at once, and still gets the output', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('s', 'printf abc; exit 9'));
  await until('it ended', () => host.log.length >= 0 && existsSync(join(host.home, 'recordings', 's', '0001.cast')));
  const exits: number[] = [];
  client.onExit(({ code }) => exits.push(code));
  await until('the exit is announced also to who is not attached', () => exits.length === 1);
  const follower = await Follower.attach(client, 's', 1);
  expect(follower.exit).toMatchObject({ code: 9, offset: 3 });
  await follower.sees('bc');
  expect(exits).toEqual([9]);
});

it.each([
  ['a missing program', { file: '/nowhere/claude' }, 'missing_program', "'/nowhere/claude' was not found"],
  ['a folder as program', { file: '/tmp' }, 'missing_program', "'/tmp' was not found"],
  ['a relative program', { file: 'claude' }, 'invalid_input', "'claude' must be given as an absolute path"],
  ['a file that is not executable', { file: '/etc/passwd' }, 'missing_program', "'/etc/passwd' is not executable"],
  ['a missing folder', { cwd: '/nowhere' }, 'not_found', "'/nowhere' to start in was not found"],
  ['a file as folder', { cwd: '/etc/passwd' }, 'not_found', "'/etc/passwd' to start in was not found"],
  ['an id that would leave the folder', { id: '../x' }, 'invalid_input', "'id'"],
  ['a terminal too small', { cols: 3 }, 'invalid_input', "'cols'"],
  ['a NUL in an argument', { args: ['a\0b'] }, 'invalid_input', "'args'"],
  ['a variable with =', { env: { 'A=B': 'c' } }, 'invalid_input', "'env'"],
])('refuses %s and leaves nothing behind', async (_, wrong, code, sentence) => {
  const host = await startTestHost();
  const client = await connectTo(host);
  const refused: unknown = await client.spawn({ ...shell('s', 'true'), ...wrong }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code });
  expect(String(refused)).toContain(sentence);
  expect(await client.list()).toEqual([]);
  expect(readdirSync(join(host.home, 'recordings'))).toEqual([]);
});

it('refuses more sessions than the limit, and an input above the limit', async () => {
  const host = await startTestHost({ sessionsMax: 1 });
  const client = await connectTo(host);
  await client.spawn(shell('one', 'exec cat'));
  await expect(client.spawn(shell('two', 'exec cat'))).rejects.toMatchObject({ code: 'unavailable' });
  const big = client.write('one', { inputId: 'big', data: 'ä'.repeat(600_000), by: 'pcc' });
  await expect(big).rejects.toMatchObject({ code: 'too_large' });
});

it.runIf(linux)('a child inherits nothing but its terminal, also when other sessions run', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('one', 'exec sleep 100'));
  const { pid } = await client.spawn(shell('two', 'echo ready; exec sleep 100'));
  const follower = await Follower.attach(client, 'two');
  await follower.sees('ready');
  expect(readdirSync(`/proc/${pid}/fd`).sort()).toEqual(['0', '1', '2']);
});

it('a child gets exactly the environment that was asked for, and the host’s file mask', async () => {
  // Another process tells this one's mask, since asking for one's own changes it for a moment.
  const mine = Number(spawnSync(process.execPath, ['-p', 'process.umask()'], { encoding: 'utf8' }).stdout);
  const host = await startTestHost();
  const client = await connectTo(host);
  const env = {
    PATH: '/usr/bin:/bin',
    'odd.name': 'x',
    SHLVL: '4',
    EMPTY: '',
    BASH_ENV: '/nowhere',
    ENV: '/nowhere',
    LINES_: 'a\nb',
  };
  await client.spawn({
    ...shell('s', ''),
    file: process.execPath,
    args: ['-p', 'JSON.stringify([process.env, process.umask()])'],
    env,
  });
  const follower = await Follower.attach(client, 's');
  await follower.ends();
  const [seen, mask] = JSON.parse(follower.text) as [Record<string, string>, number];
  expect(seen).toEqual({ ...env, PWD: '/', TERM: 'xterm-256color' });
  expect(mask).toBe(mine);
});

it.runIf(linux)('1,000 sessions leave no descriptor behind', { timeout: 240_000 }, async () => {
  const host = await startTestHost({ sessionsMax: 50 });
  const client = await connectTo(host);
  const runOne = async (id: string): Promise<void> => {
    const ended = new Promise<void>((resolved) => {
      const listening = client.onExit((exit) => {
        if (exit.id !== id) return;
        listening.dispose();
        resolved();
      });
    });
    await client.spawn({ ...shell(id, ''), file: '/bin/true' });
    await ended;
    await client.forget(id);
  };
  await runOne('warm-up');
  const openNow = (): string[] => readdirSync('/proc/self/fd');
  const before = openNow().length;
  for (let at = 0; at < 1_000; at += 25) {
    await Promise.all(Array.from({ length: 25 }, (_, index) => runOne(`s${at + index}`)));
  }
  expect(openNow().length).toBe(before);
});

it.runIf(linux)('without descriptors it refuses with a sentence, stays up, and recovers', { timeout: 60_000 }, () => {
  const home = tempFolder();
  const script = `ulimit -n 60; exec "$0" --import tsx ${JSON.stringify(resolve('tests/terminal/host/exhaust.ts'))} "$1"`;
  const ran = spawnSync('/bin/sh', ['-c', script, process.execPath, home], { encoding: 'utf8', timeout: 50_000 });
  expect({ stderr: ran.stderr, status: ran.status }).toEqual({ stderr: '', status: 0 });
  const { opened, refused, after } = JSON.parse(ran.stdout) as {
    opened: number;
    refused: { code: string; sentence: string };
    after: string;
  };
  expect(opened).toBeGreaterThan(3);
  expect(refused.code).toBe('unavailable');
  expect(refused.sentence).toMatch(/raise the limit on open files/);
  expect(after).toBe('started');
});

it('ends by itself when it owns nothing and has no client, and not before', async () => {
  const home = tempFolder();
  const time = new ManualClock();
  const host = await PtyHost.start({
    runDir: join(home, 'run'),
    recordingsDir: join(home, 'recordings'),
    version: 'x',
    clock: time,
    limits: { hostIdleExitMs: 60_000 },
    log: () => undefined,
  });
  let ended = '';
  void host.ended.then((why) => {
    ended = why;
  });
  time.advance(59_000);
  const client = await connectHost(join(home, 'run', 'ptyhost.sock'), { clock });
  time.advance(120_000);
  await client.spawn(shell('s', 'read go'));
  const follower = await Follower.attach(client, 's');
  client.dispose();
  const again = await connectHost(join(home, 'run', 'ptyhost.sock'), { clock });
  expect(ended).toBe('');
  await again.write('s', { inputId: 'go', data: '\n', by: 'pcc' });
  const later = await Follower.attach(again, 's');
  await later.ends();
  expect(follower.exit).toBeUndefined();
  again.dispose();
  // The host notices the closed connection in its own time; only then the countdown can begin.
  await until('the host ends', () => {
    time.advance(60_000);
    return ended !== '';
  });
  expect(ended).toMatch(/owned nothing/);
  expect(readdirSync(join(home, 'run'))).toEqual([]);
});

it('socket, lock and folders are for this user only', async () => {
  const host = await startTestHost();
  expect(lstatSync(host.socketPath).mode & 0o777).toBe(0o600);
  expect(statSync(join(host.home, 'run')).mode & 0o777).toBe(0o700);
  expect(statSync(join(host.home, 'run', 'ptyhost.lock')).mode & 0o777).toBe(0o600);
  expect(statSync(join(host.home, 'recordings')).mode & 0o777).toBe(0o700);
});

it('a stale socket is replaced', async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const path = join(home, 'run', 'ptyhost.sock');
  // A process that dies without closing leaves its socket behind.
  spawnSync(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  expect(lstatSync(path).isSocket()).toBe(true);
  const host = await startTestHost({}, home);
  await (await connectTo(host)).list();
});

it.each(['a file', 'a folder'])('%s in the place of the socket is left alone and named', async (kind) => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const path = join(home, 'run', 'ptyhost.sock');
  if (kind === 'a file') writeFileSync(path, 'precious');
  else mkdirSync(path);
  const refused: unknown = await startTestHost({}, home).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'unsafe_environment' });
  expect(String(refused)).toContain(path);
  if (kind === 'a file') expect(readFileSync(path, 'utf8')).toBe('precious');
  // The refused host let go of the lock.
  expect(readdirSync(join(home, 'run'))).toEqual(['ptyhost.sock']);
});

it('a socket that somebody else answers on is left alone', async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(join(home, 'run', 'ptyhost.sock'), listening));
  afterTest(() => {
    server.close();
  });
  await expect(startTestHost({}, home)).rejects.toMatchObject({ code: 'conflict' });
});

it('a path too long for a socket is refused before anything is made', async () => {
  const home = join(tempFolder(), 'x'.repeat(100));
  await expect(startTestHost({}, home)).rejects.toThrow(/choose a shorter PCC_HOME/);
  expect(existsSync(home)).toBe(false);
  await expect(connectHost(join(home, 'ptyhost.sock'), { clock })).rejects.toMatchObject({ code: 'invalid_input' });
});

it('a folder that is open to others, and a lock that is none, are refused', async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'));
  chmodSync(join(home, 'run'), 0o770);
  await expect(startTestHost({}, home)).rejects.toMatchObject({ code: 'unsafe_environment' });
  chmodSync(join(home, 'run'), 0o700);
  writeFileSync(join(home, 'run', 'ptyhost.lock'), 'shopping list');
  await expect(startTestHost({}, home)).rejects.toThrow(/should be a lock file/);
  expect(readFileSync(join(home, 'run', 'ptyhost.lock'), 'utf8')).toBe('shopping list');
});
