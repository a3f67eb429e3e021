import { expect, test } from 'vitest';
import { connectTo, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig } from './rig.ts';
import { makeRig, startPuppet, untilState } from './rig.ts';

/** Children that end while no daemon looks, or just while one begins to. */

const idleScreen = await screenAt('bash-simple-80x24', 'idle');
const always = { 'session.restart': 'always' } as const;

/** A session at its input box whose daemon is gone; `end` kills its child and waits until the host knows. */
async function left(): Promise<{ rig: Rig; puppet: Puppet; end: () => Promise<void> }> {
  const rig = await makeRig({ config: always });
  const puppet = await startPuppet(rig);
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  puppet.live.saveSnapshot();
  rig.client.dispose();
  const other = await connectTo(rig.host);
  const end = async (): Promise<void> => {
    let isOver = false;
    other.onExit(() => {
      isOver = true;
    });
    process.kill(rig.store.sessions.get(puppet.id)?.pid ?? 0, 'SIGKILL');
    await until('its end', () => isOver);
  };
  return { rig, puppet, end };
}

test('a child that was killed while no daemon ran comes back', { timeout: 60_000 }, async () => {
  const { rig, puppet, end } = await left();
  await end();
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  await next.sessions.recover();
  const { actor } = next.sessions.find(puppet.id);
  expect(actor.session.restarting?.why).toBe('The CLI ended with code 137.');
  await until('its return', () => actor.session.phase === 'launching', 20_000);
});

test('the end of a child that comes between the look at the host and the takeover is not missed', {
  timeout: 60_000,
}, async () => {
  const { rig, puppet, end } = await left();
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  const list = next.client.list.bind(next.client);
  let looks = 0;
  Object.assign(next.client, {
    list: async () => {
      const hosted = await list();
      if (++looks === 1) await end();
      return hosted;
    },
  });
  await next.sessions.recover();
  const { actor } = next.sessions.find(puppet.id);
  expect(actor.session.restarting?.why).toBe('The CLI ended with code 137.');
  await until('its return', () => actor.session.phase === 'launching', 20_000);
});
