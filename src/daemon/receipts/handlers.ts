import { receiptShape } from '../../api/rows/receipts.ts';
import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import { wholeTaskId } from '../queue/taskNames.ts';
import { checkReceipt } from './checking.ts';
import { readReceipt } from './files.ts';

/** The methods about receipts. */
export function receiptHandlers({ store }: { readonly store: Store }): Pick<Handlers, 'receipt.get'> {
  return {
    'receipt.get': async ({ id, task: named, check }) => {
      const session = store.sessions.find(id).id;
      const task = wholeTaskId(session, named);
      const record = store.tasks.get(task);
      if (record?.session !== session)
        throw new PccError(
          'not_found',
          `'${session}' has no task '${named}'; \`pcc queue ${session} list\` shows all.`,
        );
      const path = record.receipt;
      if (path === undefined) throw new PccError('not_found', noReceipt(task, record.task.state));
      const receipt = receiptShape.safeParse(readReceipt(path)).data ?? null;
      return { task, path, receipt, ...(check ? { faults: await checkReceipt(path, task, store) } : {}) };
    },
  };
}

function noReceipt(task: string, state: string): string {
  return state === 'done' || state === 'failed'
    ? `Task '${task}' has no receipt; \`pcc logs\` tells why it could not be written.`
    : `Task '${task}' is ${state}: a receipt is written when it is done or has failed.`;
}
