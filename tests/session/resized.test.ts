import { describe, expect, test } from 'vitest';
import type { Dialog, Effect, SessionEvent } from '../../src/session/session.ts';
import type { Played } from './play.ts';
import { play } from './play.ts';
import {
  bash,
  busy,
  deadline,
  done,
  high,
  idle,
  judged,
  option,
  pending,
  permission,
  recovered,
  respond,
  shows,
  task,
  unknown,
} from './words.ts';

/** A dialog taller than the screen shows more or less of itself in another size. */

const command = 'cat > notes.md <<EOF\nfirst line of the notes\nsecond line of the notes\nEOF';
const whole = bash(command);
const part: Dialog = { ...permission('Bash', 'of the notes\nEOF', { truncated: true }), fingerprint: 'part' };
const resized: SessionEvent = { type: 'resized' };

function playAsking(events: readonly SessionEvent[]): Played & { readonly questions: readonly string[] } {
  const played = play(events);
  const questions = played.effects.flatMap((effect) => (effect.type === 'escalate' ? [effect.escalation.id] : []));
  return { ...played, questions };
}

function typed(effects: readonly Effect[]): Effect[] {
  return effects.filter(({ type }) => type === 'answer' || type === 'type');
}

function withdrawn(effects: readonly Effect[]): Effect[] {
  return effects.filter(({ type }) => type === 'withdraw');
}

const asked = [idle, pending('a', command), shows(whole), judged('a', whole, high)];

describe('what waits over a change of size', () => {
  test('is the same question when a part of its dialog is seen, and when all of it is seen again', () => {
    const { session, effects, questions } = playAsking([
      ...asked,
      resized,
      unknown,
      busy,
      shows(part),
      resized,
      shows(whole),
    ]);
    expect(questions).toEqual(['s#1']);
    expect(withdrawn(effects)).toEqual([]);
    expect(session.ask).toMatchObject({
      stage: 'waiting',
      escalationId: 's#1',
      dialog: { fingerprint: whole.fingerprint },
    });
    expect(session.resized).toBeUndefined();
  });

  test('is the same question where only its tool can be told', () => {
    const cut: Dialog = { ...permission('Bash', '15 +export', { truncated: true }), fingerprint: 'cut' };
    const { effects, session } = play([...asked, resized, shows(cut), resized, shows(whole)]);
    expect(withdrawn(effects)).toEqual([]);
    expect(session.ask).toMatchObject({ escalationId: 's#1', call: { id: 'a' } });
    expect(
      withdrawn(play([...asked, pending('b', 'ls'), resized, shows(cut), deadline('resized'), shows(cut)]).effects),
    ).toHaveLength(1);
  });

  test('is answered in the dialog as it is drawn now', () => {
    const { effects } = play([...asked, resized, shows(part), respond(1, 'No')]);
    expect(typed(effects)).toMatchObject([{ answer: { fingerprint: 'part', callId: 'a', label: 'No' } }]);
  });

  test('is the same question where no call was known', () => {
    const { effects, questions } = playAsking([idle, shows(part), deadline('witness'), resized, idle, shows(whole)]);
    expect(questions).toHaveLength(1);
    expect(withdrawn(effects)).toEqual([]);
  });

  test('is not answered and nothing else is typed before the dialog was read anew', () => {
    const { session, effects } = play([...asked, task('t', 'go on'), resized, idle, respond(1, 'Yes'), unknown]);
    expect(typed(effects)).toEqual([]);
    expect(session.ask).toMatchObject({ stage: 'waiting', escalationId: 's#1' });
  });

  test('stays for a bounded time', () => {
    const { effects, session } = play([...asked, resized, busy, deadline('resized'), busy]);
    expect(withdrawn(effects)).toHaveLength(1);
    expect(session.ask).toBeUndefined();
    expect(effects).toContainEqual({ type: 'deadline', name: 'resized' });
  });

  test('ends with its call, and with the dialog of another one', () => {
    expect(withdrawn(play([...asked, resized, busy, done('a')]).effects)).toHaveLength(1);
    const other = bash('rm -rf build');
    const { effects, session } = play([...asked, resized, pending('b', 'rm -rf build'), shows(other)]);
    expect(withdrawn(effects)).toHaveLength(1);
    expect(session.ask).toMatchObject({ stage: 'judging', call: { id: 'b' } });
  });

  test('is another question where the rows differ or two calls may be meant', () => {
    const rows = [option('Yes', 'yes-once', '1', true), option('No', 'no', '2')];
    const { effects } = play([...asked, resized, shows({ ...whole, fingerprint: 'rows', options: rows })]);
    expect(withdrawn(effects)).toHaveLength(1);
    const twin = pending('b', `echo\n${command}`);
    const { session } = play([
      ...asked,
      twin,
      resized,
      shows(part),
      deadline('resized'),
      shows(part),
      deadline('witness'),
    ]);
    expect(session.ask).toMatchObject({ stage: 'waiting', escalationId: 's#2', verdict: { risk: 'HIGH' } });
  });

  test('waits on in a new daemon, which sees the screen with its own eyes', () => {
    const { session, effects } = play([...asked, resized, recovered, pending('a', command), shows(whole)]);
    expect(session.resized).toBeUndefined();
    expect(withdrawn(effects)).toEqual([]);
  });

  test('without a change of size goes with its dialog at once', () => {
    expect(withdrawn(play([...asked, busy]).effects)).toHaveLength(1);
    expect(play([idle, resized, busy]).session.resized).toBeUndefined();
  });
});
