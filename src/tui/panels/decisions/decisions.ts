import { limits } from '../../../limits.ts';
import type { Key, Mouse } from '../../key.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelKind } from '../../panel.ts';
import { edited, emptyField, fieldOf, pasted } from '../field.ts';
import type { Risk } from '../forms.ts';
import { indexAt, pageRows } from '../detailedTable.ts';
import { rowsBy } from '../rowKeys.ts';
import type { Field } from '../field.ts';
import { noFilter, withNextDecider, withRisk } from './filter.ts';
import type { DecisionsState, Step } from './state.ts';
import { chose, chosenOf, filtered, indexOf, isAwaited, opened, withAnswer, withModel } from './state.ts';
import { decisionsView, detailScroll, rowsAbove } from './view.ts';

const keys: readonly PanelKey[] = [
  { keys: ['Enter'], summary: 'all of it' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['g'], summary: 'to its session' },
  { keys: ['R'], summary: 'its recording' },
  { keys: ['l', 'm', 'h'], summary: 'class' },
  { keys: ['w'], summary: 'who' },
  { keys: ['s'], summary: 'session' },
  { keys: ['/'], summary: 'text' },
  { keys: ['c'], summary: 'no filter' },
  { keys: ['j', 'k', 'Down', 'Up', 'PageDown', 'PageUp', 'Home', 'End'], summary: 'move' },
];

/** All decisions of all sessions, the newest first, with their reasons. */
export const decisionsKind: PanelKind<DecisionsState> = {
  name: 'decisions',
  summary: 'The log of decisions, with all reasons',
  place: 'instead',
  keys,

  open({ session, n }, model, serial) {
    return opened(session ?? model.focus, n, model, serial);
  },

  update(state, event, model, serial) {
    switch (event.type) {
      case 'changed':
        return withModel(state, model, serial);
      case 'answered':
        return event.method === 'decisions.list' && isAwaited(state, event.tag.word)
          ? withAnswer(state, event.result.lines, serial)
          : { state };
      case 'refused':
        return isAwaited(state, event.tag.word)
          ? { state: { ...state, loading: false, fault: event.sentence } }
          : { state };
      case 'paste':
        return state.asking ? typed(state, pasted(state.asking, event.text, 'line'), model, serial) : { state };
      case 'mouse':
        return pointed(state, event.mouse, model, serial);
      case 'key':
        if (state.asking) return askedKey(state, state.asking, event.key, { model, serial });
        return (
          actedKey(state, event.key.name) ??
          (state.scroll === undefined ? tableKey : detailKey)(state, event.key.name, { model, serial })
        );
      default:
        return { state };
    }
  },

  view(state, model, rect) {
    return decisionsView(state, model, rect);
  },
};

interface Around {
  readonly model: Model;
  readonly serial: number;
}

/** Keys that do the same in the table and in the details. */
function actedKey(state: DecisionsState, name: string): Step | undefined {
  const line = chosenOf(state);
  switch (name) {
    case 'q':
    case 'C-c':
      return { state: undefined };
    case 'g':
      return line ? { state: undefined, focus: line.session } : { state };
    case 'R':
      return line
        ? { state, open: { name: 'recording', session: line.session, atMs: Date.parse(line.at) } }
        : { state };
    default:
      return undefined;
  }
}

const riskKeys: Readonly<Record<string, Risk>> = { l: 'LOW', m: 'MEDIUM', h: 'HIGH' };

function tableKey(state: DecisionsState, name: string, { model, serial }: Around): Step {
  const risk = riskKeys[name];
  if (risk) return filtered(state, withRisk(state.filter, risk), model, serial);
  const by = rowsBy(name, pageRows(placeIn(model), rowsAbove));
  if (by !== undefined) return chose(state, indexOf(state) + by, serial);
  const { filter, about } = state;
  switch (name) {
    case 'Esc':
      return { state: undefined };
    case 'Enter':
      return { state: { ...state, chosen: chosenOf(state)?.seq, scroll: chosenOf(state) ? 0 : undefined } };
    case 'w':
      return filtered(state, withNextDecider(filter), model, serial);
    case 's':
      return filtered(state, { ...filter, session: filter.session === undefined ? about : undefined }, model, serial);
    case 'c':
      return filtered(state, noFilter, model, serial);
    case '/':
      return { state: { ...state, asking: fieldOf(filter.text) } };
    default:
      return { state };
  }
}

function detailKey(state: DecisionsState, name: string, { model, serial }: Around): Step {
  switch (name) {
    case 'Esc':
    case 'Enter':
    case 'Backspace':
      return { state: { ...state, scroll: undefined } };
    case 'n':
    case 'Right':
      return chose(state, indexOf(state) + 1, serial);
    case 'p':
    case 'Left':
      return chose(state, indexOf(state) - 1, serial);
  }
  const by = rowsBy(name, pageRows(placeIn(model), rowsAbove));
  return by === undefined ? { state } : scrolledBy(state, by, model);
}

function scrolledBy(state: DecisionsState, by: number, model: Model): Step {
  const scroll = detailScroll(state, model, placeIn(model), (state.scroll ?? 0) + by);
  return { state: { ...state, scroll } };
}

function placeIn(model: Model): ReturnType<typeof panelPlace> {
  return panelPlace('instead', undefined, model);
}

/** A key while the text of the filter is typed; what it finds is shown at every letter. */
function askedKey(state: DecisionsState, field: Field, key: Key, { model, serial }: Around): Step {
  switch (key.name) {
    case 'Enter':
      return { state: { ...state, asking: undefined } };
    case 'Esc':
    case 'C-c':
      return typed({ ...state, asking: undefined }, emptyField, model, serial);
  }
  const next = edited(field, key, 'line');
  return next ? typed({ ...state, asking: next }, next, model, serial) : { state };
}

function typed(state: DecisionsState, field: Field, model: Model, serial: number): Step {
  const next = { ...state, asking: state.asking && field };
  return filtered(next, { ...state.filter, text: field.text }, model, serial);
}

function pointed(state: DecisionsState, mouse: Mouse, model: Model, serial: number): Step {
  if (mouse.kind === 'wheel-up' || mouse.kind === 'wheel-down') {
    const by = mouse.kind === 'wheel-up' ? -limits.wheelRows : limits.wheelRows;
    return state.scroll !== undefined ? scrolledBy(state, by, model) : chose(state, indexOf(state) + by, serial);
  }
  if (mouse.kind !== 'press' || mouse.button !== 'left' || state.scroll !== undefined) return { state };
  const index = indexAt(placeIn(model), rowsAbove, { count: state.shown.length, chosen: indexOf(state) }, mouse);
  if (index === undefined) return { state };
  return index === indexOf(state) ? tableKey(state, 'Enter', { model, serial }) : chose(state, index, serial);
}
