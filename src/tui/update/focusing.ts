import type { Status } from '../../api/methods.ts';
import type { Model } from '../model.ts';

/** The session of an id. */
export function sessionOf({ fleet }: Pick<Model, 'fleet'>, id: string | undefined): Status | undefined {
  return id === undefined ? undefined : fleet.sessions.find((session) => session.id === id);
}

/** The focus on a session; one that the daemon has not told of yet gets it as soon as it does. */
export function withFocus(model: Model, id: string): Model {
  if (sessionOf(model, id)) return { ...model, focus: id, expected: undefined };
  return { ...model, expected: id };
}

/** Tells whether a session has a child that keys could go to. */
export function isLiving(session: Status | undefined): boolean {
  return session !== undefined && session.phase !== 'ended';
}
