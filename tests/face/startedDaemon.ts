/**
 * A stand-in for `pcc __daemon` as a process of its own: a lock decides who serves, losers end quietly. `FAIL` makes it end
 * with a sentence as a real one does, `CRASH` without; `LATE` makes it slow to begin.
 */
import { appendFileSync, existsSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Handlers } from '../../src/api/server.ts';
import { listenUnix } from '../../src/api/server.ts';

const home = process.env.PCC_HOME ?? '';
const run = join(home, 'run');
// A home that is already gone belongs to a test that is over.
if (!existsSync(home)) process.exit(0);
mkdirSync(run, { recursive: true, mode: 0o700 });
if (process.env.FAIL) {
  writeFileSync(join(run, 'daemon.failed'), JSON.stringify({ code: 'storage', sentence: process.env.FAIL }));
  process.exit(1);
}
if (process.env.LATE) {
  writeFileSync(join(home, 'late'), `${process.pid}`);
  // Long after everybody else.
  await new Promise((done) => setTimeout(done, 20_000));
}
if (process.env.CRASH) throw new Error(process.env.CRASH);
try {
  writeFileSync(join(run, 'lock'), '', { flag: 'wx' });
} catch {
  process.exit(0);
}
appendFileSync(join(home, 'served'), `${process.pid}\n`);
writeFileSync(join(run, 'token'), 'made-up-token', { mode: 0o600 });
const end = async (): Promise<void> => {
  await server.close();
  unlinkSync(join(run, 'lock'));
  process.exit(0);
};
const handlers = {
  'session.list': () => [],
  'daemon.status': () => ({
    daemon: { pid: process.pid, version: '0.0.0', uptimeS: 1 },
    host: { pid: null, sessions: 0 },
    home,
    warnings: [],
  }),
  'daemon.stop': () => {
    setTimeout(() => void end(), 10);
    return { pid: process.pid, sessions: 2 };
  },
} as unknown as Handlers;
const server = await listenUnix({
  socketPath: join(run, 'daemon.sock'),
  token: 'made-up-token',
  version: '0.0.0',
  handlers,
  onBug: () => undefined,
});
// One that started late, after its test was over, must not stay behind.
setInterval(() => {
  if (!existsSync(join(home, 'served'))) process.exit(1);
}, 100);
