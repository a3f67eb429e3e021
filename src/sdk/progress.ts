import type { Execution, PendingItem } from '../api/methods.ts';
import type { CcPending, CcProgress } from './options.ts';

/** Makes events of the states of a list: each change is told once, also over daemons that die. */
export class ProgressTeller {
  readonly #tell: (progress: CcProgress) => unknown;
  readonly #place: { readonly at: number; readonly total: number };
  readonly #states = new Map<number, string>();
  #isStarted = false;
  #isPaused = false;

  /** `place`: how many tasks stand before those of this list, and how many there are in all. */
  constructor(tell: (progress: CcProgress) => unknown, place: { readonly at: number; readonly total: number }) {
    this.#tell = tell;
    this.#place = place;
  }

  /** Tells what is new in a state of the list. */
  async changed(execution: Execution): Promise<void> {
    const { id, session, state, steps } = execution;
    if (!this.#isStarted) {
      this.#isStarted = true;
      await this.#tell({ type: 'started', execution: id, session });
    }
    const isPaused = state === 'paused';
    if (isPaused !== this.#isPaused) {
      this.#isPaused = isPaused;
      await this.#tell({ type: isPaused ? 'paused' : 'resumed', execution: id });
    }
    for (const { n, name, uuid, state: stepState, predictedMs, tookMs, why, amended, validation } of steps) {
      if (stepState === (this.#states.get(n) ?? 'waiting')) continue;
      this.#states.set(n, stepState);
      const { at, total } = this.#place;
      const figures = { predictedMs, tookMs, why };
      const words = { ...(amended.length > 0 ? { amended } : {}), ...(validation ? { validation } : {}) };
      await this.#tell({ type: 'task', n: at + n, total, name, uuid, state: stepState, ...figures, ...words });
    }
  }

  /** Tells what waits for a person now. */
  async waiting(items: readonly PendingItem[]): Promise<void> {
    await this.#tell({ type: 'waiting', pending: items.map(toldPending) });
  }
}

function toldPending({ n, session, kind, risk, tool, subject, question, options, reasons }: PendingItem): CcPending {
  const told = options.map(({ key, label }) => ({ key, label }));
  return { n, session, kind, risk, tool, subject, question, options: told, reasons };
}
