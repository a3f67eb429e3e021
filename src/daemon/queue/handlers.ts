import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';
import type { LastingParts } from '../lasting/lasting.ts';

type QueueMethod = Extract<keyof Handlers, `queue.${string}`>;

/** The methods about the queue of a session. */
export function queueHandlers(parts: LastingParts): Pick<Handlers, QueueMethod> {
  const missing = ({ id }: { readonly id: string }): never => {
    throw new PccError('unavailable', `The queue of '${parts.sessions().find(id).id}' cannot be changed yet.`);
  };
  return {
    'queue.add': missing,
    'queue.follow': missing,
    'queue.list': ({ id }) => ({ id: parts.sessions().find(id).id, tasks: [] }),
    'queue.move': missing,
    'queue.remove': missing,
    'queue.retry': missing,
  };
}
