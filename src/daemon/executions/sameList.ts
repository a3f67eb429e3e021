import { existsSync, realpathSync } from 'node:fs';
import { PccError } from '../../base/errors.ts';
import type { ExecutionOrder } from '../../execution/execution.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { ExecutionRecord } from '../../store/executions.ts';

/**
 * Refuses an order under the id of a list that has other tasks: its caller would take the results of those for their own.
 *
 * @throws PccError `conflict`
 */
export function checkSameList({ path, steps }: ExecutionOrder, begun: ExecutionRecord, redactor: Redactor): void {
  const other = otherThan({ path, steps }, begun, redactor);
  if (other === undefined) return;
  throw new PccError(
    'conflict',
    `Another list was begun under the id '${begun.id}': ${other}. Give the same tasks again, or another id.`,
  );
}

function otherThan(
  { path, steps }: Pick<ExecutionOrder, 'path' | 'steps'>,
  begun: ExecutionRecord,
  redactor: Redactor,
): string | undefined {
  // What a folder that is gone was called by another name is not known.
  if (existsSync(path) && realpathSync(path) !== begun.path) return `it works in '${begun.path}'`;
  if (steps.length !== begun.steps.length) return `it has ${begun.steps.length} tasks and not ${steps.length}`;
  const at = begun.steps.findIndex(({ prompt }, index) => !isSameText(prompt, steps[index]?.prompt ?? '', redactor));
  return at === -1 ? undefined : `its task ${at + 1} has another prompt`;
}

/** A prompt that was typed is kept without what was known as a secret then: only what is left of it can be compared. */
function isSameText(kept: string, given: string, redactor: Redactor): boolean {
  if (kept === given || kept === redactor.text(given)) return true;
  const parts = kept.split(/\[redacted:[^\]\n]*\]/);
  const last = parts.pop() ?? '';
  const [first, ...rest] = parts;
  if (first === undefined || !given.startsWith(first) || !given.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = given.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= given.length - last.length;
}
