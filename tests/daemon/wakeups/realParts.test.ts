import { expect, test } from 'vitest';
import { present } from '../../../src/base/assert.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { marginOf } from '../../../src/daemon/wakeups/waiter.ts';
import { limits } from '../../../src/limits.ts';
import { until } from '../../terminal/harness.ts';
import { screenAt } from '../recorded.ts';
import { makeRig, startPuppet, untilState, untilTyped } from '../rig.ts';
import { runningClock } from '../runningClock.ts';

/** The whole way with the parts of the daemon, over a real PTY: a limit, a host that sleeps over its reset, the continuation. */

const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
  banner: await screenAt('limit-five-hour-80x24', 'limit'),
};

test('a session that met a limit is asked to go on once, when the host woke up behind the reset', async () => {
  const { clock, skip } = runningClock();
  const rig = await makeRig({ clock });
  const puppet = await startPuppet(rig);
  const { wakeups } = rig.store;
  rig.lasting.start();
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  const text = "You've hit your 5-hour limit · resets 4:30am (UTC)";
  const message = { role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'stop_sequence' };
  puppet.tell({ type: 'assistant', isApiErrorMessage: true, error: 'rate_limit', message });
  await puppet.show(screens.banner);
  await until('a stored wake-up', () => wakeups.list().length === 1, 30_000);
  const [kept] = wakeups.list();
  const resetsAt = present(kept?.resetsAt, 'the banner tells its reset');
  expect(kept).toMatchObject({ session: puppet.id, kind: 'five_hour', vain: 0, wokenAt: null });
  expect(rig.lasting.wakeups.limits().waiting).toMatchObject([{ session: puppet.id, stage: 'asleep' }]);
  await skip(2_000);
  expect(puppet.typed()).toBe('');
  if (clock instanceof ManualClock) clock.jumpWall(resetsAt + marginOf(resetsAt) + limits.resumeGraceMs + 1_000);
  await skip(limits.wakeLookMs);
  await untilTyped(puppet, 'continue');
  await puppet.show(screens.busy);
  await skip(limits.wokenAtWorkMs);
  await until('the end of the wait', () => wakeups.list().length === 0, 30_000);
  expect(wakeups.newest(5)).toMatchObject([
    { session: puppet.id, by: expect.stringMatching(/pcc|itself/) as string, why: expect.any(String) as string },
  ]);
  expect(puppet.typed().match(/continue/g)).toEqual(['continue']);
  expect(rig.log.filter((line) => line.includes('defect'))).toEqual([]);
}, 60_000);
