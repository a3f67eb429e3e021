import { expect, test } from 'vitest';
import { rebuildScreen } from '../../src/daemon/rebuild.ts';
import { until } from '../terminal/harness.ts';
import { makeRig, startPuppet } from './rig.ts';

/** A defect in one session's screen stays there. */

test('output that the emulator cannot take is told and passed over; what follows is shown', {
  timeout: 30_000,
}, async () => {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  const { live } = puppet;
  const { screen } = live.watched;
  const write = screen.write.bind(screen);
  screen.write = (text) => {
    if (text.includes('poison')) throw new Error('the emulator broke');
    write(text);
  };
  const seen: string[] = [];
  const watching = live.onOutput(({ text }) => {
    seen.push(text);
    if (text.includes('poison')) throw new Error('a watcher broke');
  });
  await puppet.show('poison');
  await until('it is passed over', () => screen.offset >= 'poison'.length);
  await puppet.show('after');
  await until('what follows is shown', () => screen.frame().rows.some((row) => row.text.includes('after')));
  watching.dispose();
  expect(seen.join('')).toBe('poisonafter');
  expect(live.actor.warnings).toEqual([
    'Output could not be taken in, a defect of pcc (a watcher broke); the screen may be wrong.',
    'Output could not be taken in, a defect of pcc (the emulator broke); the screen may be wrong.',
  ]);
  expect(screen.mute).toBe(false);
});

test('a rebuilding that fails does not leave the screen mute', { timeout: 30_000 }, async () => {
  const rig = await makeRig();
  const { live } = await startPuppet(rig);
  const [hosted] = await rig.client.list();
  if (!hosted) throw new Error('the host has no session');
  live.watched.restore = () => {
    throw new Error('no picture');
  };
  const snapshot = { ...live.watched.screen.snapshot() };
  const rebuilding = rebuildScreen(live, { host: rig.client, hosted, snapshot, recordings: rig.home.recordingsFolder });
  await expect(rebuilding).rejects.toThrow('no picture');
  expect(live.watched.screen.mute).toBe(false);
});
