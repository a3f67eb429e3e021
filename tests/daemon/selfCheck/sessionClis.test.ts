import { expect, test } from 'vitest';
import { Attachments } from '../../../src/daemon/attachments/attachments.ts';
import { handlersOf } from '../../../src/daemon/handlers.ts';
import type { CheckResult } from '../../../src/daemon/selfCheck/workerProcess.ts';
import { clock, until } from '../../terminal/harness.ts';
import type { Puppet, Rig } from '../rig.ts';
import { decisionsOf, makeRig, startPuppet, untilTyped } from '../rig.ts';
import { muteScreenAt } from '../recorded.ts';

/** A session on a version that is not known: from its start to what its check says. */

interface Watched {
  readonly rig: Rig;
  readonly puppet: Puppet;
  /** Ends the check. */
  readonly end: (passed: boolean) => void;
}

async function asking(): Promise<Watched> {
  let end: (result: CheckResult) => void = () => undefined;
  const over = new Promise<CheckResult>((resolve) => {
    end = resolve;
  });
  const rig = await makeRig({
    config: { 'check.shipped_versions': 'check' },
    startCheck: () => ({ over, dispose: () => undefined }),
  });
  const puppet = await startPuppet(rig);
  puppet.calls('c1', 'npm test');
  await puppet.show(await muteScreenAt('bash-simple-80x24', 'permission'));
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  return {
    rig,
    puppet,
    end: (passed) => {
      end({ passed, families: [{ family: 'Bash', result: passed ? 'ok' : 'wrong', note: '' }] });
    },
  };
}

test('what is harmless waits for a person while the check runs, and is answered when it passes', async () => {
  const { rig, puppet, end } = await asking();
  expect(rig.sessions.status(puppet.id)).toMatchObject({ claudeVersion: '2.1.329', claudeCheck: 'checking' });
  const [item] = rig.ledger.pending();
  expect(item).toMatchObject({ risk: 'LOW' });
  expect(item?.reasons[0]).toContain('has not checked');
  expect(puppet.typed()).toBe('');
  end(true);
  await untilTyped(puppet, '1');
  expect(rig.ledger.pending()).toEqual([]);
  expect(rig.sessions.status(puppet.id).claudeCheck).toBe('checked');
  expect(decisionsOf(rig, puppet.id).map(({ action, outcome }) => `${action} ${outcome}`)[0]).toBe(
    'escalate withdrawn',
  );
});

test('it goes on waiting when the check fails', async () => {
  const { rig, puppet, end } = await asking();
  end(false);
  await until('the end of the check', () => rig.sessions.status(puppet.id).claudeCheck === 'failed');
  expect(rig.ledger.pending()).toHaveLength(1);
  expect(puppet.typed()).toBe('');
});

test('what `config set` says of the checks reaches the sessions that run', async () => {
  const { rig, puppet } = await asking();
  const unused = (): never => {
    throw new Error('not asked here');
  };
  const handlers = handlersOf({
    ...rig,
    clock,
    attachments: new Attachments(clock, () => 1),
    fleet: { watch: unused, putAway: unused },
    brainFor: unused,
    problems: () => [],
    status: unused,
    stop: unused,
  });
  await handlers['config.set']({ key: 'check.shipped_versions', value: 'trust' }, undefined as never);
  expect(rig.sessions.status(puppet.id).claudeCheck).toBe('shipped');
  await untilTyped(puppet, '1');
});
