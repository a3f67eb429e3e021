/** Two lists at the same time, each strictly in order, in folders of their own. `npx tsx concurrent.ts folder folder` */
import { ccExecuteList } from 'perpetualcc';

const [first = '.', second = '.'] = process.argv.slice(2);
// Ctrl-C cancels both.
const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
});

const lists = await Promise.all(
  [first, second].map((path) =>
    ccExecuteList(['Name the main file of this project.', 'Name its test command.'], {
      path,
      signal: controller.signal,
      stopOnFailure: false,
    }),
  ),
);
for (const results of lists) console.log(results.map(({ state, text, why }) => `${state}: ${why ?? text}`).join(' | '));
