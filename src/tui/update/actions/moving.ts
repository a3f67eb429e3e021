import { needing } from '../../attention.ts';
import type { Direction } from '../../layout/neighbours.ts';
import { neighbour } from '../../layout/neighbours.ts';
import { ordered } from '../../layout/order.ts';
import { placesOf } from '../../layout/tiling.ts';
import type { Model } from '../../model.ts';
import { withFocus } from '../focusing.ts';
import type { Step } from '../step.ts';
import { stepTo, telling } from '../step.ts';
import type { Action } from './action.ts';

/** Moving the focus. While zoomed the zoom goes along. */

/** To the pane that lies in a direction; while zoomed, where it would lie among the tiles. */
export function towards(direction: Direction): Action {
  return (model) => {
    const { focus } = model;
    const found = focus && neighbour(placesOf({ ...model, zoomed: false }), focus, direction);
    return found ? stepTo(withFocus(model, found)) : stepTo(model);
  };
}

/** To the session that comes so many places later in the order of all; behind the last comes the first. */
export function onBy(places: 1 | -1): Action {
  return (model) => toNext(model, ordered(model), places);
}

/** To the session with a number, as it stands beside its name. */
export const nth: Action = (model, about) => {
  const session = ordered(model)[Number(about) - 1];
  if (session) return stepTo(withFocus(model, session.id));
  return telling(model, /^\d+$/.test(about) ? `There is no session ${about}.` : 'Press the number of the session.');
};

/** To the next session that needs a human. */
export const needs: Action = (model) => {
  const waiting = needing(model.fleet);
  return waiting.length === 0 ? telling(model, 'Nobody needs a human now.') : toNext(model, waiting, 1);
};

function toNext(model: Model, sessions: readonly { readonly id: string }[], places: 1 | -1): Step {
  const at = sessions.findIndex(({ id }) => id === model.focus);
  const next = at < 0 ? sessions[0] : sessions.at((at + places) % sessions.length);
  return next ? stepTo(withFocus(model, next.id)) : stepTo(model);
}
