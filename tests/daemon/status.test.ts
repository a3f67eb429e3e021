import { expect, test } from 'vitest';
import { callLine, handHeld } from './fakeHost.ts';
import { muteScreenAt, screenAt } from './recorded.ts';
import { makeRig, startPuppet, untilState } from './rig.ts';

/** What the status of a session tells beside its state. */

const screens = {
  idle: await muteScreenAt('bash-simple-80x24', 'idle'),
  busy: await muteScreenAt('bash-simple-80x24', 'busy'),
};

/** A line of the transcript with words of the assistant and what they cost. */
function usageLine(id: string, output: number, more: object = {}): object {
  const usage = { input_tokens: 3, output_tokens: output, cache_read_input_tokens: 40, cache_creation_input_tokens: 7 };
  return { type: 'assistant', message: { id, role: 'assistant', content: [], usage, stop_reason: null }, ...more };
}

test('`since` is when state, phase or pause changed last, and nothing else moves it', async () => {
  const { show, pass, live, rig, tell, clock } = await handHeld();
  const since = (): string => rig.sessions.status(live.id).since;
  show(screens.idle);
  await pass(1_000);
  const idleSince = since();
  expect(rig.sessions.status(live.id).state).toBe('idle');
  show('\u001b]0;another title\u0007');
  tell(callLine('c1', 'npm test'));
  await pass(2_000);
  expect(since()).toBe(idleSince);
  live.actor.dispatch({ type: 'pause' });
  expect(since()).toBe(new Date(clock.wallMs()).toISOString());
  clock.advance(500);
  live.actor.dispatch({ type: 'resume' });
  const resumed = since();
  expect(resumed).toBe(new Date(clock.wallMs()).toISOString());
  show(screens.busy);
  await pass(1_000);
  expect(rig.sessions.status(live.id).state).toBe('busy');
  expect(Date.parse(since())).toBeGreaterThan(Date.parse(resumed));
  // The same is stored, for the next daemon.
  expect(rig.store.sessions.get(live.id)?.since).toBe(Date.parse(since()));
  clock.advance(60_000);
  rig.sessions.ended(live, 0);
  expect(since()).toBe(new Date(clock.wallMs()).toISOString());
});

test('`since` outlives the daemon where the screen reads the same after it', { timeout: 60_000 }, async () => {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  await puppet.show(await screenAt('bash-simple-80x24', 'idle'));
  await untilState(puppet, 'idle');
  const { since } = rig.sessions.status(puppet.id);
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  await next.sessions.recover();
  const live = next.sessions.find(puppet.id);
  const read = new Promise<void>((done) => live.watched.onSettled(() => done()));
  live.watched.touch();
  await read;
  expect(next.sessions.status(puppet.id).state).toBe('idle');
  // The daemon and its store each looked at the clock.
  expect(Math.abs(Date.parse(next.sessions.status(puppet.id).since) - Date.parse(since))).toBeLessThan(50);
});

test('tokens come from the transcript, with those of sub-agents, and stay when the session has ended', async () => {
  const { tell, pass, live, rig, show } = await handHeld();
  const usage = (): unknown => rig.sessions.status(live.id).usage;
  show(screens.idle);
  expect(usage()).toBeUndefined();
  tell(usageLine('m1', 1), usageLine('m1', 9), usageLine('m2', 5, { isSidechain: true, agentId: 'a1' }));
  await pass(2_000, 500);
  const sum = { input: 6, output: 14, cacheRead: 80, cacheWrite: 14, context: 50 };
  expect(usage()).toEqual(sum);
  rig.sessions.ended(live, 0);
  expect(usage()).toEqual(sum);
});

test('the next daemon counts tokens from the beginning', { timeout: 60_000 }, async () => {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  puppet.tell(usageLine('m1', 4));
  await puppet.show(await screenAt('bash-simple-80x24', 'idle'));
  await untilState(puppet, 'idle');
  puppet.live.actor.lookNow();
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host });
  await next.sessions.recover();
  puppet.tell(usageLine('m2', 6));
  next.sessions.find(puppet.id).actor.lookNow();
  expect(next.sessions.status(puppet.id).usage).toMatchObject({ input: 6, output: 10 });
});

test('a session that ended tells why', async () => {
  const why = async (end: (scene: Awaited<ReturnType<typeof handHeld>>) => void): Promise<string | undefined> => {
    const scene = await handHeld();
    scene.show(screens.idle);
    await scene.pass(1_000);
    end(scene);
    return scene.rig.sessions.status(scene.live.id).why;
  };
  expect(await why(({ rig, live }) => rig.sessions.ended(live, -1))).toBe('The pty host ended, and the CLI with it.');
  expect(await why(({ rig, live }) => rig.sessions.ended(live, 3))).toBe('The CLI ended with code 3.');
  const stopped = why(({ rig, live }) => {
    live.actor.dispatch({ type: 'stop' });
    rig.sessions.ended(live, 0);
  });
  expect(await stopped).toBe('It was asked to end.');
});
