import { misfitOf } from '../../api/misfit.ts';
import { stepOrderShape } from '../../api/rows/orders.ts';
import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { isDeeper, tooDeep } from '../../base/nesting.ts';
import type { WrittenTask } from './tasks.ts';

/** Reading tasks that people and programs write. It loads a part of the method table: commands that do not need it are quicker without. */

/** Reads a task of a list. @throws PccError `invalid_input` that names it by its number and says what is wrong with it. */
export function writtenTask(value: unknown, n: number): WrittenTask {
  if (typeof value === 'string') return { prompt: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(n, 'is neither a text nor an object with a prompt');
  const { data, error } = stepOrderShape.safeParse(asSent(value, n));
  if (data) return data;
  const unknown = error.issues.find(({ code }) => code === 'unrecognized_keys');
  if (unknown?.code !== 'unrecognized_keys') throw wrong(n, `does not fit: ${misfitOf(error)}`);
  const [key = ''] = unknown.keys;
  const name = key.slice(0, 100);
  throw wrong(n, `has a field '${name}${key === name ? '' : '…'}', which is unknown${suggestion(name)}`);
}

/** What of a value a message to the daemon can hold. */
function asSent(value: object, n: number): unknown {
  const deep = `is ${tooDeep()}; make it flatter`;
  try {
    const sent = JSON.parse(JSON.stringify(value)) as unknown;
    if (!isDeeper(sent)) return sent;
  } catch (error) {
    // A text that is too long for any is a RangeError too, and never so deep.
    if (!(error instanceof RangeError && isDeeper(value)))
      throw wrong(n, 'holds what JSON cannot say, such as a circle');
  }
  throw wrong(n, deep);
}

function suggestion(name: string): string {
  const names = Object.keys(stepOrderShape.shape);
  const near = nearest(name, names);
  return near === undefined ? `; fields are ${names.join(', ')}` : `; did you mean '${near}'?`;
}

function wrong(n: number, what: string): PccError {
  return new PccError('invalid_input', `Task ${n} ${what}${what.endsWith('?') ? '' : '.'}`);
}
