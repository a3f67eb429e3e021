import type { QueueTask, Status } from '../../../api/methods.ts';
import type { Command } from '../../command.ts';
import type { Model } from '../../model.ts';
import type { PanelStep } from '../../panel.ts';
import { isListed } from '../../view/taskLooks.ts';
import { sessionOf } from '../forms.ts';

/** A task as the view knows it: at once from the status of its session, with times and results once the daemon told them. */
export type KnownTask = Status['queue'][number] & Partial<QueueTask>;

/** The queue of one session. */
export interface QueueState {
  readonly session: string;
  /** What the daemon told last, in the order in which the tasks go; ended ones and errands too. */
  readonly told: readonly QueueTask[];
  /** Id of the chosen task; undefined: the first. */
  readonly chosen: string | undefined;
  /** Place of the chosen one when it was last there. */
  readonly index: number;
  /** When the choice went to another task by itself, wall-clock milliseconds. */
  readonly movedMs: number;
  /** The chosen one fills the view, from this line on. */
  readonly scroll: number | undefined;
  /** The tasks of the session as one text, and that for which the daemon was asked last. */
  readonly mark: string;
  readonly asked: string;
  /** The very list that `mark` was made of last: while it is the same nothing is compared. */
  readonly seen: Status['queue'] | undefined;
  readonly loading: boolean;
  /** What is on its way: one change after the other. */
  readonly acting: string | undefined;
  readonly fault: string;
  /** The conversation with the daemon that `told` is of. */
  readonly linkSinceMs: number;
}

export type Step = PanelStep<QueueState>;

/** The queue of a session with what is known already; the daemon is asked for the rest. */
export function openedQueue(session: Status, chosen: string | undefined, model: Model, serial: number): Step {
  const state: QueueState = {
    session: session.id,
    told: [],
    chosen,
    index: 0,
    movedMs: -Infinity,
    scroll: undefined,
    mark: markOf(session),
    asked: '',
    seen: session.queue,
    loading: false,
    acting: undefined,
    fault: '',
    linkSinceMs: model.fleet.linkSinceMs,
  };
  return asking(state, serial);
}

function markOf({ queue, phase }: Pick<Status, 'queue' | 'phase'>): string {
  return JSON.stringify([queue, phase]);
}

/** The state with what the session tells now; the very same where that is nothing new. */
function compared(state: QueueState, model: Model): QueueState {
  const session = sessionOf(model, state.session);
  if (!session || session.queue === state.seen) return state;
  return { ...state, seen: session.queue, mark: markOf(session) };
}

const listWord = 'list';

function asking(state: QueueState, serial: number): Step {
  const command: Command = {
    type: 'call',
    tag: { panel: serial, word: listWord },
    method: 'queue.list',
    params: { id: state.session, all: true },
  };
  return { state: { ...state, asked: state.mark, loading: true, fault: '' }, commands: [command] };
}

/** Whether an answer is the list that was asked for. */
export function isList(word: string): boolean {
  return word === listWord;
}

/** After the daemon told the tasks; asked again where they changed meanwhile. */
export function withTasks(state: QueueState, tasks: readonly QueueTask[], model: Model, serial: number): Step {
  const told = { ...state, told: tasks, loading: false, acting: undefined, fault: '' };
  const next = settledChoice(told, model);
  return next.mark === next.asked ? { state: next } : asking(next, serial);
}

/** After the model changed: the daemon is asked again where the tasks did. */
export function withModel(state: QueueState, model: Model, serial: number): Step {
  const { fleet } = model;
  const next = settledChoice(compared(state, model), model);
  if (fleet.link === 'up' && fleet.linkSinceMs !== state.linkSinceMs)
    return asking({ ...next, acting: undefined, linkSinceMs: fleet.linkSinceMs }, serial);
  return next.mark === next.asked || next.loading ? { state: next } : asking(next, serial);
}

/** Asks for the tasks again: after a change, whose next one waits for the answer, or since more may be known by now. */
export function readAgain(state: QueueState, serial: number): Step {
  return asking(state, serial);
}

/** A change was refused. */
export function refusedChange(state: QueueState, sentence: string): Step {
  return { state: { ...state, acting: undefined }, notice: { text: sentence, ink: 'broken' } };
}

/** Everything that is known of the tasks of the session, errands and replies too, in the order in which they go. */
export function knownTasks(
  { told, session }: Pick<QueueState, 'told' | 'session'>,
  model: Model,
): readonly KnownTask[] {
  const living = sessionOf(model, session)?.queue ?? [];
  const byId = new Map(living.map((task) => [task.id, task]));
  const known = new Set(told.map(({ id }) => id));
  const merged = told.map((task): KnownTask => {
    const now = byId.get(task.id);
    return now ? { ...task, ...now } : task;
  });
  return [...merged, ...living.filter(({ id }) => !known.has(id))];
}

/** The tasks of the list, in their order. */
export function rowsOf(state: Pick<QueueState, 'told' | 'session'>, model: Model): readonly KnownTask[] {
  return knownTasks(state, model).filter(isListed);
}

/** Place of the chosen task; where it is gone, of what came in its place. */
export function indexOf({ chosen, index }: QueueState, rows: readonly KnownTask[]): number {
  const found = chosen === undefined ? 0 : rows.findIndex(({ id }) => id === chosen);
  return found >= 0 ? found : Math.min(index, Math.max(0, rows.length - 1));
}

/** Another one chosen. */
export function chose(state: QueueState, rows: readonly KnownTask[], index: number): QueueState {
  const to = Math.min(Math.max(0, index), Math.max(0, rows.length - 1));
  return { ...state, chosen: rows[to]?.id, index: to, scroll: state.scroll === undefined ? undefined : 0 };
}

/** The choice stays on its task wherever that goes; where it is gone, on what came in its place, and when is kept. */
function settledChoice(state: QueueState, model: Model): QueueState {
  const rows = rowsOf(state, model);
  const index = indexOf(state, rows);
  const chosen = rows[index]?.id;
  if (chosen === state.chosen && index === state.index) return state;
  const isAnother = state.chosen !== undefined && chosen !== state.chosen;
  return { ...state, chosen, index, ...(isAnother ? { movedMs: model.nowMs, scroll: undefined } : {}) };
}
