import { PccError } from '../../base/errors.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { Around, Hosting } from './ports.ts';

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

/** Ends the session of a list that is over: by force where it was cancelled, and not at all where it is to live on. */
export function endSession(
  hosting: Pick<Hosting, 'stand' | 'end'>,
  { name, keep, state }: Pick<ExecutionRecord, 'name' | 'keep' | 'state'>,
): void {
  const { stand } = hosting.stand(name);
  if (stand !== 'waiting' && stand !== 'lives') return;
  if (state === 'cancelled') hosting.end(name, 'force');
  else if (!keep) hosting.end(name, 'ask');
}
