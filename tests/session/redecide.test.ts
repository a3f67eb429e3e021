import { describe, expect, test } from 'vitest';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import type { Escalation } from '../../src/session/decision.ts';
import { limits } from '../../src/limits.ts';
import { play } from './play.ts';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  busy,
  deadline,
  cli,
  done,
  high,
  idle,
  judged,
  low,
  medium,
  option,
  pause,
  pending,
  permission,
  recovered,
  refused,
  respond,
  resume,
  shows,
  unsure,
  written,
} from './words.ts';

/** Answers that did not come through: decided again, or handed to a person. */

const test1 = bash('npm test');
const remove = bash('rm -rf build');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

test('a dialog without a call that goes before the key is told went without it', () => {
  expect(
    tell([respond(1, 'Yes'), idle, written(1, 'moved')], { after: [idle, shows(test1), deadline('witness')] }),
  ).toMatchInlineSnapshot(`
    "person answers s#1: Yes
      decide s#2: HIGH approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)
    screen: idle
      wait no more: answer
      s#2 is overtaken
    s:1 moved"
  `);
});

test('the dialog goes before the key is told', () => {
  expect(tell([busy, written(1), done('a')], { after: answering })).toMatchInlineSnapshot(`
    "screen: busy
      wait no more: answer
    s:1 written
      s#1 is typed
    result of a
      s#1 is confirmed"
  `);
});

test('another dialog stands there before the key is written', () => {
  expect(tell([shows(remove), written(1, 'moved'), done('a')], { after: answering })).toMatchInlineSnapshot(`
    "screen: permission Bash rm -rf build
      wait no more: answer
      wait: witness
    s:1 moved
      s#1 is not-typed
    result of a"
  `);
});

test('output came between the look and the key: it waits for the next frame, and goes on if that shows the same', () => {
  expect(
    tell([written(1, 'stale'), shows(test1), written(2), busy, done('a')], { after: answering }),
  ).toMatchInlineSnapshot(`
    "s:1 stale
      wait: answer
    screen: permission Bash npm test
      type s:2: key 2 of 'Yes' for s#1
      wait: answer
    s:2 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#1 is confirmed"
  `);
});

test('the next frame shows another dialog: that one is looked at anew', () => {
  expect(tell([written(1, 'stale'), shows(remove), done('a')], { after: answering })).toMatchInlineSnapshot(`
    "s:1 stale
      wait: answer
    screen: permission Bash rm -rf build
      wait no more: answer
      s#1 is not-typed
      wait: witness
    result of a"
  `);
});

test('a screen that is drawn again and again under the key: decided again, a bounded number of times', () => {
  const redrawn = Array.from({ length: limits.answerStaleMax + 1 }, (_, index) => [
    written(index + 1, 'stale'),
    shows(test1),
  ]);
  const story = tell([...redrawn.flat(), judged('a', test1, low)], { after: answering });
  expect(story.match(/is not-typed/g)).toHaveLength(1);
  expect(story.trim().split('\n').slice(-4).join('\n')).toMatchInlineSnapshot(`
    "judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:7: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('keys without effect: decided again, a bounded number of times, then a person', () => {
  expect(
    tell(
      [
        written(1),
        deadline('answer'),
        judged('a', test1, low),
        written(2),
        deadline('answer'),
        judged('a', test1, low),
        written(3),
        deadline('answer'),
        judged('a', test1, low),
      ],
      { after: answering },
    ),
  ).toMatchInlineSnapshot(`
    "s:1 written
      s#1 is typed
      wait: answer
    too late: answer
      wait no more: answer
      s#1 is no-effect
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer
    s:2 written
      s#2 is typed
      wait: answer
    too late: answer
      wait no more: answer
      s#2 is no-effect
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#3: LOW approve by policy 'Yes' (Understood.)
      type s:3: key 1 of 'Yes' for s#3
      wait: answer
    s:3 written
      s#3 is typed
      wait: answer
    too late: answer
      wait no more: answer
      s#3 is no-effect
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#4: LOW escalate by policy (The keys of earlier answers had no effect. Understood.)
      wait no more: witness
      ask a person s#4"
  `);
});

test('a person’s key without effect goes back to the person', () => {
  expect(
    tell([respond(1, 'Yes'), written(1), deadline('answer')], {
      after: [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)],
    }),
  ).toMatchInlineSnapshot(`
    "person answers s#1: Yes
      decide s#2: MEDIUM approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)
    s:1 written
      s#2 is typed
      wait: answer
    too late: answer
      wait no more: answer
      s#2 is no-effect
      decide s#3: MEDIUM escalate by policy (Claude did not react to 'Yes'; the same dialog waits again. Nobody knows. Has effects.)
      wait no more: witness
      ask a person s#3"
  `);
});

test('a dialog that flickers is the same call’s: its first answer had no effect', () => {
  expect(tell([written(1), busy, shows(test1), judged('a', test1, low)], { after: answering })).toMatchInlineSnapshot(`
    "s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    screen: permission Bash npm test
      s#1 is no-effect
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('a refused result contradicts an approval', () => {
  expect(tell([written(1), busy, refused('a')], { after: answering })).toMatchInlineSnapshot(`
    "s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a: refused
      s#1 is contradicted"
  `);
});

test('the call ends while it is judged: nothing is approved any more', () => {
  expect(
    tell([shows(test1), done('a'), judged('a', test1, low), deadline('witness')], {
      after: [idle, pending('a', 'npm test')],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    result of a
      wait: witness
    judged a for 'Bash npm test': LOW approve
    too late: witness
      decide s#1: HIGH escalate by policy (The transcript holds no pending call that this dialog shows, so nobody but you can tell what it asks.)
      wait no more: witness
      ask a person s#1"
  `);
});

test('a dialog with two one-time yes, or none, goes to a person', () => {
  expect(
    tell(
      [shows(permission('Bash', 'npm test', { options: [option('Yes', 'yes-always', '1')] })), judged('a', test1, low)],
      { after: [idle, pending('a', 'npm test')] },
    ),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW escalate by policy (The dialog offers no single one-time yes. Understood.)
      wait no more: witness
      ask a person s#1"
  `);
});

test('a person answers at the terminal: the question is taken back', () => {
  expect(
    tell([idle, done('a')], {
      after: [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)],
    }),
  ).toMatchInlineSnapshot(`
    "screen: idle
      wait no more: answer
      take back s#1 (The dialog is gone: it was answered or cancelled at the terminal.)
    result of a"
  `);
});

/** What was asked of a person, in its order, and what was typed. */
function asked(events: readonly SessionEvent[]): { questions: Escalation[]; keys: number; session: Session } {
  const { session, effects } = play(events);
  const questions = effects.flatMap((effect) => (effect.type === 'escalate' ? [effect.escalation] : []));
  const keys = effects.filter(({ type }) => type === 'answer').length;
  return { questions, keys, session };
}

describe('what a person answered in vain waits again under the class that it was shown with', () => {
  const waiting = [idle, pending('a', 'rm -rf build'), shows(remove), judged('a', remove, high)];
  const unseen = [idle, shows(remove), deadline('witness')];
  const unmoved: SessionEvent = { type: 'deadline', name: 'answer', unmoved: true };
  const noEffect = "Claude did not react to 'LABEL'; the same dialog waits again.";
  const endings: readonly (readonly [string, readonly SessionEvent[], string])[] = [
    ['its key was without effect', [written(1), deadline('answer')], noEffect],
    ['Claude drew nothing', [written(1), unmoved], "Claude has drawn nothing since 'LABEL' was typed"],
    ['its key was not typed', [written(1, 'moved')], "'LABEL' was not typed"],
  ];
  for (const label of ['Yes', 'No']) {
    for (const [name, ending, reason] of endings) {
      test(`'${label}': ${name}`, () => {
        for (const before of [waiting, unseen]) {
          const { questions } = asked([...before, respond(1, label), ...ending]);
          const [first, second] = questions;
          expect(questions).toHaveLength(2);
          expect(second?.risk).toBe('HIGH');
          expect(second?.reasons[0]).toContain(reason.replace('LABEL', label));
          expect(second?.reasons.slice(1)).toEqual(first?.reasons);
        }
      });
    }

    test(`'${label}': the dialog came back after it had gone`, () => {
      const { questions, keys } = asked([...waiting, respond(1, label), written(1), busy, shows(remove)]);
      expect(questions.map(({ risk }) => risk)).toEqual(['HIGH', 'HIGH']);
      expect(questions[1]?.reasons).toEqual([noEffect.replace('LABEL', label), 'Deletes.']);
      expect(keys).toBe(1);
    });

    test(`'${label}': a new daemon finds the dialog there`, () => {
      const events = [recovered, shows(remove), pending('a', 'rm -rf build')];
      const { questions, keys } = asked([...waiting, respond(1, label), written(1), ...events]);
      expect(questions.map(({ risk }) => risk)).toEqual(['HIGH', 'HIGH']);
      expect(keys).toBe(1);
    });
  }

  test('of several answers in vain the last is told', () => {
    const events = [
      respond(1, 'Yes'),
      written(1),
      deadline('answer'),
      respond(3, 'No'),
      written(2),
      deadline('answer'),
    ];
    const { questions } = asked([...waiting, ...events]);
    expect(questions.map(({ risk }) => risk)).toEqual(['HIGH', 'HIGH', 'HIGH']);
    expect(questions[2]?.reasons).toEqual([noEffect.replace('LABEL', 'No'), 'Deletes.']);
  });

  test('and nobody else decides it: not after a pause, not on a version that passes its check', () => {
    const inVain = [respond(1, 'No'), written(1), deadline('answer')];
    const paused = [idle, pause, pending('a', 'npm test'), shows(test1)];
    const unchecked = [idle, cli('unchecked'), pending('a', 'npm test'), shows(test1), judged('a', test1, low)];
    for (const [before, after] of [
      [paused, resume],
      [unchecked, cli('checked')],
    ] as const) {
      const { session, questions } = asked([...before, ...inVain, after, shows(test1), judged('a', test1, low)]);
      expect(questions).toHaveLength(2);
      expect(session.ask).toMatchObject({ stage: 'waiting', verdict: { risk: questions[0]?.risk } });
    }
  });
});
