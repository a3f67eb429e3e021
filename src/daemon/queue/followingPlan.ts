import { limits } from '../../limits.ts';
import type { TaskState } from '../../session/task.ts';
import type { Known } from '../../store/requirements.ts';
import { matchTasks } from './followingMatch.ts';
import type { FileTask } from './requirementsFile.ts';

/** What the plan is made from. */
export interface Following {
  /** Path of the file, for sentences. */
  readonly file: string;
  readonly known: readonly Known[];
  readonly found: readonly FileTask[];
  /** Where a task of the session stands; undefined for one that it has forgotten. */
  readonly stateOf: (id: string) => TaskState | undefined;
  /** Ids of all tasks that wait, in the order of the queue. */
  readonly waiting: readonly string[];
  /** Why a task of the file may not be typed; undefined where it may. */
  readonly refusal: (task: FileTask) => string | undefined;
}

/** What is to be done so that the queue follows the file, in this order. */
export type FollowingStep =
  | { readonly do: 'remove'; readonly id: string; readonly why: string }
  | { readonly do: 'edit'; readonly id: string; readonly text: string }
  /** `at`: index of the known task that gets the id. `before`: the waiting one that it is to stand before. */
  | { readonly do: 'add'; readonly at: number; readonly text: string; readonly before?: string }
  | { readonly do: 'move'; readonly id: string; readonly before: string }
  | { readonly do: 'warn' | 'note'; readonly sentence: string };

/** What follows from a look at the file. */
export interface FollowingPlan {
  readonly known: readonly Known[];
  readonly steps: readonly FollowingStep[];
  /** Boxes that are to be ticked: the index of the known task and the offset of the byte. */
  readonly ticks: readonly { readonly at: number; readonly box: number }[];
}

/** A known task as the plan goes through it, with where the session has it. */
interface Entry {
  readonly known: Known;
  readonly state: TaskState | undefined;
}

/**
 * What the queue has to do to follow its file. A task that waits goes with its line: added, edited, removed or ticked by hand;
 * one that is at work or has ended is left alone. One that is done gets its box ticked, if its line still says what was done. A box
 * that is emptied then is ticked once more, and told; emptied again, the task is done again.
 */
export function planFollowing(following: Following): FollowingPlan {
  const { known, found } = following;
  const entries = known.map((task): Entry => ({ known: task, state: stateOf(following, task) }));
  const matching = matchTasks(known, found, (task) => {
    const state = entries[known.indexOf(task)]?.state;
    return state === undefined || isUnderWay(state);
  });
  const steps: FollowingStep[] = [];
  const ticks: { at: number; box: number }[] = [];
  const next: Known[] = [];
  const adds: { at: number; text: string }[] = [];
  for (const [place, task] of found.entries()) {
    const index = matching[place];
    const entry = index === undefined ? undefined : entries[index];
    const kept = entry && keep(following, entry, task, steps);
    if (kept) {
      if (isToBeTicked(kept, entry, task)) {
        ticks.push({ at: next.length, box: task.box });
        if (entry.known.isTicked) steps.push({ do: 'note', sentence: tickedAgain(following, kept) });
      }
      next.push(kept);
      continue;
    }
    const added = add(following, task, steps);
    if (!task.isTicked && added.refused === undefined) adds.push({ at: next.length, text: task.text });
    next.push(added);
  }
  const matched = new Set(matching);
  const gone = entries.flatMap((entry, index) => (matched.has(index) ? [] : leave(following, entry, steps)));
  steps.push(...places(following, next, adds, entries));
  return { known: [...next, ...gone.slice(-limits.requirementsTasksMax)], steps, ticks };
}

function stateOf({ stateOf: find }: Following, { id, ended }: Known): TaskState | undefined {
  return id === undefined ? undefined : (find(id) ?? ended ?? 'removed');
}

function isUnderWay(state: TaskState | undefined): boolean {
  return state === 'queued' || state === 'typing' || state === 'running' || state === 'verifying';
}

/** The known task as it stands now; undefined where the line is to become a new one. */
function keep(following: Following, entry: Entry, task: FileTask, steps: FollowingStep[]): Known | undefined {
  const { state } = entry;
  const { isGone: _isGone, ended: _ended, ...known } = entry.known;
  const ended = state === 'done' || state === 'failed' || state === 'removed' ? { ended: state } : {};
  const now: Known = { ...known, ...ended, text: task.text, isTicked: task.isTicked };
  if (known.id === undefined) return keepUnqueued(known, task);
  if (state === 'done') return keepDone(following, now, task, steps);
  if (state !== 'queued') return isUnderWay(state) ? keepAtWork(following, known, now, steps) : now;
  if (task.isTicked) {
    steps.push({ do: 'remove', id: known.id, why: `It was ticked in '${following.file}'.` });
    return { text: task.text, isTicked: true };
  }
  // One that was edited while it was at work and waits again is to be done as it reads now.
  if (task.text === known.text && known.words === undefined) return now;
  const refused = following.refusal(task);
  if (refused === undefined) {
    steps.push({ do: 'edit', id: known.id, text: task.text });
    const { words: _words, ...rest } = now;
    return rest;
  }
  steps.push({ do: 'remove', id: known.id, why: refused }, { do: 'warn', sentence: refused });
  return { text: task.text, isTicked: false, refused };
}

/** One that is at work stays so; which words those are is kept, since only they may be ticked. */
function keepAtWork({ file }: Following, known: Known, now: Known, steps: FollowingStep[]): Known {
  if (now.text === known.text) return now;
  const words = known.words ?? known.text;
  const { words: _words, ...rest } = now;
  if (now.text === words) return rest;
  steps.push({
    do: 'warn',
    sentence: `The words of task ${now.id ?? ''} were changed in '${file}' while it is at work; it goes on with the old ones, and the new ones are a task of their own behind it.`,
  });
  return { ...rest, words };
}

/** One that is done; undefined where its line is to be done again, or says something else than what was done. */
function keepDone({ file }: Following, now: Known, task: FileTask, steps: FollowingStep[]): Known | undefined {
  if (task.isTicked) return now;
  if (now.words !== undefined && now.words !== task.text) return undefined;
  if ((now.ticks ?? 0) < limits.requirementsTicksMax) return now;
  steps.push({
    do: 'note',
    sentence: `The box of task ${now.id ?? ''} in '${file}' was emptied once more: it is done again.`,
  });
  return undefined;
}

function tickedAgain({ file }: Following, { id }: Known): string {
  return `The box of task ${id ?? ''} in '${file}' was empty again, and the task is done: it is ticked again. Empty it once more to have it done again.`;
}

/** What was never queued stays so, unless its box was emptied or its words were changed. */
function keepUnqueued(known: Known, task: FileTask): Known | undefined {
  if (task.isTicked) return { text: task.text, isTicked: true };
  return known.refused !== undefined && known.text === task.text ? known : undefined;
}

/** A box of a task that is done: an older version of the file may have been saved over the tick, but who insists is not fought. */
function isToBeTicked(now: Known, entry: Entry | undefined, task: FileTask): boolean {
  return entry?.state === 'done' && !task.isTicked && (now.ticks ?? 0) < limits.requirementsTicksMax;
}

function add(following: Following, task: FileTask, steps: FollowingStep[]): Known {
  if (task.isTicked) return { text: task.text, isTicked: true };
  const refused = following.refusal(task);
  if (refused === undefined) return { text: task.text, isTicked: false };
  steps.push({ do: 'warn', sentence: refused });
  return { text: task.text, isTicked: false, refused };
}

/** What becomes of a task whose line is gone. */
function leave({ file }: Following, { known, state }: Entry, steps: FollowingStep[]): Known[] {
  if (known.id === undefined) return [];
  if (state === 'queued') {
    steps.push({ do: 'remove', id: known.id, why: `It is no longer in '${file}'.` });
    return [];
  }
  // A done one whose tick was seen is over: the same words are another task should they ever be written again.
  if (state === 'done' && known.isTicked) return [];
  const ended = state === 'done' || state === 'failed' || state === 'removed' ? { ended: state } : {};
  return [{ ...known, ...ended, isGone: true }];
}

/** Puts new tasks, and those whose lines were moved, where the file has them, unless a person has ordered the queue. */
function places(
  following: Following,
  next: readonly Known[],
  adds: readonly { readonly at: number; readonly text: string }[],
  entries: readonly Entry[],
): FollowingStep[] {
  const before = entries.flatMap(({ known, state }) => (state === 'queued' && !known.isGone ? [known.id ?? ''] : []));
  const isByHand = !isAscending(before.map((id) => following.waiting.indexOf(id)).filter((place) => place >= 0));
  const steps: FollowingStep[] = [];
  const added = new Map(adds.map((task) => [task.at, task]));
  if (isByHand) return adds.map((task) => ({ do: 'add', ...task }));
  const queue = [...following.waiting];
  let follower: string | undefined;
  for (const [at, { id }] of [...next.entries()].reverse()) {
    const task = added.get(at);
    if (task) {
      steps.push({ do: 'add', ...task, ...(follower === undefined ? {} : { before: follower }) });
      continue;
    }
    if (id === undefined || !queue.includes(id)) continue;
    if (follower !== undefined && queue.indexOf(id) > queue.indexOf(follower)) {
      steps.push({ do: 'move', id, before: follower });
      queue.splice(queue.indexOf(id), 1);
      queue.splice(queue.indexOf(follower), 0, id);
    }
    follower = id;
  }
  // Tasks that are added get their numbers in the order of the file.
  return [...steps.filter((step) => step.do === 'move'), ...steps.filter((step) => step.do === 'add').reverse()];
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? -1));
}
