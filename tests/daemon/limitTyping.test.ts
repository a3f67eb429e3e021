import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig } from './rig.ts';
import { decisionsOf, makeRig, startPuppet, untilState, untilTyped } from './rig.ts';
import type { RunningClock } from './runningClock.ts';
import { runningClock } from './runningClock.ts';

/** What is typed at a limit or an error, and what is not: real parts over a real PTY, screens of the real CLI. */

const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
  draft: await screenAt('draft-short-80x24', 'draft'),
  menu: await screenAt('limit-weekly-80x24', 'limit'),
  banner: await screenAt('limit-five-hour-80x24', 'limit'),
  error: await screenAt('error-internal-80x24', 'error'),
};

/** Long enough for a key that should not come. */
const watchMs = limits.settleAtMostMs + limits.dialogAgeMs + 600;

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly skip: RunningClock['skip'];
}

async function stage(): Promise<Stage> {
  const { clock, skip } = runningClock();
  const rig = await makeRig({ clock });
  const puppet = await startPuppet(rig);
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  return { rig, puppet, skip };
}

/** The CLI writes that the API refused the turn. */
function refuses(puppet: Puppet, text: string, error: string): void {
  const message = { role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'stop_sequence' };
  puppet.tell({ type: 'assistant', isApiErrorMessage: true, error, message });
}

const weekly = "You've hit your weekly limit · resets Nov 24, 3am (UTC)";
const fiveHours = "You've hit your 5-hour limit · resets 4:30am (UTC)";

function isAsleep({ live }: Puppet): boolean {
  return live.actor.session.limit?.stage === 'asleep';
}

describe('the menu of a limit', () => {
  test('is answered by the row that waits, once the transcript knows of the limit', async () => {
    const { rig, puppet, skip } = await stage();
    refuses(puppet, weekly, 'rate_limit');
    await puppet.show(screens.menu);
    await untilTyped(puppet, '1');
    await puppet.show(screens.idle);
    await until(
      'the outcome',
      () => decisionsOf(rig, puppet.id).some(({ outcome, by }) => by === 'policy' && outcome === 'confirmed'),
      30_000,
    );
    await skip(watchMs);
    expect(puppet.typed()).toBe('1');
    expect(isAsleep(puppet)).toBe(true);
  });

  test('is a person’s while it does not', async () => {
    const { rig, puppet, skip } = await stage();
    await puppet.show(screens.menu);
    await untilState(puppet, 'limit');
    await skip(limits.limitConfirmedMs);
    await until('a question', () => rig.ledger.pending(puppet.id).length === 1, 30_000);
    expect(puppet.typed()).toBe('');
    expect(rig.ledger.pending(puppet.id)[0]?.reasons[0]).toContain('transcript');
  });
});

describe('the text that continues', () => {
  test('is typed below the banner, into the empty box, after the wake-up and not before', async () => {
    const { puppet, skip } = await stage();
    refuses(puppet, fiveHours, 'rate_limit');
    await puppet.show(screens.banner);
    await until('a sleep', () => isAsleep(puppet), 30_000);
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
    puppet.live.actor.dispatch({ type: 'wake', why: 'It was reset.' });
    await untilTyped(puppet, 'continue');
  });

  test('is not typed over a draft', async () => {
    const { puppet, skip } = await stage();
    refuses(puppet, fiveHours, 'rate_limit');
    await puppet.show(screens.banner);
    await until('a sleep', () => isAsleep(puppet), 30_000);
    await puppet.show(screens.draft);
    await untilState(puppet, 'draft');
    puppet.live.actor.dispatch({ type: 'wake', why: 'It was reset.' });
    await skip(watchMs);
    expect(puppet.typed()).toBe('');
  });

  test('is not typed into a turn that runs', async () => {
    const { puppet, skip } = await stage();
    refuses(puppet, fiveHours, 'rate_limit');
    await puppet.show(screens.banner);
    await until('a sleep', () => isAsleep(puppet), 30_000);
    await puppet.show(screens.busy);
    await untilState(puppet, 'busy');
    puppet.live.actor.dispatch({ type: 'wake', why: 'It was reset.' });
    await skip(limits.wokenAtWorkMs);
    await until('the end of the sleep', () => puppet.live.actor.session.limit === undefined, 30_000);
    expect(puppet.typed()).toBe('');
  });

  test('is typed below an error when the backoff is over', async () => {
    const { puppet, skip } = await stage();
    refuses(puppet, 'API Error: 500 Internal server error', 'server_error');
    await puppet.show(screens.error);
    await until('a wait', () => puppet.live.actor.session.trouble?.stage === 'waiting', 30_000);
    expect(puppet.typed()).toBe('');
    await skip(limits.retryFirstMs * (1 + limits.retryJitter));
    await untilTyped(puppet, 'continue');
  });
});

test('a new task is not typed below a banner', async () => {
  const { rig, puppet, skip } = await stage();
  await puppet.show(screens.error);
  await untilState(puppet, 'error');
  puppet.live.actor.dispatch({ type: 'task', task: { id: `${puppet.id}.1`, text: 'something new' } });
  await skip(watchMs);
  expect(puppet.typed()).toBe('');
  expect(rig.log.filter((line) => line.includes('defect'))).toEqual([]);
});
