import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { until } from '../terminal/harness.ts';
import { outputBetween, screenAt } from './recorded.ts';
import type { Puppet, Rig, RigOptions } from './rig.ts';
import { decisionsOf, makeRig, quietly, startPuppet, untilState, untilTyped } from './rig.ts';

/** What is typed and what is not: real parts over a real PTY, screens of the real CLI. */

/** Long enough for a key that should not come. */
const watchMs = limits.settleAtMostMs + limits.dialogAgeMs + 600;

const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  test: await screenAt('bash-simple-80x24', 'permission'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
  remove: await screenAt('bash-rm-rf-80x24', 'permission'),
  draft: await screenAt('draft-short-80x24', 'draft'),
  trust: await screenAt('trust-accepted-80x24', 'trust'),
};

async function stage(options: RigOptions = {}): Promise<{ rig: Rig; puppet: Puppet }> {
  const rig = await makeRig(options);
  return { rig, puppet: await startPuppet(rig) };
}

describe('a permission', () => {
  test('that is safe gets the one-time yes, once, and is confirmed by the transcript', async () => {
    const { rig, puppet } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await untilTyped(puppet, '1');
    await puppet.show(screens.busy);
    puppet.done('c1');
    await until('the result', () => decisionsOf(rig, puppet.id)[0]?.outcome === 'confirmed', 30_000);
    await quietly(watchMs);
    expect(puppet.typed()).toBe('1');
    expect(decisionsOf(rig, puppet.id)).toEqual([
      { tool: 'Bash', action: 'approve', by: 'policy', outcome: 'confirmed' },
    ]);
  });

  test('is not answered before its dialog has stood for the set time', async () => {
    const { puppet } = await stage({ config: { 'typing.dialog_age_ms': 1_500 } });
    puppet.calls('c1', 'npm test');
    const shownAt = performance.now();
    await puppet.show(screens.test);
    await untilTyped(puppet, '1');
    expect(performance.now() - shownAt).toBeGreaterThan(1_450);
  });

  test('that the transcript does not know is shown to a person', async () => {
    const { rig, puppet } = await stage();
    puppet.calls('c1', 'npm run build');
    await puppet.show(screens.test);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    expect(rig.ledger.pending()[0]).toMatchObject({ risk: 'HIGH', subject: 'npm test' });
    expect(puppet.typed()).toBe('');
  });

  test('that becomes another one while its key waits is never answered', async () => {
    const { rig, puppet } = await stage({ config: { 'typing.dialog_age_ms': 800 } });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    puppet.calls('c2', 'rm -rf old');
    await puppet.show(screens.remove);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    await quietly(800 + watchMs);
    expect(puppet.typed()).toBe('');
    expect(rig.ledger.pending()[0]).toMatchObject({ risk: 'HIGH' });
  });

  test('whose key had no effect is decided again, a bounded number of times, then a person is asked', async () => {
    const { rig, puppet } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    // The child is at work on something: each time a key was read the same dialog is drawn anew.
    let read = 0;
    await until(
      'a person is asked',
      () => {
        if (puppet.typed().length > read) {
          read = puppet.typed().length;
          void puppet.show(screens.test);
        }
        return rig.ledger.pending().length === 1;
      },
      40_000,
    );
    expect(puppet.typed()).toBe('1'.repeat(limits.redecideMax + 1));
    const decisions = decisionsOf(rig, puppet.id);
    expect(decisions.slice(0, -1).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: limits.redecideMax + 1 }, () => 'no-effect'),
    );
    expect(decisions.at(-1)).toMatchObject({ action: 'escalate' });
  }, 60_000);

  test('whose key nothing answered is never sent a second one: the child may not have read the first', async () => {
    const { rig, puppet } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('a person is asked', () => rig.ledger.pending().length === 1, 40_000);
    expect(puppet.typed()).toBe('1');
    expect(rig.ledger.pending()[0]?.reasons.join(' ')).toContain('has not reacted');
  }, 60_000);

  test('that comes again after its answer was too late is decided anew and answered', async () => {
    const { rig, puppet } = await stage({ config: { 'typing.dialog_age_ms': 600 } });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    await puppet.show(screens.busy);
    await untilState(puppet, 'busy');
    await puppet.show(screens.test);
    await untilTyped(puppet, '1');
    const decisions = decisionsOf(rig, puppet.id);
    expect(decisions).toHaveLength(2);
    expect(decisions[1]).toMatchObject({ action: 'approve' });
  });
});

describe('nothing is typed', () => {
  test('on a screen that cannot be read', async () => {
    const { puppet } = await stage();
    await puppet.show(screens.idle);
    await untilState(puppet, 'idle');
    puppet.calls('c1', 'npm test');
    await puppet.show(`\u001bc${'garbage \u001b[31m\u0007'.repeat(30)}`);
    await untilState(puppet, 'unknown');
    await quietly(watchMs);
    expect(puppet.typed()).toBe('');
  });

  test('over a draft, until it is gone', async () => {
    const { rig, puppet } = await stage();
    await puppet.show(screens.draft);
    await untilState(puppet, 'draft');
    rig.sessions.send(puppet.id, 'say hello');
    await quietly(watchMs);
    expect(puppet.typed()).toBe('');
    await puppet.show(screens.idle);
    await untilTyped(puppet, 'say hello');
  });

  test('while a human holds the pane, and the dialog is answered when they have left', async () => {
    const { puppet } = await stage();
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await untilState(puppet, 'permission');
    await quietly(watchMs);
    expect(puppet.typed()).toBe('');
    puppet.live.actor.dispatch({ type: 'human', holds: false });
    await untilTyped(puppet, '1');
  });

  test('when a human comes while the key waits for its time', async () => {
    const { rig, puppet } = await stage({ config: { 'typing.dialog_age_ms': 800 } });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    await quietly(800 + watchMs);
    expect(puppet.typed()).toBe('');
  });

  test('while the session is paused', async () => {
    const { rig, puppet } = await stage();
    puppet.live.actor.dispatch({ type: 'pause' });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    await quietly(watchMs);
    expect(puppet.typed()).toBe('');
    puppet.live.actor.dispatch({ type: 'resume' });
    await untilTyped(puppet, '1');
    expect(rig.ledger.pending()).toEqual([]);
  });

  test('into a trust dialog without leave', async () => {
    const { rig, puppet } = await stage();
    await puppet.show(screens.trust);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    expect(rig.ledger.pending()[0]).toMatchObject({ kind: 'trust' });
    await quietly(watchMs);
    expect(puppet.typed()).toBe('');
  });
});

describe('a trust dialog with leave', () => {
  test('is answered by the arrow and, once the selector is seen there, by Enter', async () => {
    const rig = await makeRig();
    const puppet = await startPuppet(rig, { trust: true });
    await puppet.show(screens.trust);
    await untilTyped(puppet, '\u001b[B');
    await quietly(watchMs);
    // The selector has not moved on the screen: no Enter.
    expect(puppet.typed()).toBe('\u001b[B');
    await puppet.show(await outputBetween('trust-accepted-80x24', 1, 1.5));
    await untilTyped(puppet, '\u001b[B\r');
  });
});
