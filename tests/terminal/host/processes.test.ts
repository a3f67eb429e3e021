import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { present } from '../../../src/base/assert.ts';
import type { KnownProcess } from '../../../src/terminal/host/processes.ts';
import { isAlive, processStartTime, sessionMembers, signalProcess } from '../../../src/terminal/host/processes.ts';
import { afterTest } from '../harness.ts';

/** A child in this process's own session and group, as one is for a moment after it was started in a PTY. */
async function startSleeper(): Promise<KnownProcess> {
  const child = spawn('/bin/sleep', ['100'], { stdio: 'ignore' });
  await once(child, 'spawn');
  afterTest(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const pid = present(child.pid, 'a started child has a pid');
  return { pid, startTime: present(processStartTime(pid), 'a running child has a start time') };
}

it('a child that has not made its session yet is a member of it', async () => {
  const sleeper = await startSleeper();
  expect(sessionMembers(sleeper)).toEqual([{ ...sleeper, stopped: false }]);
});

it('a stranger with the pid of a former child is neither a member, nor alive, nor signalled', async () => {
  const stranger = await startSleeper();
  const former = { pid: stranger.pid, startTime: 'long ago' };
  expect(isAlive(former)).toBe(false);
  expect(sessionMembers(former)).toEqual([]);
  signalProcess(former, 'SIGKILL');
  expect(isAlive(stranger)).toBe(true);
});

it('a pid that nobody has belongs to nobody', () => {
  expect(processStartTime(2 ** 22 - 1)).toBeUndefined();
  expect(processStartTime(process.pid)).toBeDefined();
});
