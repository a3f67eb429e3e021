import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { PccError } from '../../../src/base/errors.ts';
import { connectHost, startHost } from '../../../src/terminal/hostClient.ts';
import { isAlive, processStartTime, sessionMembers, signalProcess } from '../../../src/terminal/host/processes.ts';
import { afterTest, clock, connectTo, Follower, shell, startTestHost, tempFolder, until } from '../harness.ts';

const tsx = ['--import', 'tsx'];
const entry = resolve('tests/terminal/host/entry.ts');

/** A child process of the test with all it prints. */
function run(args: readonly string[]): { child: ChildProcess; printed: () => string; code: () => number | null } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
  });
  afterTest(() => {
    child.kill('SIGKILL');
  });
  return { child, printed: () => printed, code: () => child.exitCode };
}

async function runHost(home: string): Promise<{ child: ChildProcess; socketPath: string; printed: () => string }> {
  const host = run([...tsx, entry, home]);
  await until('the host runs', () => host.printed().includes('runs as process'), 20_000);
  return { ...host, socketPath: join(home, 'run', 'ptyhost.sock') };
}

it('kill -9 of a client leaves the child alone, and the next client sees the identical text', {
  timeout: 60_000,
}, async () => {
  const host = await runHost(tempFolder());
  // A client process that starts a child which counts for ever, and follows it.
  const daemon = run([
    ...tsx,
    '--input-type=module',
    '-e',
    `import { connectHost } from ${JSON.stringify(resolve('src/terminal/hostClient.ts'))};
     import { systemClock } from ${JSON.stringify(resolve('src/base/clock.ts'))};
     const client = await connectHost(${JSON.stringify(host.socketPath)}, { clock: systemClock() });
     client.onOutput(({ offset, text }) => { client.ack('s', offset + text.length); process.stdout.write(text); });
     const { pid } = await client.spawn(${JSON.stringify(shell('s', 'i=0; while sleep 0.002; do i=$((i+1)); echo "line $i ä"; done'))});
     process.stdout.write(pid + '|');
     await client.attach('s', 0);`,
  ]);
  await until('the daemon follows', () => daemon.printed().includes('line 50 '), 20_000);
  daemon.child.kill('SIGKILL');
  await once(daemon.child, 'exit');
  const client = await connectTo(host);
  const [session] = await client.list();
  const [pid, seen = ''] = daemon.printed().split('|');
  expect(session?.pid).toBe(Number(pid));
  expect(session && isAlive({ pid: session.pid, startTime: session.processStartTime ?? '' })).toBe(true);
  const follower = await Follower.attach(client, 's');
  await follower.sees('line 200 ');
  expect(follower.text.startsWith(seen)).toBe(true);
  await client.shutdown(true);
  await once(host.child, 'exit');
});

it('what a killed host has left stopped goes on with the next one', { timeout: 60_000 }, async () => {
  const home = tempFolder();
  const host = await runHost(home);
  const client = await connectTo(host);
  // Who has left the terminal is not hung up with it.
  const left = `setsid sh -c 'trap "" HUP; echo "left=$$;"; while :; do sleep 0.02; done' & exec sleep 1000`;
  await client.spawn(shell('s', left));
  const follower = await Follower.attach(client, 's');
  await until('it is up', () => /left=\d+;/.test(follower.text));
  const pid = Number(/left=(\d+);/.exec(follower.text)?.[1]);
  const known = { pid, startTime: processStartTime(pid) ?? 'gone' };
  afterTest(() => {
    signalProcess(known, 'SIGKILL');
  });
  const isStopped = (): boolean => sessionMembers(known).some((member) => member.pid === pid && member.stopped);
  await client.freeze('s', true);
  await until('it stands still', isStopped);
  host.child.kill('SIGKILL');
  await once(host.child, 'exit');
  expect(isStopped()).toBe(true);
  const next = await runHost(home);
  expect(next.printed()).toContain('has left stopped go on: ');
  await until('it goes on', () => isAlive(known) && !isStopped());
  expect(existsSync(join(home, 'run', 'ptyhost.stopped'))).toBe(false);
});

it('TERM ends the children, completes the recordings and lets go of socket and lock; HUP is ignored', {
  timeout: 60_000,
}, async () => {
  const home = tempFolder();
  const host = await runHost(home);
  const client = await connectTo(host);
  await client.spawn(shell('s', 'trap "echo bye; exit 7" HUP; echo ready; while :; do sleep 0.05; done'));
  const follower = await Follower.attach(client, 's');
  await follower.sees('ready');
  host.child.kill('SIGHUP');
  await client.list();
  host.child.kill('SIGTERM');
  await once(host.child, 'exit');
  // The host's own end says nothing of what was wanted of the child: its clients see the connection break, and no exit.
  expect(follower.exit).toBeUndefined();
  expect(readFileSync(join(home, 'recordings', 's', '0001.cast'), 'utf8')).toContain('"exit:7:0"');
  await expect(connectHost(host.socketPath, { clock })).rejects.toThrow(/No pty host listens/);
  const next = await runHost(home);
  next.child.kill('SIGTERM');
  await once(next.child, 'exit');
});

it('a second host is refused while the first lives, and takes over at once after kill -9', {
  timeout: 60_000,
}, async () => {
  const home = tempFolder();
  const first = await runHost(home);
  const second = run([...tsx, entry, home]);
  await once(second.child, 'exit');
  expect(second.child.exitCode).toBe(1);
  expect(second.printed()).toMatch(/held by the running process \d+; there can be only one/);
  await (await connectTo(first)).list();
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const third = await runHost(home);
  await (await connectTo(third)).list();
  third.child.kill('SIGTERM');
  await once(third.child, 'exit');
});

it('of 12 racing processes exactly one gets the lock, also over a dead holder’s file', {
  timeout: 90_000,
}, async () => {
  const folder = tempFolder();
  const lockModule = JSON.stringify(resolve('src/terminal/host/lock.ts'));
  const racer = `import { takeLock } from ${lockModule};
    process.stdin.on('data', (path) => {
      try { takeLock(path.toString().trim()); process.stdout.write('won\\n'); }
      catch (error) { process.stdout.write(error.code === 'conflict' ? 'lost\\n' : error.stack + '\\n'); }
    });
    process.stdout.write('ready\\n');`;
  const racers = Array.from({ length: 12 }, () => run([...tsx, '--input-type=module', '-e', racer]));
  await until('all are ready', () => racers.every(({ printed }) => printed().startsWith('ready')), 60_000);
  const rounds = 20;
  for (let round = 0; round < rounds; round++) {
    const path = join(folder, `lock-${round}`);
    // Every second round begins with the lock of a process that is no more.
    if (round % 2 === 1) {
      writeFileSync(
        path,
        JSON.stringify({ pid: 2 ** 22 - 1, startTime: 'gone', token: '00000000-0000-4000-8000-000000000000' }),
      );
    }
    for (const { child } of racers) child.stdin?.write(path);
    await until(`round ${round}`, () => racers.every(({ printed }) => printed().split('\n').length === round + 3));
  }
  const answers = racers.map(({ printed }) => printed().trim().split('\n').slice(1));
  const winners = Array.from({ length: rounds }, (_, round) => answers.filter((one) => one[round] === 'won').length);
  expect(winners).toEqual(Array.from({ length: rounds }, () => 1));
  expect(new Set(answers.flat())).toEqual(new Set(['won', 'lost']));
});

it('startHost starts one detached host for two that ask at the same time, and connects to it later on', {
  timeout: 60_000,
}, async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const start = {
    clock,
    runDir: join(home, 'run'),
    argv: [process.execPath, ...tsx, entry, home] as [string, ...string[]],
    env: { PATH: process.env.PATH ?? '', PWD: process.cwd() },
    logFile: join(home, 'host.log'),
  };
  // The entry finds its loader from the project's folder, though a host runs in `/`.
  const loader = import.meta.resolve('tsx');
  start.argv = [process.execPath, '--import', loader, entry, home];
  const [one, two] = await Promise.all([startHost(start), startHost(start)]);
  expect(one.hello.pid).toBe(two.hello.pid);
  const three = await startHost(start);
  expect(three.hello.pid).toBe(one.hello.pid);
  two.dispose();
  three.dispose();
  const closed = new Promise<string>((done) => one.onClose(done));
  await one.shutdown(false);
  await closed;
});

it('a host that is late for the race is ended by who started it', { timeout: 60_000 }, async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const pidFile = join(home, 'late.pid');
  // It would begin when the winner has gone: that is long after.
  const late = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setTimeout(() => {}, 60_000);`;
  const starting = startHost({
    clock,
    runDir: join(home, 'run'),
    argv: [process.execPath, '-e', late],
    env: {},
    logFile: join(home, 'host.log'),
  });
  await until('the late one', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', 20_000);
  const { host } = await startTestHost({}, home);
  const client = await starting;
  afterTest(() => {
    client.dispose();
  });
  expect(client.hello.pid).toBe(process.pid);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await until('its end', () => processStartTime(pid) === undefined);
  host.end('the test is over');
});

it('startHost tells the end of the log when the host does not come up', { timeout: 60_000 }, async () => {
  const home = tempFolder();
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const failing = startHost({
    clock,
    runDir: join(home, 'run'),
    argv: [process.execPath, '-e', 'console.log("no luck today"); process.exit(1)'],
    env: {},
    logFile: join(home, 'host.log'),
  });
  await expect(failing).rejects.toThrow(/no luck today/);
});

it('refuses a host of another protocol, naming both', async () => {
  const folder = tempFolder();
  const socketPath = join(folder, 'other.sock');
  const server = createServer((socket) => {
    const answer = Buffer.from(JSON.stringify({ n: 1, error: { code: 'conflict', sentence: 'speaks protocol 99' } }));
    const head = Buffer.alloc(5);
    head.writeUInt32BE(answer.length + 1);
    head.writeUInt8(1, 4);
    socket.write(Buffer.concat([head, answer]));
  });
  await new Promise<void>((listening) => server.listen(socketPath, listening));
  afterTest(() => {
    server.close();
  });
  const refused: unknown = await connectHost(socketPath, { clock }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PccError);
  expect(refused).toMatchObject({ code: 'conflict' });
});
