import { describe, expect, test } from 'vitest';
import { Attachments } from '../../../src/daemon/attachments/attachments.ts';
import { TestClient } from '../../api/testClient.ts';
import type { HandHeld } from '../fakeHost.ts';
import { handHeld, turn } from '../fakeHost.ts';

/** Who has the keyboard of a pane and which size its child gets, told as the status tells it. */

const leaseMs = 60_000;
const own = '80x24';

interface Stage extends HandHeld {
  readonly attachments: Attachments;
  /** A client that watches the session. */
  readonly watcher: () => Promise<{ client: TestClient; id: string }>;
  /** Names of the clients that hold the pane, the last key last. */
  readonly holders: () => string[];
  readonly size: () => string;
}

async function stage(): Promise<Stage> {
  const scene = await handHeld();
  const attachments = new Attachments(scene.clock, () => leaseMs);
  const status = () => scene.rig.sessions.status(scene.live.id);
  return Object.assign(scene, {
    attachments,
    watcher: async () => {
      const client = new TestClient();
      const attached = await attachments.attach(client, scene.live, { cols: 90, rows: 30, input: false });
      return { client, id: attached.attachment };
    },
    holders: () => {
      const { humans, holders } = status();
      expect(holders).toHaveLength(humans);
      return holders.map((holder) => holder.client);
    },
    size: () => `${status().size.cols}x${status().size.rows}`,
  });
}

describe('the keyboard', () => {
  test('goes from watching to holding and back, and the child with it', async () => {
    const { attachments, watcher, holders, size, writes } = await stage();
    const { client, id } = await watcher();
    expect([holders(), size()]).toEqual([[], own]);
    await attachments.take(client, id, { cols: 100, rows: 30 });
    expect([holders(), size()]).toEqual([[client.name], '100x30']);
    await attachments.input(client, id, 'a');
    await attachments.release(client, id);
    expect([holders(), size()]).toEqual([[], own]);
    await expect(attachments.input(client, id, 'b')).rejects.toMatchObject({ code: 'conflict' });
    expect(writes.map(({ data }) => data)).toEqual(['a']);
    // It still watches.
    client.heard();
    await attachments.take(client, id, { cols: 70, rows: 20 });
    expect(client.heard()).toEqual(['screen.reset']);
  });

  test('is held before the child has its new size', async () => {
    const scene = await stage();
    const { client, id } = await scene.watcher();
    let answer: () => void = () => undefined;
    scene.slowly = () => new Promise((done) => (answer = done));
    const taking = scene.attachments.take(client, id, { cols: 100, rows: 30 });
    expect([scene.holders(), scene.size()]).toEqual([[client.name], own]);
    await turn();
    answer();
    await taking;
    expect(scene.size()).toBe('100x30');
  });

  test('is held by several; the last key stands last, and each gives it back alone', async () => {
    const { attachments, watcher, holders, clock, rig, live } = await stage();
    const [one, two] = [await watcher(), await watcher()];
    await attachments.take(one.client, one.id, { cols: 100, rows: 30 });
    clock.advance(1_500);
    await attachments.take(two.client, two.id, { cols: 110, rows: 35 });
    expect(holders()).toEqual([one.client.name, two.client.name]);
    clock.advance(1_500);
    await attachments.input(one.client, one.id, 'x');
    expect(holders()).toEqual([two.client.name, one.client.name]);
    const [, last] = rig.sessions.status(live.id).holders;
    expect(last).toMatchObject({ since: '2026-03-01T10:00:00.000Z', typedAt: '2026-03-01T10:00:03.000Z' });
    await attachments.release(one.client, one.id);
    expect(holders()).toEqual([two.client.name]);
  });

  test('is lost without keys, which status and log tell, and taken again by the next key', async () => {
    const { attachments, watcher, holders, clock, rig, live, writes } = await stage();
    const { client, id } = await watcher();
    await attachments.take(client, id, { cols: 100, rows: 30 });
    clock.advance(leaseMs);
    expect(holders()).toEqual([]);
    const lines = rig.ledger.lines(live.id, undefined, 100).filter(({ type }) => type === 'human');
    expect(lines.map(({ text }) => text)).toEqual([
      `A human holds the keyboard (${client.name}).`,
      `The human, who typed nothing for a while, let go of the keyboard (${client.name}).`,
    ]);
    await attachments.input(client, id, 'x');
    expect(holders()).toEqual([client.name]);
    expect(writes.map(({ data }) => data)).toEqual(['x']);
  });

  test('goes with the connection, and with the end of the child', async () => {
    const { attachments, watcher, holders, size, rig, live } = await stage();
    const [one, two] = [await watcher(), await watcher()];
    await attachments.take(one.client, one.id, { cols: 100, rows: 30 });
    one.client.closed.fire();
    expect(holders()).toEqual([]);
    await turn();
    expect(size()).toBe(own);
    await attachments.take(two.client, two.id, { cols: 100, rows: 30 });
    rig.sessions.ended(live, 0);
    expect(two.client.heard()).toContain('screen.ended');
    await expect(attachments.input(two.client, two.id, 'x')).rejects.toMatchObject({ code: 'not_found' });
    expect(rig.sessions.status(live.id)).toMatchObject({ phase: 'ended', holders: [] });
  });
});

describe('the size', () => {
  test('is that of the last who holds, else of the last who shows it so, else its own', async () => {
    const { attachments, watcher, size } = await stage();
    const [one, two, three] = [await watcher(), await watcher(), await watcher()];
    await attachments.fit(one.client, one.id, { cols: 61, rows: 21 });
    await attachments.fit(two.client, two.id, { cols: 62, rows: 22 });
    expect(size()).toBe('62x22');
    await attachments.take(three.client, three.id, { cols: 63, rows: 23 });
    await attachments.fit(one.client, one.id, { cols: 71, rows: 25 });
    expect(size()).toBe('63x23');
    await attachments.take(two.client, two.id, { cols: 64, rows: 24 });
    expect(size()).toBe('64x24');
    await attachments.release(two.client, two.id);
    expect(size()).toBe('63x23');
    await attachments.release(three.client, three.id);
    expect(size()).toBe('71x25');
    await attachments.fit(one.client, one.id, undefined);
    expect(size()).toBe('62x22');
    await attachments.detach(two.client, two.id);
    expect(size()).toBe(own);
  });

  test('of one who lapsed stays until somebody else shows it in another', async () => {
    const { attachments, watcher, size, pass } = await stage();
    const [one, two] = [await watcher(), await watcher()];
    await attachments.take(one.client, one.id, { cols: 63, rows: 23 });
    await attachments.fit(two.client, two.id, { cols: 71, rows: 25 });
    expect(size()).toBe('63x23');
    await pass(leaseMs, leaseMs);
    expect(size()).toBe('71x25');
    await attachments.fit(two.client, two.id, undefined);
    expect(size()).toBe('63x23');
    await attachments.input(one.client, one.id, 'x');
    await attachments.fit(two.client, two.id, { cols: 72, rows: 26 });
    expect(size()).toBe('63x23');
    await attachments.detach(one.client, one.id);
    expect(size()).toBe('72x26');
  });

  test('ends as the last wish says, however slowly the host changes it', async () => {
    const scene = await stage();
    const { attachments, clock, sizes } = scene;
    const { client, id } = await scene.watcher();
    scene.slowly = () => new Promise((done) => void clock.after(50, done));
    const storm = Array.from({ length: 50 }, (_, step) => attachments.fit(client, id, { cols: 60 + step, rows: 20 }));
    const back = attachments.fit(client, id, undefined);
    const again = attachments.fit(client, id, { cols: 100, rows: 30 });
    const given = attachments.fit(client, id, undefined);
    await scene.pass(5_000);
    await Promise.all([...storm, back, again, given]);
    expect(scene.size()).toBe(own);
    // A storm of wishes is none of sizes.
    expect(sizes.length).toBeLessThanOrEqual(2);
  });

  test('of a take that the host refuses leaves no keyboard behind', async () => {
    const scene = await stage();
    const { client, id } = await scene.watcher();
    scene.slowly = () => Promise.reject(new Error('the host is gone'));
    await expect(scene.attachments.take(client, id, { cols: 100, rows: 30 })).rejects.toThrow('the host is gone');
    expect([scene.holders(), scene.size()]).toEqual([[], own]);
    scene.slowly = () => Promise.resolve();
    await scene.attachments.fit(client, id, { cols: 66, rows: 22 });
    expect(scene.size()).toBe('66x22');
  });
});
