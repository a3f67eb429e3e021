import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import { demoLaunch } from '../../src/daemon/demo/launch.ts';
import { limits } from '../../src/limits.ts';
import type { HostedSession } from '../../src/terminal/host/protocol.ts';
import { until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig, RigOptions } from './rig.ts';
import { makeRig, quietly, startPuppet, untilState } from './rig.ts';
import { runningClock } from './runningClock.ts';

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

const idleScreen = await screenAt('bash-simple-80x24', 'idle');
const always = { 'session.restart': 'always' } as const;

/** A session at its input box whose daemon is gone, and the next daemon, which the host does not let attach. */
async function nextDaemon(options: RigOptions = {}): Promise<{ puppet: Puppet; next: Rig; mayAttach: () => void }> {
  const rig = await makeRig({ config: always });
  const puppet = await startPuppet(rig);
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  puppet.live.saveSnapshot();
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always, ...options });
  const attach = next.client.attach.bind(next.client);
  Object.assign(next.client, { attach: () => Promise.reject(new PccError('unavailable', 'The connection broke.')) });
  return { puppet, next, mayAttach: () => Object.assign(next.client, { attach }) };
}

test('a session whose takeover failed takes orders, and nothing follows from its old screen', {
  timeout: 60_000,
}, async () => {
  const { puppet, next } = await nextDaemon();
  await next.sessions.recover();
  const live = next.sessions.find(puppet.id);
  expect(live.status([], null).warnings.join()).toContain('could not be taken up');
  expect(
    live.watched.screen
      .frame()
      .rows.map(({ text }) => text.trim())
      .join(''),
  ).toBe('');
  await quietly(500);
  expect(live.actor.session.reading.state).not.toBe('idle');
  live.actor.dispatch({ type: 'stop' });
  await until('its end', () => next.sessions.live.size === 0, 20_000);
  expect(next.sessions.status(puppet.id)).toMatchObject({ phase: 'ended', stopped: true });
});

test('it is tried again, and goes on', { timeout: 60_000 }, async () => {
  const { clock, skip } = runningClock();
  const { puppet, next, mayAttach } = await nextDaemon({ clock });
  await next.sessions.recover();
  mayAttach();
  await skip(limits.takeUpAgainMs);
  const live = next.sessions.find(puppet.id);
  await until('its input box', () => live.actor.session.reading.state === 'idle', 20_000);
  await puppet.show('and this\r\n');
  await until('its words', () => live.watched.screen.frame().rows.some(({ text }) => text.includes('and this')));
});

test('a host that dies while a new daemon takes over takes no session along', { timeout: 60_000 }, async () => {
  const { puppet, next, mayAttach } = await nextDaemon();
  const list = next.client.list.bind(next.client);
  const recovering = next.sessions.recover();
  // The break is noticed at once, while sessions are still being taken over.
  const reuniting = next.sessions.reunite();
  await until('the takeover', () => next.sessions.live.has(puppet.id));
  Object.assign(next.client, { list: () => Promise.resolve([] as HostedSession[]) });
  await Promise.all([recovering, reuniting]);
  const { actor } = next.sessions.find(puppet.id);
  expect(actor.session.restarting?.why).toBe('The pty host ended, and the CLI with it.');
  mayAttach();
  Object.assign(next.client, { list });
  await until('its return', () => actor.session.phase === 'launching', 20_000);
  // What is over is no warning any more.
  expect(next.sessions.status(puppet.id).warnings).not.toContain('The pty host ended, and the CLI with it.');
});

test('what fails behind the start of a child is tried again, on that child', { timeout: 60_000 }, async () => {
  const rig = await makeRig({ config: always });
  const puppet = await startPuppet(rig);
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  const attach = rig.client.attach.bind(rig.client);
  let failures = 1;
  Object.assign(rig.client, {
    attach: (...given: Parameters<typeof attach>) =>
      failures-- > 0 ? Promise.reject(new PccError('timeout', 'It took too long.')) : attach(...given),
  });
  const first = rig.store.sessions.get(puppet.id)?.pid ?? 0;
  process.kill(first, 'SIGKILL');
  await until('its return', () => puppet.live.actor.session.phase === 'launching', 20_000);
  expect(failures).toBeLessThan(0);
  const { pid, launch } = rig.store.sessions.get(puppet.id) ?? {};
  expect(pid).not.toBe(first);
  expect(launch?.child?.pid).toBe(pid);
  await puppet.show(idleScreen);
  await until('its input box', () => puppet.live.actor.session.phase === 'live', 20_000);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('an end that was stored and not all noted is noted by the next daemon', { timeout: 60_000 }, async () => {
  for (const isRunning of [true, false]) {
    const rig = await makeRig();
    const { id, live } = await startPuppet(rig);
    live.saveSnapshot();
    if (!isRunning) await rig.client.kill(id, 'force');
    rig.sessions.dispose();
    // As kill -9 leaves it between the step of its end and the mark.
    const record = rig.store.sessions.get(id);
    if (record) rig.store.sessions.save({ ...record.session, phase: 'ended', exitCode: 3, state: 'exited' });
    rig.client.dispose();
    const next = await makeRig({ folder: rig.folder, host: rig.host });
    await next.sessions.recover();
    expect(next.sessions.live.size).toBe(0);
    expect(next.sessions.status(id)).toMatchObject({ phase: 'ended', exitCode: 3 });
    expect(next.store.sessions.list({ all: false })).toEqual([]);
    expect(next.store.snapshots.get(id)).toBeUndefined();
    await until('the end of its child', () => !isThere(record?.pid ?? 0));
  }
});
