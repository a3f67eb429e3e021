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
  leaves,
  low,
  medium,
  option,
  pause,
  pending,
  permission,
  respond,
  resume,
  shows,
  takes,
  trust,
  unsure,
  written,
} from './words.ts';

/** Pauses and humans at the keyboard, in every stage of a dialog. */

const test1 = bash('npm test');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

test('paused while the call is looked for', () => {
  expect(
    tell([pause, pending('a', 'npm test'), resume, judged('a', test1, low)], { after: [idle, shows(test1)] }),
  ).toMatchInlineSnapshot(`
    "pause
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
    call a: Bash {"command":"npm test"}
    resume
      take back s#1 (The session was resumed.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('paused while the call is judged', () => {
  expect(
    tell([pause, judged('a', test1, low), resume, judged('a', test1, low)], {
      after: [idle, pending('a', 'npm test'), shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "pause
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
    judged a for 'Bash npm test': LOW approve
    resume
      take back s#1 (The session was resumed.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('paused while a person is asked: the question stays, and is answered in the pause', () => {
  expect(
    tell([pause, resume, pause, respond(1, 'Yes'), written(1), idle, done('a')], {
      after: [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)],
    }),
  ).toMatchInlineSnapshot(`
    "pause
    resume
    pause
    person answers s#1: Yes
      decide s#2: MEDIUM approve by human 'Yes' (A person chose 'Yes'.)
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

test('paused while the key is on its way: it may have arrived', () => {
  expect(tell([pause, written(1), busy, done('a')], { after: answering })).toMatchInlineSnapshot(`
    "pause
    s:1 written
      s#1 is typed
      wait: answer
    screen: busy
      wait no more: answer
    result of a
      s#1 is confirmed"
  `);
});

test('paused while the key is on its way: it did not arrive', () => {
  expect(
    tell([pause, written(1, 'moved'), resume, judged('a', test1, low)], { after: answering }),
  ).toMatchInlineSnapshot(`
    "pause
    s:1 moved
      wait no more: answer
      s#1 is not-typed
      decide s#2: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#2
    resume
      take back s#2 (The session was resumed.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#3: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#3
      wait: answer"
  `);
});

test('paused after the key: a dialog that stays waits for a person', () => {
  expect(
    tell([pause, deadline('answer'), resume, judged('a', test1, low)], { after: [...answering, written(1)] }),
  ).toMatchInlineSnapshot(`
    "pause
    too late: answer
      wait no more: answer
      s#1 is no-effect
      decide s#2: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#2
    resume
      take back s#2 (The session was resumed.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#3: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#3
      wait: answer"
  `);
});

test('a dialog that comes in a pause waits for a person, and is taken back on resuming', () => {
  expect(
    tell([shows(test1), resume, judged('a', test1, low)], { after: [idle, pending('a', 'npm test'), pause] }),
  ).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
    resume
      take back s#1 (The session was resumed.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('resuming what is not paused changes nothing', () => {
  expect(tell([resume, pause, pause], { after: answering })).toMatchInlineSnapshot(`
    "resume
    pause
    pause"
  `);
});

test('a human takes while the call is looked for', () => {
  expect(
    tell([takes, pending('a', 'npm test'), deadline('witness'), leaves, judged('a', test1, low)], {
      after: [idle, shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "human takes
    call a: Bash {"command":"npm test"}
    too late: witness
    human leaves
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer"
  `);
});

test('a human takes while the call is judged', () => {
  expect(
    tell([takes, judged('a', test1, low), shows(test1), leaves, judged('a', test1, low)], {
      after: [idle, pending('a', 'npm test'), shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "human takes
    judged a for 'Bash npm test': LOW approve
    screen: permission Bash npm test
    human leaves
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer"
  `);
});

test('a human takes while a person is asked, and answers there', () => {
  expect(
    tell([takes, respond(1, 'Yes'), idle, leaves], {
      after: [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)],
    }),
  ).toMatchInlineSnapshot(`
    "human takes
    person answers s#1: Yes
    screen: idle
      wait no more: answer
      take back s#1 (The dialog is gone: it was answered or cancelled at the terminal.)
    human leaves"
  `);
});

test('a human takes while the key is on its way: no second key before its fate is known', () => {
  expect(
    tell([takes, leaves, shows(test1), written(1, 'stale'), judged('a', test1, low)], { after: answering }),
  ).toMatchInlineSnapshot(`
    "human takes
    human leaves
    screen: permission Bash npm test
    s:1 stale
      wait no more: answer
      s#1 is not-typed
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('a human takes between the keys of an answer', () => {
  expect(
    tell([takes, shows(trust('yes')), leaves, deadline('answer'), written(2)], {
      trusted: true,
      after: [shows(trust('no')), written(1, 'written', false)],
    }),
  ).toMatchInlineSnapshot(`
    "human takes
    screen: trust ❯ Yes, I trust this folder
    human leaves
    too late: answer
      wait no more: answer
      s#1 is no-effect
      decide s#2: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:2: key 1 of 'Yes, I trust this folder' for s#2
      wait: answer
    s:2 written
      s#2 is typed
      wait: answer"
  `);
});

test('two humans: nothing is typed before both have left', () => {
  expect(
    tell([takes, shows(test1), leaves, leaves, leaves], { after: [idle, pending('a', 'npm test'), takes] }),
  ).toMatchInlineSnapshot(`
    "human takes
    screen: permission Bash npm test
    human leaves
    human leaves
      wait no more: witness
      judge a
    human leaves"
  `);
});

test('a human in a paused session', () => {
  expect(
    tell([pause, takes, shows(test1), leaves, resume], { after: [idle, pending('a', 'npm test')] }),
  ).toMatchInlineSnapshot(`
    "pause
    human takes
    screen: permission Bash npm test
    human leaves
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
    resume
      take back s#1 (The session was resumed.)
      wait no more: witness
      judge a"
  `);
});

test.each([
  ['a row to type into', option('use make', 'free-text', '2')],
  ['a no that was opened', option('No, use make', 'no', '2', true)],
])('words in %s of a dialog: a person is asked', (_name, last) => {
  const typed = permission('Bash', 'npm test', { options: [option('Yes', 'yes-once', '1'), last] });
  expect(tell([judged('a', typed, low)], { after: [idle, pending('a', 'npm test'), shows(typed)] })).toContain(
    'ask a person',
  );
});
