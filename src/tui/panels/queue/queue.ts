import { limits } from '../../../limits.ts';
import type { Mouse } from '../../key.ts';
import { ordered } from '../../layout/order.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelKind } from '../../panel.ts';
import type { Rect } from '../../scene.ts';
import { indexAt, pageRows } from '../detailedTable.ts';
import { sessionOf } from '../forms.ts';
import { rowsBy } from '../rowKeys.ts';
import type { Move } from './changes.ts';
import { moving, removing, retrying } from './changes.ts';
import type { KnownTask, QueueState, Step } from './state.ts';
import {
  chose,
  indexOf,
  isList,
  openedQueue,
  readAgain,
  refusedChange,
  rowsOf,
  withModel,
  withTasks,
} from './state.ts';
import { detailScroll, queueView, rowsAbove } from './view.ts';

const keys: readonly PanelKey[] = [
  { keys: ['a'], summary: 'add' },
  { keys: ['K', 'J'], summary: 'up, down' },
  { keys: ['x'], summary: 'remove' },
  { keys: ['r'], summary: 'retry' },
  { keys: ['Enter'], summary: 'all of it' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['^', '$'], summary: 'first, last' },
  { keys: ['g'], summary: 'to its session' },
  { keys: ['Tab', 'S-Tab'], summary: 'the next session, the one before' },
  { keys: ['j', 'k', 'Down', 'Up', 'PageDown', 'PageUp', 'Home', 'End'], summary: 'move' },
];

/** The tasks of a session: what is done, what runs, what waits and why. */
export const queueKind: PanelKind<QueueState> = {
  name: 'queue',
  summary: 'The task queue of a session',
  place: 'instead',
  keys,

  open({ session: id, text }, model, serial) {
    const session = sessionOf(model, id ?? model.focus);
    return session ? openedQueue(session, text, model, serial) : 'No session is focused, so there is no queue to show.';
  },

  update(state, event, model, serial) {
    switch (event.type) {
      case 'changed':
        return withModel(state, model, serial);
      case 'answered':
        if (event.method === 'queue.list')
          return event.result.id === state.session ? withTasks(state, event.result.tasks, model, serial) : { state };
        return readAgain(state, serial);
      case 'refused':
        return isList(event.tag.word)
          ? { state: { ...state, loading: false, acting: undefined, fault: event.sentence } }
          : refusedChange(state, event.sentence);
      case 'mouse':
        return pointed(state, event.mouse, { model, serial });
      case 'key':
        return (
          changed(state, event.key.name, { model, serial }) ??
          (state.scroll === undefined ? tableKey : detailKey)(state, event.key.name, { model, serial })
        );
      default:
        return { state };
    }
  },

  view: queueView,
};

interface Around {
  readonly model: Model;
  readonly serial: number;
}

const moves: Readonly<Record<string, Move>> = {
  K: 'up',
  'S-Up': 'up',
  J: 'down',
  'S-Down': 'down',
  '^': 'first',
  $: 'last',
};

/** Keys that do the same in the table and in the details. */
function changed(state: QueueState, name: string, { model, serial }: Around): Step | undefined {
  const to = moves[name];
  if (to) return moving(state, to, model, serial);
  switch (name) {
    case 'a':
      return { state, open: { name: 'add-task', session: state.session } };
    case 'x':
    case 'Delete':
      return removing(state, model);
    case 'r':
      return retrying(state, model, serial);
    case 'q':
    case 'C-c':
      return { state: undefined };
    case 'g':
      return { state: undefined, focus: state.session };
    case 'Tab':
      return beside(state, 1, { model, serial });
    case 'S-Tab':
      return beside(state, -1, { model, serial });
    default:
      return undefined;
  }
}

/** The queue of the next session, or of the one before. */
function beside(state: QueueState, by: 1 | -1, { model, serial }: Around): Step {
  const all = ordered(model);
  const at = all.findIndex(({ id }) => id === state.session);
  const next = all.at((at + by) % Math.max(1, all.length));
  return next && next.id !== state.session ? openedQueue(next, undefined, model, serial) : { state };
}

/** All of the chosen task; what is known of it only a moment after its end, as its receipt, is asked for. */
function shownWhole(state: QueueState, rows: readonly KnownTask[], serial: number): Step {
  if (rows.length === 0) return { state };
  const next = { ...state, scroll: 0 };
  return state.loading ? { state: next } : readAgain(next, serial);
}

function tableKey(state: QueueState, name: string, { model, serial }: Around): Step {
  const rows = rowsOf(state, model);
  const by = rowsBy(name, pageRows(placeIn(model), rowsAbove));
  if (by !== undefined) return { state: chose(state, rows, indexOf(state, rows) + by) };
  switch (name) {
    case 'Esc':
      return { state: undefined };
    case 'Enter':
      return shownWhole(state, rows, serial);
    default:
      return { state };
  }
}

function detailKey(state: QueueState, name: string, { model }: Around): Step {
  const rows = rowsOf(state, model);
  switch (name) {
    case 'Esc':
    case 'Enter':
    case 'Backspace':
      return { state: { ...state, scroll: undefined } };
    case 'n':
    case 'Right':
      return { state: chose(state, rows, indexOf(state, rows) + 1) };
    case 'p':
    case 'Left':
      return { state: chose(state, rows, indexOf(state, rows) - 1) };
  }
  const by = rowsBy(name, pageRows(placeIn(model), rowsAbove));
  return by === undefined ? { state } : { state: scrolledBy(state, by, model) };
}

function scrolledBy(state: QueueState, by: number, model: Model): QueueState {
  return { ...state, scroll: detailScroll(state, model, placeIn(model), (state.scroll ?? 0) + by) };
}

function placeIn(model: Model): Rect {
  return panelPlace('instead', undefined, model);
}

function pointed(state: QueueState, mouse: Mouse, { model, serial }: Around): Step {
  const rows = rowsOf(state, model);
  const chosen = indexOf(state, rows);
  if (mouse.kind === 'wheel-up' || mouse.kind === 'wheel-down') {
    const by = mouse.kind === 'wheel-up' ? -limits.wheelRows : limits.wheelRows;
    return { state: state.scroll === undefined ? chose(state, rows, chosen + by) : scrolledBy(state, by, model) };
  }
  if (mouse.kind !== 'press' || mouse.button !== 'left' || state.scroll !== undefined) return { state };
  const index = indexAt(placeIn(model), rowsAbove, { count: rows.length, chosen }, mouse);
  if (index === undefined) return { state };
  return index === chosen ? shownWhole(state, rows, serial) : { state: chose(state, rows, index) };
}
