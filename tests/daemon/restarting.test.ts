import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectName } from '../../src/claude/transcript/places.ts';
import { ensureToken } from '../../src/daemon/home.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import { markingWith, restoredEnvironment } from '../../src/daemon/relaunch/storable.ts';
import { respond } from '../../src/daemon/responding.ts';
import { limits } from '../../src/limits.ts';
import type { HostedSession } from '../../src/terminal/host/protocol.ts';
import { connectTo, startTestHost, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig, RigOptions } from './rig.ts';
import { listen, makeRig, quietly, startPuppet, untilState } from './rig.ts';
import { runningClock } from './runningClock.ts';

/** Children that die, hosts that are lost, daemons that end: real parts over real PTYs. */

const idleScreen = await screenAt('bash-simple-80x24', 'idle');

const always = { 'session.restart': 'always' } as const;

async function stage(options: RigOptions = {}): Promise<{ rig: Rig; puppet: Puppet }> {
  const rig = await makeRig({ ...options, config: { ...always, ...options.config } });
  const puppet = await startPuppet(rig);
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  return { rig, puppet };
}

/** A conversation, so that there is something to resume. */
function talk(puppet: Puppet): void {
  puppet.tell(
    { type: 'user', message: { role: 'user', content: 'hello' } },
    {
      type: 'assistant',
      message: { role: 'assistant', content: [{ type: 'text', text: 'Hi.' }], stop_reason: 'end_turn' },
    },
  );
}

function kill(rig: Rig, id: string): number {
  const pid = rig.store.sessions.get(id)?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** The words that the child was started with the last time. */
function startedWith(rig: Rig, id: string): string {
  return rig.ledger.lines(id, undefined, 1_000).findLast(({ text }) => text?.startsWith('Started again'))?.text ?? '';
}

async function untilBack(rig: Rig, id: string, not: number): Promise<number> {
  const pidNow = (): number => rig.store.sessions.get(id)?.pid ?? 0;
  await until('another child', () => pidNow() !== 0 && pidNow() !== not, 20_000);
  await until('its phase', () => rig.sessions.find(id).actor.session.phase === 'launching', 20_000);
  return pidNow();
}

test('a child that is killed comes back on its transcript, with the same id, on an empty screen', {
  timeout: 60_000,
}, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  const redrawn: string[] = [];
  puppet.live.onRedrawn((why) => redrawn.push(why));
  const first = kill(rig, puppet.id);
  await untilBack(rig, puppet.id, first);
  expect(startedWith(rig, puppet.id)).toBe(`Started again: --resume ${puppet.claudeSessionId}.`);
  await until('a screen that begins anew', () => redrawn.includes('the CLI was started again'));
  expect(rig.sessions.list(false).map(({ id }) => id)).toEqual([puppet.id]);
  expect(rig.sessions.status(puppet.id)).toMatchObject({
    size: { cols: 80, rows: 24 },
    claudeSessionId: puppet.claudeSessionId,
  });
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  expect(puppet.live.actor.session.phase).toBe('live');
  // What it knows of its CLI was asked anew.
  await until('its version', () => puppet.live.actor.session.cli === 'checked', 20_000);
});

test('without a conversation it begins under the same id', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  const first = kill(rig, puppet.id);
  await untilBack(rig, puppet.id, first);
  expect(startedWith(rig, puppet.id)).toBe(`Started again: --session-id ${puppet.claudeSessionId}.`);
});

test('a screen of the next child is the one that a later daemon rebuilds', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  puppet.live.saveSnapshot();
  const first = kill(rig, puppet.id);
  await untilBack(rig, puppet.id, first);
  await puppet.show('only this\r\n');
  await until('its words', () =>
    puppet.live.watched.screen.frame().rows.some(({ text }) => text.includes('only this')),
  );
  const texts = (live: LiveSession): string[] => live.watched.screen.frame().rows.map(({ text }) => text);
  const drawn = texts(puppet.live);
  rig.client.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  await next.sessions.recover();
  const rebuilt = next.sessions.find(puppet.id);
  await until('the same screen', () => texts(rebuilt).join() === drawn.join());
});

test('a person who ends it ends it, also while it comes back', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  kill(rig, puppet.id);
  await until('its fall', () => puppet.live.actor.session.phase === 'restarting');
  puppet.live.actor.dispatch({ type: 'stop' });
  await until('its end', () => rig.sessions.live.size === 0);
  await quietly(1_000);
  const hosted: readonly HostedSession[] = await rig.client.list();
  expect(hosted.filter(({ exit }) => !exit)).toEqual([]);
  expect(rig.sessions.status(puppet.id)).toMatchObject({ phase: 'ended', stopped: true });
});

test('a CLI that ends with code 0 has ended', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  puppet.live.exited(0);
  expect(rig.sessions.status(puppet.id)).toMatchObject({ phase: 'ended', exitCode: 0 });
});

/** Ends the host, as the end of a machine does, and puts another in its place. */
async function loseHost(rig: Rig): Promise<Rig['host']> {
  const { host } = rig.host;
  host.end('it crashes');
  await host.ended;
  return await startTestHost({}, rig.home.folder);
}

test('a lost host takes no session along', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  const first = rig.store.sessions.get(puppet.id)?.pid ?? 0;
  const host = await loseHost(rig);
  rig.client = await connectTo(host);
  listen(rig, rig.client);
  await rig.sessions.reunite();
  await untilBack(rig, puppet.id, first);
  expect(startedWith(rig, puppet.id)).toBe(`Started again: --resume ${puppet.claudeSessionId}.`);
  expect(puppet.live.actor.session.restarts).toBeUndefined();
});

test('daemon and host are lost: the next daemon brings all back, and says what it had no secret for', {
  timeout: 60_000,
}, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  const first = rig.store.sessions.get(puppet.id)?.pid ?? 0;
  rig.sessions.dispose();
  const host = await loseHost(rig);
  const next = await makeRig({ folder: rig.folder, host, config: always });
  await next.sessions.recover();
  await untilBack(next, puppet.id, first);
  expect(startedWith(next, puppet.id)).toBe(`Started again: --resume ${puppet.claudeSessionId}.`);
  expect(next.sessions.status(puppet.id)).toMatchObject({ phase: 'launching' });
});

test('an argument with a secret is not stored: after the loss of both a person is asked', {
  timeout: 60_000,
}, async () => {
  const { rig, puppet } = await stage();
  const record = rig.store.sessions.get(puppet.id);
  const { args: _secret, ...launch } = record?.launch ?? { file: '', env: {}, secretNames: [] };
  rig.store.sessions.change(puppet.id, { launch });
  rig.sessions.dispose();
  const host = await loseHost(rig);
  const next = await makeRig({ folder: rig.folder, host, config: always });
  await next.sessions.recover();
  await until('the question', () => next.ledger.pending().length === 1, 20_000);
  expect(next.ledger.pending()[0]?.question).toContain('hold a secret');
  expect(next.ledger.pending()[0]?.options.map(({ label }) => label)).toEqual(['End the session']);
});

test('nothing secret is stored of a launch', { timeout: 60_000 }, async () => {
  const { rig } = await stage();
  const id = await rig.sessions.start({
    path: rig.folder,
    trust: false,
    args: ['--append-system-prompt', 'the key is sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789'],
    claude: '/bin/true',
    env: {
      PATH: '/usr/bin:/bin',
      HOME: rig.folder,
      ANTHROPIC_API_KEY: 'a-made-up-key',
      MY_TOKEN: 'made-up',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
    },
  });
  const launch = rig.store.sessions.get(id)?.launch;
  expect(launch?.args).toBeUndefined();
  expect(launch?.env).toMatchObject({ HOME: rig.folder, ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' });
  expect(launch?.secretNames).toEqual(['ANTHROPIC_API_KEY', 'MY_TOKEN']);
  expect(JSON.stringify(launch)).not.toMatch(/made-up|sk-ant/);
});

test('a crash loop goes to a person, who has it started again', { timeout: 60_000 }, async () => {
  const { clock, skip } = runningClock();
  const { rig, puppet } = await stage({ clock });
  const { actor } = puppet.live;
  const fallen = (): boolean => actor.session.restarting?.stage === 'backoff';
  for (let round = 0; round <= limits.cliRestartsMax; round++) {
    await until('a child', () => (rig.store.sessions.get(puppet.id)?.pid ?? null) !== null, 20_000);
    kill(rig, puppet.id);
    await until('its fall', () => fallen() || actor.session.restarting?.stage === 'given-up', 20_000);
    if (fallen()) await skip(Math.min(limits.restartFirstMs * 2 ** round, limits.restartLongestMs) + 500, 250);
  }
  await until('the question', () => rig.ledger.pending().length === 1, 20_000);
  const [item] = rig.ledger.pending();
  expect(item?.options.map(({ label }) => label)).toEqual(['Start it again', 'End the session']);
  expect(item?.question).toContain('started 16 times in a row');
  expect(rig.sessions.status(puppet.id)).toMatchObject({ phase: 'restarting' });
  const answered = await respond({ store: rig.store, sessions: rig.sessions, clock }, item?.n ?? 0, {
    answers: ['1'],
    text: false,
  });
  expect(answered).toMatchObject({ answer: 'Start it again', outcome: 'confirmed' });
  await skip(500);
  await until('a child', () => actor.session.phase === 'launching', 20_000);
  expect(rig.ledger.pending()).toEqual([]);
});

/** Begins another transcript, as the CLI does after `/clear`. */
function beginsAnew(rig: Rig, puppet: Puppet, id: string): void {
  const content = '<command-name>/clear</command-name>\n            <command-message>clear</command-message>';
  const line = { type: 'user', sessionId: id, timestamp: new Date().toISOString(), message: { role: 'user', content } };
  const folder = join(rig.folder, 'claude', 'projects', projectName(puppet.project));
  writeFileSync(join(folder, `${id}.jsonl`), `${JSON.stringify(line)}\n`);
}

const another = '22222222-2222-4222-8222-222222222222';

test('a /clear that a human types here is followed', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  await puppet.live.write({ inputId: 'human:1', data: '/clear\r', by: 'human' });
  beginsAnew(rig, puppet, another);
  await until('the other transcript', () => rig.sessions.status(puppet.id).claudeSessionId === another);
  expect(puppet.live.actor.session.used).toBeUndefined();
});

test('a /clear of somebody else in the same folder is not followed', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  await puppet.live.write({ inputId: 'human:1', data: 'hello\r', by: 'human' });
  beginsAnew(rig, puppet, another);
  await quietly(limits.clearSettleMs * 2);
  expect(rig.sessions.status(puppet.id).claudeSessionId).toBe(puppet.claudeSessionId);
});

test('what the transcript told is stored as read only once it is taken in', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  const read = (): number => Object.values(rig.store.sessions.positions(puppet.id))[0] ?? 0;
  rig.client.dispose();
  rig.sessions.dispose();
  const known = read();
  const refused = { type: 'text', text: "You've hit your limit" };
  puppet.tell(
    { type: 'user', message: { role: 'user', content: 'more' } },
    {
      type: 'assistant',
      isApiErrorMessage: true,
      error: 'rate_limit',
      message: { role: 'assistant', model: '<synthetic>', content: [refused] },
    },
  );
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  const commit = next.ledger.commit.bind(next.ledger);
  const early: number[] = [];
  Object.assign(next.ledger, {
    commit: (entry: Parameters<typeof commit>[0]) => {
      const stored = Object.values(entry.positions)[0] ?? 0;
      if (entry.after.refusal === undefined) early.push(stored);
      return commit(entry);
    },
  });
  await next.sessions.recover();
  await until('the refusal', () => next.sessions.find(puppet.id).actor.session.refusal !== undefined);
  expect(early.length).toBeGreaterThan(0);
  // Of the lines that nobody had read, the prompt may have been taken in before; the refusal was not.
  expect(Math.max(...early)).toBeLessThan(Math.max(...Object.values(next.store.sessions.positions(puppet.id))));
  expect(Math.min(...early)).toBe(known);
});

test('a daemon that dies right behind /clear: the next one follows it', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  await puppet.live.write({ inputId: 'human:1', data: '/clear\r', by: 'human' });
  rig.client.dispose();
  rig.sessions.dispose();
  beginsAnew(rig, puppet, another);
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  await next.sessions.recover();
  await until('the other transcript', () => next.sessions.status(puppet.id).claudeSessionId === another);
  expect(next.store.sessions.get(puppet.id)?.clearing).toBeUndefined();
});

test('the transcript behind /clear is followed at the latest when the CLI is gone', { timeout: 60_000 }, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  await puppet.live.write({ inputId: 'human:1', data: '/clear\r', by: 'human' });
  beginsAnew(rig, puppet, another);
  const first = kill(rig, puppet.id);
  await untilBack(rig, puppet.id, first);
  await until('how it was started', () => startedWith(rig, puppet.id) !== '');
  expect(startedWith(rig, puppet.id)).toContain(another);
});

test('behind a /clear of pcc that nobody can follow a person is asked before it resumes', {
  timeout: 60_000,
}, async () => {
  const { rig, puppet } = await stage();
  talk(puppet);
  puppet.live.changed({ clearing: { sentMs: 1_000, before: [], stage: 'lost', own: true } });
  rig.client.dispose();
  rig.sessions.dispose();
  const next = await makeRig({ folder: rig.folder, host: rig.host, config: always });
  await next.sessions.recover();
  const first = kill(next, puppet.id);
  await until('the question', () => next.ledger.pending().length === 1, 20_000);
  const [item] = next.ledger.pending();
  expect(item?.question).toContain('resumes the conversation from before');
  expect(next.sessions.status(puppet.id).why).toContain('waits for a person');
  const parts = { store: next.store, sessions: next.sessions, clock: runningClock().clock };
  await respond(parts, item?.n ?? 0, { answers: ['1'], text: false });
  await untilBack(next, puppet.id, first);
  await until('how it was started', () => startedWith(next, puppet.id) !== '');
  expect(startedWith(next, puppet.id)).toContain(puppet.claudeSessionId);
});

test.each([
  ['another key', { ANTHROPIC_API_KEY: 'another-made-up-key' }],
  ['no key', {}],
])('a session that was started with a key is not started again with %s', { timeout: 60_000 }, async (_what, env) => {
  const { rig, puppet } = await stage();
  talk(puppet);
  const launch = rig.store.sessions.get(puppet.id)?.launch;
  const key = 'a-made-up-key';
  const mark = markingWith(ensureToken(rig.home));
  const secretMarks = { ANTHROPIC_API_KEY: mark('ANTHROPIC_API_KEY', key) };
  if (launch) puppet.live.changed({ launch: { ...launch, secretNames: ['ANTHROPIC_API_KEY'], secretMarks } });
  expect(JSON.stringify(rig.store.sessions.get(puppet.id))).not.toContain(key);
  rig.sessions.dispose();
  const host = await loseHost(rig);
  const next = await makeRig({ folder: rig.folder, host, config: always, env });
  await next.sessions.recover();
  await until('the question', () => next.ledger.pending().length === 1, 20_000);
  expect(next.ledger.pending()[0]?.question).toContain('It was started with ANTHROPIC_API_KEY');
  expect(next.ledger.pending()[0]?.options.map(({ label }) => label)).toEqual(['Start it again', 'End the session']);
});

test('a secret is taken from the daemon only where it is the very same', () => {
  const mark = markingWith('key of a home');
  const stored = {
    file: 'claude',
    env: {},
    secretNames: ['A', 'B'],
    secretMarks: { A: mark('A', '1'), B: mark('B', '2') },
  };
  const { env, missing } = restoredEnvironment(stored, { A: '1', B: '3' }, mark);
  expect(env).toMatchObject({ A: '1' });
  expect(env).not.toHaveProperty('B');
  expect(missing).toEqual(['B']);
  expect(markingWith('another')('A', '1')).not.toBe(mark('A', '1'));
});
