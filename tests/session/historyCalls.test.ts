import { expect, it } from 'vitest';
import { reduce } from '../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { done, pending, recovered } from './words.ts';

/** A new daemon reads the transcript from its beginning: the calls of earlier turns say nothing of what was cut off since. */

const cutOff: Session = { ...newSession('s', true), phase: 'live', lasting: true, interrupted: { by: 'limit' } };

function after(...events: readonly SessionEvent[]): Session {
  return events.reduce((session, event) => reduce(session, event).session, cutOff);
}

it('a call that an earlier daemon knew of does not show that the turn goes on', () => {
  const known: SessionEvent = {
    ...(pending('a', 'npm test') as Extract<SessionEvent, { type: 'call-pending' }>),
    history: true,
  };
  expect(after(recovered, known, done('a')).interrupted).toEqual({ by: 'limit' });
  expect(after(recovered, known).calls).toHaveLength(1);
});

it('a call that is new does', () => {
  expect(after(recovered, pending('b', 'npm test')).interrupted).toBeUndefined();
});
