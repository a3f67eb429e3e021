import { existsSync, realpathSync, statSync } from 'node:fs';
import type { Params } from '../api/methods.ts';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Task } from '../session/task.ts';
import type { SessionRecord } from '../store/sessions.ts';
import { checkMentions, checkTaskStart, projectRequirements } from './queue/requirements.ts';
import { readRequirementsFile } from './queue/requirementsFile.ts';
import { followedPath } from './queue/requirementsTick.ts';

/** The real path of the folder that a session is to work in. @throws PccError `invalid_input` for what is no folder. */
export function projectFolder(path: string): string {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
    throw new PccError('invalid_input', `'${path}' ${why}; give the folder of the project.`);
  }
  if (!isFolder) throw new PccError('invalid_input', `'${path}' is a file; give the folder of the project.`);
  return realpathSync(path);
}

/**
 * The texts that are to be typed. `mayMention` tells which files those of a requirements file may mention.
 *
 * @throws PccError `invalid_input` for requirements without an open task, or a task that is none.
 */
export function tasksOf(
  params: Pick<Params<'session.start'>, 'task' | 'requirements'>,
  mayMention: (path: string) => boolean,
): string[] {
  if (params.task !== undefined) return [checkTaskStart(params.task, 'The task', 'person')];
  if (params.requirements === undefined) return [];
  const { path, text } = params.requirements;
  const tasks = readRequirementsFile(Buffer.from(text)).tasks.filter(({ isTicked }) => !isTicked);
  if (tasks.length === 0) {
    throw new PccError('invalid_input', `'${path}' has no open task; write each as a line '- [ ] what to do'.`);
  }
  return tasks.map(({ text: words, line }) => {
    const what = `The task on line ${line} of '${path}'`;
    return checkMentions(checkTaskStart(words, what, 'file'), what, mayMention);
  });
}

/** What is required in a new session, cut to a limit: by the file that a person named, else by what the project itself holds. */
export function requirementsOf(
  { requirements }: Pick<Params<'session.start'>, 'requirements'>,
  folder: string,
): Pick<SessionRecord, 'requirements' | 'requirementsGiven'> {
  const text = requirements?.text ?? projectRequirements(folder);
  return {
    requirements: text.slice(0, limits.requirementsCharsMax),
    ...(requirements === undefined ? {} : { requirementsGiven: true }),
  };
}

/**
 * Real path of the requirements file that a new session is to follow; undefined where the caller sent the text of one that does
 * not stand here.
 *
 * @throws PccError `invalid_input` for a link to elsewhere.
 */
export function followedFile(
  { requirements }: Pick<Params<'session.start'>, 'requirements'>,
  folder: string,
): string | undefined {
  return requirements && existsSync(requirements.path) ? followedPath(requirements.path, folder) : undefined;
}

/** The tasks of a new session, none of them typed yet. `file`: where they were read. */
export function queuedTasks(id: string, texts: readonly string[], file?: string): Task[] {
  return texts.map((text, index) => ({
    id: `${id}.${index + 1}`,
    text,
    state: 'queued',
    ...(file === undefined ? {} : { source: { file, text } }),
  }));
}
