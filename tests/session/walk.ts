import { reduce } from '../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import type { Seen } from './oracle.ts';
import { nothingSeen, watch } from './oracle.ts';
import { tell } from './tell.ts';

/** An event of the alphabet; some depend on what was done so far, and do not exist before. */
export type Letter = (seen: Seen) => SessionEvent | undefined;

/** A story so far. */
export interface Place {
  readonly session: Session;
  readonly seen: Seen;
}

/** Where stories begin: a new session after some events. */
export function place(trusted: boolean, events: readonly SessionEvent[]): Place {
  let here: Place = { session: newSession('s', trusted), seen: nothingSeen(trusted) };
  for (const event of events) here = go(here, event);
  return here;
}

/** One event further; throws when the oracle objects. */
export function go({ session, seen }: Place, event: SessionEvent): Place {
  const step = reduce(session, event);
  return { session: step.session, seen: watch(seen, event, step.effects) };
}

/** Plays every story of so many letters, prefixes once; returns how many there are. Throws the first bad one, told in lines. */
export function walkAll(
  trusted: boolean,
  before: readonly SessionEvent[],
  letters: readonly Letter[],
  length: number,
): number {
  const path: SessionEvent[] = [];
  const walk = (here: Place, left: number): number => {
    if (left === 0) return 1;
    let count = 0;
    for (const letter of letters) {
      const event = letter(here.seen);
      if (!event) continue;
      path.push(event);
      let next: Place;
      try {
        next = go(here, event);
      } catch (error) {
        throw new Error(`${String(error)}\n${tell([...before, ...path], { trusted })}`, { cause: error });
      }
      count += walk(next, left - 1);
      path.pop();
    }
    return count;
  };
  return walk(place(trusted, before), length);
}
