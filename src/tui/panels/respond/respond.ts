import type { PanelKind } from '../../panel.ts';
import type { Respond } from './state.ts';
import { openRespond, updateRespond } from './update.ts';
import { viewRespond } from './view.ts';

/** The form that answers what waits: the whole of what is asked, the reasons, and every way to answer. */
export const respondKind: PanelKind<Respond> = {
  name: 'respond',
  summary: 'Answer what waits',
  place: 'over',
  keys: [
    { keys: ['Up', 'Down', 'j', 'k', '1 … 9'], summary: 'choose a row' },
    { keys: ['Enter'], summary: 'answer with it' },
    { keys: ['Space'], summary: 'tick a row, where several can be' },
    { keys: ['a', 'd'], summary: 'approve, deny' },
    { keys: ['Tab', 'S-Tab', 'Left', 'Right'], summary: 'the next page, or the next item' },
    { keys: ['n', 'N'], summary: 'the next item of the session, the one before' },
    { keys: ['PageDown', 'PageUp', 'C-Down', 'C-Up'], summary: 'scroll what is asked' },
    { keys: ['i'], summary: 'take the keyboard of the session' },
    { keys: ['Esc', 'q'], summary: 'close; what was written stays' },
  ],
  open: openRespond,
  update: updateRespond,
  view: viewRespond,
};
