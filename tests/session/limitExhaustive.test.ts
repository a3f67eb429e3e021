import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduce } from '../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { chance } from './chance.ts';
import type { Watched } from './limitOracle.ts';
import { nothingWatched, watchLimit } from './limitOracle.ts';
import { banner, errorShown, menu, refusal, running, wake } from './limitWords.ts';
import { tell } from './tell.ts';
import {
  busy,
  deadline,
  draft,
  exited,
  idle,
  leaves,
  pause,
  pending,
  promptSent,
  recovered,
  resume,
  saysLast,
  takes,
  task,
  turnEnded,
  unknown,
} from './words.ts';

/** Every story of so many events about limits and errors, against an oracle that sees only events and effects. */

type Letter = (seen: Watched) => SessionEvent | undefined;

/** Each look at the screen is a reading of its own. */
function always(event: SessionEvent): Letter {
  return () => (event.type === 'screen' ? { ...event, reading: { ...event.reading } } : event);
}

function lastInput(result: 'written' | 'stale'): Letter {
  return ({ inputs }) => {
    const inputId = inputs.at(-1);
    return inputId === undefined ? undefined : { type: 'written', inputId, result, last: true };
  };
}

const common: readonly Letter[] = [
  always(idle),
  always(busy),
  always(draft('my own words')),
  always(draft('continue')),
  always(unknown),
  always(promptSent('continue')),
  always(promptSent('go on')),
  always(pending('a', 'ls')),
  always(saysLast('Done.')),
  always(turnEnded),
  lastInput('written'),
  lastInput('stale'),
  always(deadline('typing')),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(recovered),
  always(exited),
];

const limited: readonly Letter[] = [
  ...common,
  always(banner()),
  always(banner({ resumesItself: true })),
  always(menu()),
  always(refusal()),
  always(wake),
  always(deadline('limit')),
  always(deadline('woken')),
  always(deadline('answer')),
];

const troubled: readonly Letter[] = [
  ...common,
  always(errorShown()),
  always(refusal('overloaded')),
  always(refusal('auth')),
  always(deadline('retry')),
  always(deadline('quiet')),
  always(task('v', 'not that')),
];

interface Place {
  readonly session: Session;
  readonly seen: Watched;
}

function go({ session, seen }: Place, event: SessionEvent): Place {
  const step = reduce(session, event);
  return { session: step.session, seen: watchLimit(seen, event, step.effects) };
}

function walk(before: readonly SessionEvent[], letters: readonly Letter[], length: number): number {
  const path: SessionEvent[] = [];
  const further = (here: Place, left: number): number => {
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
        throw new Error(`${String(error)}\n${tell([...before, ...path])}`, { cause: error });
      }
      count += further(next, left - 1);
      path.pop();
    }
    return count;
  };
  let start: Place = { session: newSession('s', false), seen: nothingWatched };
  for (const event of before) start = go(start, event);
  return further(start, length);
}

const asleep = [...running, refusal(), banner()];
const woken = [...asleep, wake];

test.each<[string, readonly SessionEvent[], readonly Letter[]]>([
  ['a limit, from a turn that runs', running, limited],
  ['a limit that is slept through', asleep, limited],
  ['a limit whose time has come', woken, limited],
  [
    'a limit that is continued',
    [
      ...woken,
      { type: 'written', inputId: 's:3', result: 'written', last: true },
      draft('continue'),
      { type: 'written', inputId: 's:4', result: 'written', last: true },
      busy,
    ],
    limited,
  ],
  ['the menu of a limit', [...running, menu()], limited],
  ['an error, from a turn that runs', running, troubled],
  ['an error whose backoff is over', [...running, refusal('overloaded'), errorShown(), deadline('retry')], troubled],
  ['an error that pcc gave up', [...running, refusal('auth'), errorShown()], troubled],
])('every story of four events: %s', { timeout: 120_000 }, (_name, before, letters) => {
  expect(walk(before, letters, 4)).toBeGreaterThan(100_000);
});

const drawn = chance(20_000);

test(`long random stories of limits and errors (seed ${drawn.seed})`, { timeout: 120_000 }, () => {
  const letters = [...new Set([...limited, ...troubled])];
  const story = fc.array(fc.integer({ min: 0, max: letters.length - 1 }), { minLength: 5, maxLength: 60 });
  fc.assert(
    fc.property(story, (picks) => {
      let here: Place = { session: newSession('s', false), seen: nothingWatched };
      const path: SessionEvent[] = [...running];
      for (const event of running) here = go(here, event);
      for (const pick of picks) {
        const event = letters[pick]?.(here.seen);
        // An end would leave nothing to look at.
        if (!event || event.type === 'exited') continue;
        path.push(event);
        try {
          here = go(here, event);
        } catch (error) {
          throw new Error(`${String(error)}\n${tell(path)}`, { cause: error });
        }
      }
    }),
    drawn,
  );
});
