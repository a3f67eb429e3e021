import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/emitter.ts';
import { Emitter } from '../../base/emitter.ts';
import { PccError } from '../../base/errors.ts';
import { isStepOver } from '../../execution/execution.ts';
import type { OutputPiece } from '../../store/executionOutput.ts';
import type { ExecutionChange, ExecutionRecord, StepRecord } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';

/** What keeping a list takes. */
export interface KeptListParts {
  readonly store: Pick<Store, 'executions' | 'output' | 'transaction'>;
  readonly clock: Clock;
}

/** A list as it is stored: what changes is on the disk before anybody sees it here. */
export class KeptList {
  readonly #parts: KeptListParts;
  readonly #changed = new Emitter<void>();
  #record: ExecutionRecord;
  /** Output that is not stored yet. */
  #pieces: OutputPiece[] = [];
  #disposed = false;

  /** Something of it has changed: its state, a task, its output. */
  readonly onChanged: Event<void> = this.#changed.event;

  constructor(record: ExecutionRecord, parts: KeptListParts) {
    this.#parts = parts;
    this.#record = record;
  }

  get record(): ExecutionRecord {
    return this.#record;
  }

  /** The task that is at work. */
  get current(): StepRecord | undefined {
    return this.#record.steps.find(({ state }) => state === 'running' || state === 'judging');
  }

  /** Output that is stored with the next commit. */
  put(...pieces: readonly OutputPiece[]): void {
    this.#pieces.push(...pieces);
  }

  /** Stores what has changed, all of it or nothing. @throws PccError `storage`, or `gone` once it is given up; nothing has changed then. */
  commit(steps: readonly StepRecord[], change: ExecutionChange = {}): void {
    const { store } = this.#parts;
    if (this.#disposed) throw new PccError('gone', `The daemon has let go of the list '${this.#record.id}'.`);
    const { id } = this.#record;
    const kept = store.transaction(() => {
      store.output.append(id, this.#pieces);
      store.executions.change(id, change);
      return new Map(steps.map((step) => [step.n, store.executions.saveStep(id, step)]));
    });
    this.#pieces = [];
    const { held, launch, ...rest } = change;
    const { held: heldBefore, launch: launchBefore, ...record } = this.#record;
    const heldNow = held === undefined ? heldBefore : held;
    const launchNow = launch === undefined ? launchBefore : undefined;
    this.#record = {
      ...record,
      ...rest,
      ...(heldNow === undefined || heldNow === null ? {} : { held: heldNow }),
      ...(launchNow === undefined ? {} : { launch: launchNow }),
      steps: kept.size > 0 ? record.steps.map((step) => kept.get(step.n) ?? step) : record.steps,
    };
    this.#changed.fire();
  }

  /** A task is not begun at all. */
  skip(n: number, why: string): void {
    const step = this.#record.steps[n - 1];
    if (step) this.commit([{ ...step, state: 'skipped', why, endedAt: this.#parts.clock.wallMs() }]);
  }

  /** The list is over. */
  end(state: 'done' | 'failed', why?: string): void {
    const endedAt = this.#parts.clock.wallMs();
    this.commit([], { state, held: null, endedAt, ...(why === undefined ? {} : { why }) });
  }

  /** The list is over, and every task of it that was not. */
  endAll(state: 'cancelled' | 'failed', why: string): void {
    const endedAt = this.#parts.clock.wallMs();
    const open = this.#record.steps.filter((step) => !isStepOver(step.state));
    this.commit(
      open.map((step) => ({ ...step, state: 'cancelled', endedAt, why })),
      { state, held: null, endedAt, ...(state === 'failed' ? { why } : {}) },
    );
  }

  /** Tells of a change of what is not stored with it. */
  tell(): void {
    this.#changed.fire();
  }

  /** Nothing is stored any more: what is still waited for belongs to the next daemon. */
  dispose(): void {
    this.#disposed = true;
    this.#changed.dispose();
  }
}
