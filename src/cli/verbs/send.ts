import { withDaemon } from '../../face/connect.ts';
import { checkTaskText } from '../../face/taskText.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc send <id> TEXT`: queues a text for the input box and prints the id of its task. */
export const run: VerbRun = async (given, io) => {
  const text = checkTaskText(given.args.slice(1).join(' '), 'The text');
  const made = await withDaemon(io, (api) => api.call('session.send', { id: argument(given, 0), text }));
  if (flag(given, 'json')) printJson(io, made);
  else io.stdout.write(`${made.task}\n`);
  return exit.done;
};
