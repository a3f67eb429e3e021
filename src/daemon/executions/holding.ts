import { PccError } from '../../base/errors.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { Around } from './ports.ts';

type Held = Pick<ExecutionRecord, 'id' | 'name' | 'held'>;

/**
 * Before a list is held: its processes can be stopped where that is wanted, and run again where it only goes on being paused.
 *
 * @throws PccError `unavailable` where they cannot be stopped; nothing has changed then.
 */
export function beforeHold({ freeze }: Pick<Around, 'freeze'>, { name, held }: Held, isFrozen: boolean): void {
  if (isFrozen) {
    if (!freeze)
      throw new PccError('unavailable', 'The processes of a list cannot be stopped here; pause it without `freeze`.');
    freeze.check(name);
  } else if (held === 'frozen') freeze?.set(name, false);
}

/** Before a list is cancelled: its processes run, so that they can end as they should, and nobody waits for its hooks. */
export function beforeEnd({ freeze, hooks }: Pick<Around, 'freeze' | 'hooks'>, { id, name, held }: Held): void {
  if (held === 'frozen') freeze?.set(name, false);
  hooks.giveUp(id);
}
