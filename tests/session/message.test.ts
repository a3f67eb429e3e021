import { expect, test } from 'vitest';
import type { Reply, SessionEvent } from '../../src/session/session.ts';
import { play } from './play.ts';
import { bash, high, idle, judged, pending, shows, written } from './words.ts';

/** No with words, where the dialog has no place for them: they are the next prompt, and only once the call is refused. */

const dialog = bash('rm -rf build');
const reply: Reply = { label: 'No', goals: [{ want: 'row', label: 'No' }], message: 'use the bin' };
const told: readonly SessionEvent[] = [
  idle,
  pending('a', 'rm -rf build'),
  shows(dialog),
  judged('a', dialog, high),
  { type: 'respond', escalationId: 's#1', label: 'No', reply },
  written(1, 'written'),
];

function typedAfter(...more: SessionEvent[]): { texts: string[]; outcomes: string[] } {
  const { effects } = play([...told, ...more]);
  return {
    texts: effects.flatMap((effect) => (effect.type === 'type' ? [effect.text] : [])),
    outcomes: effects.flatMap((effect) => (effect.type === 'outcome' ? [effect.outcome] : [])),
  };
}

const refusal: SessionEvent = { type: 'call-done', callId: 'a', refused: true };
const result: SessionEvent = { type: 'call-done', callId: 'a', refused: false };

test('the words are typed into the empty input box after the refusal, whichever is seen first', () => {
  expect(typedAfter(idle, refusal)).toEqual({ texts: ['use the bin'], outcomes: ['typed', 'confirmed'] });
  expect(typedAfter(refusal, idle)).toEqual({ texts: ['use the bin'], outcomes: ['typed', 'confirmed'] });
});

test('nothing is typed before the refusal is told, nor when the call ran', () => {
  expect(typedAfter(idle).texts).toEqual([]);
  expect(typedAfter(idle, result)).toEqual({ texts: [], outcomes: ['typed', 'contradicted'] });
});

test('the words are not typed while the dialog still stands there', () => {
  expect(typedAfter(refusal).texts).toEqual([]);
});
