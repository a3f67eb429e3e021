import type { Status } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { limits } from '../../limits.ts';
import type { LastingEvent, Spent } from '../../session/lasting.ts';
import type { Session, SessionEvent } from '../../session/session.ts';
import type { Task } from '../../session/task.ts';
import { isListed } from '../../session/task.ts';
import type { Config } from '../settings.ts';
import { durationWords } from './durationWords.ts';

type BudgetEvent = Extract<LastingEvent, { type: 'budget' }>;

/** What counting needs of the daemon. */
export interface SpendingParts {
  readonly clock: Clock;
  readonly config: () => SpendingConfig;
  /** True while the processes of a session are stopped: no turn runs then, whatever its screen shows. */
  readonly isFrozen?: (session: string) => boolean;
}

type SpendingConfig = Pick<
  Config,
  | 'budget.task_tokens'
  | 'budget.task_minutes'
  | 'budget.session_tokens'
  | 'budget.session_minutes'
  | 'budget.when_spent'
  | 'context.when_full'
  | 'context.full_tokens'
>;

/** What is counted of a session. */
export interface SpendingLife {
  readonly usage: Status['usage'];
  readonly onChanged: Event<void>;
  readonly onEnded: Event<number | null>;
  readonly actor: {
    readonly session: Session;
    readonly onStep: Event<Session>;
    dispatch(event: SessionEvent): void;
  };
}

/** Tells sessions what they have taken, a bounded number of times, and when a budget of theirs is used up. */
export class Spending implements Disposable {
  readonly #parts: SpendingParts;
  readonly #owned = new Disposables();

  constructor(parts: SpendingParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: SpendingLife): void {
    const owned = this.#owned.own(new Disposables());
    owned.own(new Account(live, this.#parts));
    owned.own(
      live.onEnded(() => {
        this.#owned.release(owned);
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** What one session takes. */
class Account implements Disposable {
  readonly #live: SpendingLife;
  readonly #parts: SpendingParts;
  readonly #owned = new Disposables();
  #timer: Disposable | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  /** When the turn that runs was looked at last, on the monotonic clock; absent while none runs. */
  #runningMs: number | undefined;
  /** Whether the context was told to be nearly full. */
  #toldFull: Spent['full'];
  /** Milliseconds of turns that were not told yet. */
  #untoldMs = 0;
  #disposed = false;

  constructor(live: SpendingLife, parts: SpendingParts) {
    this.#live = live;
    this.#parts = parts;
    this.#owned.own(
      live.onChanged(() => {
        this.#soon();
      }),
    );
    this.#owned.own(
      live.actor.onStep(() => {
        this.#stepped();
      }),
    );
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#owned.dispose();
  }

  /** Time counts while a turn runs. */
  #stepped(): void {
    this.#count();
    if (this.#runningMs !== undefined && this.#isTimed()) this.#soon();
  }

  #count(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#runningMs !== undefined) this.#untoldMs += nowMs - this.#runningMs;
    const isRunning =
      this.#live.actor.session.reading.state === 'busy' && !this.#parts.isFrozen?.(this.#live.actor.session.id);
    this.#runningMs = isRunning ? nowMs : undefined;
  }

  #soon(): void {
    // The step with which a session ends is told here after its end.
    if (this.#disposed) return;
    // The end of the turn may stand in the same line, and what the next task begins with hangs on it.
    if (this.#spent().full !== this.#toldFull) this.#tell();
    if (this.#timer || !this.#hasNews()) return;
    const dueMs = this.#toldMs + limits.spentEveryMs - this.#parts.clock.monotonicMs();
    this.#timer = this.#parts.clock.after(Math.max(0, dueMs), () => {
      this.#timer = undefined;
      this.#tell();
    });
  }

  #hasNews(): boolean {
    const spent = this.#spent();
    const known = this.#live.actor.session.spent;
    const isSame = spent.tokens === (known?.tokens ?? 0) && spent.context === (known?.context ?? 0);
    return !isSame || (this.#isTimed() && (this.#runningMs !== undefined || this.#untoldMs > 0));
  }

  #tell(): void {
    this.#count();
    this.#toldMs = this.#parts.clock.monotonicMs();
    const ms = this.#isTimed() ? this.#untoldMs : 0;
    this.#untoldMs = 0;
    const spent = this.#spent();
    this.#toldFull = spent.full;
    const { session } = this.#live.actor;
    const task = taskAtWork(session);
    this.#live.actor.dispatch({
      type: 'spent',
      spent: { ...spent, ...(ms > 0 ? { ms: (session.spent?.ms ?? 0) + ms } : {}) },
      ...(task && ms > 0 ? { ran: { taskId: task.id, ms } } : {}),
    });
    const over = budgetSpent(this.#live.actor.session, this.#parts.config());
    if (over) this.#live.actor.dispatch(over);
    this.#soon();
  }

  /** A new daemon counts anew while it reads the transcript again: what was told before stays told. */
  #spent(): Spent {
    const { usage } = this.#live;
    const known = this.#live.actor.session.spent;
    const config = this.#parts.config();
    const tokens = usage ? usage.input + usage.cacheWrite + usage.output : 0;
    const context = usage?.context ?? known?.context ?? 0;
    const then = config['context.when_full'];
    return {
      tokens: Math.max(tokens, known?.tokens ?? 0),
      context,
      ...(known?.ms === undefined ? {} : { ms: known.ms }),
      ...(then === 'off' ? {} : { makesRoom: true as const }),
      ...(then === 'off' || context < config['context.full_tokens'] ? {} : { full: then }),
    };
  }

  /** True where a budget of time is set: else nobody is told how long turns run. */
  #isTimed(): boolean {
    const config = this.#parts.config();
    const task = taskAtWork(this.#live.actor.session);
    return config['budget.session_minutes'] > 0 || (task !== undefined && timeMaxOf(task, config) > 0);
  }
}

/** The task of the list that a turn runs for. */
function taskAtWork({ tasks }: Session): Task | undefined {
  return tasks.find(({ id, role, state }) => isListed({ id, ...(role ? { role } : {}) }) && isAtWork(state));
}

function isAtWork(state: Task['state']): boolean {
  return state === 'typing' || state === 'running' || state === 'verifying';
}

function timeMaxOf({ timeMaxMs }: Task, config: SpendingConfig): number {
  return timeMaxMs ?? config['budget.task_minutes'] * 60_000;
}

/** The budget that is used up, if one is: of the task at work first, then of the session. */
export function budgetSpent(session: Session, config: SpendingConfig): BudgetEvent | undefined {
  const { spent, budget, unbounded } = session;
  if (!spent || budget) return undefined;
  const then = config['budget.when_spent'];
  const task = taskAtWork(session);
  if (task?.taken && !task.unbounded) {
    const what = excess(
      { tokens: spent.tokens - task.taken.tokensAt, ms: task.taken.ms },
      { tokens: task.tokensMax ?? config['budget.task_tokens'], ms: timeMaxOf(task, config) },
    );
    if (what !== undefined) return { type: 'budget', taskId: task.id, what: `Task ${task.id} has ${what}.`, then };
  }
  if (unbounded) return undefined;
  const what = excess(
    { tokens: spent.tokens, ms: spent.ms ?? 0 },
    { tokens: config['budget.session_tokens'], ms: config['budget.session_minutes'] * 60_000 },
  );
  return what === undefined ? undefined : { type: 'budget', what: `The session has ${what}.`, then };
}

interface Amount {
  readonly tokens: number;
  readonly ms: number;
}

/** What of an amount is used up, as the end of a sentence; 0 is no bound. */
function excess(taken: Amount, most: Amount): string | undefined {
  if (most.tokens > 0 && taken.tokens >= most.tokens)
    return `taken ${taken.tokens.toLocaleString('en-US')} tokens; its budget is ${most.tokens.toLocaleString('en-US')}`;
  return most.ms > 0 && taken.ms >= most.ms
    ? `run for ${durationWords(taken.ms)}; its budget is ${durationWords(most.ms)}`
    : undefined;
}
