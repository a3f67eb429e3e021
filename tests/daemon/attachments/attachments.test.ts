import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Attachments } from '../../../src/daemon/attachments/attachments.ts';
import { TestClient } from '../../api/testClient.ts';
import { until } from '../../terminal/harness.ts';
import { screenAt } from '../recorded.ts';
import type { Puppet, Rig } from '../rig.ts';
import { makeRig, startPuppet, untilState, untilTyped } from '../rig.ts';

/** Leases on a pane: who holds it, how long, and what those who look on are sent. */

const leaseMs = 60_000;
const screens = { idle: await screenAt('bash-simple-80x24', 'idle') };

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly clock: ManualClock;
  readonly attachments: Attachments;
  readonly humans: () => number;
  readonly size: () => Promise<[number, number]>;
}

async function stage(): Promise<Stage> {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  const clock = new ManualClock();
  return {
    rig,
    puppet,
    clock,
    attachments: new Attachments(clock, () => leaseMs),
    humans: () => puppet.live.actor.session.humans,
    size: async () => {
      const [hosted] = await rig.client.list();
      return [hosted?.cols ?? 0, hosted?.rows ?? 0];
    },
  };
}

const small = { cols: 60, rows: 20, input: true };

test('a lease begins with the attachment, is renewed by keys, and ends when none come', async () => {
  const { attachments, puppet, clock, humans } = await stage();
  const client = new TestClient();
  const { attachment } = await attachments.attach(client, puppet.live, small);
  expect(humans()).toBe(1);
  clock.advance(leaseMs - 1);
  await attachments.input(client, attachment, 'a');
  clock.advance(leaseMs - 1);
  expect(humans()).toBe(1);
  clock.advance(1);
  expect(humans()).toBe(0);
  await attachments.input(client, attachment, 'b');
  expect(humans()).toBe(1);
  await untilTyped(puppet, 'ab');
});

test('it ends with the attachment, and with the client', async () => {
  const { attachments, puppet, clock, humans, size } = await stage();
  const client = new TestClient();
  const { attachment } = await attachments.attach(client, puppet.live, small);
  expect(await size()).toEqual([60, 20]);
  await attachments.detach(client, attachment);
  expect(humans()).toBe(0);
  expect(await size()).toEqual([80, 24]);
  await expect(attachments.input(client, attachment, 'x')).rejects.toMatchObject({ code: 'not_found' });

  await attachments.attach(client, puppet.live, small);
  client.closed.fire();
  expect(humans()).toBe(0);
  await until('its own size', () => puppet.live.watched.screen.cols === 80, 30_000);
  clock.advance(2 * leaseMs);
  expect(humans()).toBe(0);
  expect(puppet.typed()).toBe('');
});

test('two humans hold it until both have let go; the last one gives the size', async () => {
  const { attachments, puppet, clock, humans, size } = await stage();
  const [one, two] = [new TestClient(), new TestClient()];
  const first = await attachments.attach(one, puppet.live, small);
  const second = await attachments.attach(two, puppet.live, { cols: 100, rows: 30, input: true });
  expect([humans(), ...(await size())]).toEqual([2, 100, 30]);
  expect(one.heard()).toContain('screen.reset');
  await attachments.resize(one, first.attachment, { cols: 70, rows: 22 });
  expect(await size()).toEqual([70, 22]);
  await attachments.detach(two, second.attachment);
  expect([humans(), ...(await size())]).toEqual([1, 70, 22]);
  clock.advance(leaseMs);
  expect(humans()).toBe(0);
  await attachments.detach(one, first.attachment);
  expect([humans(), ...(await size())]).toEqual([0, 80, 24]);
});

test('who only looks on holds nothing, changes no size, and sends no keys', async () => {
  const { attachments, puppet, humans, size } = await stage();
  const client = new TestClient();
  const watching = { cols: 60, rows: 20, input: false };
  const { attachment, screen } = await attachments.attach(client, puppet.live, watching);
  expect(screen).toMatchObject({ cols: 80, rows: 24, offset: puppet.live.watched.screen.offset });
  await attachments.resize(client, attachment, { cols: 50, rows: 15 });
  expect([humans(), ...(await size())]).toEqual([0, 80, 24]);
  await expect(attachments.input(client, attachment, 'x')).rejects.toMatchObject({ code: 'conflict' });
  await puppet.show('more');
  await until('the output', () => client.heard().includes('screen.output'), 30_000);
  await attachments.detach(client, attachment);
  expect(puppet.typed()).toBe('');
});

test("nobody uses another client's attachment", async () => {
  const { attachments, puppet } = await stage();
  const [owner, stranger] = [new TestClient(), new TestClient()];
  const { attachment } = await attachments.attach(owner, puppet.live, small);
  const gone = { code: 'not_found' };
  await expect(attachments.input(stranger, attachment, 'x')).rejects.toMatchObject(gone);
  await expect(attachments.detach(stranger, attachment)).rejects.toMatchObject(gone);
  await expect(attachments.resize(stranger, attachment, small)).rejects.toMatchObject(gone);
  expect(puppet.typed()).toBe('');
});

test('a client that is too slow misses output and gets the whole screen when it has caught up', async () => {
  const { attachments, puppet } = await stage();
  const client = new TestClient();
  await attachments.attach(client, puppet.live, small);
  client.heard();
  client.takes = false;
  await puppet.show('while it slept');
  const { screen } = puppet.live.watched;
  await until('the text', () => JSON.stringify(screen.frame().rows).includes('while it slept'), 30_000);
  client.takes = true;
  await puppet.show(', still behind');
  await until('more text', () => JSON.stringify(screen.frame().rows).includes('still behind'), 30_000);
  expect(client.heard()).toEqual([]);
  client.drained.fire();
  const [name, payload] = client.sent[0] ?? [];
  expect(name).toBe('screen.reset');
  expect(JSON.stringify(payload)).toContain('while it slept, still behind');
  client.heard();
  await puppet.show('!');
  await until('the next output', () => client.heard().includes('screen.output'), 30_000);
});

test('all are told when the child ends, and nobody can attach any more', async () => {
  const { attachments, puppet, rig } = await stage();
  const client = new TestClient();
  await attachments.attach(client, puppet.live, small);
  puppet.live.actor.dispatch({ type: 'stop' });
  await until('the end', () => client.heard().includes('screen.ended'), 30_000);
  expect(rig.sessions.live.size).toBe(0);
  await expect(attachments.attach(client, puppet.live, small)).rejects.toMatchObject({ code: 'gone' });
});

test('when the host is gone, leaving does no harm and attaching leaves no lease behind', async () => {
  const { attachments, puppet, rig, humans } = await stage();
  const [one, two] = [new TestClient(), new TestClient()];
  await attachments.attach(one, puppet.live, small);
  rig.client.dispose();
  await expect(attachments.attach(two, puppet.live, { ...small, cols: 90 })).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(humans()).toBe(1);
  one.closed.fire();
  await until('its leave', () => humans() === 0, 30_000);
  await until(
    'the note',
    () => puppet.live.actor.warnings.some((text) => text.includes('the size that is wanted')),
    30_000,
  );
});

test('a daemon that is killed under who holds and who watches leaves no lease and no size behind', async () => {
  const { rig, puppet, attachments } = await stage();
  const [one, two] = [new TestClient(), new TestClient()];
  await attachments.attach(one, puppet.live, { cols: 100, rows: 30, input: true });
  await attachments.attach(two, puppet.live, { ...small, input: false });
  // The connection to the host is all that ends: nothing is given back, nothing is said.
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  await next.sessions.recover();
  const live = next.sessions.find(puppet.id);
  const status = () => next.sessions.status(puppet.id);
  expect(status()).toMatchObject({ humans: 0, holders: [], size: { cols: 100, rows: 30 } });
  const again = new Attachments(new ManualClock(), () => leaseMs);
  const watched = await again.attach(two, live, { ...small, input: false });
  expect(watched.screen).toMatchObject({ cols: 100, rows: 30 });
  again.fitAll(next.sessions.live.values());
  await until('its own size', () => status().size.cols === 80, 30_000);
  await again.take(two, watched.attachment, { cols: 90, rows: 28 });
  again.fitAll(next.sessions.live.values());
  await puppet.show('still there');
  await until('the output', () => two.heard().includes('screen.output'), 30_000);
  expect(status()).toMatchObject({ humans: 1, holders: [{ client: two.name }], size: { cols: 90, rows: 28 } });
});
