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
  idle,
  judged,
  low,
  pending,
  promptSent,
  respond,
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
    expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
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
