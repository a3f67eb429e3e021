import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { demoLaunch } from '../../src/daemon/demo/launch.ts';
import { until } from '../terminal/harness.ts';
import { makeRig, startPuppet } from './rig.ts';

/** What a session leaves to the next daemon, and what it leaves behind at its end. */

test('the tasks of a start are stored before its child is there', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { client } = rig;
  let atSpawn: unknown;
  rig.client = new Proxy(client, {
    get: (real, name) => {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        if (name === 'spawn') atSpawn = rig.store.sessions.list({ all: false })[0]?.session.tasks;
        return value.apply(real, given) as unknown;
      };
    },
  });
  const { id } = await startPuppet(rig, { task: 'say hello' });
  expect(atSpawn).toEqual([{ id: `${id}.1`, text: 'say hello', state: 'queued' }]);
  expect(rig.sessions.send(id, 'and bye')).toBe(`${id}.2`);
});

test('a session that is taken over has the pid that the host knows', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { id } = await startPuppet(rig);
  const { pid } = rig.sessions.status(id);
  // As a daemon leaves it that ended before the host answered.
  rig.store.sessions.change(id, { pid: null });
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  await next.sessions.recover();
  expect(pid).not.toBeNull();
  expect(next.sessions.status(id).pid).toBe(pid);
});

test('an ended session keeps no picture of its screen', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { id, live } = await startPuppet(rig);
  live.saveSnapshot();
  expect(rig.store.snapshots.get(id)).toBeDefined();
  await live.kill('force');
  await until('its end', () => rig.sessions.live.size === 0);
  expect(rig.store.snapshots.get(id)).toBeUndefined();
});

test("a demo's folders go when its session has ended, or with the next daemon", { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const left = await demoLaunch('', [], { home: rig.home, self: ['/bin/false'] });
  await rig.sessions.recover();
  expect(existsSync(dirname(left.cwd))).toBe(false);
  // `/bin/false` plays nothing: the session ends as soon as it has begun.
  const id = await rig.sessions.start({ path: rig.folder, trust: false, args: [], env: {}, demo: '' });
  await until('its end', () => rig.sessions.live.size === 0);
  expect(existsSync(dirname(rig.sessions.status(id).path))).toBe(false);
});

test('all sessions end also where no host can be reached', { timeout: 30_000 }, async () => {
  let lost = false;
  const rig = await makeRig({
    openHost: () => (lost ? Promise.reject(new Error('no host comes up')) : Promise.resolve()),
    endHost: () => Promise.resolve(),
  });
  const { id } = await startPuppet(rig);
  const { host } = rig.host;
  host.end('it crashes');
  await host.ended;
  lost = true;
  expect(rig.sessions.live.size).toBe(1);
  await rig.sessions.endAll();
  expect(rig.sessions.status(id).phase).toBe('ended');
  expect(rig.log).toContain('The sessions are ended without the pty host: no host comes up');
});
