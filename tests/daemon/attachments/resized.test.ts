import { expect, test } from 'vitest';
import { respond } from '../../../src/daemon/responding.ts';
import { handHeld } from '../fakeHost.ts';
import { muteScreenAt } from '../recorded.ts';

/** A dialog taller than the screen shows another part of itself on a screen of another size: it is the same question. */

const screens = {
  idle: await muteScreenAt('edit-long-80x24', 'idle'),
  small: await muteScreenAt('edit-long-80x24', 'permission'),
  largeIdle: await muteScreenAt('edit-long-120x40', 'idle'),
  large: await muteScreenAt('edit-long-120x40', 'permission'),
};

async function waiting() {
  const scene = await handHeld();
  const { rig, show, pass } = scene;
  const open = () => rig.ledger.pending().map(({ n, risk }) => [n, risk]);
  show(screens.idle);
  await pass(1_000);
  show(screens.small);
  await pass(20_000, 100);
  expect(open()).toEqual([[1, 'HIGH']]);
  return { ...scene, open };
}

test('a question keeps its number while its dialog is drawn for another size and back', async () => {
  const { live, show, pass, open, writes, clock, rig } = await waiting();
  for (const [cols, rows, screen] of [
    [120, 40, screens.large],
    [80, 24, screens.small],
  ] as const) {
    await live.resize(cols, rows);
    show('\u001b[2J\u001b[H');
    await pass(1_500);
    expect(open()).toEqual([[1, 'HIGH']]);
    await expect(respond({ ...rig, clock }, 1, { answers: ['no'], text: false })).rejects.toThrow('another size');
    show(screen);
    await pass(1_000);
    expect(open()).toEqual([[1, 'HIGH']]);
    expect(live.actor.session.resized).toBeUndefined();
  }
  expect(writes).toEqual([]);
  const answered = respond({ ...rig, clock }, 1, { answers: ['no'], text: false });
  await pass(500);
  show(screens.idle);
  await pass(1_000);
  expect(await answered).toMatchObject({ n: 1 });
});

test('a question whose dialog does not come back after a change of size is taken back in the end', async () => {
  const { live, show, pass, open } = await waiting();
  await live.resize(120, 40);
  show(screens.largeIdle);
  await pass(2_000);
  expect(open()).toHaveLength(1);
  await pass(5_000);
  expect(open()).toEqual([]);
});
