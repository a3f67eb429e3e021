import type { LogLine } from '../../../api/methods.ts';
import type { Command } from '../../command.ts';
import { limits } from '../../../limits.ts';
import type { Model } from '../../model.ts';
import type { PanelStep } from '../../panel.ts';
import type { Field } from '../field.ts';
import type { Filter } from './filter.ts';
import { askedOf, noFilter } from './filter.ts';
import type { Known } from './lines.ts';
import { knownOf, shownOf, withNews, withPage } from './lines.ts';

/** The view of decisions. */
export interface DecisionsState {
  readonly known: Known;
  readonly filter: Filter;
  /** Those of `known` that the filter lets through. */
  readonly shown: readonly LogLine[];
  /** `seq` of the chosen one; undefined: always the newest. */
  readonly chosen: number | undefined;
  /** The session that the filter by session means. */
  readonly about: string | undefined;
  /** The text of the filter while it is typed. */
  readonly asking: Field | undefined;
  /** The chosen one fills the view, from this line on. */
  readonly scroll: number | undefined;
  /** Grows with everything that makes answers on their way worthless. */
  readonly round: number;
  readonly loading: boolean;
  /** Why older ones could not be had. */
  readonly fault: string;
  /** The conversation with the daemon that the lines are of. */
  readonly linkSinceMs: number;
}

export type Step = PanelStep<DecisionsState>;

/** The view with what is known already; the daemon is asked for more. */
export function opened(about: string | undefined, chosen: number | undefined, model: Model, serial: number): Step {
  const known = knownOf(model.fleet);
  const state: DecisionsState = {
    known,
    filter: noFilter,
    shown: shownOf(known, noFilter),
    chosen,
    about,
    asking: undefined,
    scroll: undefined,
    round: 0,
    loading: false,
    fault: '',
    linkSinceMs: model.fleet.linkSinceMs,
  };
  return asking(state, undefined, serial);
}

function asking(state: DecisionsState, before: number | undefined, serial: number): Step {
  const command: Command = {
    type: 'call',
    tag: { panel: serial, word: wordOf(state) },
    method: 'decisions.list',
    params: { ...askedOf(state.filter), ...(before === undefined ? {} : { before }), limit: limits.decisionsPageSize },
  };
  return { state: { ...state, loading: true, fault: '' }, commands: [command] };
}

function wordOf({ round }: DecisionsState): string {
  return `page ${round}`;
}

/** Whether an answer is to what was asked last. */
export function isAwaited(state: DecisionsState, word: string): boolean {
  return state.loading && word === wordOf(state);
}

/** After a page came. */
export function withAnswer(state: DecisionsState, lines: readonly LogLine[], serial: number): Step {
  const known = withPage(state.known, lines);
  return wanting({ ...state, known, shown: shownOf(known, state.filter), loading: false }, serial);
}

/** After the model changed: news, or another conversation, which may have missed some. */
export function withModel(state: DecisionsState, { fleet }: Model, serial: number): Step {
  if (fleet.link === 'up' && fleet.linkSinceMs !== state.linkSinceMs) {
    return anew({ ...state, linkSinceMs: fleet.linkSinceMs }, fleet, serial);
  }
  const known = withNews(state.known, fleet);
  if (known === state.known) return { state };
  return {
    state: { ...state, known, shown: known.lines === state.known.lines ? state.shown : shownOf(known, state.filter) },
  };
}

/** With another filter. Where the daemon has to be asked for others, what is known of before has gaps and goes. */
export function filtered(state: DecisionsState, filter: Filter, model: Model, serial: number): Step {
  const isSame = JSON.stringify(askedOf(filter)) === JSON.stringify(askedOf(state.filter));
  const next = { ...state, filter, chosen: undefined };
  if (!isSame) return anew(next, model.fleet, serial);
  return wanting({ ...next, shown: shownOf(state.known, filter) }, serial);
}

function anew(state: DecisionsState, fleet: Model['fleet'], serial: number): Step {
  const known = knownOf(fleet);
  return asking({ ...state, known, shown: shownOf(known, state.filter), round: state.round + 1 }, undefined, serial);
}

/** Asks for older ones when the chosen one comes near the end of what is shown. */
export function wanting(state: DecisionsState, serial: number): Step {
  const { known, shown, loading, fault } = state;
  const isNear = indexOf(state) + aheadRows >= shown.length;
  if (!isNear || loading || known.isWhole || fault !== '') return { state };
  return asking(state, known.lines.at(-1)?.seq, serial);
}

/** Older ones are asked for when fewer than this follow the chosen one: more than a screen. */
const aheadRows = 80;

/** Place of the chosen one among those shown; 0 where it is not among them. */
export function indexOf({ shown, chosen }: DecisionsState): number {
  return chosen === undefined
    ? 0
    : Math.max(
        0,
        shown.findIndex(({ seq }) => seq === chosen),
      );
}

/** The chosen decision. */
export function chosenOf(state: DecisionsState): LogLine | undefined {
  return state.shown[indexOf(state)];
}

/** Another one chosen, so many further down; at the top it is always the newest. */
export function chose(state: DecisionsState, index: number, serial: number): Step {
  const to = Math.min(Math.max(0, index), Math.max(0, state.shown.length - 1));
  const seq = state.shown[to]?.seq;
  // Whoever reads one keeps it, also when newer ones come.
  if (state.scroll !== undefined) return wanting({ ...state, chosen: seq, scroll: 0 }, serial);
  return wanting({ ...state, chosen: to === 0 ? undefined : seq }, serial);
}
