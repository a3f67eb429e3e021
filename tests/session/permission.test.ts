import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  busy,
  deadline,
  done,
  high,
  idle,
  judged,
  low,
  medium,
  pending,
  refused,
  respond,
  shows,
  unsure,
  written,
} from './words.ts';

/** A permission dialog: two witnesses, a verdict, one key, its effect. */

const test1 = bash('npm test');
const remove = bash('rm -rf build');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

test('approved, the transcript first', () => {
  expect(
    tell([pending('a', 'npm test'), shows(test1), judged('a', test1, low), written(1), busy, done('a')], {
      after: [idle],
    }),
  ).toMatchInlineSnapshot(`
    "call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer
    s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#1 is confirmed"
  `);
});

test('approved, the dialog first', () => {
  expect(
    tell([shows(test1), pending('a', 'npm test'), judged('a', test1, low), written(1), busy, done('a')], {
      after: [idle],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait: witness
    call a: Bash {"command":"npm test"}
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer
    s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#1 is confirmed"
  `);
});

test('the result comes before the dialog leaves', () => {
  expect(tell([written(1), done('a'), shows(test1), idle], { after: answering })).toMatchInlineSnapshot(`
    "s:1 written
      s#1 is typed
      wait: answer
    result of a
      s#1 is confirmed
    screen: permission Bash npm test
    screen: idle
      wait no more: answer"
  `);
});

test('a late verdict for a dialog that is gone means nothing', () => {
  expect(
    tell(
      [
        shows(test1),
        shows(remove),
        judged('a', test1, low),
        pending('b', 'rm -rf build'),
        judged('a', test1, low),
        judged('b', test1, low),
      ],
      { after: [idle, pending('a', 'npm test')] },
    ),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    screen: permission Bash rm -rf build
      wait no more: answer
      wait: witness
    judged a for 'Bash npm test': LOW approve
    call b: Bash {"command":"rm -rf build"}
      wait no more: witness
      judge b
    judged a for 'Bash npm test': LOW approve
    judged b for 'Bash npm test': LOW approve"
  `);
});

test('a verdict for another call of the same dialog means nothing', () => {
  expect(
    tell([shows(test1), judged('x', test1, low)], { after: [idle, pending('a', 'npm test')] }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    judged x for 'Bash npm test': LOW approve"
  `);
});

test('HIGH waits for a person who says yes', () => {
  expect(
    tell([shows(remove), judged('a', remove, high), respond(1, 'Yes'), written(1), idle, done('a')], {
      after: [idle, pending('a', 'rm -rf build')],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash rm -rf build
      wait no more: witness
      judge a
    judged a for 'Bash rm -rf build': HIGH escalate
      decide s#1: HIGH escalate by policy (Deletes.)
      wait no more: witness
      ask a person s#1
    person answers s#1: Yes
      decide s#2: HIGH approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)
    s:1 written
      s#2 is typed
      wait: answer
    screen: idle
      wait no more: answer
    result of a
      s#2 is confirmed"
  `);
});

test('HIGH waits for a person who says no, and the refusal confirms it', () => {
  expect(
    tell([shows(remove), judged('a', remove, high), respond(1, 'No'), written(1), idle, refused('a')], {
      after: [idle, pending('a', 'rm -rf build')],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash rm -rf build
      wait no more: witness
      judge a
    judged a for 'Bash rm -rf build': HIGH escalate
      decide s#1: HIGH escalate by policy (Deletes.)
      wait no more: witness
      ask a person s#1
    person answers s#1: No
      decide s#2: HIGH deny by human 'No' (A person chose 'No'.)
      type s:1: key 1 of 'No' for s#2
      wait: answer
      take back s#1 (Answered: No)
    s:1 written
      s#2 is typed
      wait: answer
    screen: idle
      wait no more: answer
    result of a: refused
      s#2 is confirmed"
  `);
});

test('MEDIUM waits for the brain or a person', () => {
  expect(
    tell([shows(test1), judged('a', test1, medium), advised(1, unsure)], { after: [idle, pending('a', 'npm test')] }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': MEDIUM ask-brain
      consult s?1: permission
    rules says of s?1: person (Nobody knows.)
      decide s#1: MEDIUM ask-brain by policy (Nobody knows. Has effects.)
      wait no more: witness
      ask a person s#1"
  `);
});

test('an answer to a question that is not the open one, or names no option, is ignored', () => {
  expect(
    tell([respond(7, 'Yes'), respond(1, 'Perhaps'), respond(1, 'Yes'), respond(1, 'No')], {
      after: [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)],
    }),
  ).toMatchInlineSnapshot(`
    "person answers s#7: Yes
    person answers s#1: Perhaps
    person answers s#1: Yes
      decide s#2: MEDIUM approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)
    person answers s#1: No"
  `);
});

test('no witness: a person is asked after a while, and calls that the dialog does not show do not put it off', () => {
  expect(
    tell([shows(test1), pending('b', 'npm run lint'), deadline('witness')], { after: [idle] }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait: witness
    call b: Bash {"command":"npm run lint"}
    too late: witness
      decide s#1: HIGH escalate by policy (The transcript holds no pending call that this dialog shows, so nobody but you can tell what it asks.)
      wait no more: witness
      ask a person s#1"
  `);
});

test('a person answers a dialog without a witness: the screen has the last word', () => {
  expect(
    tell([respond(1, 'Yes'), written(1), idle], { after: [idle, shows(test1), deadline('witness')] }),
  ).toMatchInlineSnapshot(`
    "person answers s#1: Yes
      decide s#2: HIGH approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)
    s:1 written
      s#2 is typed
      wait: answer
    screen: idle
      wait no more: answer
      s#2 is confirmed"
  `);
});

test('two calls that the dialog could show: nobody knows which, until one of them ends', () => {
  expect(
    tell([shows(test1), pending('b', 'npm test', { timeout: 5 }), judged('a', test1, low), done('a')], {
      after: [idle, pending('a', 'npm test')],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    call b: Bash {"command":"npm test","timeout":5}
      wait: witness
    judged a for 'Bash npm test': LOW approve
    result of a
      wait no more: witness
      judge b"
  `);
});

test('a call that could be the one shown holds back an answer on its way', () => {
  expect(
    tell([pending('b', 'npm test', { timeout: 5 }), deadline('answer'), deadline('witness')], { after: answering }),
  ).toMatchInlineSnapshot(`
    "call b: Bash {"command":"npm test","timeout":5}
    too late: answer
      wait no more: answer
      s#1 is no-effect
      wait: witness
    too late: witness
      decide s#2: HIGH escalate by policy (The transcript holds no pending call that this dialog shows, so nobody but you can tell what it asks.)
      wait no more: witness
      ask a person s#2"
  `);
});

test('two different calls: each dialog has its own', () => {
  expect(
    tell([shows(test1), judged('a', test1, low), written(1), shows(remove), judged('b', remove, high), done('a')], {
      after: [idle, pending('a', 'npm test'), pending('b', 'rm -rf build')],
    }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer
    s:1 written
      s#1 is typed
      wait: answer
    screen: permission Bash rm -rf build
      wait no more: answer
      wait no more: witness
      judge b
    judged b for 'Bash rm -rf build': HIGH escalate
      decide s#2: HIGH escalate by policy (Deletes.)
      wait no more: witness
      ask a person s#2
    result of a
      s#1 is confirmed"
  `);
});

test('two equal calls: each has its own answer', () => {
  expect(
    tell(
      [
        shows(test1),
        judged('a', test1, low),
        written(1),
        busy,
        shows(test1),
        judged('b', test1, low),
        written(2),
        busy,
        done('a'),
        done('b'),
      ],
      { after: [idle, pending('a', 'npm test'), pending('b', 'npm test')] },
    ),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer
    s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    screen: permission Bash npm test
      wait no more: witness
      judge b
    judged b for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer
    s:2 written
      s#2 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#1 is confirmed
    result of b
      s#2 is confirmed"
  `);
});

test('the next dialog looks the same and follows without a gap', () => {
  expect(
    tell([written(1), done('a'), pending('b', 'npm test'), shows(test1), deadline('answer'), judged('b', test1, low)], {
      after: answering,
    }),
  ).toMatchInlineSnapshot(`
    "s:1 written
      s#1 is typed
      wait: answer
    result of a
      s#1 is confirmed
    call b: Bash {"command":"npm test"}
    screen: permission Bash npm test
    too late: answer
      wait no more: answer
      wait no more: witness
      judge b
    judged b for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});
