import { realpathSync } from 'node:fs';
import { PccError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { canonicalJson } from '../../base/json.ts';
import type { ExecutionOrder } from '../../execution/execution.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { Marking } from '../relaunch/storable.ts';

/**
 * What a list was asked for, but for its folder, as one hash under a key of the home. Its prompts are not kept as they were given:
 * hooks and amendments change them, and what is secret is taken out in the end.
 */
export function askedMark({ path: _path, ...asked }: ExecutionOrder, mark: Marking): string {
  return mark('list', canonicalJson(asked as unknown as Json));
}

/**
 * Refuses an order under the id of a list that was asked for something else: its caller would take the results of that for their own.
 *
 * @throws PccError `conflict`
 */
export function checkSameList(order: ExecutionOrder, begun: ExecutionRecord, mark: Marking): void {
  const other = otherThan(order, begun, mark);
  if (other === undefined) return;
  throw new PccError(
    'conflict',
    `Another list was begun under the id '${begun.id}': ${other}. Give the same tasks again, or another id.`,
  );
}

function otherThan(order: ExecutionOrder, begun: ExecutionRecord, mark: Marking): string | undefined {
  const real = realPathOf(order.path);
  const { length } = order.steps;
  if (real !== undefined && real !== begun.path) return `it works in '${begun.path}'`;
  if (length !== begun.steps.length) return `it has ${begun.steps.length} tasks and not ${length}`;
  if (askedMark(order, mark) === begun.asked) return undefined;
  return 'its tasks have other prompts, or are to be run in another way';
}

/** What a folder that is gone, or is not readable any more, was called by another name is not known. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
