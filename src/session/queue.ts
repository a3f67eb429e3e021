import { limits } from '../limits.ts';
import { agentDecides } from './agent.ts';
import { mayBeSent } from './goingOn.ts';
import type { LastingEvent } from './lasting.ts';
import { blockOf, isFree, numberTaken, priorityOf, waitingInOrder } from './queueOrder.ts';
import { errandBefore, failedClear } from './room.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';
import { mayType } from './step.ts';
import type { Task } from './task.ts';
import { isListed } from './task.ts';
import { beginTyping, fail, isBoxFreeFor, setTask, taskOf } from './tasks.ts';

/** Which task is next, what people do to the queue, and its end. */

type Change = Extract<LastingEvent, { type: 'queue' }>['change'];

/** Begins the next task when the input box is free and nothing runs. */
export function typeNext(making: Making): void {
  const { session } = making;
  if (!mayType(session) || session.ask || session.typing) return;
  const task = nextTask(session);
  if (!task || !isBoxFreeFor(session, task)) return;
  if (!isListed(task)) beginTyping(making, task);
  else if (!typeErrand(making, task)) begin(making, task);
}

/**
 * The task that is to be typed next. The reply to a question goes before all others, and none goes while one is open; words
 * behind a refusal and what serves a task go before the list; of the list the first that is free, once nothing runs or is verified.
 */
export function nextTask(session: Session): Task | undefined {
  const { limit, prose, tasks } = session;
  // Nothing at all is typed against a limit before its time has come.
  if (limit && limit.stage !== 'waking') return undefined;
  if (prose?.stage === 'replying') return tasks.find((task) => task.id === prose.taskId && task.state === 'queued');
  if (prose && prose.stage !== 'replied' && prose.stage !== 'dismissed') return undefined;
  const errand = tasks.find((task) => task.state === 'queued' && !isListed(task));
  // What was cut off is continued while it counts as running; when, is known by whoever has it continued.
  if (errand?.role === 'go-on') return errand;
  if (!isAtRest(session) || tasks.some(({ state }) => state === 'running')) return undefined;
  if (errand) return errand;
  if (tasks.some(({ state }) => state === 'verifying')) return undefined;
  return waitingInOrder(session).find((task) => isFree(session, task));
}

/** True while no limit, error or restart keeps the session from new work. */
function isAtRest({ limit, account, trouble, refusal, restarting, interrupted }: Session): boolean {
  // A continuation that was typed runs, or its turn was ended by a person: what was refused counts on, and holds nothing back.
  const isRefused = trouble !== undefined && trouble.stage !== 'trying';
  return !limit && !account && !isRefused && !refusal && !restarting && !interrupted;
}

/** Types what has to go before the task, if anything has to. */
function typeErrand(making: Making, task: Task): boolean {
  const errand = errandBefore(making.session, task);
  if (!errand) return false;
  const { role, text, action, reasons } = errand;
  const stepId = agentDecides(making, { action, subject: text, reasons });
  const own: Task = { id: `${stepId}:${role}`, text, role, of: task.id, state: 'queued' };
  const { tasks } = making.session;
  const place = tasks.findIndex(({ id }) => id === task.id);
  making.set({ tasks: tasks.toSpliced(place, 0, own) });
  beginTyping(making, own);
  return true;
}

function begin(making: Making, task: Task): void {
  agentDecides(making, { action: 'next', subject: task.text, reasons: reasonsFor(making.session, task) });
  const { handOver, spent } = making.session;
  making.clear('handOver');
  const { why: _why, ...rest } = task;
  beginTyping(making, {
    ...rest,
    taken: { tokensAt: spent?.tokens ?? 0, ms: 0 },
    ...(handOver === undefined || task.fresh ? {} : { preface: prefaceOf(handOver) }),
  });
}

function prefaceOf(summary: string): string {
  const quoted = summary.split('\n').map((line) => `> ${line}`);
  return [
    'The context was emptied. This is what you wrote before about where the work stands:',
    '',
    ...quoted,
    '',
    'The next task:',
  ].join('\n');
}

/** Why this task goes now. */
function reasonsFor(session: Session, task: Task): string[] {
  const waiting = waitingInOrder(session);
  const free = waiting.filter((other) => isFree(session, other));
  const priority = priorityOf(task);
  const passed = waiting.filter((other) => other !== task && blockOf(session, other) !== undefined).length;
  return [
    free.length === 1
      ? 'It is the only task that can go.'
      : free.some((other) => priorityOf(other) < priority)
        ? `Of ${free.length} tasks that can go it has the highest priority, ${priority}, and stands first of that.`
        : `Of ${free.length} tasks that can go it stands first.`,
    ...(task.after === undefined ? [] : [`Task ${task.after}, which had to be done before, is done.`]),
    ...(task.fresh ? ['Its context is empty, as it wants.'] : []),
    ...(passed > 0 ? [`${passed} that wait${passed === 1 ? 's' : ''} for a failed or removed one cannot go.`] : []),
  ];
}

/** A person moves, removes or retries a task; what the task does not allow any more changes nothing. */
export function queueChanged(making: Making, change: Change): void {
  const task = taskOf(making.session, change.task);
  if (!task || !isListed(task)) return;
  switch (change.do) {
    case 'move':
      if (task.state === 'queued') move(making, task, change.before);
      break;
    case 'remove':
      if (task.state === 'queued' || task.state === 'failed' || task.state === 'verifying')
        remove(making, task, change.why);
      break;
    case 'retry':
      if (task.state === 'failed') retry(making, task);
      break;
    case 'edit':
      if (task.state === 'queued') setTask(making, { ...task, text: change.text, source: change.source }, 'queued');
      break;
  }
}

/** To another place among those that wait; there it has the priority of its neighbours, or it would not stay. */
function move(making: Making, task: Task, before: string | undefined): void {
  const others = waitingInOrder(making.session).filter((other) => other !== task);
  const follower = others.find(({ id }) => id === before);
  if (before !== undefined && !follower) return;
  const neighbour = follower ?? others.at(-1);
  const { priority: _priority, ...rest } = task;
  const priority = neighbour ? priorityOf(neighbour) : priorityOf(task);
  const moved: Task = priority === 0 ? rest : { ...rest, priority };
  const left = making.session.tasks.filter((other) => other !== task);
  const place = follower ? left.indexOf(follower) : left.length;
  making.set({ tasks: left.toSpliced(place, 0, moved) });
  making.do({ type: 'task-state', task: moved });
}

function remove(making: Making, task: Task, why: string): void {
  setTask(making, { ...task, why }, 'removed');
  if (making.session.verifying === task.id) making.clear('verifying');
  for (const other of making.session.tasks) {
    if (other.of !== task.id) continue;
    if (other.state === 'queued') setTask(making, { ...other, why }, 'removed');
    // An Enter that is on its way cannot be taken back.
    else if (other.state === 'typing' && !mayBeSent(making.session, other)) fail(making, other, 'its task was removed');
  }
}

/** As if it had never been typed: its errands are forgotten, its rounds and its budget begin anew. */
function retry(making: Making, task: Task): void {
  making.set({ tasks: making.session.tasks.filter(({ of, state }) => of !== task.id || isOpen(state)) });
  const { why: _why, rounds: _rounds, preface: _preface, taken: _taken, unbounded: _unbounded, ...order } = task;
  setTask(making, order, 'queued');
}

function isOpen(state: Task['state']): boolean {
  return state !== 'done' && state !== 'failed' && state !== 'removed';
}

/** After each event: what the tasks have become is told, and the old ones leave. */
export function mindQueue(making: Making, before: Session): void {
  if (making.session.tasks === before.tasks || making.session.phase === 'ended') return;
  failUncleared(making);
  tellBlocked(making);
  dropOld(making);
  if (hasWork(before) && !hasWork(making.session)) finish(making);
}

/** A task that wants an empty context is not typed into a full one. */
function failUncleared(making: Making): void {
  for (const task of waitingInOrder(making.session)) {
    const clear = failedClear(making.session, task);
    if (clear)
      setTask(making, { ...task, why: `The context could not be emptied for it. ${clear.why ?? ''}`.trim() }, 'failed');
  }
}

function tellBlocked(making: Making): void {
  for (const task of waitingInOrder(making.session)) {
    const why = blockOf(making.session, task);
    if (why === task.why) continue;
    const { why: _why, ...rest } = task;
    setTask(making, why === undefined ? rest : { ...rest, why }, 'queued');
  }
}

/** Only so many of those that have ended stay; a task that another one still waits for does. */
function dropOld(making: Making): void {
  const { tasks, prose } = making.session;
  const wanted = new Set(tasks.flatMap(({ state, after, of }) => (isOpen(state) ? [after, of] : [])));
  if (prose && 'taskId' in prose) wanted.add(prose.taskId);
  const ended = tasks.filter(({ state }) => !isOpen(state));
  const dropped = new Set(ended.slice(0, Math.max(0, ended.length - limits.tasksEndedKept)));
  if (dropped.size === 0) return;
  for (const { id } of dropped) numberTaken(making, id);
  making.set({ tasks: tasks.filter((task) => !dropped.has(task) || wanted.has(task.id)) });
}

/** True while something of the list is at work or can go without a person. */
function hasWork(session: Session): boolean {
  return session.tasks.some(
    (task) => isListed(task) && isOpen(task.state) && (task.state !== 'queued' || blockOf(session, task) === undefined),
  );
}

/** All that can be done is done: told once, until there is work again. */
function finish(making: Making): void {
  const listed = making.session.tasks.filter(isListed);
  const failed = listed.filter(({ state }) => state === 'failed');
  const blocked = listed.filter(({ state }) => state === 'queued');
  const done = listed.filter(({ state }) => state === 'done').length;
  agentDecides(making, {
    action: 'finish',
    subject: failed.length + blocked.length === 0 ? 'All tasks are done.' : 'No task is left that can go.',
    reasons: [
      `${done} ${done === 1 ? 'task is' : 'tasks are'} done.`,
      ...failed.slice(-toldMax).map(({ id, why }) => `Task ${id} failed${why === undefined ? '.' : `: ${why}`}`),
      ...blocked.slice(-toldMax).map(({ id, why }) => `Task ${id} cannot go${why === undefined ? '.' : `: ${why}`}`),
    ],
  });
}

/** Of failed and of blocked tasks so many are named at the end; the queue shows all. */
const toldMax = 5;
