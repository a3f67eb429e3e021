import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import type { Io } from '../../face/io.ts';
import { callerEnvironment, checkName, claudeCommand, projectFolder, readRequirements } from '../../face/starting.ts';
import { checkTaskText } from '../../face/taskText.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, flag, printId, value } from '../verb.ts';
import { warnIfHalted, warnIfUnready } from '../warnings.ts';

/** `pcc start <path>`: starts a session, prints its id, and follows it unless told to detach. */
export const run: VerbRun = async (given, io) => {
  const params = startParams(given, io);
  const made = await withDaemon(io, async (api) => {
    await warnIfHalted(api, io);
    if (params.brain !== undefined) await warnIfUnready(api, io, params.brain);
    return api.call('session.start', params);
  });
  if (flag(given, 'json') || flag(given, 'detach')) return printId(given, io, made);
  const { followSession } = await import('../follow/session.ts');
  return await followSession(io, made.id);
};

/** What is asked of the daemon; everything that can be wrong on this side is found before a daemon is started. */
function startParams(given: Given, io: Io): Params<'session.start'> {
  const { demo, path } = demoAndPath(given);
  const task = value(given, 'task');
  const requirements = value(given, 'requirements');
  const name = value(given, 'name');
  const brain = value(given, 'brain') as Params<'session.start'>['brain'];
  if (task !== undefined && requirements !== undefined) {
    throw new PccError('usage', "'--task' and '--requirements' were both given; give one of them.");
  }
  return {
    path: path === '' && demo !== undefined ? io.cwd : projectFolder(path, io),
    trust: flag(given, 'trust'),
    args: [...given.rest],
    ...claudeCommand(io),
    env: callerEnvironment(io),
    ...(task === undefined ? {} : { task: checkTaskText(task, 'The task') }),
    ...(requirements === undefined ? {} : { requirements: readRequirements(requirements, io) }),
    ...(name === undefined ? {} : { name: checkName(name) }),
    ...(brain === undefined ? {} : { brain }),
    ...(demo === undefined ? {} : { demo }),
  };
}

/**
 * The recorded session to play ('' for the daemon's own choice, undefined for the real CLI) and the folder that was named.
 * In `--demo ./app` the parser takes the folder for the name of a recording, which never holds a slash or a dot.
 */
function demoAndPath(given: Given): { demo: string | undefined; path: string } {
  const path = argument(given, 0);
  if (flag(given, 'demo')) return { demo: '', path };
  const demo = value(given, 'demo');
  return demo !== undefined && path === '' && /[./]/.test(demo) ? { demo: '', path: demo } : { demo, path };
}
