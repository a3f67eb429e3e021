import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { isAlive } from '../../src/cli/stopDaemon.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const patience = { timeout: 10_000 };

it('takes a process that has ended for ended, also where nobody has asked for it yet', async () => {
  // The shell starts a child, and becomes a program that asks for no child; only then the child ends, with its input.
  const parent = spawn('sh', ['-c', 'cat <&3 >/dev/null & echo $!; exec 3<&-; exec tail -f /dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  ends.push(() => parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdio[1] as Readable, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'latin1'), patience).toBe('tail\n');
  expect(isAlive(pid)).toBe(true);
  (parent.stdio[3] as Writable).end();
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), patience).toContain(') Z ');
  expect(isAlive(pid)).toBe(false);
  expect(isAlive(process.pid)).toBe(true);
  const gone = once(parent, 'exit');
  for (const end of ends.splice(0)) end();
  await gone;
  expect(isAlive(parent.pid ?? 0)).toBe(false);
});
