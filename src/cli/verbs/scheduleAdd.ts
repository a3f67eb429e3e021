import type { Params, Result } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { checkName, projectFolder, readRequirements } from '../../face/starting.ts';
import { checkTaskText } from '../../face/taskText.ts';
import { whenText, zoneExample } from '../format/schedule.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, filled, flag, printJson, value } from '../verb.ts';
import { warnIfUnready } from '../warnings.ts';

/** `pcc schedule add <cron> [path]`: prints the id of the new schedule; when it is due first goes beside it. */
export const run: VerbRun = async (given, io) => {
  const params = scheduleParams(given, io);
  const made = await withDaemon(io, async (api) => {
    if (params.brain !== undefined) await warnIfUnready(api, io, params.brain);
    return api.call('schedule.add', params);
  });
  if (flag(given, 'json')) printJson(io, made);
  else print(made, io);
  return exit.done;
};

function print({ id, nextAt }: Result<'schedule.add'>, io: Io): void {
  io.stdout.write(`${id}\n`);
  // What a program takes stays the id alone.
  if (nextAt !== undefined) io.stderr.write(`Next: ${whenText(nextAt, io.clock.wallMs())}.\n`);
}

function scheduleParams(given: Given, io: Io): Params<'schedule.add'> {
  const path = argument(given, 1);
  const session = filled(given, 'session', 'the session that is to do the task');
  const task = value(given, 'task');
  const requirements = value(given, 'requirements');
  const zone = filled(given, 'zone', zoneExample);
  const name = value(given, 'name');
  const verify = filled(given, 'verify', "a command, such as 'npm test'");
  const brain = value(given, 'brain') as Params<'schedule.add'>['brain'];
  const missed = value(given, 'missed') as Params<'schedule.add'>['missed'];
  const overlap = value(given, 'overlap') as Params<'schedule.add'>['overlap'];
  if ((path === '') === (session === undefined)) {
    const what = path === '' ? 'Neither a folder nor a session is named' : 'Both a folder and a session are named';
    throw new PccError('usage', `${what}; name the folder for a new session, or '--session'.`);
  }
  if ((task === undefined) === (requirements === undefined)) {
    const what = task === undefined ? 'Neither was given' : 'Both were given';
    throw new PccError('usage', `A schedule has '--task' or '--requirements'. ${what}; give one of them.`);
  }
  return {
    cron: argument(given, 0),
    ...(path === '' ? {} : { path: projectFolder(path, io) }),
    ...(session === undefined ? {} : { session }),
    ...(task === undefined ? {} : { task: checkTaskText(task, 'The task') }),
    ...(requirements === undefined ? {} : { requirements: readRequirements(requirements, io).path }),
    ...(verify === undefined ? {} : { verify }),
    ...(flag(given, 'fresh') ? { fresh: true } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(missed === undefined ? {} : { missed }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(name === undefined ? {} : { id: checkName(name) }),
    ...(flag(given, 'trust') ? { trust: true } : {}),
    ...(brain === undefined ? {} : { brain }),
    ...(given.rest.length === 0 ? {} : { args: [...given.rest] }),
  };
}
