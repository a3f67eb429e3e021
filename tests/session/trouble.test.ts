import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { RefusalKind } from '../../src/session/lasting.ts';
import type { Effect, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { errorShown, refusal, running } from './limitWords.ts';
import { tell } from './tell.ts';
import {
  busy,
  deadline,
  draft,
  idle,
  leaves,
  pending,
  promptSent,
  recovered,
  saysLast,
  takes,
  task,
  written,
} from './words.ts';

/** Errors of the API: retried by the CLI, then by pcc a bounded number of times, then a person's. */

const waiting = [...running, refusal('overloaded'), errorShown()];
const sent = [...waiting, deadline('retry'), written(3), draft('continue'), written(4), busy];

test('an overloaded API is tried again after a while, by one text', () => {
  expect(
    tell(
      [
        refusal('overloaded'),
        errorShown(),
        deadline('retry'),
        written(3),
        draft('continue'),
        written(4),
        busy,
        promptSent('continue'),
        saysLast('Done.'),
        idle,
      ],
      { after: running },
    ),
  ).toMatchInlineSnapshot(`
    "refused kind=overloaded text=refused: overloaded
    screen: error
      decide s!2: LOW wait by agent (The API is overloaded or has a fault of its own. Try 1 of 6 follows after a while; the CLI itself has given up.)
      s!2 is confirmed
      wait: retry
    too late: retry
      decide s!3: LOW go-on by agent (The API is overloaded or has a fault of its own. This is try 1 of 6.)
      s!3 is confirmed
      task s!3:go-on is queued
      wait: retry
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing
    s:3 written
      wait: typing
    screen: draft continue
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    screen: busy
      wait no more: typing
      task s!3:go-on is running
    prompt in the transcript: continue
    turn ended: Done.
      wait no more: retry
      task s!3:go-on is done
      task t is done
      wait no more: quiet
      decide s!4: LOW finish by agent (1 task is done.)
      s!4 is confirmed
    screen: idle"
  `);
});

test('while the CLI itself retries nothing is done', () => {
  expect(tell([busy, busy], { after: running })).toBe('screen: busy\nscreen: busy');
});

test('an error that only the screen shows is a person’s after a while', () => {
  expect(tell([errorShown(), errorShown(), deadline('retry'), busy], { after: running })).toMatchInlineSnapshot(`
    "screen: error
      wait: retry
    screen: error
    too late: retry
      wait no more: retry
      decide s#1: MEDIUM escalate by policy (The screen shows an error (overloaded), and the transcript holds no refusal of the API: nobody but you can tell what became of the turn. Attach to the session and look, or send a text that continues it.)
      wait no more: witness
      ask a person s#1
    screen: busy
      wait no more: retry
      take back s#1 (The error is no longer on the screen.)"
  `);
  expect(tell([busy, deadline('retry')], { after: [...running, errorShown()] })).not.toContain('ask a person');
});

test('whatever holds the pane, or asks, comes before the question about an error that only the screen shows', () => {
  const shown = [...running, errorShown()];
  expect(tell([takes, deadline('retry'), leaves], { after: shown })).not.toContain('ask a person');
  expect(tell([takes, deadline('retry'), leaves, deadline('retry')], { after: shown })).toContain('ask a person');
  expect(tell([recovered, errorShown(), deadline('retry')], { after: shown })).toContain('ask a person');
  expect(tell([busy, errorShown(), deadline('retry')], { after: sent })).toContain('ask a person');
});

test('a text that a person sends goes on below an error that only the screen shows', () => {
  const told = tell([task('u', 'try again')], { after: [...running, errorShown(), deadline('retry')] });
  expect(told).toContain('type s:3: text try again');
});

test('a refusal that comes late is continued all the same', () => {
  const asked = [...running, errorShown(), deadline('retry')];
  expect(tell([refusal('overloaded')], { after: asked })).toMatchInlineSnapshot(`
    "refused kind=overloaded text=refused: overloaded
      take back s#1 (The transcript tells what it was.)
      decide s!2: LOW wait by agent (The API is overloaded or has a fault of its own. Try 1 of 6 follows after a while; the CLI itself has given up.)
      s!2 is confirmed
      wait: retry"
  `);
  expect(tell([refusal('auth')], { after: asked })).not.toContain('wait: retry');
});

/** The waits before each try of a session whose every turn is refused, and how it stands then. */
function refusedAlways(kind: RefusalKind, rounds: number): ReturnType<typeof refusedWith> {
  return refusedWith(Array.from({ length: rounds }, () => kind));
}

/** The same where each turn is refused with one of these after the other. */
function refusedWith(kinds: readonly RefusalKind[]): { waits: Effect[]; stage: string | undefined } {
  let session = newSession('s', false);
  const waits: Effect[] = [];
  const play = (event: SessionEvent): void => {
    const step = reduce(session, event);
    session = step.session;
    waits.push(...step.effects.filter((effect) => effect.type === 'deadline' && effect.jitter !== undefined));
  };
  const send = (): void => {
    const { inputs } = session;
    play(written(inputs));
    play(draft('continue'));
    play(written(inputs + 1));
    play(busy);
    play(promptSent('continue'));
  };
  for (const event of running) play(event);
  for (const kind of kinds) {
    play(refusal(kind));
    play(errorShown(kind));
    if (session.trouble?.stage === 'given-up') break;
    play(deadline('retry'));
    send();
  }
  return { waits, stage: session.trouble?.stage };
}

test.each<[RefusalKind, number, (tries: number) => number]>([
  ['network', limits.retriesMax, (tries) => Math.min(limits.retryFirstMs * 2 ** tries, limits.retryLongestMs)],
  [
    'rate-limit',
    limits.rateRetriesMax,
    (tries) => Math.min(limits.rateRetryFirstMs * 2 ** tries, limits.rateRetryLongestMs),
  ],
])(
  'the waits of %s double up to the longest, with chance added, and end in a question to a person',
  (kind, max, ms) => {
    const waits = Array.from({ length: max }, (_, tries) => ({
      ...{ type: 'deadline', name: 'retry', ms: ms(tries), jitter: limits.retryJitter },
    }));
    expect(refusedAlways(kind, max)).toEqual({ waits, stage: 'trying' });
    expect(refusedAlways(kind, max + 1)).toEqual({ waits, stage: 'given-up' });
  },
);

test('tries for one kind of error are none for another, and each kind has an end of its own', () => {
  const { rateRetriesMax, retriesMax } = limits;
  const rates = Array.from({ length: rateRetriesMax }, (): RefusalKind => 'rate-limit');
  const outages = Array.from({ length: retriesMax }, (_, at): RefusalKind => (at % 2 === 0 ? 'overloaded' : 'network'));
  const msOf = (waits: readonly Effect[]): unknown[] => waits.map((wait) => 'ms' in wait && wait.ms);
  const { waits, stage } = refusedWith([...rates.slice(0, 7), ...outages, ...rates.slice(7)]);
  expect(stage).toBe('trying');
  expect(msOf(waits.slice(7, 9))).toEqual([limits.retryFirstMs, 2 * limits.retryFirstMs]);
  for (const more of ['rate-limit', 'overloaded'] as const)
    expect(refusedWith([...outages, ...rates, more]).stage).toBe('given-up');
  const mixed = Array.from({ length: 100 }, (_, at): RefusalKind => (at % 2 === 0 ? 'rate-limit' : 'network'));
  expect(refusedWith(mixed).waits).toHaveLength(2 * retriesMax + 1);
});

test('too many requests for the moment are waited for between 5 and 60 seconds, for some minutes', () => {
  const { waits } = refusedAlways('rate-limit', limits.rateRetriesMax);
  const all = waits.map((effect) => (effect.type === 'deadline' ? (effect.ms ?? 0) : 0));
  expect(Math.min(...all)).toBe(5_000);
  expect(Math.max(...all) * (1 + limits.retryJitter)).toBe(60_000);
  expect(all.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(5 * 60_000);
});

test('too many requests for the moment are no usage limit, and are told as what they are', () => {
  const told = tell([refusal('rate-limit'), errorShown('api'), deadline('retry')], { after: running });
  const said = 'The API takes no more requests for the moment (429, without a word of a usage limit).';
  expect(told).toContain(`LOW wait by agent (${said} Try 1 of 12 follows after a while; the CLI itself has given up.)`);
  expect(told).toContain(`LOW go-on by agent (${said} This is try 1 of 12.)`);
  expect(told).not.toContain('sleep');
});

test('a turn that ends well lets the count begin anew; one that a person stopped does not', () => {
  const again = [refusal('overloaded'), errorShown()];
  expect(tell([...again], { after: [...sent, promptSent('continue'), saysLast('Done.'), busy] })).toContain('Try 1 of');
  expect(tell([...again], { after: [...sent, promptSent('continue')] })).toContain('Try 2 of');
});

test.each(['auth', 'credit', 'other', 'context-full'] as const)(
  '%s is a person’s at once, and the queue waits',
  (kind) => {
    const told = tell([refusal(kind), errorShown(kind), task('u', 'later'), idle], { after: running });
    expect(told).toContain('ask a person');
    expect(told).not.toContain('wait: retry\n  wait: retry');
  },
);

test('a text that a person sends goes on where pcc has given up', () => {
  expect(
    tell(
      [
        task('u', 'try again'),
        written(3),
        draft('try again'),
        written(4),
        busy,
        promptSent('try again'),
        saysLast('Done.'),
      ],
      { after: [...running, refusal('auth'), errorShown('auth')] },
    ),
  ).toMatchInlineSnapshot(`
    "task u: try again
      task u is queued
      wait: retry
      take back s#1 (A person sent a text.)
      task u is typing
      type s:3: text try again
      wait: typing
    s:3 written
      wait: typing
    screen: draft try again
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    screen: busy
      wait no more: typing
      task u is running
    prompt in the transcript: try again
    turn ended: Done.
      wait no more: retry
      task u is done
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a text for the queue alone waits', () => {
  const queued = { type: 'task', task: { id: 'u', text: 'later' }, queued: true } as const;
  expect(tell([queued], { after: [...running, refusal('auth'), errorShown('auth')] })).toBe('task u: later');
});

test('a person who goes on at the keyboard ends the wait', () => {
  expect(
    tell([takes, draft('go on'), busy, promptSent('go on'), leaves, deadline('retry')], { after: waiting }),
  ).toMatchInlineSnapshot(`
    "human takes
    screen: draft go on
    screen: busy
    prompt in the transcript: go on
      wait no more: retry
    human leaves
    too late: retry"
  `);
});

test('a question that a dialog took the place of is asked again', () => {
  const given = [...running, refusal('auth'), errorShown('auth')];
  const told = tell([takes, errorShown('auth'), leaves, errorShown('auth')], { after: given });
  expect(told).not.toContain('take back');
  expect(tell([pending('a', 'ls')], { after: given })).toContain('take back');
});

test('a draft of a person keeps the continuation back, and is told', () => {
  expect(
    tell([draft('my own words'), deadline('retry'), deadline('retry'), errorShown()], { after: waiting }),
  ).toMatchInlineSnapshot(`
    "screen: draft my own words
    too late: retry
      decide s!3: LOW go-on by agent (The API is overloaded or has a fault of its own. This is try 1 of 6.)
      s!3 is confirmed
      task s!3:go-on is queued
      wait: retry
    too late: retry
      wait: retry
      decide s#1: MEDIUM escalate by policy (An error ended the turn, and it cannot be continued while something stands in the input box: send or clear it.)
      wait no more: witness
      ask a person s#1
    screen: error
      take back s#1 (The input box is free again.)
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing"
  `);
});

test('a limit of the account keeps the continuation back', () => {
  const account = { type: 'account', limit: { kind: 'five_hour', resetsAt: '2026-11-21T15:00:00.000Z' } } as const;
  expect(tell([deadline('retry')], { after: [...waiting, account] })).toBe('too late: retry\n  wait: retry');
});

test('a new daemon waits again and types once', () => {
  expect(tell([recovered, errorShown(), deadline('retry')], { after: waiting })).toMatchInlineSnapshot(`
    "recovered
      wait: retry
    screen: error
    too late: retry
      decide s!3: LOW go-on by agent (The API is overloaded or has a fault of its own. This is try 1 of 6.)
      s!3 is confirmed
      task s!3:go-on is queued
      wait: retry
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing"
  `);
});

test('a limit may follow an error', () => {
  const told = tell(
    [
      promptSent('continue'),
      refusal('limit'),
      {
        type: 'screen',
        reading: {
          state: 'limit',
          kind: 'five_hour',
          resetsAt: null,
          resumesItself: false,
          options: [],
          evidence: { top: 0, bottom: 0 },
        },
      },
      { type: 'wake', why: 'Reset.' },
    ],
    { after: sent },
  );
  expect(told).toContain('sleep limit=');
  expect(told.match(/: text continue/g)?.length).toBe(1);
});

describe('a context that the CLI says is full, in the middle of a turn', () => {
  const configured: SessionEvent = { type: 'spent', spent: { tokens: 1, context: 1, makesRoom: true } };
  const full = [configured, ...running, refusal('context-full'), errorShown('context-full')];
  const compacting = [...full, written(3), draft('/compact'), written(4), busy];
  const continued = [...compacting, idle, deadline('quiet'), written(5), draft('continue'), written(6), busy];

  test('is compacted once, and the turn is continued behind that', () => {
    const story = [written(3), draft('/compact'), written(4), busy, idle, deadline('quiet'), written(5)];
    expect(
      tell([errorShown('context-full'), ...story, draft('continue'), written(6), busy, saysLast('Done.'), idle], {
        after: [configured, ...running, refusal('context-full')],
      }),
    ).toMatchInlineSnapshot(`
      "screen: error
        decide s!2: LOW go-on by agent (The context is full: nothing more fits into a prompt. The CLI is told to compact it, once; the turn is continued behind that.)
        s!2 is confirmed
        task s!2:go-on is queued
        wait: retry
        task s!2:go-on is typing
        type s:3: text /compact
        wait: typing
      s:3 written
        wait: typing
      screen: draft /compact
        type s:4: Enter
        wait: typing
      s:4 written
        wait: typing
      screen: busy
        wait no more: typing
        task s!2:go-on is running
      screen: idle
        wait: quiet
      too late: quiet
        task s!2:go-on is done
        decide s!3: LOW go-on by agent (The context was full and has been compacted.)
        s!3 is confirmed
        task s!3:go-on is queued
        wait no more: quiet
        task s!3:go-on is typing
        type s:5: text continue
        wait: typing
      s:5 written
        wait: typing
      screen: draft continue
        type s:6: Enter
        wait: typing
      s:6 written
        wait: typing
      screen: busy
        wait no more: typing
        task s!3:go-on is running
      turn ended: Done.
        wait no more: retry
        task s!3:go-on is done
        task t is done
        wait no more: quiet
        decide s!4: LOW finish by agent (1 task is done.)
        s!4 is confirmed
      screen: idle"
    `);
  });

  test('and stays full: a person is asked, and nothing more is typed', () => {
    for (const before of [compacting, continued]) {
      const told = tell([refusal('context-full'), errorShown('context-full'), deadline('retry'), deadline('quiet')], {
        after: before,
      });
      expect(told).toContain('ask a person');
      expect(told).not.toContain('type s:');
      expect(told).not.toContain('is done');
    }
    // Also where only the screen tells that it could not be compacted.
    const shown = tell([errorShown('context-full'), deadline('retry')], { after: compacting });
    expect(shown).toContain('ask a person');
  });

  test('is a person’s where the configuration makes no room', () => {
    const told = tell([...running, refusal('context-full'), errorShown('context-full')]);
    expect(told).toContain('ask a person');
    expect(told).not.toContain('/compact');
  });

  test('is compacted by a person: the turn is continued behind that too', () => {
    const asked = [...running, refusal('context-full'), errorShown('context-full'), task('u', ' /compact')];
    const story = [written(3), draft('/compact'), written(4), busy, idle, deadline('quiet')];
    expect(tell(story, { after: asked })).toContain('text continue');
    expect(tell(story, { after: asked })).not.toContain('task t is done');
  });

  test('a new daemon goes on where the last one stood', () => {
    expect(tell([recovered, busy, idle, deadline('quiet')], { after: compacting })).toContain('text continue');
    expect(tell([recovered, idle, deadline('quiet')], { after: continued })).not.toContain('type s:');
  });

  test('a person who ends it with Esc has the word', () => {
    expect(tell([takes, saysLast(''), idle, leaves, deadline('quiet')], { after: compacting })).not.toContain(
      'type s:',
    );
  });
});

test('a context that was cleared is not continued', () => {
  const cleared = { type: 'context', claudeSessionId: 'another' } as const;
  expect(tell([cleared, idle, deadline('retry')], { after: waiting })).not.toContain('go-on');
});

test('a person who stops the continued turn with Esc lets the queue go on', () => {
  const queued = { type: 'task', task: { id: 'u', text: 'and goodbye' }, queued: true } as const;
  const told = tell([promptSent('continue'), queued, { type: 'turn-ended', text: '' }, idle], { after: sent });
  expect(told).toContain('text and goodbye');
});
