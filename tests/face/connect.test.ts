import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isObject, parseJson } from '../../src/base/json.ts';
import { isAlive } from '../../src/cli/stopDaemon.ts';
import type { Ran, TestWorld } from '../cli/testIo.ts';
import { ran } from '../cli/testIo.ts';

/** By its address, since a daemon does not start in this folder. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const self = [process.execPath, '--import', loader, join(import.meta.dirname, 'startedDaemon.ts')] as const;

describe('the daemon behind the verbs', () => {
  let folder: string;
  let home: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcc-connect-'));
    home = join(folder, 'new', 'home');
  });

  afterEach(async () => {
    await pcc({}, 'daemon', 'stop');
    // Of verbs that raced, a daemon that came second may be on its way out, behind the look into a folder.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const pcc = (world: Partial<TestWorld>, ...argv: string[]): Promise<Ran> => {
    const env = { PATH: process.env.PATH ?? '', ...world.env };
    return ran({ home, cwd: folder, self, ...world, env }, ...argv);
  };

  it('comes up with the first verb, in a home that nobody else can read, and serves the next', async () => {
    expect(await pcc({}, 'list')).toEqual({
      status: 0,
      out: "No session runs; 'pcc start <path>' begins one.\n",
      err: '',
    });
    for (const name of [home, join(home, 'logs')]) expect(statSync(name).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'logs', 'daemon.log')).mode & 0o777).toBe(0o600);
    await pcc({}, 'list');
    expect(served()).toHaveLength(1);
  });

  it('comes up once for verbs that race', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => pcc({}, 'list')));
    expect(all.map(({ status, err }) => ({ status, err }))).toEqual(all.map(() => ({ status: 0, err: '' })));
    expect(served()).toHaveLength(1);
  });

  it('leaves none behind that came too late to serve', async () => {
    const slow = pcc({ env: { LATE: 'yes' } }, 'list');
    await vi.waitFor(() => expect(existsSync(join(home, 'late'))).toBe(true), { timeout: 20_000 });
    const late = Number(readFileSync(join(home, 'late'), 'utf8'));
    expect((await pcc({}, 'list')).status).toBe(0);
    expect((await slow).status).toBe(0);
    await vi.waitFor(() => expect(isAlive(late)).toBe(false), { timeout: 5_000 });
    expect(served()).toHaveLength(1);
  });

  it('comes up when the one that held the lock was just ending', async () => {
    mkdirSync(join(home, 'run'), { recursive: true });
    const lock = join(home, 'run', 'lock');
    writeFileSync(lock, '');
    const list = pcc({}, 'list');
    const timer = setTimeout(() => rmSync(lock), 700);
    expect((await list).status).toBe(0);
    clearTimeout(timer);
  });

  it('tells the daemon’s own sentence and code when it cannot start', async () => {
    const sentence = 'The database is damaged; it was moved aside.';
    expect(await pcc({ env: { FAIL: sentence } }, 'list')).toEqual({ status: 1, out: '', err: `pcc: ${sentence}\n` });
  });

  it('tells the end of the log when the daemon died without a sentence, not one of an earlier failure', async () => {
    mkdirSync(join(home, 'run'), { recursive: true });
    writeFileSync(join(home, 'run', 'daemon.failed'), '{"code":"storage","sentence":"long ago"}');
    utimesSync(join(home, 'run', 'daemon.failed'), 1, 1);
    const { err, status } = await pcc({ env: { CRASH: 'out of luck' } }, 'list');
    expect(status).toBe(1);
    expect(err).toContain('pcc: The daemon ended while starting: Error: out of luck');
  });

  it('names the home that cannot be made', async () => {
    writeFileSync(join(folder, 'new'), 'a file');
    const { err, status } = await pcc({}, 'list');
    expect(status).toBe(1);
    expect(err).toMatch(/^pcc: The home folder '.*\/new\/home' cannot be used \(.*\); name another with PCC_HOME\.\n$/);
  });

  it('stop waits until it is gone; restart brings another; neither needs one to run', async () => {
    expect((await pcc({}, 'daemon', 'stop')).out).toBe('No daemon runs.\n');
    expect(existsSync(home)).toBe(false);
    const first = pidOf(await pcc({}, 'daemon', 'status', '--json'));
    const second = pidOf(await pcc({}, 'daemon', 'restart', '--json'));
    expect(second).not.toBe(first);
    expect(isAlive(first)).toBe(false);
    expect((await pcc({}, 'daemon', 'stop')).out).toBe(`Daemon ${second} ended; sessions that go on: 2.\n`);
    expect(isAlive(second)).toBe(false);
    expect((await pcc({}, 'daemon', 'stop', '--json')).out).toBe('{"pid":null,"sessions":0}\n');
  });

  it('is not started for a command that is wrong', async () => {
    for (const argv of [['start', 'missing'], ['lisst'], ['respond', 'x', 'y'], ['logs', 'a', '--limit', '0']]) {
      expect((await pcc({}, ...argv)).status).toBe(2);
    }
    expect(existsSync(home)).toBe(false);
  });

  function served(): string[] {
    return readFileSync(join(home, 'served'), 'utf8').trim().split('\n');
  }

  function pidOf({ out }: Ran): number {
    const status = parseJson(out);
    const daemon = isObject(status) ? status.daemon : undefined;
    return isObject(daemon) && typeof daemon.pid === 'number' ? daemon.pid : Number.NaN;
  }
});
