import { withDaemon } from '../../face/connect.ts';
import { oneLine } from '../../face/text/text.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/**
 * `pcc config brain [NAME]`: sets the brain of new sessions and looks whether it can be asked. A brain that cannot be asked is
 * set all the same, since it may only not run yet; the exit status says that a human is needed.
 */
export const run: VerbRun = async (given, io) => {
  const name = argument(given, 0);
  const found = await withDaemon(io, async (api) => {
    if (name !== '') await api.call('config.set', { key: 'brain.default', value: name });
    return api.call('brain.check', {});
  });
  if (flag(given, 'json')) printJson(io, found);
  else {
    const set = name === '' ? '' : ' now; sessions that were started before keep theirs';
    io.stdout.write(`The brain of new sessions is ${found.brain}${set}.\n${oneLine(found.text)}\n`);
  }
  return found.ok ? exit.done : exit.human;
};
