import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { isAlive } from '../../../src/cli/stopDaemon.ts';
import type { CommandEnd, CommandSpec } from '../../../src/daemon/queue/commandRun.ts';
import { CommandRun, plainText } from '../../../src/daemon/queue/commandRun.ts';
import { endOf } from '../../../src/daemon/queue/verifier.ts';
import { limits } from '../../../src/limits.ts';
import { afterTest, clock, tempFolder, until } from '../../terminal/harness.ts';

/** Commands as real processes: what comes of them, and that nothing of them stays. */

interface Running {
  readonly folder: string;
  readonly run: CommandRun;
  readonly end: Promise<CommandEnd>;
}

function begin(command: string, more: Partial<CommandSpec> = {}): Running {
  const folder = tempFolder();
  let told: (end: CommandEnd) => void = () => undefined;
  const end = new Promise<CommandEnd>((done) => {
    told = done;
  });
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const run = new CommandRun({ command, cwd: folder, env, timeMaxMs: 60_000, clock, ...more }, told);
  afterTest(() => {
    run.dispose();
  });
  return { folder, run, end };
}

/** The pid that a process of the command wrote down. */
async function pidIn(file: string): Promise<number> {
  await until(`a pid in ${file}`, () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), 30_000);
  return Number(readFileSync(file, 'utf8'));
}

describe('a command', () => {
  test('that succeeds, and one that does not', async () => {
    expect(await begin('echo fine; echo less fine >&2').end).toEqual({
      ok: true,
      how: 'ended with exit code 0',
      output: expect.stringContaining('less fine') as string,
    });
    expect(await begin('echo broken; exit 3').end).toMatchObject({
      ok: false,
      how: 'ended with exit code 3',
      output: 'broken\n',
    });
    expect(await begin('no-such-program-here').end).toMatchObject({ ok: false, how: 'ended with exit code 127' });
  });

  test('runs in the folder, with its environment and nothing to read', async () => {
    const { end, folder } = begin('pwd; cat; echo "$MODE/$PCC_HOME"', { env: { PATH: '/usr/bin:/bin', MODE: 'test' } });
    expect((await end).output).toBe(`${folder}\ntest/\n`);
  });

  test('that cannot be started at all says so', async () => {
    expect((await begin('true', { cwd: '/no/such/folder' }).end).how).toMatch(/^could not be started/);
  });

  test('of a flood of output the end is kept', async () => {
    const { ok, output } = await begin('yes "a line of output" | head -c 20000000; echo the end').end;
    expect(ok).toBe(true);
    expect(output.length).toBeLessThanOrEqual(limits.verifyOutputCharsMax);
    expect(output.endsWith('the end\n')).toBe(true);
  });

  test('that takes too long is ended with all that it started', async () => {
    const manual = new ManualClock();
    const { end, folder } = begin('sleep 1000 & echo $! > pid; sleep 1000', { clock: manual, timeMaxMs: 90_000 });
    const pid = await pidIn(join(folder, 'pid'));
    manual.advance(90_000);
    expect(await end).toMatchObject({ ok: false, how: 'took longer than 90 seconds and was ended' });
    await until('the grandchild to be gone', () => !isAlive(pid));
  });

  test('leaves nothing running behind it, and is not held up by what it left', async () => {
    const { end, folder } = begin('sleep 1000 & echo $! > pid; echo done');
    expect(await end).toMatchObject({ ok: true, output: 'done\n' });
    const pid = await pidIn(join(folder, 'pid'));
    await until('the grandchild to be gone', () => !isAlive(pid));
  });

  test('a process that left its group holds nobody up', async () => {
    const { end, folder } = begin(
      "setsid sh -c 'echo $$ > pid; exec sleep 1000' & while [ ! -s pid ]; do sleep 0.01; done; echo done",
    );
    const over = await end;
    const pid = await pidIn(join(folder, 'pid'));
    process.kill(pid, 'SIGKILL');
    expect(over).toMatchObject({ ok: true, output: 'done\n' });
  });

  test('that is given up is ended with all that it started, and nobody is told', async () => {
    const { run, end, folder } = begin('sleep 1000 & echo $! > pid; wait');
    const pid = await pidIn(join(folder, 'pid'));
    let isTold = false;
    void end.then(() => {
      isTold = true;
    });
    run.dispose();
    await until('the grandchild to be gone', () => !isAlive(pid));
    expect(isTold).toBe(false);
  });

  test('does not outlive a daemon that is killed', { timeout: 60_000 }, async () => {
    const folder = tempFolder();
    const program = `
      const { CommandRun } = await import(${JSON.stringify(resolve('src/daemon/queue/commandRun.ts'))});
      const clock = { wallMs: Date.now, monotonicMs: () => performance.now(), after: () => ({ dispose() {} }) };
      new CommandRun({ command: 'echo $$ > pid; sleep 1000', cwd: ${JSON.stringify(folder)}, env: { PATH: '/usr/bin:/bin' }, timeMaxMs: 1e6, clock }, () => undefined);
    `;
    const daemon = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: 'ignore',
    });
    afterTest(() => {
      daemon.kill('SIGKILL');
    });
    const pid = await pidIn(join(folder, 'pid'));
    daemon.kill('SIGKILL');
    await until('the command to be gone', () => !isAlive(pid));
  });
});

test('output is told as a terminal would leave it', () => {
  const output = '\u001b[31mred\u001b[0m\r\n 10%\r 50%\r100%\n\u001b]0;title\u0007bell\u0007\tx\n';
  expect(plainText(output)).toBe('red\n100%\nbell\tx\n');
});

test('of a long output whole lines of its end are told', () => {
  const lines = Array.from({ length: 1_000 }, (_, n) => `line ${n}`).join('\n');
  const told = endOf(lines, 100);
  expect(told.startsWith('[earlier output is left out]\nline ')).toBe(true);
  expect(told.endsWith('line 999')).toBe(true);
  expect(endOf('short\n\n', 100)).toBe('short');
});
