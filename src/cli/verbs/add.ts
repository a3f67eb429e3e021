import { resolve } from 'node:path';
import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { durationMs } from '../../face/duration.ts';
import { exit } from '../../face/exit.ts';
import { oneLine } from '../../face/text/text.ts';
import { checkTaskText } from '../../face/taskText.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, filled, flag, printJson, value } from '../verb.ts';
import { warnIfHalted } from '../warnings.ts';

/** `pcc add <id> TEXT`: puts a task, or the open tasks of a file, into the queue of a session and prints their ids. */
export const run: VerbRun = async (given, io) => {
  const id = argument(given, 0);
  const text = given.args.slice(1).join(' ');
  const file = value(given, 'requirements');
  if (file !== undefined && (text !== '' || conditions.some((name) => given.options[name] !== undefined)))
    throw new PccError(
      'usage',
      "'--requirements' was given beside a task or its conditions; add the file and the task one after the other.",
    );
  const ask = file === undefined ? taskParams(given, id, text) : undefined;
  const made = await withDaemon(io, async (api) => {
    await warnIfHalted(api, io);
    return ask ? api.call('queue.add', ask) : api.call('queue.follow', { id, path: resolve(io.cwd, file ?? '') });
  });
  if ('warnings' in made) {
    for (const sentence of made.warnings) io.stderr.write(`pcc: ${oneLine(sentence)}\n`);
    if (made.tasks.length === 0)
      io.stderr.write(
        `pcc: '${oneLine(made.path)}' has no open task that is new; it is followed, and what you write into it is queued.\n`,
      );
  }
  if (flag(given, 'json')) printJson(io, made);
  else for (const task of 'tasks' in made ? made.tasks : [made.task]) io.stdout.write(`${task}\n`);
  return exit.done;
};

const conditions = ['fresh', 'after', 'verify', 'priority', 'tokens', 'time'];

function taskParams(given: Given, id: string, text: string): Params<'queue.add'> {
  const after = filled(given, 'after', 'the id or the number of a task');
  const verify = filled(given, 'verify', "a command, such as 'npm test'");
  const priority = value(given, 'priority');
  const tokens = value(given, 'tokens');
  const time = value(given, 'time');
  return {
    id,
    text: checkTaskText(text, 'The task'),
    ...(flag(given, 'fresh') ? { fresh: true } : {}),
    ...(after === undefined ? {} : { after }),
    ...(verify === undefined ? {} : { verify }),
    ...(priority === undefined ? {} : { priority: wholeNumber(priority, '--priority', [-1_000, 1_000]) }),
    ...(tokens === undefined ? {} : { tokensMax: wholeNumber(tokens, '--tokens', [1, 1e12]) }),
    ...(time === undefined ? {} : { timeMaxMs: durationMs(time, '--time') }),
  };
}

function wholeNumber(text: string, option: string, [min, max]: readonly [number, number]): number {
  const found = /^-?\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  if (found >= min && found <= max) return found;
  throw new PccError('usage', `'${option}' takes a whole number from ${min} to ${max}, not '${text}'.`);
}
