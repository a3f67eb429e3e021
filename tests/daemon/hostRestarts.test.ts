import { expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { PccError } from '../../src/base/errors.ts';
import { homeOf } from '../../src/daemon/home.ts';
import { HostLink } from '../../src/daemon/hostLink.ts';
import { limits } from '../../src/limits.ts';
import type { HostClient } from '../../src/terminal/hostClient.ts';
import { turn } from './fakeHost.ts';

/** When a pty host is started anew, by a clock that is moved by hand. */
interface Scene {
  readonly clock: ManualClock;
  readonly link: HostLink;
  readonly log: readonly string[];
  /** How many were started. */
  readonly started: () => number;
  /** How those begin that are started from now on. */
  comesUp: (nth: number) => Promise<void>;
  /** The host that is connected dies after so long. */
  readonly dieAfter: (ms: number) => Promise<void>;
  /** How long until another one is started, milliseconds; it is then. */
  readonly wait: () => Promise<number>;
}

function scene(): Scene {
  const clock = new ManualClock();
  const log: string[] = [];
  let started = 0;
  let die: (why: string) => void = () => undefined;
  const silent = new Emitter<never>().event;
  const link = new HostLink({
    home: homeOf({ PCC_HOME: '/nowhere/pcc' }),
    clock,
    self: ['/bin/false'],
    env: {},
    log: (sentence) => log.push(sentence),
    hostLimits: () => ({}),
    start: async () => {
      started++;
      await made.comesUp(started);
      const closed = new Emitter<string>();
      die = (why) => {
        closed.fire(why);
      };
      const hello = { protocol: 1, version: '0', pid: 1_000 + started, startedAt: 0 };
      const client = { hello, onOutput: silent, onExit: silent, onWarning: silent, onDetached: silent };
      return {
        ...client,
        onClose: closed.event,
        shutdown: () => Promise.resolve(),
        dispose: () => undefined,
      } as unknown as HostClient;
    },
  });
  const made: Scene = {
    clock,
    link,
    log,
    started: () => started,
    comesUp: () => Promise.resolve(),
    dieAfter: async (ms) => {
      clock.advance(ms);
      die('it was killed');
      await turn();
    },
    wait: async () => {
      const before = clock.monotonicMs();
      while (link.pid === null) {
        if (clock.monotonicMs() - before > 10 * limits.hostRestartLongestMs) throw new Error('none was started');
        clock.advance(10);
        await turn();
      }
      return clock.monotonicMs() - before;
    },
  };
  return made;
}

test('hosts that served are followed at once: two hundred in one night', async () => {
  const { link, dieAfter, started, log } = scene();
  await link.open();
  for (let kill = 1; kill <= 200; kill++) {
    await dieAfter(limits.hostServedMs);
    expect(link.pid).not.toBeNull();
    expect(started()).toBe(kill + 1);
  }
  expect(log.filter((sentence) => !sentence.startsWith('The connection to the pty host broke'))).toEqual([]);
});

test('hosts that come to nothing are followed later and later, until one serves', async () => {
  const { link, dieAfter, wait } = scene();
  await link.open();
  const waits: number[] = [];
  for (let kill = 0; kill < 14; kill++) {
    await dieAfter(limits.hostServedMs - 1);
    waits.push(await wait());
  }
  expect(waits).toEqual([0, 0, 0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  await dieAfter(limits.hostServedMs);
  expect(await wait()).toBe(0);
  for (let kill = 0; kill < limits.restartsMax; kill++) {
    await dieAfter(0);
    expect(await wait()).toBe(0);
  }
  await dieAfter(0);
  expect(await wait()).toBe(limits.hostRestartFirstMs);
});

test('a host that does not come up is tried again, which ends with what ends the daemon', async () => {
  const made = scene();
  const { link, dieAfter, started, wait, log, clock } = made;
  await link.open();
  made.comesUp = (nth) =>
    nth <= 6 ? Promise.reject(new PccError('unavailable', 'It did not come up.')) : Promise.resolve();
  await dieAfter(limits.hostServedMs);
  await wait();
  expect(started()).toBe(7);
  expect(log.filter((sentence) => sentence.includes('could not be started again'))).toHaveLength(5);
  made.comesUp = () => Promise.reject(new PccError('unavailable', 'It did not come up.'));
  await dieAfter(limits.hostServedMs);
  const tries = started();
  await link.shutdown();
  clock.advance(limits.hostRestartLongestMs);
  await turn();
  expect(started()).toBe(tries);
});

test('what goes on by itself waits for its turn; a person gets one at once, and so does then everybody', async () => {
  const { link, dieAfter, started } = scene();
  await link.open();
  for (let kill = 0; kill <= limits.restartsMax; kill++) await dieAfter(0);
  expect(link.pid).toBeNull();
  const known = started();
  let isBack = false;
  const patient = link.open('in-turn').then(() => {
    isBack = true;
  });
  await turn();
  expect([isBack, started()]).toEqual([false, known]);
  await link.open();
  await patient;
  expect([isBack, started()]).toEqual([true, known + 1]);
});

test('a host that is just being started is ended with the others', async () => {
  const made = scene();
  let up: () => void = () => undefined;
  made.comesUp = () =>
    new Promise((done) => {
      up = done;
    });
  const opening = made.link.open();
  const ended: string[] = [];
  const ending = made.link.shutdown().then(() => ended.push('ended'));
  await turn();
  expect(ended).toEqual([]);
  up();
  await opening;
  await ending;
  await expect(made.link.open()).rejects.toThrow('being ended');
});
