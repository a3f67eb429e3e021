import { expect, test } from 'vitest';
import type { CheckResult } from '../../src/daemon/selfCheck/workerProcess.ts';
import { limits } from '../../src/limits.ts';
import type { Store } from '../../src/store/store.ts';
import { until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig } from './rig.ts';
import { decisionsOf, makeRig, startPuppet, untilState, untilTyped } from './rig.ts';
import type { RunningClock } from './runningClock.ts';
import { runningClock } from './runningClock.ts';

/** A disk that takes nothing: no key goes out without its decision on the disk, and all goes on when there is room. */

const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  test: await screenAt('bash-simple-80x24', 'permission'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
};

type Broken = 'steps' | 'keys' | undefined;

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly breakDisk: (what: Broken) => void;
  readonly skip: RunningClock['skip'];
}

async function stage(): Promise<Stage> {
  let broken: Broken;
  const { clock, skip } = runningClock();
  const full = (): never => {
    throw new Error('database or disk is full');
  };
  const rig = await makeRig({
    clock,
    seen: (store): Store => ({
      ...store,
      transaction: (work) => (broken === 'steps' ? full() : store.transaction(work)),
      decisions: new Proxy(store.decisions, {
        get: (decisions, name) => {
          if (name === 'setKeys' && broken === 'keys') return full;
          const value: unknown = Reflect.get(decisions, name);
          return typeof value === 'function' ? (value.bind(decisions) as unknown) : value;
        },
      }),
    }),
  });
  const puppet = await startPuppet(rig);
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  return {
    rig,
    puppet,
    skip,
    breakDisk: (what) => {
      broken = what;
    },
  };
}

/** Past every wait that could lead to a key. */
const watchMs = limits.settleAtMostMs + limits.dialogAgeMs + limits.answerSeenWithinMs + 500;

test('a decision that cannot be stored is not typed; once it can, it is, once', { timeout: 60_000 }, async () => {
  const { rig, puppet, breakDisk, skip } = await stage();
  breakDisk('steps');
  puppet.calls('c1', 'npm test');
  await puppet.show(screens.test);
  await until('the warning', () => puppet.live.actor.warnings.length > 0, 30_000);
  await skip(watchMs);
  expect(puppet.typed()).toBe('');
  expect(decisionsOf(rig, puppet.id)).toEqual([]);
  expect(puppet.live.actor.warnings).toEqual([
    'What happens cannot be stored (database or disk is full); nothing is typed until it can.',
  ]);
  expect(rig.log.filter((sentence) => sentence.includes('cannot be stored'))).toHaveLength(1);
  breakDisk(undefined);
  await skip(limits.diskRetryMs);
  await untilTyped(puppet, '1');
  await puppet.show(screens.busy);
  puppet.done('c1');
  await until('the end', () => decisionsOf(rig, puppet.id).at(-1)?.outcome === 'confirmed', 30_000);
  expect(decisionsOf(rig, puppet.id)).toHaveLength(1);
  expect(puppet.typed()).toBe('1');
  const notes = rig.ledger.lines(puppet.id, undefined, 100).filter((line) => line.type === 'note');
  expect(notes.map((line) => line.text)).toEqual(['What happened is stored again.']);
});

test('a dialog that has gone before there was room again gets no key', { timeout: 60_000 }, async () => {
  const { rig, puppet, breakDisk, skip } = await stage();
  breakDisk('steps');
  puppet.calls('c1', 'npm test');
  await puppet.show(screens.test);
  await until('the warning', () => puppet.live.actor.warnings.length > 0, 30_000);
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  breakDisk(undefined);
  await skip(limits.diskRetryMs);
  await until(
    'storing again',
    () => rig.ledger.lines(puppet.id, undefined, 100).some((line) => line.text === 'What happened is stored again.'),
    30_000,
  );
  await skip(watchMs);
  expect(puppet.typed()).toBe('');
  expect(rig.store.sessions.get(puppet.id)?.session.state).toBe('idle');
});

test('a task waits for the disk too', { timeout: 60_000 }, async () => {
  const { rig, puppet, breakDisk, skip } = await stage();
  breakDisk('steps');
  rig.sessions.send(puppet.id, 'say hello');
  await skip(watchMs);
  expect(puppet.typed()).toBe('');
  breakDisk(undefined);
  await skip(limits.diskRetryMs);
  await untilTyped(puppet, 'say hello');
});

test('a key that cannot be noted is not typed, and harms nothing else', { timeout: 60_000 }, async () => {
  const { rig, puppet, breakDisk, skip } = await stage();
  breakDisk('keys');
  puppet.calls('c1', 'npm test');
  await puppet.show(screens.test);
  await until('a decision', () => decisionsOf(rig, puppet.id).length > 0, 30_000);
  await skip(watchMs);
  expect(puppet.typed()).toBe('');
  expect(decisionsOf(rig, puppet.id)[0]).toMatchObject({ outcome: 'not-typed' });
  // A person is asked at last, who can answer once there is room.
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  breakDisk(undefined);
  const [item] = rig.ledger.pending();
  const ask = puppet.live.actor.session.ask;
  expect(ask?.stage === 'waiting' ? ask.dialog.options.length : 0).toBe(item?.options.length);
});

test('the end of the child does not depend on the disk', { timeout: 60_000 }, async () => {
  const { rig, puppet, breakDisk } = await stage();
  breakDisk('steps');
  puppet.live.actor.dispatch({ type: 'stop' });
  await until('the end', () => rig.sessions.live.size === 0, 30_000);
});

test('a disk that fails while the CLI is taken in leaves the session as it is, and its check goes on', async () => {
  let isBroken = true;
  const refusing = <T extends object>(store: T, names: readonly string[]): T =>
    new Proxy(store, {
      get: (target, name) => {
        if (isBroken && names.includes(String(name))) {
          return () => {
            throw new Error('database or disk is full');
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  let end: (result: CheckResult) => void = () => undefined;
  const over = new Promise<CheckResult>((resolve) => {
    end = resolve;
  });
  const rig = await makeRig({
    config: { 'check.shipped_versions': 'check' },
    startCheck: () => ({ over, dispose: () => undefined }),
    seen: (store): Store => ({
      ...store,
      sessions: refusing(store.sessions, ['saveCli']),
      cliChecks: refusing(store.cliChecks, ['find', 'save']),
    }),
  });
  const puppet = await startPuppet(rig);
  const standing = (): string | undefined => rig.sessions.status(puppet.id).claudeCheck;
  await until('the check', () => standing() === 'checking', 30_000);
  end({ passed: true, families: [{ family: 'Bash', result: 'ok', note: '' }] });
  await until('the end of the check', () => standing() === 'checked', 30_000);
  expect(rig.log.some((line) => line.includes('its CLI cannot be stored'))).toBe(true);
  expect(rig.log.some((line) => line.includes('found cannot be stored'))).toBe(true);
  isBroken = false;
});
