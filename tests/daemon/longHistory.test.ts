import { expect, test } from 'vitest';
import { until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import { makeRig, startPuppet, untilState } from './rig.ts';

const idleScreen = await screenAt('bash-simple-80x24', 'idle');
const calls = 200;

test('a new daemon does not live through a long conversation once more; a call that waits still waits', {
  timeout: 60_000,
}, async () => {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  await puppet.show(idleScreen);
  await untilState(puppet, 'idle');
  for (let n = 0; n < calls; n++) {
    puppet.calls(`toolu_${n}`, `wc -l part${n}.ts`);
    puppet.done(`toolu_${n}`);
  }
  puppet.calls('toolu_open', 'wc -l rest.ts');
  const waiting = (at: typeof rig): string[] => at.sessions.find(puppet.id).actor.session.calls.map(({ id }) => id);
  await until('the call that waits', () => waiting(rig).join() === 'toolu_open', 30_000);
  rig.sessions.dispose();
  rig.client.dispose();
  let stored = 0;
  const next = await makeRig({
    folder: rig.folder,
    host: rig.host,
    seen: (store) =>
      new Proxy(store, {
        get: (real, name) => {
          if (name === 'transaction') stored++;
          return Reflect.get(real, name) as unknown;
        },
      }),
  });
  await next.sessions.recover();
  await until('the call that waits', () => waiting(next).join() === 'toolu_open', 30_000);
  expect(stored).toBeLessThan(calls / 4);
});
