import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Given, VerbRun } from '../verb.ts';
import { value } from '../verb.ts';
import { assessRequest } from './testAssess.ts';

/** `pcc test stress`: the same under load. */
export const run: VerbRun = async (given, io) => {
  const request = {
    ...assessRequest(given),
    tasks: numberOf(given, 'tasks', { least: 1, most: limits.stressTasksMax }),
    parallel: numberOf(given, 'parallel', { least: 1, most: limits.stressParallelMax }),
    clients: numberOf(given, 'clients', { least: 0, most: limits.stressClientsMax, unlessTold: 0 }),
  };
  return await (await io.engines.assess()).stress(io, request);
};

interface Range {
  readonly least: number;
  readonly most: number;
  readonly unlessTold?: number;
}

function numberOf(given: Given, name: string, { least, most, unlessTold }: Range): number {
  const text = value(given, name);
  if (text === undefined && unlessTold !== undefined) return unlessTold;
  if (text === undefined)
    throw new PccError('usage', `'--${name}' is missing; give a number from ${least} to ${most}.`);
  const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw new PccError('usage', `'--${name} ${text}' is no number from ${least} to ${most}.`);
}
