import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Params } from '../../api/methods.ts';
import { PccError, systemCode } from '../../base/errors.ts';
import { launchArguments } from '../../claude/launch.ts';
import { limits } from '../../limits.ts';
import type { ScheduleSpec } from '../../store/schedules.ts';
import { checkTaskStart } from '../queue/requirements.ts';
import { projectFolder } from '../startRequest.ts';

/**
 * What a schedule is to start, as it was asked for, whole and checked as far as it can be today.
 *
 * @param sessionId gives the whole id of a session that lives, or throws
 * @throws PccError that names what cannot be started, or what does not go together.
 */
export function specOf(params: Params<'schedule.add'>, sessionId: (id: string) => string): ScheduleSpec {
  const { path, session, task, requirements, fresh, verify, brain, trust, args } = params;
  if ((path === undefined) === (session === undefined)) {
    throw wrong('A schedule starts a session in a folder, or gives a task to a session', 'name the one or the other');
  }
  if ((task === undefined) === (requirements === undefined)) {
    throw wrong('A schedule has a task or a requirements file', 'give one of them');
  }
  if (verify !== undefined && task === undefined) {
    throw wrong('A verification goes with a task', 'give the task instead of a requirements file');
  }
  if (session !== undefined && (trust === true || brain !== undefined || (args ?? []).length > 0)) {
    throw wrong('Trust, brain and arguments are those of a new session', 'leave them out, or name a folder');
  }
  if (path !== undefined) launchArguments(args ?? [], randomUUID());
  if (requirements !== undefined) readRequirements(requirements);
  return {
    ...(path === undefined ? {} : { path: projectFolder(path) }),
    ...(session === undefined ? {} : { session: sessionId(session) }),
    ...(task === undefined ? {} : { task: taskOf(task) }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(fresh === true ? { fresh } : {}),
    ...(verify === undefined ? {} : { verify }),
    ...(brain === undefined ? {} : { brain }),
    ...(trust === true ? { trust } : {}),
    ...(args === undefined || args.length === 0 ? {} : { args }),
  };
}

/** The text of a requirements file. @throws PccError that says why it cannot be read. */
export function readRequirements(path: string): string {
  if (!isAbsolute(path)) throw wrong(`'${path}' is no absolute path`, 'give the whole path of the requirements file');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
    throw wrong(`The requirements file '${path}' ${why}`, 'give a file that can be read');
  }
  if (text.length <= limits.taskCharsMax) return text;
  throw new PccError(
    'too_large',
    `The requirements file '${path}' has ${text.length} characters, more than ${limits.taskCharsMax}; split it.`,
  );
}

function taskOf(task: string): string {
  if (task.trim() === '') throw wrong('The task is empty', 'give the words to type');
  return checkTaskStart(task, 'The task', 'person');
}

function wrong(what: string, todo: string): PccError {
  return new PccError('invalid_input', `${what}; ${todo}.`);
}
