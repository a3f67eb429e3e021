import type { Result, Schedule } from '../../../api/methods.ts';
import type { Model } from '../../model.ts';
import type { PanelStep } from '../../panel.ts';

export type ScheduleRun = Result<'schedule.runs'>['runs'][number];

/** The schedules, which the model knows; of the chosen one what came of its times, once that was asked for. */
export interface SchedulesState {
  readonly chosen: string | undefined;
  readonly index: number;
  /** The runs of the schedule that fills the view, and from which line on. */
  readonly shown: { readonly id: string; readonly runs: readonly ScheduleRun[]; readonly loading: boolean } | undefined;
  readonly scroll: number;
  readonly fault: string;
}

export type Step = PanelStep<SchedulesState>;

/** The schedules, those first that are due next; those that never will be again at the end. */
export function schedulesOf({ fleet }: Pick<Model, 'fleet'>): readonly Schedule[] {
  const due = ({ nextAt }: Schedule): number => {
    const ms = Date.parse(nextAt ?? '');
    return Number.isNaN(ms) ? Infinity : ms;
  };
  return [...fleet.schedules].sort((a, b) => (due(a) === due(b) ? (a.id < b.id ? -1 : 1) : due(a) - due(b)));
}

/** Place of the chosen one; where it is gone, of what came in its place. */
export function indexOf({ chosen, index }: SchedulesState, rows: readonly Schedule[]): number {
  const found = chosen === undefined ? 0 : rows.findIndex(({ id }) => id === chosen);
  return found >= 0 ? found : Math.min(index, Math.max(0, rows.length - 1));
}

/** Another one chosen. */
export function chose(state: SchedulesState, rows: readonly Schedule[], index: number): SchedulesState {
  const to = Math.min(Math.max(0, index), Math.max(0, rows.length - 1));
  return { ...state, chosen: rows[to]?.id, index: to };
}

/** All of a schedule: the daemon is asked what came of its times. */
export function showing(state: SchedulesState, schedule: Schedule, serial: number, limit: number): Step {
  const { id } = schedule;
  const runs = state.shown?.id === id ? state.shown.runs : [];
  return {
    state: { ...state, chosen: id, shown: { id, runs, loading: true }, scroll: 0, fault: '' },
    commands: [{ type: 'call', tag: { panel: serial, word: id }, method: 'schedule.runs', params: { id, limit } }],
  };
}
