import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { isAlive } from '../../src/cli/stopDaemon.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

it('takes a process that has ended for ended, also where nobody has asked for it yet', async () => {
  // The shell starts a child, and becomes a program that asks for no child.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec tail -f /dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  ends.push(() => parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z ');
  expect(isAlive(pid)).toBe(false);
  expect(isAlive(process.pid)).toBe(true);
  const gone = once(parent, 'exit');
  for (const end of ends.splice(0)) end();
  await gone;
  expect(isAlive(parent.pid ?? 0)).toBe(false);
});
