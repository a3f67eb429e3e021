import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import type { ExecutionOrder } from '../../execution/execution.ts';
import { outlookOf } from '../../execution/outlook.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { checkMentions } from '../queue/requirements.ts';
import type { Around } from './ports.ts';
import type { StepRecord } from '../../store/executions.ts';
import type { Home } from '../home.ts';
import { projectFolder } from '../startRequest.ts';

/**
 * The real path of the folder that a list is to work in.
 *
 * @throws PccError `invalid_input` for what is no folder, the home of pcc, and the folders that pcc keeps in it.
 */
export function listFolder(path: string, home: Home): string {
  const real = projectFolder(path);
  const { folder, ...places } = home;
  const isOwn = (own: string): boolean => {
    const below = relative(existsSync(own) ? realpathSync(own) : own, real);
    return below === '' || (own !== folder && below !== '..' && !below.startsWith('../'));
  };
  if ([folder, ...Object.values(places)].some(isOwn))
    throw new PccError('invalid_input', `The folder '${path}' belongs to pcc itself; give the folder of a project.`);
  return real;
}

/**
 * Refuses tasks that mention a file which Claude may not read unasked: the CLI reads what is mentioned by itself. Lists come from
 * programs and from models, whoever holds the token; `personal` are the numbers of those tasks that a person typed.
 *
 * @throws PccError `invalid_input`
 */
export function checkListMentions(
  { path, steps }: ExecutionOrder,
  mayMention: Around['mayMention'],
  personal: readonly number[] = [],
): void {
  const seen = new Map<string, boolean>();
  const isPlain = (name: string): boolean => {
    const known = seen.get(name);
    if (known !== undefined) return known;
    if (seen.size >= limits.mentionsMax)
      throw new PccError(
        'invalid_input',
        `The tasks mention more than ${limits.mentionsMax} files with '@'; name fewer, or leave the sign out.`,
      );
    const may = mayMention(name, path);
    seen.set(name, may);
    return may;
  };
  steps.forEach(({ prompt, validation }, index) => {
    if (personal.includes(index + 1)) return;
    checkMentions(prompt, `Task ${index + 1}`, isPlain);
    checkMentions(validation ?? '', `The validation of task ${index + 1}`, isPlain);
  });
}

/**
 * The tasks of a new list. One that goes on in the context of a task that is judged gets its result instead: a judge needs an empty
 * one. `personal`: the numbers of those that a person typed.
 */
export function newSteps({ steps }: ExecutionOrder, personal: readonly number[] = []): StepRecord[] {
  return steps.map((step, index) => {
    const before = steps[index - 1];
    const isLost = step.context === 'same' && before?.validation !== undefined;
    const { class: kind, complexity } = outlookOf(step.prompt);
    return {
      ...step,
      ...(isLost ? { context: 'fresh', uses: [...new Set([...step.uses, index])] } : {}),
      ...(personal.includes(index + 1) ? { mentions: true } : {}),
      n: index + 1,
      uuid: randomUUID(),
      state: 'waiting',
      amended: [],
      again: 0,
      class: kind,
      complexity,
    };
  });
}

/** A name for the session of a list that nobody has. */
export function freeName(id: string, isTaken: (name: string) => boolean): string {
  const short = `exec-${id.slice(0, 8)}`;
  for (let n = 1; ; n++) {
    const name = n === 1 ? short : `${short}-${n}`;
    if (!isTaken(name)) return name;
  }
}
