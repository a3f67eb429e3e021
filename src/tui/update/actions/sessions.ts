import { keysOf } from '../../../api/keys/bind.ts';
import type { Model } from '../../model.ts';
import { putAway } from '../fleet.ts';
import { sessionOf } from '../focusing.ts';
import { openPanel } from '../panels.ts';
import type { Step } from '../step.ts';
import { stepTo, telling } from '../step.ts';
import type { Action } from './action.ts';

/** What is done to the focused session. */

/** The human takes its keyboard. Whatever lies over the tiles is closed: keys go to the child alone. */
export const take: Action = (model) => {
  const session = sessionOf(model, model.focus);
  if (!session) return noSession(model);
  const { id, phase } = session;
  if (phase === 'ended' || phase === 'stopping')
    return telling(model, `'${id}' ${phase === 'ended' ? 'has ended' : 'is ending'}, so it takes no keys.`);
  if (phase === 'restarting') return telling(model, `'${id}' is being started again, so it takes no keys yet.`);
  if (model.fleet.link !== 'up') return telling(model, `The daemon is away, so '${id}' cannot be taken now.`, 'needs');
  if (model.hold?.session === id) return stepTo({ ...model, panels: [] });
  const hold = { session: id, confirmed: false, prefixed: false, unsent: 0, guardedMs: model.nowMs };
  return stepTo({ ...model, panels: [], hold, deafUntilMs: 0 });
};

/** pcc works there no more, or again. */
export const pause: Action = (model) => {
  const session = sessionOf(model, model.focus);
  if (!session) return noSession(model);
  const { id, phase, paused } = session;
  if (phase === 'ended') return telling(model, `'${id}' has ended.`);
  const call = { type: 'call', tag: { panel: 0, word: 'pause' }, params: { id } } as const;
  return stepTo(model, paused ? { ...call, method: 'session.resume' } : { ...call, method: 'session.pause' });
};

/** Asks whether it is to end; one that has ended is put away. */
export const stop: Action = (model) => {
  const session = sessionOf(model, model.focus);
  if (!session) return noSession(model);
  if (session.phase !== 'ended') return openPanel(model, { name: 'confirm', session: session.id });
  const told = telling(putAway(model, session.id), `'${session.id}' was put away.`);
  const { id } = session;
  const call = { type: 'call', tag: { panel: 0, word: 'dismiss' }, method: 'session.dismiss', params: { id } } as const;
  return { ...told, commands: [...told.commands, call] };
};

function noSession(model: Model): Step {
  const [key] = keysOf(model.settings.bindings, 'new');
  return telling(model, `There is no session${key === undefined ? '' : `; ${key} starts one`}.`);
}
