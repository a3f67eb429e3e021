import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ApiServer } from '../../src/api/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Reach } from '../../src/face/connect.ts';
import type { FakeDaemon } from '../cli/fakeDaemon.ts';
import { fakeDaemon } from '../cli/fakeDaemon.ts';
import { daemonAgain } from '../server/daemonAgain.ts';
import { MadeUpLists } from './madeUpLists.ts';

/** A home with a made-up daemon, and the world of a program that uses it. */
export interface SdkStage {
  readonly lists: MadeUpLists;
  readonly daemon: FakeDaemon;
  readonly world: Reach;
  /** Ends the daemon, which puts its socket away or was killed, and starts another one with the same lists. */
  readonly again: (how: 'ended' | 'killed') => Promise<void>;
}

const over: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of over.splice(0).reverse()) await end();
});

export async function sdkStage(): Promise<SdkStage> {
  const lists = new MadeUpLists();
  const daemon = await fakeDaemon(lists.handlers);
  over.push(() => daemon.dispose());
  let latest: ApiServer = daemon.server;
  const asked = join(daemon.home, 'asked');
  return {
    lists,
    daemon,
    world: {
      env: { PATH: '/usr/bin:/bin', PCC_HOME: daemon.home, GREETING: 'hello' },
      cwd: daemon.home,
      clock: systemClock(),
      // What is started notes that it was, and ends as a daemon does that lost the race against the one of the test.
      self: ['sh', '-c', `touch '${asked}'`],
    },
    again: async (how) => {
      const socket = join(daemon.home, 'run', 'daemon.sock');
      if (how === 'killed') {
        // Nobody can put this away, as nobody puts away the socket of one that was killed.
        renameSync(socket, `${socket}.old`);
        mkdirSync(socket);
      }
      await latest.close();
      if (how === 'killed') {
        await until('the start of another daemon', () => existsSync(asked));
        rmSync(socket, { recursive: true });
      }
      latest = await daemonAgain({ ...daemon, server: latest }, lists.handlers);
      over.push(() => latest.close());
    },
  };
}

/** Waits until something holds, a bounded time. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((done) => setTimeout(done, 5));
  }
}
