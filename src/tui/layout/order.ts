import type { Status } from '../../api/methods.ts';
import type { Model } from '../model.ts';
import { needing, needsHuman } from '../attention.ts';

/** The order that people put the sessions in; others follow as they were begun. Numbers of sessions are places in it. */
export function ordered({ fleet, saved }: Pick<Model, 'fleet' | 'saved'>): readonly Status[] {
  if (saved.order.length === 0) return fleet.sessions;
  const place = new Map(saved.order.map((id, index) => [id, index]));
  const placeOf = ({ id }: Status): number => place.get(id) ?? saved.order.length;
  return [...fleet.sessions].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The order of the side list: those that need a human first, then all others as they are ordered. */
export function listed(model: Pick<Model, 'fleet' | 'saved'>): readonly Status[] {
  return [...needing(model.fleet), ...ordered(model).filter((session) => !needsHuman(session))];
}
