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

test('what is added while a session is taken over gets numbers of its own', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { id } = await startPuppet(rig, { task: 'say hello' });
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  const gate: { open?: () => void } = {};
  const opened = new Promise<void>((done) => {
    gate.open = done;
  });
  const { client } = next;
  next.client = new Proxy(client, {
    get: (real, name) => {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]): Promise<unknown> => {
        if (name === 'attach') await opened;
        return value.apply(real, given) as unknown;
      };
    },
  });
  const recovered = next.sessions.recover();
  await until('its takeover', () => next.sessions.live.has(id));
  expect([next.sessions.send(id, 'one'), next.sessions.send(id, 'two')]).toEqual([`${id}.2`, `${id}.3`]);
  gate.open?.();
  await recovered;
  const { tasks } = next.sessions.find(id).actor.session;
  expect(tasks.map(({ id: task, text }) => [task, text])).toEqual([
    [`${id}.1`, 'say hello'],
    [`${id}.2`, 'one'],
    [`${id}.3`, 'two'],
  ]);
});

test('the context of a session of a release that did not tell counts as used', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { id } = await startPuppet(rig);
  expect(rig.sessions.find(id).actor.session.used).toBeUndefined();
  const record = rig.store.sessions.get(id);
  rig.client.dispose();
  const next = await makeRig({
    folder: rig.folder,
    host: rig.host,
    seen: (store) => {
      const { launch: _launch, ...early } = record ?? {};
      const list = (): unknown[] => [early];
      const sessions = new Proxy(store.sessions, {
        get: (real, name) => {
          const value: unknown = name === 'list' ? list : Reflect.get(real, name);
          return typeof value === 'function' ? (value.bind(real) as unknown) : value;
        },
      });
      return new Proxy(store, {
        get: (real, name) => (name === 'sessions' ? sessions : Reflect.get(real, name)) as unknown,
      });
    },
  });
  await next.sessions.recover();
  expect(next.sessions.find(id).actor.session.used).toBe(true);
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
