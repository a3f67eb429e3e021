import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';

/** The methods that hold receipts of tasks of lists against transcripts and the disk. */
export function proofHandlers(): Pick<Handlers, 'execution.verify'> {
  return {
    'execution.verify': () => {
      throw new PccError('unavailable', 'Tasks of lists have no receipts that could be verified.');
    },
  };
}
