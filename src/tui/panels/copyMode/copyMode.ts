import { limits } from '../../../limits.ts';
import type { Key, Mouse } from '../../key.ts';
import { panelPlace } from '../../layout/panelPlace.ts';
import type { Model } from '../../model.ts';
import type { PanelEvent, PanelKind, PanelStep } from '../../panel.ts';
import type { Field } from '../field.ts';
import { edited, pasted } from '../field.ts';
import type { Act } from './keys.ts';
import { copyKeys } from './keys.ts';
import { pointed } from './mouse.ts';
import type { Area, Asking, Copying } from './state.ts';
import { copyingOf, moved, scrolled, searched, selectionText } from './state.ts';
import { copyView, outputAfter, rowsRect, waitingView } from './view.ts';

/** Copy mode of one session: its lines as they were when it was opened. */
export interface CopyState {
  readonly session: string;
  /** Undefined until the rows are there. */
  readonly copying: Copying | undefined;
  /** The wheel opened it: so often it went up before the rows were there. Down to the end it closes it again. */
  readonly wheel: number | undefined;
  /** Units of output that came since, and the pulses that were counted last. */
  readonly since: number;
  readonly told: readonly number[] | undefined;
}

const acts: ReadonlyMap<string, Act> = new Map(copyKeys.flatMap(({ keys, act }) => keys.map((key) => [key, act])));

/** Looking back: the lines of a session, searched, selected and copied. */
export const copyKind: PanelKind<CopyState> = {
  name: 'copy',
  summary: 'Look back: scroll, search, select and copy',
  place: 'pane',
  title: 'LOOKING BACK',
  keys: copyKeys,

  open(request, model, serial) {
    const session = request.session ?? model.focus;
    if (session === undefined) return 'There is no session whose lines could be shown.';
    const state = {
      session,
      copying: undefined,
      wheel: request.wheel ? 1 : undefined,
      since: 0,
      told: model.fleet.pulses.get(session),
    };
    return { state, commands: [{ type: 'scrollback', tag: { panel: serial, word: 'rows' }, session }] };
  },

  update(state, event, model) {
    const { copying } = state;
    if (event.type === 'scrollback') return { state: frozenWith(state, event, model) };
    if (event.type === 'refused') return { state: undefined, notice: { text: event.sentence, ink: 'broken' } };
    if (event.type === 'changed') return { state: counted(state, model) };
    if (!copying) return early(state, event);
    const area = rowsRect(panelPlace('pane', state.session, model));
    const keep = (next: Copying): PanelStep<CopyState> => ({
      state: next === copying ? state : { ...state, copying: next },
    });
    switch (event.type) {
      case 'key':
        return copying.asking
          ? keep(asked(copying, copying.asking, event.key, area))
          : pressed(state, copying, event.key, area);
      case 'paste':
        return copying.asking
          ? keep(typed(copying, copying.asking, pasted(copying.asking.field, event.text, 'line'), area))
          : { state };
      case 'mouse':
        if (isWheeledOut(state, copying, event.mouse, area)) return { state: undefined };
        return keep(pointed(copying, event.mouse, area, model.nowMs));
      default:
        return { state };
    }
  },

  view(state, _model, rect) {
    return state.copying ? copyView(state.copying, state.since, rect) : waitingView(rect);
  },
};

/** What happens before the rows are there. */
function early(state: CopyState, event: PanelEvent): PanelStep<CopyState> {
  if (event.type === 'key' && isLeaving(event.key)) return { state: undefined };
  const isUp = event.type === 'mouse' && event.mouse.kind === 'wheel-up';
  return { state: isUp && state.wheel !== undefined ? { ...state, wheel: state.wheel + 1 } : state };
}

/** The wheel that opened it is back at the end, and nothing else was done. */
function isWheeledOut({ wheel }: CopyState, copying: Copying, mouse: Mouse, area: Area): boolean {
  const { selection, found, top } = copying;
  if (wheel === undefined || mouse.kind !== 'wheel-down' || selection || found) return false;
  return scrolled(copying, limits.wheelRows, area).top === top;
}

function isLeaving({ name }: Key): boolean {
  const act = acts.get(name);
  return act === 'leave' || act === 'drop';
}

function frozenWith(
  state: CopyState,
  { rows, top }: Extract<PanelEvent, { type: 'scrollback' }>,
  model: Model,
): CopyState {
  // Rows never change once they are looked at.
  if (state.copying) return state;
  const { session } = state;
  const cols =
    model.fleet.screens.get(session)?.cols ?? model.fleet.sessions.find(({ id }) => id === session)?.size.cols;
  const shown = model.fleet.sessions.find(({ id }) => id === session)?.size.rows ?? 0;
  const alone = top === 0 && rows.length <= shown;
  const area = rowsRect(panelPlace('pane', session, model));
  const copying = scrolled(
    copyingOf({ rows, cols: cols ?? 0, alone }, area),
    -limits.wheelRows * (state.wheel ?? 0),
    area,
  );
  return { ...state, copying, told: model.fleet.pulses.get(session) };
}

function counted(state: CopyState, model: Model): CopyState {
  const told = model.fleet.pulses.get(state.session);
  if (!state.copying || told === state.told) return state;
  return { ...state, told, since: state.since + outputAfter(model, state.session, state.told) };
}

function pressed(state: CopyState, copying: Copying, key: Key, area: Area): PanelStep<CopyState> {
  const act = acts.get(key.name);
  if (act === undefined) return { state };
  if (typeof act === 'function') return { state: { ...state, copying: act(copying, area) } };
  if (act === 'drop' && copying.selection)
    return { state: { ...state, copying: { ...copying, selection: undefined } } };
  return act === 'copy' ? copied(copying) : { state: undefined };
}

/** Copies and leaves; without a selection it only leaves. */
function copied(copying: Copying): PanelStep<CopyState> {
  const text = selectionText(copying);
  if (text === '') return { state: undefined };
  const lines = text.split('\n').length;
  const characters = Array.from(text).length;
  const words = `copied ${lines} ${lines === 1 ? 'line' : 'lines'}, ${characters} ${characters === 1 ? 'character' : 'characters'}`;
  return { state: undefined, commands: [{ type: 'copy', text }], notice: { text: words, ink: 'plain' } };
}

/** A key while a text to search for is typed: every letter goes to the next match at once. */
function asked(copying: Copying, asking: Asking, key: Key, area: Area): Copying {
  const { asking: _asked, ...rest } = copying;
  const closed: Copying = { ...rest, asking: undefined };
  switch (key.name) {
    case 'Enter':
      return closed;
    case 'Esc':
    case 'C-c':
    case 'C-g':
      return moved({ ...closed, found: undefined }, asking.from, area);
    case 'Backspace':
      if (asking.field.text === '') return moved(closed, asking.from, area);
  }
  const field = edited(asking.field, key, 'line');
  return field ? typed(copying, asking, field, area) : copying;
}

function typed(copying: Copying, asking: Asking, field: Field, area: Area): Copying {
  const next = { ...asking, field };
  return searched({ ...copying, asking: next }, next, area);
}
