import type { Execution } from '../../api/methods.ts';
import { heldBy } from '../../claude/lab/script.ts';
import type { Bench } from '../bench.ts';
import { messageAnswer } from '../lab.ts';
import type { Part } from '../part.ts';
import { expectThat } from '../part.ts';
import { stateOf } from '../processFacts.ts';
import { until } from '../until.ts';
import { expectDone, expectOrder, stepsOf } from './listChecks.ts';

export const recovery: Part = {
  name: 'recovery',
  shows: 'a daemon that is killed (kill -9) in a list: the next one goes on, nothing is repeated',
  run: async (bench, tries) => {
    const words = bench.lab.words('recovery', 4);
    const [, second = '', third = ''] = words;
    // Killed while a turn runs, and just as one ends.
    bench.lab.answer(second, () => heldBy(second, messageAnswer(second)));
    let list: Promise<Execution> | undefined;
    try {
      await tries.check('kill -9 while a turn runs', async () => {
        list = bench.exec(stepsOf(words));
        // What becomes of it is looked at below.
        list.catch(() => undefined);
        await bench.lab.asked(second);
        return killDaemon(bench);
      });
      bench.lab.open(second);
      await tries.check('kill -9 as the next turn begins', async () => {
        await bench.lab.asked(third);
        return killDaemon(bench);
      });
      await tries.check('the list is done', async () => {
        expectThat(list !== undefined, 'It was not begun.');
        expectDone(await list, words);
      });
      await tries.check('nothing lost or repeated, no context shared', () =>
        Promise.resolve(expectOrder(bench, words)),
      );
    } finally {
      bench.lab.open(second);
    }
  },
};

async function killDaemon(bench: Bench): Promise<string> {
  const api = await bench.daemon();
  const { pid } = api.hello;
  process.kill(pid, 'SIGKILL');
  api.close();
  await until(bench.clock, 'end of the killed daemon', () => stateOf(pid) === 'gone');
  return `process ${pid}`;
}
