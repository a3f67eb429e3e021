import { limits } from '../../src/limits.ts';
import type { Effect, SessionEvent } from '../../src/session/session.ts';
import type { Task } from '../../src/session/task.ts';

/** What a watcher of the queue knows who sees only events and effects. */
export interface QueueSeen {
  /** The tasks and errands as they were told last, in the order in which they were given. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly humans: number;
  readonly halted: boolean;
  readonly screen: 'idle' | 'busy' | 'other';
  /** A turn has run since the context was empty. */
  readonly used: boolean;
  readonly verifying: string | undefined;
  /** How often the command of each task has run since it was given or tried again. */
  readonly rounds: ReadonlyMap<string, number>;
  readonly inputs: readonly string[];
  /** Inputs that were surely not written. */
  readonly refused: readonly string[];
  /** The last input with the text of each task. */
  readonly typed: ReadonlyMap<string, string>;
  readonly finished: number;
}

export const nothingQueued: QueueSeen = {
  tasks: new Map(),
  humans: 0,
  halted: false,
  screen: 'other',
  used: false,
  verifying: undefined,
  rounds: new Map(),
  inputs: [],
  refused: [],
  typed: new Map(),
  finished: 0,
};

/** Takes in a step; throws a sentence when something must not have happened. */
export function watchQueue(before: QueueSeen, event: SessionEvent, effects: readonly Effect[]): QueueSeen {
  let seen = heard(before, event);
  for (const effect of effects) seen = done(seen, effect, event);
  // Nothing says of an errand that it was begun but its own state.
  staysAwake(seen);
  return seen;
}

function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`broken: ${sentence}`);
}

function heard(seen: QueueSeen, event: SessionEvent): QueueSeen {
  switch (event.type) {
    case 'task':
      return { ...seen, tasks: new Map([...seen.tasks, [event.task.id, { ...event.task, state: 'queued' as const }]]) };
    case 'screen': {
      const { state } = event.reading;
      const used = seen.used || (state === 'busy' && !at(seen, 'clear'));
      return { ...seen, used, screen: state === 'idle' || state === 'busy' ? state : 'other' };
    }
    case 'human':
      return { ...seen, humans: Math.max(0, seen.humans + (event.holds ? 1 : -1)) };
    case 'pause':
    case 'resume':
      return { ...seen, halted: event.type === 'pause' };
    case 'context':
      return { ...seen, used: false };
    case 'verified':
      return event.taskId === seen.verifying ? { ...seen, verifying: undefined } : seen;
    case 'recovered':
      return { ...seen, humans: 0, verifying: undefined, screen: 'other' };
    case 'written': {
      const isLost = event.result === 'stale' || event.result === 'moved';
      return isLost ? { ...seen, refused: [...seen.refused, event.inputId] } : seen;
    }
    case 'queue': {
      const { change } = event;
      if (change.do === 'retry' && seen.tasks.get(change.task)?.state === 'failed') {
        const typed = new Map([...seen.typed].filter(([id]) => id !== change.task));
        const rounds = new Map([...seen.rounds].filter(([id]) => id !== change.task));
        return { ...seen, typed, rounds };
      }
      return change.do === 'remove' && seen.verifying === change.task ? { ...seen, verifying: undefined } : seen;
    }
    default:
      return seen;
  }
}

function at({ tasks }: QueueSeen, role: Task['role']): boolean {
  return [...tasks.values()].some(
    (task) => task.role === role && (task.state === 'typing' || task.state === 'running'),
  );
}

function done(seen: QueueSeen, effect: Effect, event: SessionEvent): QueueSeen {
  switch (effect.type) {
    case 'task-state':
      return told(seen, effect.task, event);
    case 'type':
      return typed(seen, effect);
    case 'verify': {
      const { taskId } = effect;
      claim(seen.verifying === undefined, 'one command runs at a time');
      claim(seen.humans === 0 && !seen.halted, 'no command begins under a human or a pause');
      claim(seen.tasks.get(taskId)?.state === 'verifying', 'a command runs for a task whose turn has ended');
      return { ...seen, verifying: taskId };
    }
    case 'decide':
      return effect.decision.action === 'finish' ? { ...seen, finished: seen.finished + 1 } : seen;
    default:
      return seen;
  }
}

function told(seen: QueueSeen, task: Task, event: SessionEvent): QueueSeen {
  const known = seen.tasks.get(task.id);
  if (task.state === 'done' && known?.verify !== undefined)
    claim(event.type === 'verified' && event.ok, 'a task with a command is done only when that succeeds');
  if (known?.state === 'done' || known?.state === 'removed') claim(known.state === task.state, 'an end is an end');
  const rounds = new Map(seen.rounds);
  if (event.type === 'verified' && event.taskId === task.id && !event.ok && task.role === undefined)
    rounds.set(task.id, (rounds.get(task.id) ?? 0) + 1);
  claim((rounds.get(task.id) ?? 0) <= limits.verifyRoundsMax, 'rounds are bounded');
  const isEmptied = task.role === 'clear' && task.state === 'done';
  const isUsed = task.state === 'running' && task.role !== 'clear';
  const used = isEmptied ? false : seen.used || isUsed;
  return { ...seen, rounds, used, tasks: new Map([...seen.tasks, [task.id, task]]) };
}

function typed(seen: QueueSeen, { inputId, step }: Extract<Effect, { type: 'type' }>): QueueSeen {
  claim(seen.humans === 0 && !seen.halted, 'nothing is typed against a human or a pause');
  if (step !== 'text' || seen.inputs.includes(inputId)) return { ...seen, inputs: [...seen.inputs, inputId] };
  const all = [...seen.tasks.values()];
  const task = all.find(({ state }) => state === 'typing');
  claim(task !== undefined && seen.screen === 'idle', 'a text is a task, and goes into an empty box');
  const last = seen.typed.get(task.id);
  claim(last === undefined || seen.refused.includes(last), 'a task is typed once, unless a person has it tried again');
  if (task.role === undefined) isNext(seen, task);
  return { ...seen, inputs: [...seen.inputs, inputId], typed: new Map([...seen.typed, [task.id, inputId]]) };
}

function isNext(seen: QueueSeen, task: Task): void {
  const others = [...seen.tasks.values()].filter((other) => other !== task);
  claim(!others.some(({ state }) => state === 'running' || state === 'verifying'), 'tasks go one after the other');
  claim(isFree(seen, task), 'what has to be done before is done');
  const higher = (other: Task): boolean => (other.priority ?? 0) > (task.priority ?? 0);
  claim(
    !others.some((other) => other.state === 'queued' && isFree(seen, other) && higher(other)),
    'the highest priority goes first',
  );
  claim(!task.fresh || !seen.used, 'a fresh task finds an empty context');
}

function isFree({ tasks }: QueueSeen, { after }: Task): boolean {
  return after === undefined || tasks.get(after)?.state === 'done';
}

/** Nothing is forgotten: where the box is free something is on its way, runs, is verified, or cannot go and says why. */
function staysAwake(seen: QueueSeen): void {
  if (seen.humans > 0 || seen.halted || seen.screen !== 'idle') return;
  const all = [...seen.tasks.values()];
  const isAtWork = all.some(({ state }) => state === 'typing' || state === 'running');
  const verified = all.find(({ state }) => state === 'verifying');
  claim(!verified || isAtWork || seen.verifying === verified.id, 'a task that is to be verified is');
  const waiting = all.filter(({ state, role }) => state === 'queued' && role === undefined);
  claim(isAtWork || verified !== undefined || !waiting.some((task) => isFree(seen, task)), 'a free box is used');
  if (isAtWork || verified) return;
  for (const task of waiting) claim(task.why !== undefined, 'a task that cannot go says why');
  claim(all.length === 0 || seen.finished > 0, 'the end of all work is told');
}
