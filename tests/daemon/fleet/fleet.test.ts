import { expect, test } from 'vitest';
import type { Result, Status } from '../../../src/api/methods.ts';
import { Attachments } from '../../../src/daemon/attachments/attachments.ts';
import { Fleet } from '../../../src/daemon/fleet/fleet.ts';
import { limits } from '../../../src/limits.ts';
import { daemonSample } from '../../api/samples.ts';
import { TestClient } from '../../api/testClient.ts';
import type { HandHeld } from '../fakeHost.ts';
import { callLine, handHeld } from '../fakeHost.ts';
import { muteScreenAt } from '../recorded.ts';

/** What those are told who watch all sessions at once. */

const screens = {
  idle: await muteScreenAt('bash-simple-80x24', 'idle'),
  remove: await muteScreenAt('bash-rm-rf-80x24', 'permission'),
};

interface Stage extends HandHeld {
  readonly fleet: Fleet;
  /** How often a status was computed. */
  readonly asked: () => number;
  readonly daemon: { current: Result<'daemon.status'> };
  readonly bugs: string[];
}

async function stage(): Promise<Stage> {
  const scene = await handHeld();
  const daemon = { current: daemonSample() };
  const bugs: string[] = [];
  let asked = 0;
  const fleet = new Fleet({
    clock: scene.clock,
    status: (id) => {
      asked++;
      return scene.rig.sessions.status(id);
    },
    daemon: () => daemon.current,
    limits: () => ({ accounts: [], waiting: [], wakes: [] }),
    schedules: () => [],
    lines: (limit) => scene.rig.ledger.newest(limit),
    bug: (sentence) => bugs.push(sentence),
  });
  fleet.follow(scene.live);
  return Object.assign(scene, { fleet, asked: () => asked, daemon, bugs });
}

function statesOf(client: TestClient): string[] {
  return client.told('fleet.session').map(({ session }) => session.state);
}

test('the answer holds everything, and nothing that it holds is told again', async () => {
  const { fleet, show, pass, live } = await stage();
  show(screens.idle);
  await pass(1_000);
  const client = new TestClient();
  const told = fleet.watch(client);
  expect(told.sessions).toMatchObject([{ id: live.id, state: 'idle', size: { cols: 80, rows: 24 } }]);
  expect(told.daemon).toEqual(daemonSample());
  expect(told.lines.map(({ type }) => type)).toEqual(['session', 'state']);
  expect(told.lines.map(({ seq }) => seq)).toEqual(told.lines.map(({ seq }) => seq).sort((a, b) => a - b));
  expect(client.sent).toEqual([]);
  await pass(1_000);
  expect(client.heard().filter((name) => name !== 'fleet.pulse')).toEqual([]);
});

test('a change is told once, after a short while, to all who watch, with the lines of the log', async () => {
  const { fleet, show, tell, pass, asked } = await stage();
  show(screens.idle);
  await pass(1_000);
  const [one, two] = [new TestClient(), new TestClient()];
  fleet.watch(one);
  fleet.watch(two);
  // Twice is the same as once.
  fleet.watch(two);
  show(screens.remove);
  tell(callLine('c1', 'rm -rf build'));
  await pass(1_500);
  const before = asked();
  const last = one.sent.findLast(([name]) => name === 'fleet.session');
  expect((last?.[1] as { session: Status }).session).toMatchObject({
    state: 'permission',
    pending: [{ tool: 'Bash' }],
  });
  expect(one.sent).toEqual(two.sent);
  expect(one.sent.flatMap(([name, payload]) => (name === 'fleet.line' ? [payload] : []))).toMatchObject([
    { line: { type: 'state', state: 'permission' } },
    { line: { type: 'decision', action: 'escalate', risk: 'HIGH' } },
  ]);
  // Steps that change nothing that is told are none to those who watch.
  one.heard();
  show('\u001b[0m');
  await pass(1_500);
  expect(one.told('fleet.session')).toEqual([]);
  expect(asked()).toBeGreaterThan(before);
});

test('a storm of changes is gathered', async () => {
  const { fleet, live, pass, asked } = await stage();
  const client = new TestClient();
  fleet.watch(client);
  const before = asked();
  for (let n = 0; n < 200; n++) live.changed({ pid: 1_000 + n });
  await pass(limits.fleetGatherMs - 1, limits.fleetGatherMs - 1);
  expect(client.heard()).toEqual([]);
  await pass(1, 1);
  expect(client.told('fleet.session').map(({ session }) => session.pid)).toEqual([1_199]);
  expect(asked() - before).toBe(1);
});

test('while nobody watches nothing is computed, and with the last who leaves it ends', async () => {
  const { fleet, live, show, pass, asked } = await stage();
  show(screens.idle);
  await pass(5_000, 50);
  expect(asked()).toBe(0);
  const [one, two] = [new TestClient(), new TestClient()];
  fleet.watch(one);
  fleet.watch(two);
  one.closed.fire();
  live.changed({ pid: 7 });
  await pass(100);
  expect([one.heard(), two.heard()]).toEqual([[], ['fleet.session']]);
  two.closed.fire();
  const before = asked();
  live.changed({ pid: 8 });
  await pass(10_000, 100);
  expect(asked()).toBe(before);
  // Who comes later finds it as it is now.
  expect(fleet.watch(new TestClient()).sessions).toMatchObject([{ pid: 8, state: 'idle' }]);
});

test('pulses are counted without anybody, and told while there is something to see', async () => {
  const { fleet, live, show, pass, clock } = await stage();
  show('x'.repeat(100));
  await pass(limits.pulseEveryMs, 100);
  const client = new TestClient();
  const { pulses } = fleet.watch(client);
  expect(pulses[live.id]?.at(-1)).toBe(100);
  show('y'.repeat(30));
  await pass(limits.pulseEveryMs, 100);
  expect(client.told('fleet.pulse')).toEqual([{ pulses: { [live.id]: 30 } }]);
  await pass((limits.pulsesKept + 5) * limits.pulseEveryMs, limits.pulseEveryMs);
  const silent = client.told('fleet.pulse');
  expect(silent.length).toBe(limits.pulsesKept);
  expect(silent.every((told) => Object.keys(told.pulses).length === 0)).toBe(true);
  clock.advance(limits.pulseEveryMs);
  // Of a session that shows no sign of life something else is told now.
  expect(client.heard()).not.toContain('fleet.pulse');
});

test('a client that is too slow gets everything once it has caught up', async () => {
  const { fleet, live, pass } = await stage();
  const [slow, quick] = [new TestClient(), new TestClient()];
  fleet.watch(slow);
  fleet.watch(quick);
  slow.takes = false;
  live.changed({ pid: 5 });
  await pass(100);
  live.actor.note('note', 'while it slept');
  slow.takes = true;
  live.changed({ pid: 6 });
  await pass(100);
  expect(slow.heard()).toEqual([]);
  slow.drained.fire();
  const [reset] = slow.told('fleet.reset');
  expect(reset?.sessions).toMatchObject([{ pid: 6 }]);
  expect(reset?.lines.at(-1)).toMatchObject({ text: 'while it slept' });
  live.changed({ pid: 7 });
  await pass(100);
  expect(slow.heard()).toEqual(['fleet.session']);
  expect(quick.heard()).not.toContain('fleet.reset');
});

test('holders, sizes and the end of a session are changes too', async () => {
  const { fleet, live, pass, rig, clock } = await stage();
  const client = new TestClient();
  fleet.watch(client);
  const attachments = new Attachments(clock, () => 60_000);
  const human = new TestClient();
  const { attachment } = await attachments.attach(human, live, { cols: 90, rows: 30, input: false });
  await attachments.take(human, attachment, { cols: 100, rows: 30 });
  await pass(100);
  const [held] = client.told('fleet.session').slice(-1);
  expect(held?.session).toMatchObject({ size: { cols: 100, rows: 30 }, holders: [{ client: human.name }], humans: 1 });
  rig.sessions.ended(live, 3);
  await pass(100);
  const [over] = client.told('fleet.session').slice(-1);
  expect(over?.session).toMatchObject({ phase: 'ended', exitCode: 3, holders: [] });
  // Who comes later still sees it.
  expect(fleet.watch(new TestClient()).sessions).toMatchObject([{ id: live.id, phase: 'ended' }]);
});

test('a session that was put away is told to nobody any more, and one that lives stays', async () => {
  const { fleet, live, pass, rig } = await stage();
  const client = new TestClient();
  fleet.watch(client);
  expect(fleet.putAway(live.id)).toBe(false);
  rig.sessions.ended(live, 0);
  await pass(100);
  expect(fleet.putAway(live.id)).toBe(true);
  expect(client.told('fleet.reset')).toMatchObject([{ sessions: [] }]);
  expect(fleet.watch(new TestClient()).sessions).toEqual([]);
  const told = client.told('fleet.session').length;
  await pass(1_000);
  expect(client.told('fleet.session')).toHaveLength(told);
});

test('the daemon is told when something but its age has changed', async () => {
  const { fleet, daemon, pass } = await stage();
  const client = new TestClient();
  fleet.watch(client);
  daemon.current = daemonSample({ daemon: { pid: 11, version: '0.1.0', uptimeS: 99 } });
  await pass(2 * limits.pulseEveryMs, 100);
  expect(client.told('fleet.daemon')).toEqual([]);
  daemon.current = daemonSample({ halted: 'The file STOP is there.' });
  await pass(limits.pulseEveryMs, 100);
  expect(client.told('fleet.daemon')).toEqual([{ daemon: daemon.current }]);
});

test('a session that cannot be told stays as it was, and the others go on', async () => {
  const { fleet, live, rig, pass, bugs, show } = await stage();
  const client = new TestClient();
  fleet.watch(client);
  const status = rig.sessions.status.bind(rig.sessions);
  rig.sessions.status = () => {
    throw new Error('the disk is full');
  };
  live.changed({ pid: 5 });
  await pass(100);
  expect(bugs[0]).toContain(live.id);
  rig.sessions.status = status;
  show(screens.idle);
  await pass(1_000);
  expect(statesOf(client)).toContain('idle');
});
