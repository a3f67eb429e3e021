import { reduce } from '../../src/session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';

/** What a story came to. */
export interface Played {
  readonly session: Session;
  /** Of all its events, in their order. */
  readonly effects: readonly Effect[];
}

/** Plays a story from a session that was just asked for, or from where another one ended. */
export function play(events: readonly SessionEvent[], from: Session = newSession('s', false)): Played {
  let session = from;
  const effects: Effect[] = [];
  for (const event of events) {
    const step = reduce(session, event);
    session = step.session;
    effects.push(...step.effects);
  }
  return { session, effects };
}
