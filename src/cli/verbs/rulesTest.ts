import { resolve } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { oneLine } from '../../face/text/text.ts';
import type { Io } from '../../face/io.ts';
import type { ExamplesReport } from '../../api/rulesEngine.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson, value } from '../verb.ts';
import { backtest, wantsBacktest } from './rulesBacktest.ts';
import { printProblems, rulesEngine } from './rulesList.ts';

/**
 * `pcc rules test [file]`: tries the examples that rules state; fails when one is not as stated, or a file is broken. With
 * `--history` or `--recordings` it tries the rules on what was decided or recorded.
 */
export const run: VerbRun = (given, io) => {
  if (wantsBacktest(given)) return backtest(given, io);
  for (const name of ['since', 'candidate']) {
    if (value(given, name) !== undefined)
      throw new PccError('usage', `--${name} belongs to --history${name === 'candidate' ? ' and --recordings' : ''}.`);
  }
  return testExamples(given, io);
};

async function testExamples(given: Given, io: Io): Promise<number> {
  const file = argument(given, 0);
  const engine = await rulesEngine(given, io);
  const report = engine.test(file === '' ? undefined : resolve(io.cwd, file));
  if (flag(given, 'json')) printJson(io, report);
  else print(io, report);
  return report.failures.length + report.problems.length === 0 ? exit.done : exit.failed;
}

function print(io: Io, { tried, failures, problems }: ExamplesReport): void {
  printProblems(io, problems);
  for (const { source, id, call, fault } of failures)
    io.stdout.write(`${oneLine(source)}: ${oneLine(id)}: \`${oneLine(call)}\` ${oneLine(fault ?? '')}.\n`);
  const good = tried - failures.length;
  io.stdout.write(`${good} of ${tried} examples are as stated.\n`);
}
