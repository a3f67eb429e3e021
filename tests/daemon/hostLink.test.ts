import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { homeOf, prepareHome } from '../../src/daemon/home.ts';
import { HostLink } from '../../src/daemon/hostLink.ts';
import { limits } from '../../src/limits.ts';
import { connectHost } from '../../src/terminal/hostClient.ts';
import { afterTest, clock, tempFolder, until } from '../terminal/harness.ts';

/** A host runs in `/`, where no package is found by its name. */
const tsx = pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href;
const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };

/** A link over real host processes, of which none is left behind. */
function makeLink(): {
  link: HostLink;
  log: string[];
  socketPath: string;
  hostLog: string;
  program: { file: string };
} {
  const home = homeOf({ PCC_HOME: join(tempFolder(), 'pcc') });
  prepareHome(home);
  const socketPath = join(home.runFolder, 'ptyhost.sock');
  const log: string[] = [];
  const program = { file: process.execPath };
  const entry = resolve('tests/terminal/host/entry.ts');
  const link = new HostLink({
    home,
    clock,
    // `self` is read whenever a host is started, so that a test may take the program away.
    get self(): [string, ...string[]] {
      return [program.file, '--import', tsx, entry, home.folder];
    },
    env: environment,
    log: (sentence) => log.push(sentence),
    hostLimits: () => ({}),
  });
  afterTest(async () => {
    link.dispose();
    const left = await connectHost(socketPath, { clock }).catch(() => undefined);
    await left?.shutdown(true);
    left?.dispose();
  });
  return { link, log, socketPath, hostLog: join(home.logsFolder, 'ptyhost.log'), program };
}

/** Ends the host behind the link's back. */
async function crash(link: HostLink): Promise<void> {
  const { pid } = link;
  expect(pid).not.toBeNull();
  if (pid !== null) process.kill(pid, 'SIGKILL');
  await until('the break is noticed', () => link.pid !== pid);
}

test('a host that is told to end is not started again', { timeout: 60_000 }, async () => {
  const { link, log, socketPath, hostLog } = makeLink();
  writeFileSync(hostLog, 'x');
  truncateSync(hostLog, limits.logFileBytesMax);
  await link.open();
  // A log that had grown too large was put aside when the host was started.
  expect(statSync(`${hostLog}.1`).size).toBe(limits.logFileBytesMax);
  expect(statSync(hostLog).size).toBeLessThan(limits.logFileBytesMax);
  await link.shutdown();
  await until('it has gone', () => link.pid === null);
  await expect(link.open()).rejects.toThrow('being ended');
  await expect(connectHost(socketPath, { clock })).rejects.toThrow('No pty host listens');
  expect(log).toEqual([]);
  await link.shutdown();
});

test('a host that is killed is followed by another at once, however often', { timeout: 120_000 }, async () => {
  const { link, log } = makeLink();
  let reconnected = 0;
  link.onReconnected(() => reconnected++);
  await link.open();
  for (let time = 1; time <= limits.restartsMax; time++) {
    await crash(link);
    await until(`host ${time + 1}`, () => link.pid !== null, 20_000);
  }
  expect(link.warning).toBeUndefined();
  expect(log.filter((sentence) => sentence.includes('came to nothing'))).toEqual([]);
  // One more that did not serve: the next one is waited for, but for who wants it now.
  await crash(link);
  await until('it waits', () => log.some((sentence) => sentence.includes('came to nothing')));
  expect(link.warning).toContain('The pty host is not running');
  expect(() => link.client).toThrow('The pty host is not running');
  // Two that ask at once get one connection.
  await Promise.all([link.open(), link.open()]);
  expect(link.warning).toBeUndefined();
  expect(reconnected).toBe(limits.restartsMax + 1);
});

test('ending succeeds while no host can be started', { timeout: 60_000 }, async () => {
  const { link, log, program } = makeLink();
  await link.open();
  program.file = '/nowhere/node';
  await crash(link);
  await until('it fails', () => log.some((sentence) => sentence.includes('could not be started again')), 30_000);
  await expect(link.open()).rejects.toThrow('did not come up');
  await link.shutdown();
});
