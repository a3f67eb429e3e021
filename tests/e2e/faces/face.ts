import type { Execution, ExecutionStep } from '../../../src/api/methods.ts';

/** Lists of tasks on the real CLI as programs have them run: over each of the faces of pcc. */

/** A task as it is given. */
export interface StepOrder {
  readonly prompt: string;
  readonly uses?: readonly number[];
  readonly json?: boolean;
}

/** A list as it is given; `id` is a UUIDv4, and counts where a face takes one. */
export interface Order {
  readonly id: string;
  readonly path: string;
  readonly steps: readonly StepOrder[];
}

/** A list as it is told when it is over. */
export interface Ended {
  readonly state: Execution['state'];
  readonly steps: readonly Pick<ExecutionStep, 'n' | 'uuid' | 'state' | 'text' | 'object' | 'response'>[];
}

/** What is done to a list. */
export type Action = 'pause' | 'resume' | 'cancel';

/** One program that has one list run. */
export interface Face {
  /** Resolves with the id of the list once it is taken. */
  begin(order: Order): Promise<string>;
  /** Resolves once that is done, by this program itself; `freeze` belongs to `pause`. */
  control(action: Action, freeze?: boolean): Promise<void>;
  /** The list as this face tells it, once it is over; waits for that as a program does, over daemons that die. */
  ended(): Promise<Ended>;
  close(): Promise<void>;
}

/** Between two looks of a program that asks. */
export const lookEveryMs = 250;

/** Whether a list is over, as every face tells it. */
export function isOver({ endedAt }: Pick<Execution, 'endedAt'>): boolean {
  return endedAt !== undefined;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
