import type { SavedLayout } from '../layout/saved.ts';
import type { Size } from '../message.ts';
import type { Model, TuiSettings } from '../model.ts';

/** The model before anything was heard of the daemon; wall-clock milliseconds. */
export function initialModel(size: Size, nowMs: number, settings: TuiSettings, saved: SavedLayout): Model {
  return {
    size,
    nowMs,
    windowFocused: true,
    fleet: {
      link: 'connecting',
      linkSinceMs: nowMs,
      linkWhy: '',
      sessions: [],
      daemon: undefined,
      limits: { accounts: [], waiting: [], wakes: [] },
      schedules: [],
      lines: [],
      pulses: new Map(),
      screens: new Map(),
      shownSinceMs: new Map(),
    },
    saved,
    tiles: [],
    zoomed: false,
    focus: undefined,
    expected: undefined,
    away: [],
    answering: [],
    hold: undefined,
    deafUntilMs: 0,
    lastKey: undefined,
    closedAtMs: 0,
    panels: [],
    leaving: [],
    kept: new Map(),
    nextPanel: 1,
    notices: [],
    announcing: { waiting: [], lastMs: 0 },
    dragging: undefined,
    settings,
  };
}
