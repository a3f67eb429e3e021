import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { oneLine } from '../../face/text/text.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc respond <n> ANSWER…`: gives a person's answer and says what became of it. */
export const run: VerbRun = async (given, io) => {
  const number = argument(given, 0);
  if (!/^#?\d{1,15}$/.test(number)) {
    throw new PccError('usage', `'${number}' is no number of something that waits; 'pcc pending' shows the numbers.`);
  }
  const n = Number(number.replace('#', ''));
  const dismiss = flag(given, 'dismiss');
  if (!dismiss && given.args.length < 2)
    throw new PccError(
      'usage',
      `What is the answer to ${number}? 'pcc pending' shows what can be chosen; --dismiss for a question in words that needs none.`,
    );
  const done = await withDaemon(io, (api) =>
    api.call('pending.respond', {
      n,
      answers: [...given.args.slice(1)],
      ...(flag(given, 'text') ? { text: true } : {}),
      ...(dismiss ? { dismiss } : {}),
    }),
  );
  if (flag(given, 'json')) printJson(io, done);
  else io.stdout.write(`#${done.n} ${done.session}: '${oneLine(done.answer)}' – ${oneLine(done.outcome)}\n`);
  return exit.done;
};
