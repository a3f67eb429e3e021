import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { until } from '../terminal/harness.ts';
import { recording } from '../screen/recordings.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, PuppetOptions, Rig, RigOptions } from './rig.ts';
import { decisionsOf, makeRig, startPuppet, untilState, untilTyped } from './rig.ts';
import type { RunningClock } from './runningClock.ts';
import { runningClock } from './runningClock.ts';

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

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly skip: RunningClock['skip'];
}

async function stage(config: Required<RigOptions>['config'] = {}, options: PuppetOptions = {}): Promise<Stage> {
  const { clock, skip } = runningClock();
  const rig = await makeRig({ clock, config });
  return { rig, puppet: await startPuppet(rig, options), skip };
}

/** So long that what a test does before a key comes fits in on a slow machine; an answer is not waited for much longer. */
const longAgeMs = limits.answerSeenWithinMs - 500;
const longAge = { 'typing.dialog_age_ms': longAgeMs };

describe('a permission', () => {
  test('that is safe gets the one-time yes, once, and is confirmed by the transcript', async () => {
    const { rig, puppet, skip } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await untilTyped(puppet, '1');
    await puppet.show(screens.busy);
    puppet.done('c1');
    await until('the result', () => decisionsOf(rig, puppet.id)[0]?.outcome === 'confirmed', 30_000);
    await skip(watchMs);
    expect(puppet.typed()).toBe('1');
    expect(decisionsOf(rig, puppet.id)).toEqual([
      { tool: 'Bash', action: 'approve', by: 'policy', outcome: 'confirmed' },
    ]);
  });

  test('is not answered before its dialog has stood for the set time', async () => {
    const { rig, puppet, skip } = await stage(longAge);
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    expect(puppet.live.watched.dialogAgeMs()).toBeLessThan(longAgeMs);
    await skip(longAgeMs - puppet.live.watched.dialogAgeMs() - 1_000);
    // Skipping has an end of its own; on a machine that takes a second for it there is nothing to see.
    if (puppet.live.watched.dialogAgeMs() < longAgeMs) expect(puppet.typed()).toBe('');
    await skip(1_000);
    await untilTyped(puppet, '1');
  });

  test('that the transcript does not know is shown to a person', async () => {
    const { rig, puppet, skip } = await stage();
    puppet.calls('c1', 'npm run build');
    await puppet.show(screens.test);
    await untilState(puppet, 'permission');
    await skip(limits.witnessWithinMs);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    expect(rig.ledger.pending()[0]).toMatchObject({ risk: 'HIGH', subject: 'npm test' });
    expect(puppet.typed()).toBe('');
  });

  test('that becomes another one while its key waits is never answered', async () => {
    const { rig, puppet, skip } = await stage(longAge);
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    puppet.calls('c2', 'rm -rf old');
    await puppet.show(screens.remove);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    await skip(longAgeMs + watchMs);
    expect(puppet.typed()).toBe('');
    expect(rig.ledger.pending()[0]).toMatchObject({ risk: 'HIGH' });
  });

  test('whose key had no effect is decided again, a bounded number of times, then a person is asked', async () => {
    const { rig, puppet, skip } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    // The child is at work on something: each time a key was read the same dialog is drawn anew.
    for (let keys = 1; keys <= limits.redecideMax + 1; keys++) {
      await untilTyped(puppet, '1'.repeat(keys));
      const { offset } = puppet.live.watched.screen;
      await puppet.show(screens.test);
      await until('the dialog anew', () => puppet.live.watched.screen.offset > offset, 30_000);
      await skip(limits.answerSeenWithinMs);
    }
    await until('a person is asked', () => rig.ledger.pending().length === 1, 40_000);
    expect(puppet.typed()).toBe('1'.repeat(limits.redecideMax + 1));
    const decisions = decisionsOf(rig, puppet.id);
    expect(decisions.slice(0, -1).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: limits.redecideMax + 1 }, () => 'no-effect'),
    );
    expect(decisions.at(-1)).toMatchObject({ action: 'escalate' });
  }, 60_000);

  test('whose key nothing answered is never sent a second one: the child may not have read the first', async () => {
    const { rig, puppet, skip } = await stage();
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await untilTyped(puppet, '1');
    await skip(limits.answerSeenWithinMs);
    await until('a person is asked', () => rig.ledger.pending().length === 1, 40_000);
    expect(puppet.typed()).toBe('1');
    expect(rig.ledger.pending()[0]?.reasons.join(' ')).toContain('has drawn nothing since');
  }, 60_000);

  test('that comes again after its answer was too late is decided anew and answered', async () => {
    const { rig, puppet, skip } = await stage(longAge);
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    await puppet.show(screens.busy);
    await untilState(puppet, 'busy');
    await puppet.show(screens.test);
    await untilState(puppet, 'permission');
    await skip(longAgeMs);
    await untilTyped(puppet, '1');
    const decisions = decisionsOf(rig, puppet.id);
    expect(decisions).toHaveLength(2);
    expect(decisions[1]).toMatchObject({ action: 'approve' });
  });
});

describe('nothing is typed', () => {
  test('on a screen that cannot be read', async () => {
    const { puppet, skip } = await stage();
    await puppet.show(screens.idle);
    await untilState(puppet, 'idle');
    puppet.calls('c1', 'npm test');
    await puppet.show(`\u001bc${'garbage \u001b[31m\u0007'.repeat(30)}`);
    await untilState(puppet, 'unknown');
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
  });

  test('over a draft, until it is gone', async () => {
    const { rig, puppet, skip } = await stage();
    await puppet.show(screens.draft);
    await untilState(puppet, 'draft');
    rig.sessions.send(puppet.id, 'say hello');
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    await puppet.show(screens.idle);
    await untilTyped(puppet, 'say hello');
  });

  test('while a human holds the pane, and the dialog is answered when they have left', async () => {
    const { puppet, skip } = await stage();
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await untilState(puppet, 'permission');
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    puppet.live.actor.dispatch({ type: 'human', holds: false });
    await untilTyped(puppet, '1');
  });

  test('when a human comes while the key waits for its time', async () => {
    const { rig, puppet, skip } = await stage(longAge);
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the decision', () => decisionsOf(rig, puppet.id).length === 1, 30_000);
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    await skip(longAgeMs + watchMs);
    expect(puppet.typed()).toBe('');
  });

  test('while the session is paused', async () => {
    const { rig, puppet, skip } = await stage();
    puppet.live.actor.dispatch({ type: 'pause' });
    puppet.calls('c1', 'npm test');
    await puppet.show(screens.test);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    puppet.live.actor.dispatch({ type: 'resume' });
    await untilTyped(puppet, '1');
    expect(rig.ledger.pending()).toEqual([]);
  });

  test('into a trust dialog without leave', async () => {
    const { rig, puppet, skip } = await stage();
    await puppet.show(screens.trust);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    expect(rig.ledger.pending()[0]).toMatchObject({ kind: 'trust' });
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
  });
});

/** What the CLI draws when the arrow was pressed on its trust dialog. */
function selectorMoved(): string {
  const { events } = recording('2.1.329', 'trust-accepted-80x24');
  const at = events.findIndex((event) => event.code === 'i' && event.data === '\u001b[B');
  return events.slice(at).find((event) => event.code === 'o')?.data ?? '';
}

describe('a trust dialog with leave', () => {
  test('is answered by the arrow and, once the selector is seen there, by Enter', async () => {
    const { puppet, skip } = await stage({}, { trust: true });
    await puppet.show(screens.trust);
    await untilTyped(puppet, '\u001b[B');
    await skip(watchMs);
    // The selector has not moved on the screen: no Enter.
    expect(puppet.typed()).toBe('\u001b[B');
    await puppet.show(selectorMoved());
    await untilTyped(puppet, '\u001b[B\r');
  });
});
