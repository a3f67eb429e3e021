import type { Execution } from '../../api/methods.ts';
import type { Part } from '../part.ts';
import { expectDone, expectOrder, stepsOf } from './listChecks.ts';

/** So many tasks of one list: enough for each to be cleared away before the next, and again. */
const tasks = 6;

export const order: Part = {
  name: 'order',
  shows: 'tasks of a list, strictly in order, each in a context of its own',
  run: async (bench, tries) => {
    const words = bench.lab.words('order', tasks);
    let list: Execution | undefined;
    await tries.check(`pcc exec runs a list of ${tasks} tasks`, async () => {
      list = await bench.exec(stepsOf(words));
      expectDone(list, words);
    });
    await tries.check('strictly in order, each once, no context shared', () =>
      Promise.resolve(expectOrder(bench, words)),
    );
    const id = list?.id;
    if (id === undefined) return;
    await tries.check('pcc history tells of it', async () => {
      const shown = await bench.json<Execution>('history', 'show', id);
      expectDone(shown, words);
    });
  },
};
