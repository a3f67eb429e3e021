import type { PanelKey, PanelKind } from '../../panel.ts';
import type { NewSession } from './state.ts';
import { isOnItsWay, openNew, updateNew } from './update.ts';
import { viewNew } from './view.ts';

const keys: readonly PanelKey[] = [
  { keys: ['Enter'], summary: 'on' },
  { keys: ['C-s'], summary: 'start' },
  { keys: ['Tab'], summary: 'complete' },
  { keys: ['Up', 'Down', 'S-Tab'], summary: 'move' },
  { keys: ['Esc'], summary: 'close; what was written stays' },
  { keys: ['Space', 'Left', 'Right'], summary: 'switch' },
  { keys: ['M-Enter', 'C-j'], summary: 'new line in the task' },
];

/** The form that starts a session. */
export const newKind: PanelKind<NewSession> = {
  name: 'new',
  summary: 'Start a session',
  place: 'over',
  acts: true,
  keys,
  open: openNew,
  update: updateNew,
  waits: isOnItsWay,
  view: (state, model, rect) => viewNew(state, model, rect, keys),
};
