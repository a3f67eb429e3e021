import { expect, test } from 'vitest';
import type { Dialog, SessionEvent } from '../../src/session/session.ts';
import { play } from './play.ts';
import { bash, cli, deadline, idle, respond, shows, trust } from './words.ts';

/** What a decision is about, in the words of the log. */

function subjects(events: readonly SessionEvent[]): string[] {
  const { effects } = play(events);
  return effects.flatMap((effect) => (effect.type === 'decide' ? [effect.decision.subject] : []));
}

const plain: Omit<Dialog, 'kind'> = { ...bash(''), tool: '' };

test('a question is its text, a plan and a folder have a title, a command is itself', () => {
  const asks = (dialog: Dialog): string[] =>
    subjects([cli('checked'), idle, shows(dialog), deadline('witness'), respond(1, 'Yes')]);
  expect(asks({ ...plain, kind: 'question', question: 'Which colour?' })).toEqual(['Which colour?', 'Which colour?']);
  expect(asks({ ...plain, kind: 'plan' })).toEqual(['Go on from this plan?', 'Go on from this plan?']);
  expect(asks({ ...plain, kind: 'menu', question: 'Select model' })).toEqual(['Select model', 'Select model']);
  expect(asks(bash('npm test'))).toEqual(['npm test', 'npm test']);
  expect(subjects([shows(trust())])).toEqual(['Trust this folder?']);
});
