import type { ExecutionState, Step, StepResult } from './execution.ts';
import { isOver, isStepOver } from './execution.ts';

/**
 * The next move of a list. A function of what is stored of the list and of what its session shows, and of nothing else: a daemon
 * that was killed at any instruction computes the same move again, and each move is such that it may be begun twice.
 */

/** What came of a task and is not told yet: files are looked at, receipts written and hooks called first. */
export interface StepOutcome {
  readonly state: 'done' | 'failed' | 'refused';
  readonly why?: string;
  readonly result?: StepResult;
}

/** What is kept of a task beside what is told of it. */
export interface StepAtWork extends Step {
  readonly outcome?: StepOutcome;
  /** Its answer, while a fresh context judges it. */
  readonly judged?: StepResult;
  /** Its turn is being stopped: for time, to ask for less, or since it cannot go on. */
  readonly stopping?: { readonly by: 'time' | 'length' | 'error'; readonly why: string };
}

/** A list as far as its moves depend on it. */
export interface ListAtWork {
  readonly state: ExecutionState;
  readonly stopOnFailure: boolean;
  readonly held?: 'paused' | 'frozen';
  readonly steps: readonly StepAtWork[];
  /** Its session was ended, or is to live on. */
  readonly closed: boolean;
}

/** How the session of a list stands. `waiting`: it is there and takes no orders yet. */
export type SessionStand =
  | { readonly stand: 'none' | 'waiting' | 'lives' }
  | { readonly stand: 'ended'; readonly why: string };

/** How the session's task stands that the list has added last, by what was noted before it was added. */
export type TaskStand =
  | { readonly stand: 'absent' | 'open' | 'done' }
  | { readonly stand: 'failed'; readonly why: string };

/** What is to be done next. `n`: number of the task. */
export type Move =
  | { readonly do: 'wait' | 'start' | 'close' | 'nothing' }
  /** Prepare it, note what is to be typed, add it. */
  | { readonly do: 'begin'; readonly n: number }
  /** It was noted that it is to be typed, and the session does not have it. */
  | { readonly do: 'add'; readonly n: number }
  /** Its turn has ended: read what it answered; the judgement where it is judged. */
  | { readonly do: 'read' | 'judged'; readonly n: number }
  /** The answer was too long: ask for less. */
  | { readonly do: 'shorten'; readonly n: number }
  | { readonly do: 'fail'; readonly n: number; readonly why: string }
  | { readonly do: 'skip'; readonly n: number; readonly why: string }
  /** What came of it is known: look at the files, write its receipt, call the hooks, tell it. */
  | { readonly do: 'settle'; readonly n: number }
  | { readonly do: 'end'; readonly state: 'done' | 'failed'; readonly why?: string };

/** The next move. `task`: how the task at work stands in the session. */
export function advance(list: ListAtWork, session: SessionStand, task: TaskStand): Move {
  if (isOver(list.state)) return { do: list.closed ? 'nothing' : 'close' };
  const current = list.steps.find(({ state }) => state === 'running' || state === 'judging');
  if (current) return moveOf(current, list, session, task);
  const next = list.steps.find(({ state }) => state === 'waiting');
  if (!next) return endOf(list, session);
  if (session.stand === 'ended') return { do: 'skip', n: next.n, why: session.why };
  const why = whySkipped(list, next);
  if (why !== undefined) return { do: 'skip', n: next.n, why };
  if (list.held) return { do: 'wait' };
  if (session.stand === 'none') return { do: 'start' };
  return session.stand === 'waiting' ? { do: 'wait' } : { do: 'begin', n: next.n };
}

function moveOf(step: StepAtWork, { held }: ListAtWork, session: SessionStand, task: TaskStand): Move {
  const { n } = step;
  if (step.outcome) return { do: 'settle', n };
  // What its session had done before it ended counts.
  if ((session.stand === 'ended' || session.stand === 'none') && task.stand !== 'done') {
    const why = session.stand === 'ended' ? session.why : 'Its session is not known any more.';
    return step.state === 'judging' ? { do: 'judged', n } : { do: 'fail', n, why: step.stopping?.why ?? why };
  }
  if (session.stand === 'waiting') return { do: 'wait' };
  switch (task.stand) {
    case 'open':
      return { do: 'wait' };
    case 'absent':
      return held ? { do: 'wait' } : { do: 'add', n };
    case 'done':
      return { do: step.state === 'judging' ? 'judged' : 'read', n };
    case 'failed':
      if (step.state === 'judging') return { do: 'judged', n };
      if (step.stopping?.by === 'length') return held ? { do: 'wait' } : { do: 'shorten', n };
      return { do: 'fail', n, why: step.stopping?.why ?? task.why };
  }
}

/** Why a task that waits is not begun at all; undefined where it can go. */
function whySkipped({ stopOnFailure, steps }: ListAtWork, { uses, n }: StepAtWork): string | undefined {
  const before = steps.filter((step) => step.n < n);
  const missing = before.find((step) => uses.includes(step.n) && step.state !== 'done');
  if (missing) return `Task ${missing.n}, whose result it uses, ${wordOf(missing)}.`;
  const failed = stopOnFailure ? before.find((step) => isStepOver(step.state) && step.state !== 'done') : undefined;
  return failed && `The list stops since task ${failed.n} ${wordOf(failed)}.`;
}

function endOf({ steps }: ListAtWork, session: SessionStand): Move {
  const failed = steps.find(({ state }) => state !== 'done');
  if (!failed) return { do: 'end', state: 'done' };
  const ended = session.stand === 'ended' ? session.why : '';
  const why =
    failed.why === undefined || failed.why === ended ? ended : `Task ${failed.n} ${wordOf(failed)}: ${failed.why}`;
  return { do: 'end', state: 'failed', ...(why === '' ? {} : { why }) };
}

function wordOf({ state }: Step): string {
  switch (state) {
    case 'failed':
      return 'failed';
    case 'refused':
      return 'was refused';
    case 'skipped':
      return 'was skipped';
    case 'cancelled':
      return 'was cancelled';
    default:
      return `is ${state}`;
  }
}
