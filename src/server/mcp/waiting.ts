import type { Execution } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { isListOver } from '../../face/executions/following.ts';
import { limits } from '../../limits.ts';
import type { PccError } from '../../base/errors.ts';
import type { Watcher, Watching } from '../watching.ts';
import { progressText } from './told.ts';

/** How far a list is; `progress` grows from one to the next. */
export interface Progress {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

/** What a wait needs. */
export interface WaitingPorts {
  readonly watching: Pick<Watching, 'watch' | 'leave'>;
  readonly clock: Clock;
}

/** How long, and for whom. */
export interface Wait {
  readonly patience: number;
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Numbers of what waited for a person before. */
  readonly known: ReadonlySet<number>;
}

/**
 * Waits until a list is over, something newly waits for a person, `patience` milliseconds are over, or nobody waits any more;
 * gives the list as it stands then. Giving up on it does nothing to the list.
 *
 * @throws PccError when it cannot be watched.
 */
export async function waitForEnd(ports: WaitingPorts, { id }: Execution, wait: Wait): Promise<Execution> {
  const waiting = new Waiting(ports.clock, wait);
  const timer = ports.clock.after(wait.patience, () => {
    waiting.end();
  });
  const leave = (): void => {
    waiting.end();
  };
  wait.signal.addEventListener('abort', leave, { once: true });
  try {
    waiting.take(await ports.watching.watch(id, waiting));
    if (wait.signal.aborted) waiting.end();
    return await waiting.ended;
  } finally {
    timer.dispose();
    waiting.dispose();
    wait.signal.removeEventListener('abort', leave);
    ports.watching.leave(id, waiting);
  }
}

class Waiting implements Watcher, Disposable {
  readonly ended: Promise<Execution>;
  readonly #clock: Clock;
  readonly #wait: Wait;
  #settle: (execution: Execution) => void = () => undefined;
  #fail: (error: PccError) => void = () => undefined;
  #latest: Execution | undefined;
  #timeIsOver = false;
  #beat: Disposable | undefined;
  /** What was told last, and how often since another task had ended. */
  #told = { text: '', done: -1, times: 0 };

  constructor(clock: Clock, wait: Wait) {
    this.#clock = clock;
    this.#wait = wait;
    this.ended = new Promise((settle, fail) => {
      this.#settle = settle;
      this.#fail = fail;
    });
    // It may fail before anybody waits for it.
    this.ended.catch(() => undefined);
  }

  changed({ execution }: { readonly execution: Execution }): void {
    this.take(execution);
  }

  lost(error: PccError): void {
    this.#fail(error);
  }

  /** The list as it stands now. */
  take(execution: Execution): void {
    this.#latest = execution;
    const isNew = execution.pending.some((n) => !this.#wait.known.has(n));
    if (this.#timeIsOver || isListOver(execution) || isNew) this.#settle(execution);
    else if (progressText(execution) !== this.#told.text) this.#tell(execution);
  }

  /** Nobody waits any longer. */
  end(): void {
    this.#timeIsOver = true;
    if (this.#latest) this.#settle(this.#latest);
  }

  dispose(): void {
    this.#beat?.dispose();
    this.#timeIsOver = true;
  }

  /** Between two ends of tasks the number comes closer to the next one and never reaches it. */
  #tell(execution: Execution): void {
    const { progress } = this.#wait;
    if (!progress) return;
    const done = execution.counts.done + execution.counts.failed;
    const text = progressText(execution);
    const times = done > this.#told.done ? 0 : this.#told.times + 1;
    this.#told = { text, done: Math.max(done, this.#told.done), times };
    progress({ progress: this.#told.done + 1 - 1 / (times + 1), total: execution.counts.all, message: text });
    this.#beat?.dispose();
    this.#beat = this.#clock.after(limits.mcpProgressMs, () => {
      if (this.#latest && !this.#timeIsOver) this.#tell(this.#latest);
    });
  }
}
