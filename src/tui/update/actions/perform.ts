import type { ActionName } from '../../../api/keys/table.ts';
import type { Model } from '../../model.ts';
import type { Step } from '../step.ts';
import { stepTo, telling } from '../step.ts';
import type { Action } from './action.ts';
import { answering, respond } from './answering.ts';
import { even, layout, resized, swap, zoom } from './layouts.ts';
import { needs, nth, onBy, towards } from './moving.ts';
import { explain, opening, openingOf } from './opening.ts';
import { pause, stop, take } from './sessions.ts';

/** What each action of the key table does. */
const actions: Readonly<Record<ActionName, Action>> = {
  left: towards('left'),
  right: towards('right'),
  up: towards('up'),
  down: towards('down'),
  next: onBy(1),
  previous: onBy(-1),
  nth,
  needs,
  find: opening('find'),
  take,
  'give-back': (model) => stepTo({ ...model, hold: undefined }),
  approve: answering('yes'),
  deny: answering('no'),
  respond,
  new: opening('new'),
  send: openingOf('send'),
  pause,
  stop,
  explain,
  scrollback: openingOf('copy'),
  decisions: opening('decisions'),
  escalations: opening('escalations'),
  queue: openingOf('queue'),
  schedules: opening('schedules'),
  usage: opening('usage'),
  recording: openingOf('recording'),
  zoom,
  layout,
  wider: resized('vertical', 1),
  narrower: resized('vertical', -1),
  taller: resized('horizontal', 1),
  shorter: resized('horizontal', -1),
  even,
  swap,
  palette: opening('palette'),
  help: opening('help'),
  redraw: (model) => stepTo(model, { type: 'redraw' }),
  leave: (model) => stepTo({ ...model, hold: undefined }, { type: 'leave' }),
};

/**
 * Actions during which a held pane stays held: they change how it is shown, or open a panel, behind which it is held again; a panel
 * that acts itself gives it back.
 */
const holding: ReadonlySet<string> = new Set<ActionName>([
  'take',
  'approve',
  'deny',
  'stop',
  'find',
  'respond',
  'new',
  'send',
  'explain',
  'scrollback',
  'decisions',
  'escalations',
  'queue',
  'schedules',
  'usage',
  'recording',
  'palette',
  'help',
  'zoom',
  'layout',
  'wider',
  'narrower',
  'taller',
  'shorter',
  'even',
  'swap',
  'pause',
  'redraw',
]);

/** The model that an action begins with: the keyboard of a held pane is given back for what does not leave it held. */
export function handsFor(model: Model, action: string): Model {
  const [name = ''] = action.split(' ');
  return model.hold && !holding.has(name) ? { ...model, hold: undefined } : model;
}

/** Performs an action by its name; behind the name may stand what it is about, unless that is given. */
export function performed(model: Model, action: string, about?: string): Step {
  const [name = '', ...words] = action.split(' ');
  if (!isAction(name)) return telling(model, `There is no action '${action}'.`, 'broken');
  return actions[name](model, about ?? words.join(' '));
}

function isAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}
