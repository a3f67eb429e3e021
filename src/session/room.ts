import { limits } from '../limits.ts';
import type { AgentAction, Spent } from './lasting.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';
import type { ErrandRole, Task } from './task.ts';
import { makesRoom } from './task.ts';
import { setTask } from './tasks.ts';

/** Room in the context between two tasks: emptied for a task that wants it, made where it is nearly full. */

/** What is to be typed before a task, and why. */
export interface RoomErrand {
  readonly role: Extract<ErrandRole, 'clear' | 'compact' | 'summary'>;
  readonly text: string;
  readonly action: AgentAction;
  readonly reasons: readonly string[];
}

/** What has to be typed before a task, if anything has to. None goes twice for the same task. */
export function errandBefore(session: Session, task: Task): RoomErrand | undefined {
  const { used, spent, handOver, tasks } = session;
  if (!used) return undefined;
  const isTried = (role: ErrandRole): boolean => tasks.some((other) => other.of === task.id && other.role === role);
  if (task.fresh) return isTried('clear') ? undefined : clear(`Task ${task.id} is to begin with an empty context.`);
  const fullness = `The last request took in ${spent?.context ?? 0} tokens: the context is nearly full.`;
  if (spent?.full === 'compact' && !isTried('compact'))
    return { role: 'compact', text: '/compact', action: 'compact', reasons: [fullness] };
  if (spent?.full !== 'fresh') return undefined;
  if (!isTried('summary')) return { role: 'summary', text: summaryRequest, action: 'compact', reasons: [fullness] };
  // Without a summary the context is better full than lost.
  return handOver === undefined || isTried('clear') ? undefined : clear(`${fullness} Its summary is written.`);
}

function clear(reason: string): RoomErrand {
  return { role: 'clear', text: '/clear', action: 'clear', reasons: [reason] };
}

const summaryRequest =
  'The context is nearly full and is emptied before the next task. Write a summary for whoever goes on here: what was asked, what is done, which files matter and why, what was decided, what is open. Change no files, ask nothing, and answer with the summary alone.';

/** The errand that should have emptied the context for a task and could not. */
export function failedClear({ tasks }: Pick<Session, 'tasks'>, { id }: Task): Task | undefined {
  return tasks.find(({ of, role, state }) => of === id && role === 'clear' && state === 'failed');
}

/** After each event: a context is used from its first turn on, and what made room has its effect. */
export function mindRoom(making: Making, before: Session): void {
  const { reading, tasks, used } = making.session;
  const clearing = tasks.find(({ role, state }) => role === 'clear' && (state === 'typing' || state === 'running'));
  if (reading.state === 'busy' && !clearing && !used) making.set({ used: true });
  // The CLI has begun another transcript and shows an empty input box: that is all there is to see of it.
  if (clearing?.state === 'running' && reading.state === 'idle' && !used) setTask(making, clearing, 'done');
  if (making.session.tasks === before.tasks) return;
  for (const task of making.session.tasks) {
    const was = before.tasks.find(({ id }) => id === task.id)?.state;
    if (makesRoom(task.role) && task.state === 'done' && was !== 'done') roomMade(making, task);
  }
}

function roomMade(making: Making, { role }: Task): void {
  if (role === 'summary') return;
  const { spent } = making.session;
  if (role === 'clear') making.clear('used');
  if (spent) making.set({ spent: { ...fullnessLeft(spent), context: 0 } });
}

function fullnessLeft({ full: _full, ...spent }: Spent): Spent {
  return spent;
}

/** A turn has ended with these words: where it was asked for a summary, that is handed over to the next context. */
export function summaryTold(making: Making, text: string): void {
  const words = text.trim();
  if (words === '' || !making.session.tasks.some(({ role, state }) => role === 'summary' && state === 'running'))
    return;
  making.set({ handOver: words.slice(0, limits.handOverCharsMax) });
}
