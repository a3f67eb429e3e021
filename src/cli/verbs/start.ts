import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Params } from '../../api/methods.ts';
import { PccError, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { withDaemon } from '../../face/connect.ts';
import type { Io } from '../../face/io.ts';
import { checkTaskText } from '../taskText.ts';
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
    path: projectFolder(path, io, demo !== undefined),
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

function projectFolder(named: string, io: Io, isDemo: boolean): string {
  if (named === '' && !isDemo) throw new PccError('usage', "The folder of the project is missing: 'pcc start <path>'.");
  const path = resolve(io.cwd, named);
  if (!statOf(path, named).isDirectory()) {
    throw new PccError('invalid_input', `'${named}' is a file; give the folder of the project.`);
  }
  return path;
}

function statOf(path: string, named: string): ReturnType<typeof statSync> & object {
  try {
    return statSync(path);
  } catch (error) {
    throw new PccError('invalid_input', `'${named}' ${whyUnusable(error)}; give the folder of the project.`);
  }
}

function whyUnusable(error: unknown): string {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`;
}

function readRequirements(named: string, io: Io): { path: string; text: string } {
  const path = resolve(io.cwd, named);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'EISDIR' ? 'is a folder' : whyUnusable(error);
    throw new PccError('invalid_input', `'${named}' ${why}; give a file with requirements.`);
  }
  return { path, text: checkTaskText(text, `The file '${named}'`) };
}

function checkName(name: string): string {
  if (name !== '' && name.length <= limits.sessionNameCharsMax) return name;
  throw new PccError(
    'usage',
    `A name has 1 to ${limits.sessionNameCharsMax} characters; '${name}' has ${name.length}.`,
  );
}

/** The CLI that the caller's `PCC_CLAUDE` names; a relative path is meant from where the caller stands. */
function claudeCommand(io: Io): { claude?: string } {
  const named = io.env.PCC_CLAUDE;
  if (!named) return {};
  return { claude: named.includes('/') ? resolve(io.cwd, named) : named };
}

/** The session runs in the caller's environment; this program's own variables are none of its business. */
function callerEnvironment(io: Io): Record<string, string> {
  const entries = Object.entries(io.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PCC_'),
  );
  return Object.fromEntries(entries);
}
