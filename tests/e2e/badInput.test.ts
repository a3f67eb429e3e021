import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine, Result, Status } from '../../src/api/methods.ts';
import { Bare } from './bare.ts';

/** Whatever is wrong is said in one sentence that tells what to do; nothing is deleted, nothing hangs. */

let bare: Bare;

beforeEach(() => {
  bare = new Bare();
});

afterEach(async () => {
  await bare.strike();
});

/** A CLI that waits for ever and shows nothing that could be read. */
const waits = 'echo hello; exec sleep 1000';

function daemonStatus(): Promise<Result<'daemon.status'>> {
  return bare.json<Result<'daemon.status'>>('daemon', 'status');
}

async function started(...args: string[]): Promise<string> {
  return (await bare.json<{ id: string }>('start', './app', '--detach', ...args)).id;
}

function ended(id: string): Promise<Status> {
  return bare.until(
    `the end of ${id}`,
    () => bare.json<Status>('status', id),
    ({ phase }) => phase === 'ended',
  );
}

/** One sentence on stderr, no stack, nothing on stdout. */
function expectRefusal(ran: { code: number; stdout: string; stderr: string }, code: number, text: string): void {
  expect(ran).toMatchObject({ code, stdout: '' });
  expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  expect(ran.stderr).toContain(text);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
}

describe('what a person names', () => {
  it('a path that is missing, or is a file', async () => {
    bare.cli(waits);
    bare.write('file.txt', 'text');
    expectRefusal(await bare.pcc('start', './nowhere', '--detach'), 2, "'./nowhere' does not exist");
    expectRefusal(await bare.pcc('start', './file.txt', '--detach'), 2, "'./file.txt' is a file");
    expectRefusal(await bare.pcc('start', './file.txt/sub', '--detach'), 2, "'./file.txt/sub' does not exist");
    expectRefusal(await bare.pcc('start', '--detach'), 2, 'The folder of the project is missing');
    expect(existsSync(bare.home)).toBe(false);
  });

  it('ids and numbers that nothing has, prefixes that two have', async () => {
    bare.cli(waits);
    expectRefusal(await bare.pcc('status', 'nobody-1'), 3, "'nobody-1'");
    expectRefusal(await bare.pcc('respond', '99', 'yes'), 3, '99');
    const first = await started();
    const second = await started();
    expect([first, second]).toEqual(['app-1', 'app-2']);
    const ambiguous = await bare.pcc('status', 'app');
    expectRefusal(ambiguous, 2, 'app-1');
    expect(ambiguous.stderr).toContain('app-2');
    expect((await bare.pcc('status', 'app-2')).code).toBe(0);
  });

  it('verbs and keys that do not exist, with the nearest that does', async () => {
    const verb = await bare.pcc('statsu');
    expect(verb.code).toBe(2);
    expect(verb.stderr).toContain('status');
    const key = await bare.pcc('config', 'set', 'sesion.cols', '100');
    expectRefusal(key, 2, 'session.cols');
    expectRefusal(await bare.pcc('config', 'set', 'session.cols', 'wide'), 2, 'session.cols');
    await bare.pcc('daemon', 'stop');
    bare.write('pcc/config.toml', '[session]\ncosl = 100\n');
    chmodSync(bare.home, 0o700);
    const ran = await bare.pcc('daemon', 'status', '--json');
    expect(`${ran.stdout}${ran.stderr}`).toContain('session.cols');
  });

  it('a session that has ended', async () => {
    bare.cli(waits);
    const id = await started();
    expect((await bare.pcc('stop', id)).code).toBe(0);
    for (const args of [
      ['stop', id],
      ['send', id, 'hello'],
      ['pause', id],
      ['attach', id],
    ])
      expect((await bare.pcc(...args)).code).not.toBe(0);
    expectRefusal(await bare.pcc('stop', id), 1, `The session '${id}' has ended`);
    expect((await bare.pcc('logs', id)).code).toBe(0);
  });
});

describe('the CLI', () => {
  it('is missing, or may not be run', async () => {
    expectRefusal(await bare.pcc('start', './app', '--detach'), 1, '`npm install -g @anthropic-ai/claude-code`');
    bare.env['PCC_CLAUDE'] = './nothing';
    expectRefusal(await bare.pcc('start', './app', '--detach'), 1, `'${join(bare.root, 'nothing')}' does not exist`);
    const file = bare.cli(waits, 0o644);
    expectRefusal(await bare.pcc('start', './app', '--detach'), 1, `'${file}' is no program that may be run`);
    expect(await bare.json('list', '--all')).toEqual([]);
  });

  it('ends at once, every time', async () => {
    bare.cli('exit 7');
    const ids: string[] = [];
    for (let count = 0; count < 8; count++) ids.push(await started());
    for (const id of ids) expect(await ended(id)).toMatchObject({ exitCode: 7, pid: null });
    expect(await bare.json('list')).toEqual([]);
    const sentences = (await lines(ids[0] ?? '')).map(({ text }) => text);
    expect(sentences).toContain('The CLI ended with code 7.');
  });

  it('cannot even be loaded', async () => {
    const file = bare.cli('');
    writeFileSync(file, '#!/nowhere/interpreter\n');
    const ran = await bare.pcc('start', './app', '--detach');
    // Either the system refuses it at once, or the session has ended by itself; never a session that seems to live.
    if (ran.code === 0) await ended('app-1');
    expect(await bare.json('list')).toEqual([]);
  });

  it('prints garbage: nothing is typed but what a terminal answers, and it can be stopped', async () => {
    const keys = join(bare.root, 'keys');
    bare.cli(`stty raw -echo; head -c 300000 /dev/urandom; printf '\\033c that was it'; exec cat > ${keys}`);
    const id = await started('--task', 'do something');
    await bare.until(
      'the end of the garbage',
      () => Promise.resolve(existsSync(keys)),
      (exists) => exists,
    );
    const { state, queue } = await bare.json<Status>('status', id);
    expect(['starting', 'unknown']).toContain(state);
    expect(queue.map((task) => task.state)).toEqual(['queued']);
    expect((await bare.pcc('stop', id)).code).toBe(0);
    expect(readFileSync(keys, 'latin1')).not.toContain('do something');
  });

  it('does not end when asked to: it is ended all the same', async () => {
    bare.cli("trap '' HUP TERM INT; while :; do sleep 1; done");
    const id = await started();
    expect((await bare.pcc('stop', id)).code).toBe(0);
    expect(await bare.json<Status>('status', id)).toMatchObject({ phase: 'ended' });
  });
});

describe('the home', () => {
  it('may be written by others', async () => {
    mkdirSync(bare.home, { mode: 0o700 });
    chmodSync(bare.home, 0o770);
    expectRefusal(await bare.pcc('daemon', 'status'), 1, 'chmod go-w');
  });

  it('has a path too long for a socket', async () => {
    bare.env['PCC_HOME'] = join(bare.root, 'x'.repeat(100));
    expectRefusal(await bare.pcc('list'), 1, 'too long for a socket');
  });

  it.each(['daemon.sock', 'ptyhost.sock'])(
    'holds a foreign file in the place of %s, which is left alone',
    async (name) => {
      const file = bare.write(`pcc/run/${name}`, 'mine');
      chmodSync(bare.home, 0o700);
      chmodSync(join(bare.home, 'run'), 0o700);
      const ran = await bare.pcc('list');
      expectRefusal(ran, 1, file);
      expect(readFileSync(file, 'utf8')).toBe('mine');
      rmSync(file);
      expect((await bare.pcc('list')).code).toBe(0);
    },
  );

  it('holds a socket on which somebody else listens', async () => {
    bare.cli(waits);
    mkdirSync(join(bare.home, 'run'), { recursive: true, mode: 0o700 });
    chmodSync(bare.home, 0o700);
    const server = createServer((socket) => {
      socket.on('error', () => undefined).end('who is there\n');
      socket.resume();
    });
    await new Promise<void>((done) => server.listen(join(bare.home, 'run', 'daemon.sock'), done));
    const ran = await bare.pcc('list');
    expect(ran.code).toBe(1);
    expect(ran.stderr.trim()).not.toBe('');
    server.close();
  });

  it('has a damaged database: it is put aside, said, and nothing is deleted', async () => {
    bare.cli(waits);
    await bare.pcc('daemon', 'status');
    await bare.pcc('daemon', 'stop');
    const garbage = 'this is no database '.repeat(500);
    writeFileSync(join(bare.home, 'state.db'), garbage);
    for (const suffix of ['-wal', '-shm']) rmSync(join(bare.home, `state.db${suffix}`), { force: true });
    const { warnings } = await daemonStatus();
    expect(warnings[0]).toContain(`it was moved to '${join(bare.home, 'state.db.corrupt-')}`);
    expect(warnings[1]).toContain('begins empty');
    const kept = readdirSync(bare.home).filter((file) => file.startsWith('state.db.'));
    expect(kept.some((file) => readFileSync(join(bare.home, file), 'utf8') === garbage)).toBe(true);
    expect(await started()).toBe('app-1');
  });
});

describe('many at once, and sudden ends', () => {
  it('ten verbs at once start one daemon', async () => {
    bare.cli(waits);
    const answers = await Promise.all(Array.from({ length: 10 }, daemonStatus));
    expect(new Set(answers.map(({ daemon }) => daemon.pid)).size).toBe(1);
    const ids = await Promise.all(Array.from({ length: 6 }, () => started()));
    expect([...ids].sort()).toEqual(['app-1', 'app-2', 'app-3', 'app-4', 'app-5', 'app-6']);
  });

  it('daemon and host killed: sessions that are not to come back have ended, and new ones start', async () => {
    neverAgain();
    bare.cli(waits);
    const id = await started();
    const { daemon, host } = await daemonStatus();
    process.kill(daemon.pid, 'SIGKILL');
    process.kill(host.pid ?? 0, 'SIGKILL');
    expect(readdirSync(join(bare.home, 'run'))).toEqual(expect.arrayContaining(['daemon.sock', 'ptyhost.sock']));
    expect(await ended(id)).toMatchObject({ pid: null });
    expect((await lines(id)).map(({ text }) => text)).toContain('The pty host ended, and the CLI with it.');
    expect(await started()).toBe('app-2');
    expect(await bare.json<Status[]>('list')).toHaveLength(1);
  });

  it('the host alone killed: such sessions have ended, the daemon goes on with a new host', async () => {
    neverAgain();
    bare.cli(waits);
    const id = await started();
    const { daemon, host } = await daemonStatus();
    process.kill(host.pid ?? 0, 'SIGKILL');
    await ended(id);
    expect(await started()).toBe('app-2');
    const after = await daemonStatus();
    expect(after.daemon.pid).toBe(daemon.pid);
    expect(after.host.pid).not.toBe(host.pid);
  });
});

function neverAgain(): void {
  mkdirSync(bare.home, { mode: 0o700 });
  writeFileSync(join(bare.home, 'config.toml'), '[session]\nrestart = "never"\n', { mode: 0o600 });
}

async function lines(id: string): Promise<LogLine[]> {
  const { stdout } = await bare.pcc('logs', id, '--json');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}

describe.runIf(process.getuid?.() === 0)('a full disk', () => {
  it('ends nothing, is said once, and is over when there is room again', async () => {
    mkdirSync(bare.home, { mode: 0o700 });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', bare.home]);
    try {
      const flood = join(bare.root, 'flood');
      bare.cli(
        `stty raw -echo; echo hello; while ! test -e ${flood}; do sleep 0.2; done; head -c 3000000 /dev/zero | tr '\\0' x; exec sleep 1000`,
      );
      const id = await started();
      const { pid } = await bare.json<Status>('status', id);
      const before = await daemonStatus();
      fill(join(bare.home, 'filler'));
      writeFileSync(flood, '');
      // The task is accepted or refused with a sentence; neither daemon nor CLI ends.
      const sent = await bare.pcc('send', id, 'say hello');
      expect(sent.stderr).not.toMatch(/^\s+at /m);
      await bare.until(
        'the warning',
        () => bare.json<Status>('status', id),
        ({ warnings }) => warnings.length > 0,
      );
      const during = await bare.json<Status>('status', id);
      expect(during.pid).toBe(pid);
      expect((await daemonStatus()).daemon.pid).toBe(before.daemon.pid);
      rmSync(join(bare.home, 'filler'));
      await bare.until(
        'storing again',
        () => lines(id),
        (seen) => seen.some(({ type }) => type === 'warning' || type === 'note'),
      );
      expect((await bare.pcc('pause', id)).code).toBe(0);
      expect((await bare.json<Status>('status', id)).paused).toBe(true);
      expect(await started()).toBe('app-2');
      expect((await daemonStatus()).daemon.pid).toBe(before.daemon.pid);
      expect((await bare.pcc('stop', id)).code).toBe(0);
    } finally {
      await bare.pcc('daemon', 'stop', '--sessions');
      execFileSync('umount', ['-l', bare.home]);
    }
  });
});

/** Writes until nothing fits any more. */
function fill(file: string): void {
  const block = Buffer.alloc(4_096, 'f');
  for (;;) {
    try {
      writeFileSync(file, block, { flag: 'a' });
    } catch {
      return;
    }
  }
}
