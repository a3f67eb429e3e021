import { executionShape, filesShape, outlookShape, proofShape, stepShape } from './rows/executions.ts';
import { stepOrderShape } from './rows/orders.ts';
import { queueTaskShape } from './rows/queue.ts';
import { promptShape, receiptShape, verificationShape } from './rows/receipts.ts';
import { scheduleShape } from './rows/schedules.ts';
import { accountShape, limitsShape, waitingShape, wakeShape } from './rows/usage.ts';
import { daemonShape, logShape, pendingShape, screenShape, statusShape } from './shapes.ts';

/** What the values are called in documents that more than one row gives, or that are large. */
export const shapeNames: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [stepOrderShape, 'Task'],
  [executionShape, 'List'],
  [stepShape, 'ListTask'],
  [filesShape, 'Files'],
  [proofShape, 'Proof'],
  [outlookShape, 'Outlook'],
  [statusShape, 'Session'],
  [pendingShape, 'Pending'],
  [logShape, 'LogLine'],
  [screenShape, 'Screen'],
  [daemonShape, 'Daemon'],
  [queueTaskShape, 'QueueTask'],
  [receiptShape, 'Receipt'],
  [promptShape, 'Typed'],
  [verificationShape, 'Verification'],
  [scheduleShape, 'Schedule'],
  [limitsShape, 'Limits'],
  [accountShape, 'AccountLimit'],
  [waitingShape, 'Waiting'],
  [wakeShape, 'Wake'],
]);
