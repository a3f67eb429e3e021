import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { Given } from '../verb.ts';
import { filled, flag, printJson } from '../verb.ts';
import { headLine } from './progress.ts';

type Action = Params<'execution.control'>['action'];

/** What can be done to a list that runs, each with an option of its name. */
const actions: readonly Action[] = ['pause', 'resume', 'cancel'];

/** Something that is to be done to a list. */
export interface Steering {
  readonly id: string;
  readonly action: Action;
}

/** All that is to be done to lists. @throws PccError `usage` for `--freeze` where nothing is paused. */
export function steeringOf(given: Given): Steering[] {
  const asked = actions.flatMap((action) => {
    const id = filled(given, action, 'the id of a list');
    return id === undefined ? [] : [{ id, action }];
  });
  if (flag(given, 'freeze') && !asked.some(({ action }) => action === 'pause'))
    throw new PccError('usage', "'--freeze' belongs to '--pause ID'; give both.");
  return asked;
}

/** Pauses, resumes or cancels a list, from any terminal, and tells where it stands then. */
export async function steer(given: Given, io: Io, { id, action }: Steering): Promise<number> {
  const freeze = flag(given, 'freeze');
  const execution = await withDaemon(io, (api) =>
    api.call('execution.control', { id, action, ...(freeze ? { freeze } : {}) }),
  );
  const { state, held } = execution;
  if (flag(given, 'json')) printJson(io, { id: execution.id, state, held });
  else io.stdout.write(`${headLine(execution, layoutFor(io))}\n`);
  return exit.done;
}
