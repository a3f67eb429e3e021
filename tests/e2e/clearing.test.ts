import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Bare } from './bare.ts';
import { clear } from './clearing.ts';

it('what outlives its machine is killed and told, whatever no lock names, and the folder goes', async () => {
  const bare = new Bare();
  const spawned = spawn('/usr/bin/sleep', ['1000'], { env: { PCC_HOME: bare.home }, detached: true, stdio: 'ignore' });
  const ended = new Promise((done) => spawned.on('exit', (_code, signal) => done(signal)));
  expect(await clear(bare.root, 100)).toEqual([`${spawned.pid} /usr/bin/sleep 1000`]);
  expect(await ended).toBe('SIGKILL');
  expect(existsSync(bare.root)).toBe(false);
});
