import type { LogLine } from '../../../api/methods.ts';
import { openPanel } from '../panels.ts';
import { telling } from '../step.ts';
import type { Action } from './action.ts';

/** Opening of panels. */

/** A panel about everything; it may begin with the focused session. */
export function opening(name: string): Action {
  return (model) => openPanel(model, { name, session: model.focus });
}

/** A panel of one session, which there must be. */
export function openingOf(name: string): Action {
  return (model) => {
    const { focus } = model;
    return focus === undefined ? telling(model, 'There is no session.') : openPanel(model, { name, session: focus });
  };
}

/** The last decision of the focused session. */
export const explain: Action = (model) => {
  const { focus } = model;
  if (focus === undefined) return telling(model, 'There is no session.');
  const isMeant = ({ type, session }: LogLine): boolean => type === 'decision' && session === focus;
  return openPanel(model, { name: 'explain', session: focus, n: model.fleet.lines.findLast(isMeant)?.seq });
};
