import type { Execution, Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { isListOver } from '../../face/executions/following.ts';
import { writeReport } from '../../face/executions/report.ts';
import { wholeSteps } from '../../face/executions/whole.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { oneLine } from '../../face/text/text.ts';
import { allowCommands, commandLines } from '../executions/allowing.ts';
import { followedList } from '../executions/following.ts';
import { readListFile } from '../executions/listFile.ts';
import type { ListOrder } from '../executions/ordering.ts';
import { listOrder } from '../executions/ordering.ts';
import { steer, steeringOf } from '../executions/steering.ts';
import { summaryLines } from '../executions/summary.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, filled, flag, printJson } from '../verb.ts';
import { warn, warnIfHalted } from '../warnings.ts';

/**
 * `pcc exec FILE`: runs the tasks of a file strictly in order and follows them; `--attach ID` follows a list that runs, `--pause ID`,
 * `--resume ID` and `--cancel ID` steer one.
 */
export const run: VerbRun = async (given, io) => {
  const file = argument(given, 0);
  const attach = filled(given, 'attach', 'the id of a list');
  const steerings = steeringOf(given);
  const wishes = [...(file === '' ? [] : [file]), ...(attach === undefined ? [] : [attach]), ...steerings];
  if (wishes.length !== 1)
    throw new PccError(
      'usage',
      "Give one of these: a file with a list of tasks ('-' for the input), '--attach ID', '--pause ID', '--resume ID', '--cancel ID'.",
    );
  const [steering] = steerings;
  if (steering) return await steer(given, io, steering);
  if (attach !== undefined) return await follow(given, io, { id: await wholeId(io, attach), stdinIsFree: true });
  const { tasks, ticked } = await readListFile(file, io);
  if (ticked > 0) io.stderr.write(`pcc: ${ticked} ${ticked === 1 ? 'task is' : 'tasks are'} ticked and left out.\n`);
  const order = listOrder(given, io, tasks);
  if (flag(given, 'check')) return await check(given, io, order, commandLines(tasks));
  if (!flag(given, 'allowVerify')) await allowCommands(io, tasks, file === '-' ? undefined : io.terminal);
  await withDaemon(io, (api) => warnIfHalted(api, io));
  if (!flag(given, 'detach')) return await follow(given, io, { id: order.id, order, stdinIsFree: file !== '-' });
  const { id } = await withDaemon(io, (api) => api.call('execution.start', order));
  if (flag(given, 'json')) printJson(io, { id });
  else io.stdout.write(`${id}\n`);
  return exit.done;
};

async function follow(
  given: Given,
  io: Io,
  list: { readonly id: string; readonly order?: Params<'execution.start'>; readonly stdinIsFree: boolean },
): Promise<number> {
  const { id, order, stdinIsFree } = list;
  const { execution, status } = await followedList(io, {
    id,
    ...(order ? { order } : {}),
    waits: given.options['wait'] !== false,
    asks: stdinIsFree,
    shows: true,
  });
  const [isJson, isOver] = [flag(given, 'json'), isListOver(execution)];
  const reports = flag(given, 'report') && isOver;
  const whole = isJson || reports ? { ...execution, steps: await wholeSteps(io, execution) } : execution;
  if (isJson) printJson(io, whole);
  else if (isOver) tellEnd(io, execution);
  if (reports) io.stderr.write(`Report: ${writeReport(io, [whole])}\n`);
  return status;
}

function tellEnd(io: Io, execution: Execution): void {
  for (const line of summaryLines(execution, layoutFor(io))) io.stdout.write(`${line}\n`);
}

async function wholeId(io: Io, named: string): Promise<string> {
  return (await withDaemon(io, (api) => api.call('execution.status', { id: named }))).id;
}

/** Tells what is wrong with a list, and how it is read, without running it. */
async function check(given: Given, io: Io, order: ListOrder, commands: readonly string[]): Promise<number> {
  const { path, steps, stopOnFailure, amend, tooLong } = order;
  const told = await withDaemon(io, (api) =>
    api.call('execution.check', {
      ...{ path, steps },
      ...(stopOnFailure === undefined ? {} : { stopOnFailure }),
      ...(amend === undefined ? {} : { amend }),
      ...(tooLong === undefined ? {} : { tooLong }),
    }),
  );
  if (flag(given, 'json')) printJson(io, told);
  else {
    const { checkLines } = await import('../executions/summary.ts');
    for (const line of checkLines(steps, told, layoutFor(io))) io.stdout.write(`${line}\n`);
    if (commands.length > 0) io.stdout.write(`Shell commands that verify, in need of --allow-verify:\n`);
    for (const line of commands) io.stdout.write(`${line}\n`);
    for (const { severity, text } of told.problems) if (severity === 'warning') warn(io, text);
    for (const { severity, text } of told.problems)
      if (severity === 'error') io.stderr.write(`pcc: ${oneLine(text)}\n`);
  }
  return told.ok ? exit.done : exit.usage;
}
