import type { PanelKind } from '../../panel.ts';
import type { Respond } from './state.ts';
import { openRespond, updateRespond } from './update.ts';
import { viewRespond } from './view.ts';

/** The form that answers what waits: the whole of what is asked, the reasons, and every way to answer. */
export const respondKind: PanelKind<Respond> = {
  name: 'respond',
  summary: 'Answer what waits',
  place: 'over',
  acts: true,
  keys: [
    { keys: ['Enter'], summary: 'answer' },
    { keys: ['Up', 'Down', 'j', 'k', '1 … 9'], summary: 'choose' },
    { keys: ['Esc', 'q'], summary: 'close; what was written stays' },
    { keys: ['Space'], summary: 'tick, where several can be ticked' },
    { keys: ['a', 'd'], summary: 'approve, deny' },
    { keys: ['n', 'N'], summary: 'the next that waits in the session, the one before' },
    { keys: ['Tab', 'S-Tab', 'Left', 'Right'], summary: 'the next page of a question, else the next that waits' },
    { keys: ['PageDown', 'PageUp', 'C-Down', 'C-Up'], summary: 'scroll what is asked' },
    { keys: ['C-o'], summary: 'take the keyboard of the session' },
    { keys: ['letters'], summary: 'on a No row and on the row for words: they begin the words' },
    { keys: ['?', 'F1'], summary: 'these keys' },
  ],
  open: openRespond,
  update: updateRespond,
  view: viewRespond,
};
