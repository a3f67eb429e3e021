import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StressFigures } from '../../src/assess/figures.ts';
import { parts } from '../../src/assess/parts.ts';
import type { PartResult } from '../../src/assess/report.ts';
import { installedCli, newestCli } from '../../src/claude/lab/cliVersions.ts';
import { clear } from './clearing.ts';
import type { Ran } from './stage.ts';

/** The built program assesses itself on the real CLI. */

const program = resolve(import.meta.dirname, '../../dist/pcc.js');
let root: string;

/** A user's machine with a `claude` on its PATH. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-e2e-')));
  for (const folder of ['home', 'tmp']) mkdirSync(join(root, folder));
});

afterEach(async () => {
  // Whatever is done, nothing is left of it: neither a process nor a folder.
  const left = readdirSync(join(root, 'tmp'));
  expect(await clear(root)).toEqual([]);
  expect(left).toEqual([]);
});

function start(...args: string[]): ChildProcess {
  const path = [dirname(installedCli(newestCli)), dirname(process.execPath), '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  const env = {
    PATH: path.join(':'),
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    TERM: 'xterm',
    LANG: 'C.UTF-8',
  };
  return spawn(process.execPath, [program, 'test', ...args], { cwd: join(root, 'home'), env, stdio: 'pipe' });
}

function ended(child: ChildProcess): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      done({ ...said, code: code ?? (signal === null ? 1 : 128) });
    });
  });
}

/** What `pcc test assess --help` takes on a machine that does nothing else. */
const idleHelpMs = 500;

/** How many times slower than an idle machine this one is just now; 1 at least. */
async function slownessNow(): Promise<number> {
  const beganMs = performance.now();
  await ended(start('assess', '--help'));
  return Math.max(1, (performance.now() - beganMs) / idleHelpMs);
}

describe('pcc test assess', () => {
  it('finds everything good, and says so in a report', async () => {
    const before = await slownessNow();
    const { code, stdout, stderr } = await ended(start('assess', '--json', '--report', 'assessment.md'));
    const slowness = Math.max(before, await slownessNow());
    const told = JSON.parse(stdout || '{}') as { ok: boolean; parts: PartResult[]; offline: string; report: string };
    const bad = told.parts.flatMap(({ checks }) => checks.filter(({ outcome }) => outcome !== 'ok'));
    // In the namespace of somebody else than root nobody can tell whose folders are whose.
    const untried = process.getuid?.() === 0 ? [] : ['hooks'];
    // A second is meant of a machine that does nothing else.
    const late = bad.filter(({ note }) => Number(/^It took (\d+) ms/.exec(note)?.[1]) < 1_000 * slowness);
    const faults = bad.filter((check) => !late.includes(check));
    expect(faults.filter(({ part, outcome }) => outcome === 'failed' || !untried.includes(part))).toEqual([]);
    expect([code, told.ok, told.offline]).toEqual([late.length > 0 ? 1 : 0, late.length === 0, 'namespace']);
    expect(told.parts.map(({ name }) => name)).toEqual(parts.map(({ name }) => name));
    expect(told.report).toBe(join(root, 'home/assessment.md'));
    const report = readFileSync(told.report, 'utf8');
    expect(report).toContain(`claude ${newestCli}`);
    for (const { name } of parts) expect(report).toContain(`| ${untried.includes(name) ? '-' : '✔'} | ${name} |`);
    expect(stderr).toContain('✔  control');
    expect(stdout + stderr).not.toContain('\u001b');
  }, 400_000);

  it('tries one part alone, and tells it in a table', async () => {
    const { code, stdout } = await ended(start('assess', 'hardening'));
    expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^✔ {2}hardening {2}no token +\d+ ms {2}HTTP 401\n/)]);
    expect(stdout).toMatch(/\nGood: \d+ of \d+ checks passed\.\n[^]*\nReport: .*\/reports\/assess-.*\.md\n$/);
  }, 120_000);

  it('refuses a part that is none, and a claude that is none', async () => {
    expect(await ended(start('assess', 'order66'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean order?') as string,
    });
    const { code, stdout } = await ended(start('assess', 'order', '--claude', '/bin/true'));
    expect([code, stdout]).toEqual([1, expect.stringContaining("'/bin/true' says no version") as string]);
  }, 60_000);

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'leaves nothing behind when it is ended in between by %s',
    async (signal) => {
      const child = start('assess', 'order');
      const end = ended(child);
      const isUnderWay = (): boolean => readdirSync(join(root, 'tmp')).some((name) => hasLog(join(root, 'tmp', name)));
      await untilSo(isUnderWay);
      child.kill(signal);
      const { code, stdout } = await end;
      expect(code).toBe(signal === 'SIGINT' ? 1 : 128);
      if (signal === 'SIGINT') expect(stdout).toContain('it was stopped');
      await untilSo(() => readdirSync(join(root, 'tmp')).length === 0);
    },
    60_000,
  );
});

describe('pcc test stress', () => {
  it('measures lists that run at once while clients stream them', async () => {
    const { code, stdout } = await ended(
      start('stress', '--tasks', '2', '--parallel', '2', '--clients', '6', '--json'),
    );
    const { figures } = JSON.parse(stdout || '{}') as { figures: StressFigures };
    expect(figures.faults).toEqual([]);
    expect([code, figures.clientsWhole, figures.proof]).toEqual([
      0,
      6,
      { lost: 0, repeated: 0, disordered: 0, shared: 0 },
    ]);
    expect(figures.clientBytes).toBe(3 * figures.outputBytes);
    // Every list is read by three clients, one of which is slow.
    expect(figures.latencies).toMatchObject({
      addedToBegun: { count: 2 },
      addedToPrompt: { count: 2 },
      turnToNextPrompt: { count: 2 },
      writtenToRead: { count: 10 },
    });
    for (const bytes of Object.values(figures.peakBytes)) expect(bytes).toBeGreaterThan(10_000_000);
  }, 180_000);
});

/** Whether its own daemon has begun. */
function hasLog(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'pcc/logs/daemon.log'), 'utf8') !== '';
  } catch {
    return false;
  }
}

async function untilSo(look: () => boolean): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!look()) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
