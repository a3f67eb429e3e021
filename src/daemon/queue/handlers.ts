import type { Params, Result } from '../../api/methods.ts';
import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { waitingInOrder } from '../../session/queueOrder.ts';
import type { Task, TaskOrder, TaskState } from '../../session/task.ts';
import { isListed } from '../../session/task.ts';
import type { SessionRecord } from '../../store/sessions.ts';
import type { TaskRecord } from '../../store/tasks.ts';
import { boundedTasks } from '../boundedTasks.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import type { Following } from './following.ts';
import { firstLine } from '../taskTold.ts';
import { checkTaskStart } from './requirements.ts';
import { nextTaskId, taskNamed, wholeTaskId } from './taskNames.ts';

type QueueMethod = Extract<keyof Handlers, `queue.${string}`>;
type Told = Result<'queue.list'>['tasks'][number];

/** What the queue's methods work on. */
export type QueueParts = Pick<LastingParts, 'store' | 'sessions'> & {
  readonly secrets: Pick<LastingParts['secrets'], 'current'>;
};

/** The methods about the queue of a session. `following`: who follows requirements files. */
export function queueHandlers(parts: QueueParts, following: Pick<Following, 'follow'>): Pick<Handlers, QueueMethod> {
  const { store, secrets } = parts;
  const found = (id: string, named: string): { live: LiveSession; task: Task } => {
    const live = parts.sessions().find(id);
    return { live, task: taskNamed(live, named, (whole) => store.tasks.get(whole) !== undefined) };
  };
  return {
    'queue.add': (params) => {
      const live = parts.sessions().find(params.id);
      const { id: _id, ...order } = params;
      const task = addTask(live, order, parts, (id) => {
        live.actor.note('human', `A person added task ${id}: ${firstLine(order.text)}`);
      });
      return { id: live.id, task };
    },
    'queue.follow': ({ id, path }) => following.follow(id, path),
    'queue.list': ({ id, all }) => {
      const record = store.sessions.find(id);
      const session = parts.sessions().live.get(record.id)?.actor.session ?? record.session;
      const tasks = listOf({ ...record, session }, store.tasks.list(record.id), all ?? false);
      const told = secrets.current().json({ id: record.id, tasks }) as unknown as Result<'queue.list'>;
      return { ...told, tasks: boundedTasks(told.tasks, limits.toldTextCharsMax) };
    },
    'queue.move': ({ id, task: named, before }) => {
      const { live, task } = found(id, named);
      mustBe(task, ['queued'], 'only a task that waits can be moved');
      const follower = before === undefined ? undefined : found(id, before).task;
      if (follower) mustBe(follower, ['queued'], 'a task can only be put before one that waits');
      if (follower?.id === task.id) throw new PccError('usage', `Task '${task.id}' cannot stand before itself.`);
      const to = follower ? { before: follower.id } : {};
      live.actor.note('human', `A person moved task ${task.id} ${follower ? `before ${follower.id}` : 'to the end'}.`);
      live.actor.dispatch({ type: 'queue', change: { do: 'move', task: task.id, ...to } });
      return { id: live.id, task: task.id };
    },
    'queue.remove': ({ id, task: named }) => {
      const { live, task } = found(id, named);
      mustBe(
        task,
        ['queued', 'failed', 'verifying'],
        'only a task that waits, is verified or has failed can be removed',
      );
      live.actor.note('human', `A person removed task ${task.id}.`);
      live.actor.dispatch({ type: 'queue', change: { do: 'remove', task: task.id, why: 'A person removed it.' } });
      return { id: live.id, task: task.id };
    },
    'queue.retry': ({ id, task: named }) => {
      const { live, task } = found(id, named);
      const isOver = task.state === 'done' || task.state === 'removed';
      mustBe(task, ['failed'], `only a failed task can be tried again${isOver ? ', this one is given anew' : ''}`);
      live.actor.note('human', `A person has task ${task.id} tried again.`);
      live.actor.dispatch({ type: 'queue', change: { do: 'retry', task: task.id } });
      return { id: live.id, task: task.id };
    },
  };
}

function mustBe({ id, state }: Task, states: readonly TaskState[], rule: string): void {
  if (!states.includes(state)) throw new PccError('conflict', `Task '${id}' is ${state}; ${rule}.`);
}

/**
 * Puts a task into the queue of a session, and gives its id; `accepted` is called with it before anything comes of the task.
 *
 * @throws PccError as `queue.add` does.
 */
export function addTask(
  live: LiveSession,
  params: Omit<Params<'queue.add'>, 'id'>,
  parts: Pick<QueueParts, 'store'>,
  accepted?: (id: string) => void,
): string {
  const order = orderOf(live, params, parts);
  accepted?.(order.id);
  live.actor.dispatch({ type: 'task', task: order, queued: true });
  return order.id;
}

/** What is added, with an id of its own. @throws PccError for a text that cannot be typed, or a condition that cannot come true. */
function orderOf(
  live: LiveSession,
  params: Omit<Params<'queue.add'>, 'id'>,
  { store }: Pick<QueueParts, 'store'>,
): TaskOrder {
  const { text, after, fresh, ...rest } = params;
  const waiting = live.actor.session.tasks.filter(({ state }) => state === 'queued').length;
  if (waiting >= limits.tasksQueuedMax)
    throw new PccError(
      'conflict',
      `'${live.id}' has ${waiting} tasks that wait, which is the most; remove some first.`,
    );
  const before =
    after === undefined ? undefined : conditionOf(live, after, store.tasks.get(wholeTaskId(live.id, after)));
  return {
    id: nextTaskId(live),
    text: checkTaskStart(text, 'The task', 'person'),
    ...(fresh ? { fresh: true as const } : {}),
    ...(before === undefined ? {} : { after: before }),
    ...definedOf(rest),
  };
}

/** Id of the task that has to be done before; undefined where it is done already. */
function conditionOf(live: LiveSession, named: string, stored: TaskRecord | undefined): string | undefined {
  const { id, state } = stored?.task ?? taskNamed(live, named, () => false);
  if (stored !== undefined && stored.session !== live.id)
    throw new PccError('invalid_input', `Task '${id}' belongs to '${stored.session}'; name a task of '${live.id}'.`);
  if (state === 'failed')
    throw new PccError('conflict', `Task '${id}' has failed, so that nothing could ever go after it; retry it first.`);
  if (state === 'removed')
    throw new PccError(
      'conflict',
      `Task '${id}' was removed, so that nothing could ever go after it; add it anew and name the new one.`,
    );
  return state === 'done' ? undefined : id;
}

function definedOf<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** First what has ended or is at work, as it stands, then what waits in the order in which it goes. */
function listOf({ id: own, session, startedAt }: SessionRecord, records: readonly TaskRecord[], all: boolean): Told[] {
  const byId = new Map(records.map((record) => [record.task.id, record]));
  const listed = session.tasks.filter(isListed);
  const kept = new Set(listed.map(({ id }) => id));
  const gone = all ? records.filter(({ task }) => !kept.has(task.id)).map(({ task }) => task) : [];
  const begun = listed.filter(({ state }) => state !== 'queued');
  // A task of an earlier release has no record yet: it is as old as its session.
  return [...gone, ...begun, ...waitingInOrder(session)].map((task) =>
    toldOf(task, byId.get(task.id) ?? { session: own, createdAt: startedAt }),
  );
}

function toldOf(task: Task, record: Omit<TaskRecord, 'n' | 'task'>): Told {
  const { preface: _preface, taken: _taken, unbounded: _unbounded, ...fields } = task;
  const { startedAt, endedAt, result, receipt } = record;
  return {
    ...fields,
    session: record.session,
    createdAt: new Date(record.createdAt).toISOString(),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt).toISOString() }),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
    ...(result === undefined ? {} : { result }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}
