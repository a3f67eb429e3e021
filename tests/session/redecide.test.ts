import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  busy,
  deadline,
  done,
  idle,
  judged,
  low,
  medium,
  option,
  pending,
  permission,
  refused,
  respond,
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

test('output came between the look and the key: decided again', () => {
  expect(
    tell([written(1, 'stale'), judged('a', test1, low), written(2), busy, done('a')], { after: answering }),
  ).toMatchInlineSnapshot(`
    "s:1 stale
      wait no more: answer
      s#1 is not-typed
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer
    s:2 written
      s#2 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#2 is confirmed"
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
      decide s#3: MEDIUM escalate by policy ('Yes' was chosen but its key was without effect.)
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
