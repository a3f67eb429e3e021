import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { effectLine } from './tell.ts';
import {
  bash,
  busy,
  deadline,
  draft,
  idle,
  judged,
  leaves,
  low,
  pending,
  promptSent,
  respond,
  saysLast,
  shows,
  stop,
  takes,
  task,
  written,
} from './words.ts';

/** A CLI that is gone: whether it comes back, what becomes of what was under way, and what Claude is told. */

const crashed: SessionEvent = { type: 'exited', code: 137, open: true };
const lost: SessionEvent = { type: 'exited', code: -1, unseen: true, open: true };
const launched: SessionEvent = { type: 'launched' };
const due = deadline('restart');

/** Plays events on a session that may come back; gives where it stands and what the last event asked for. */
function play(...events: readonly SessionEvent[]): { session: Session; lines: string[] } {
  let session: Session = { ...newSession('s', false), lasting: true };
  let lines: string[] = [];
  for (const event of events) {
    const step = reduce(session, event);
    session = step.session;
    lines = step.effects.map(effectLine);
  }
  return { session, lines };
}

/** A task whose turn runs. */
const working = [
  idle,
  task('s.1', 'say hello'),
  written(1),
  { ...idle, reading: { state: 'draft', text: 'say hello', evidence: { top: 0, bottom: 0 } } },
  written(2),
  promptSent('say hello'),
  busy,
] as readonly SessionEvent[];

describe('a crash', () => {
  test('in the middle of a task: the CLI is started after a moment, and Claude is told once', () => {
    const fallen = play(...working, crashed);
    expect(fallen.session).toMatchObject({ phase: 'restarting', restarts: 1, interrupted: { by: 'crash' } });
    expect(fallen.session.tasks).toMatchObject([{ id: 's.1', state: 'running' }]);
    expect(fallen.lines).toContain('wait: restart');
    expect(play(...working, crashed, due).lines).toContain('launch');
    const back = play(...working, crashed, due, launched);
    expect(back.session).toMatchObject({ phase: 'launching' });
    const notes = back.session.tasks.filter(({ role }) => role === 'go-on');
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ state: 'queued', of: 's.1' });
    expect(notes[0]?.text).toContain('was interrupted (the claude process ended unexpectedly)');
    const typed = play(...working, crashed, due, launched, idle);
    expect(typed.lines.filter((line) => line.startsWith('type '))).toHaveLength(1);
    expect(typed.lines.join()).toContain('pcc: this session was interrupted');
    // A second look types nothing more.
    expect(
      play(...working, crashed, due, launched, idle, idle).lines.filter((line) => line.startsWith('type ')),
    ).toEqual([]);
  });

  test('a text that no prompt of the transcript holds is typed again, under an id of its own', () => {
    const typing = [idle, task('s.1', 'say hello'), written(1)];
    const back = play(...typing, crashed, due, launched, idle);
    expect(back.session.interrupted).toBeUndefined();
    expect(back.lines).toContain('type s:2: text say hello');
    expect(back.session.tasks).toHaveLength(1);
  });

  test('of an idle session: it comes back and nothing is typed', () => {
    const back = play(idle, { type: 'exited', code: 137 }, due, launched, idle);
    expect(back.session).toMatchObject({ phase: 'live', tasks: [] });
    expect(back.lines.filter((line) => line.startsWith('type '))).toEqual([]);
  });

  test('with an answer on its way: what came of it is unknown, and nothing is answered again by itself', () => {
    const answering = [
      idle,
      pending('a', 'npm test'),
      shows(bash('npm test')),
      judged('a', bash('npm test'), low),
      written(1),
    ];
    const { session, lines } = play(...answering, crashed);
    expect(lines).toContain('s#1 is unknown');
    expect(session).toMatchObject({ phase: 'restarting', calls: [], unconfirmed: [] });
    expect(session.ask).toBeUndefined();
  });

  test('again and again: each wait is longer, then a person is asked, and may start it again', () => {
    const round = [crashed, due, launched];
    const waits: number[] = [];
    let session: Session = { ...newSession('s', false), lasting: true };
    const events = [idle, ...Array.from({ length: limits.cliRestartsMax + 1 }, () => round).flat()];
    for (const event of events) {
      const step = reduce(session, event);
      session = step.session;
      for (const effect of step.effects)
        if (effect.type === 'deadline' && effect.name === 'restart') waits.push(effect.ms ?? 0);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, ...Array<number>(9).fill(60_000)]);
    // An outage of a minute, and of some more, is outlived.
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(603_500);
    expect(session).toMatchObject({
      phase: 'restarting',
      restarting: { stage: 'given-up', code: 137 },
      ask: { stage: 'waiting' },
    });
    const id = session.ask?.stage === 'waiting' ? session.ask.escalationId : '';
    const again = reduce(session, { type: 'respond', escalationId: id, label: 'Start it again' });
    expect(again.session).toMatchObject({ phase: 'restarting', restarting: { stage: 'backoff' } });
    expect(again.session.restarts).toBeUndefined();
    const over = reduce(session, { type: 'respond', escalationId: id, label: 'End the session' });
    expect(over.session).toMatchObject({ phase: 'ended', exitCode: 137, stopped: true });
  });

  test('is forgotten once a turn has ended', () => {
    const { session } = play(idle, crashed, due, launched, idle, { type: 'turn-ended', text: 'Done.' });
    expect(session.restarts).toBeUndefined();
  });

  test('a start that fails counts as one in vain; one that cannot succeed goes to a person at once', () => {
    const failed = play(idle, crashed, due, { type: 'launch-failed', why: 'No such file.' });
    expect(failed.session).toMatchObject({ phase: 'restarting', restarts: 2, restarting: { stage: 'backoff' } });
    const final = play(idle, crashed, due, { type: 'launch-failed', why: 'A secret is missing.', cause: 'final' });
    expect(final.session).toMatchObject({ restarting: { stage: 'given-up' }, ask: { stage: 'waiting' } });
  });

  test('a stop while it comes back ends it, and no later start counts', () => {
    const { session } = play(...working, crashed, due, stop);
    expect(session).toMatchObject({ phase: 'ended', exitCode: 137 });
    expect(reduce(session, launched).session.phase).toBe('ended');
  });
});

describe('an end that is none', () => {
  test.each<[string, readonly SessionEvent[]]>([
    ['code 0', [idle, { type: 'exited', code: 0 }]],
    ['a person asked for it', [idle, stop, { type: 'exited', code: 143 }]],
    ['a human holds the pane', [idle, takes, { type: 'exited', code: 1 }]],
    ['it never showed its input box', [{ type: 'exited', code: 1 }]],
  ])('%s: the session has ended', (_why, events) => {
    expect(play(...events).session.phase).toBe('ended');
  });

  test('a session that is not to last ends as before', () => {
    const { session } = reduce({ ...newSession('s', false), begun: true }, crashed);
    expect(session).toMatchObject({ phase: 'ended', exitCode: 137 });
  });
});

describe('a lost pty host', () => {
  test('is no crash of the CLI: it comes back at once, also where a human holds the pane', () => {
    const { session, lines } = play(...working, takes, lost);
    expect(session).toMatchObject({ phase: 'restarting', humans: 1, interrupted: { by: 'host' } });
    expect(session.restarts).toBeUndefined();
    expect(lines).toContain('wait: restart');
  });

  test('a session that was asked to end does not come back', () => {
    expect(play(idle, stop, lost).session.phase).toBe('ended');
  });

  test('a new daemon begins the wait anew and keeps what a person was asked', () => {
    expect(play(...working, crashed, due, { type: 'recovered', anew: true }).session).toMatchObject({
      phase: 'restarting',
      restarting: { stage: 'backoff' },
    });
  });
});

test('a person who answers what is asked no more changes nothing', () => {
  const { session } = play(idle, crashed, respond(9, 'Start it again'));
  expect(session).toMatchObject({ phase: 'restarting', restarts: 1 });
});

describe('a text that left the input box', () => {
  /** Typed and sent; a turn is drawn, and the transcript does not hold the prompt yet. */
  const sent = (id: string, text: string, input: number): readonly SessionEvent[] => [
    task(id, text),
    written(input),
    draft(text),
    written(input + 1),
  ];

  test('is typed again where the transcript did not hold its prompt when the CLI crashed', () => {
    const back = play(idle, ...sent('s.1', 'say hello', 1), busy, crashed, due, launched, idle);
    expect(back.session.interrupted).toBeUndefined();
    expect(back.session.tasks).toMatchObject([{ id: 's.1', state: 'typing' }]);
    expect(back.lines).toContain('type s:3: text say hello');
  });

  test('is typed again also behind a turn that ended before, and is not done by a quiet screen', () => {
    const before = [idle, ...sent('s.1', 'one', 1), busy, promptSent('one'), saysLast('Done one.'), idle];
    const { session, lines } = play(
      ...before,
      ...sent('s.2', 'two', 3),
      busy,
      { type: 'exited', code: 137 },
      due,
      launched,
      idle,
    );
    expect(session.tasks.map(({ id, state }) => `${id} ${state}`)).toEqual(['s.1 done', 's.2 typing']);
    expect(lines).toContain('type s:5: text two');
  });

  test('is continued, not typed again, where the work of its turn was seen', () => {
    const { session } = play(idle, ...sent('s.1', 'say hello', 1), busy, pending('a', 'ls'), crashed, due, launched);
    expect(session.tasks.map(({ role, state }) => `${role ?? 'task'} ${state}`)).toEqual([
      'go-on queued',
      'task running',
    ]);
  });

  test('a note that had no prompt is typed again, and no second one', () => {
    const noted = play(...working, crashed, due, launched, idle).session.tasks[0]?.text ?? '';
    const again = play(
      ...[...working, crashed, due, launched, idle, written(3), draft(noted), written(4), busy],
      ...[crashed, due, launched, idle],
    );
    expect(again.session.tasks.map(({ role, state }) => `${role ?? 'task'} ${state}`)).toEqual([
      'go-on typing',
      'task running',
    ]);
  });

  test('a command of the CLI leaves no prompt and is not sent twice', () => {
    const { session } = play(idle, ...sent('s.1', '/compact', 1), busy, crashed);
    expect(session.tasks).toMatchObject([{ state: 'running' }]);
  });

  test('what was to empty the context is typed again before its task', () => {
    const used: readonly SessionEvent[] = [idle, ...sent('s.1', 'one', 1), busy, promptSent('one'), saysLast('Done.')];
    const fresh: SessionEvent = { type: 'task', task: { id: 's.2', text: 'two', fresh: true } };
    const clearing = [...used, idle, fresh, written(3), draft('/clear'), written(4), idle];
    expect(play(...clearing).session.tasks).toMatchObject([{ id: 's.1' }, { role: 'clear', state: 'running' }, {}]);
    const back = play(...clearing, { type: 'exited', code: 137 }, due, launched, idle, deadline('quiet'));
    expect(back.session.used).toBe(true);
    expect(back.session.tasks).toMatchObject([{ id: 's.1' }, { role: 'clear', state: 'typing' }, { state: 'queued' }]);
  });
});

describe('a note that could not be sent', () => {
  const taken: readonly SessionEvent[] = [...working, crashed, due, launched, idle, takes];

  test('leaves its task cut off, and a person is asked once nobody holds the pane', () => {
    expect(play(...taken).session.tasks).toMatchObject([
      { role: 'go-on', state: 'failed' },
      { id: 's.1', state: 'running' },
    ]);
    const { session } = play(...taken, leaves, idle, deadline('quiet'));
    expect(session.tasks).toMatchObject([{ role: 'go-on', state: 'failed' }, { state: 'running' }]);
    expect(session.ask).toMatchObject({ stage: 'waiting' });
  });

  test('is needed no more when somebody goes on', () => {
    const { session } = play(...taken, promptSent('go on'), leaves, busy, idle, saysLast('Done.'));
    expect(session.tasks).toMatchObject([{ role: 'go-on', state: 'failed' }, { state: 'done' }]);
    expect(session.ask).toBeUndefined();
  });

  test('is replaced by what a person sends', () => {
    const { session, lines } = play(...taken, leaves, idle, task('s.2', 'go on, please'));
    expect(session.ask).toBeUndefined();
    expect(lines.join()).toContain('text go on, please');
    expect(session.tasks[0]).toMatchObject({ id: 's.2', role: 'go-on', of: 's.1', state: 'typing' });
  });
});

describe('a CLI that ends before it shows its input box', () => {
  const failing: SessionEvent = { type: 'exited', code: 1 };

  test('after a lost pty host: it is started again a bounded number of times, then a person is asked', () => {
    const again = Array.from({ length: limits.cliRestartsMax + 1 }, () => [failing, due, launched]).flat();
    const { session } = play(...working, lost, due, launched, ...again);
    expect(session).toMatchObject({
      phase: 'restarting',
      restarting: { stage: 'given-up' },
      ask: { stage: 'waiting' },
    });
    expect(session.tasks.map(({ state }) => state)).toEqual(['queued', 'running']);
    const one = play(...working, lost, due, launched, failing);
    expect(one.session).toMatchObject({ phase: 'restarting', restarts: 1, restarting: { stage: 'backoff' } });
  });

  test('after a person had it started again: a person is asked again', () => {
    const rounds = Array.from({ length: limits.cliRestartsMax + 1 }, () => [crashed, due, launched]).flat();
    const asked = play(idle, ...rounds);
    const id = asked.session.ask?.stage === 'waiting' ? asked.session.ask.escalationId : '';
    const again: SessionEvent = { type: 'respond', escalationId: id, label: 'Start it again' };
    expect(play(idle, ...rounds, again, due, launched, failing).session).toMatchObject({
      phase: 'restarting',
      restarts: 1,
    });
  });

  test('and is looked at by a human: with code 0 they ended it, else it crashed', () => {
    const looked = [...working, takes, lost, due, launched];
    expect(play(...looked, failing).session.phase).toBe('restarting');
    expect(play(...looked, { type: 'exited', code: 0 }).session.phase).toBe('ended');
  });

  test('at its very first start, with a task that waits: a person is asked', () => {
    const { session } = play(task('s.1', 'say hello'), failing);
    expect(session).toMatchObject({ phase: 'restarting', restarting: { stage: 'given-up', code: 1 } });
    expect(session.ask).toMatchObject({ stage: 'waiting', dialog: { options: [{}, {}] } });
    expect(session.tasks).toMatchObject([{ state: 'queued' }]);
    const again = play(task('s.1', 'say hello'), failing, respond(1, 'Start it again'), due, launched, idle);
    expect(again.session.tasks).toMatchObject([{ state: 'typing' }]);
  });
});
