import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import { ApprovalStore } from './approvals.ts';
import { CliCheckStore } from './cliChecks.ts';
import { CountStore } from './counts.ts';
import { DecisionStore } from './decisions.ts';
import { EscalationStore } from './escalations.ts';
import { EventStore } from './events.ts';
import { OutputStore } from './executionOutput.ts';
import { ExecutionStore } from './executions.ts';
import { backUp, openDatabase } from './opening.ts';
import { ReceiptStore } from './receipts.ts';
import { RequirementsStore } from './requirements.ts';
import { ScheduleStore } from './schedules.ts';
import { SessionStore } from './sessions.ts';
import { SnapshotStore } from './snapshots.ts';
import { TaskStore } from './tasks.ts';
import { WakeupStore } from './wakeups.ts';

/** Everything that is kept. All calls are synchronous; what was written is on the disk when they return. */
export interface Store extends Disposable {
  readonly sessions: SessionStore;
  readonly snapshots: SnapshotStore;
  readonly decisions: DecisionStore;
  readonly approvals: ApprovalStore;
  readonly escalations: EscalationStore;
  readonly events: EventStore;
  readonly cliChecks: CliCheckStore;
  readonly wakeups: WakeupStore;
  readonly tasks: TaskStore;
  readonly requirements: RequirementsStore;
  readonly receipts: ReceiptStore;
  readonly schedules: ScheduleStore;
  readonly executions: ExecutionStore;
  readonly output: OutputStore;
  readonly counts: CountStore;
  /** What a person should know about how the database was opened: moved aside, restored, begun anew. */
  readonly warnings: readonly string[];
  /** All of `work` or nothing of it: several stores change together. */
  transaction<T>(work: () => T): T;
  /**
   * Writes the periodic backup and gives its path; other work goes on meanwhile, and a call while one runs waits for that
   * one. To be called every `limits.backupEveryMs`.
   */
  backup(): Promise<string>;
}

/**
 * Opens the store at `path`; see `openDatabase` for what happens to a file that cannot be used. Every text goes through the
 * redactor before it is stored.
 */
export function openStore(path: string, clock: Clock, redactor: () => Redactor = () => shapeRedactor): Store {
  const { database, warnings } = openDatabase(path, clock);
  let backingUp: Promise<string> | undefined;
  return {
    sessions: new SessionStore(database, redactor),
    snapshots: new SnapshotStore(database, redactor),
    decisions: new DecisionStore(database, redactor),
    approvals: new ApprovalStore(database),
    escalations: new EscalationStore(database, redactor),
    events: new EventStore(database, redactor),
    cliChecks: new CliCheckStore(database),
    tasks: new TaskStore(database, redactor),
    wakeups: new WakeupStore(database),
    requirements: new RequirementsStore(database, redactor),
    receipts: new ReceiptStore(database),
    schedules: new ScheduleStore(database, redactor),
    executions: new ExecutionStore(database, redactor),
    output: new OutputStore(database, redactor),
    counts: new CountStore(database),
    warnings,
    transaction: (work) => database.transaction(work),
    backup: () => {
      backingUp ??= backUp(database).finally(() => {
        backingUp = undefined;
      });
      return backingUp;
    },
    dispose: () => {
      database.dispose();
    },
  };
}
