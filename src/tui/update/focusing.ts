import type { Status } from '../../api/methods.ts';
import type { Model } from '../model.ts';

/** The session of an id. */
export function sessionOf({ fleet }: Pick<Model, 'fleet'>, id: string | undefined): Status | undefined {
  return id === undefined ? undefined : fleet.sessions.find((session) => session.id === id);
}

/** The focus on a session, where it is there. */
export function withFocus(model: Model, id: string): Model {
  return sessionOf(model, id) ? { ...model, focus: id, expected: undefined } : model;
}

/** A session that was just begun gets the focus, as soon as the daemon tells of it. */
export function withExpected(model: Model, id: string): Model {
  return sessionOf(model, id) ? withFocus(model, id) : { ...model, expected: id };
}

/** Tells whether a session has a child that keys could go to. */
export function isLiving(session: Status | undefined): boolean {
  return session !== undefined && session.phase !== 'ended';
}
