import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  busy,
  deadline,
  done,
  draft,
  idle,
  judged,
  low,
  medium,
  pause,
  pending,
  recovered,
  respond,
  resume,
  shows,
  takes,
  task,
  unsure,
  unknown,
  written,
} from './words.ts';

/** A new daemon in every stage: nothing is sent twice, what waited still waits. */

const test1 = bash('npm test');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

const text = 'say hello';
const waiting = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)];

test('a new daemon while the call is looked for', () => {
  expect(
    tell([recovered, pending('a', 'npm test'), shows(test1)], { after: [idle, shows(test1)] }),
  ).toMatchInlineSnapshot(`
    "recovered
    call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
      wait no more: witness
      judge a"
  `);
});

test('a new daemon while the call is judged', () => {
  expect(
    tell([recovered, judged('a', test1, low), pending('a', 'npm test'), shows(test1)], {
      after: [idle, pending('a', 'npm test'), shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "recovered
    judged a for 'Bash npm test': LOW approve
    call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
      wait no more: witness
      judge a"
  `);
});

test('a new daemon while a person is asked: the same question waits and is answered once', () => {
  expect(
    tell([recovered, pending('a', 'npm test'), shows(test1), respond(1, 'Yes'), written(1), idle, done('a')], {
      after: waiting,
    }),
  ).toMatchInlineSnapshot(`
    "recovered
      wait: witness
    call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
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

test('a new daemon while a key is on its way: it is not sent again, the screen is read', () => {
  expect(
    tell([recovered, written(1), pending('a', 'npm test'), shows(test1), judged('a', test1, low)], {
      after: answering,
    }),
  ).toMatchInlineSnapshot(`
    "recovered
      s#1 is unknown
    s:1 written
    call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:2: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('a new daemon while a key is on its way: it had arrived', () => {
  expect(tell([recovered, pending('a', 'npm test'), done('a'), idle], { after: answering })).toMatchInlineSnapshot(`
    "recovered
      s#1 is unknown
    call a: Bash {"command":"npm test"}
    result of a
    screen: idle"
  `);
});

test('a new daemon after an answer whose dialog is gone', () => {
  expect(
    tell([recovered, pending('a', 'npm test'), done('a'), busy], { after: [...answering, written(1), busy] }),
  ).toMatchInlineSnapshot(`
    "recovered
    call a: Bash {"command":"npm test"}
    result of a
      s#1 is confirmed
    screen: busy"
  `);
});

test('a new daemon while a text is on its way: tried under the same id', () => {
  expect(
    tell([recovered, written(1, 'repeated'), draft(text)], { after: [idle, task('t', text)] }),
  ).toMatchInlineSnapshot(`
    "recovered
      type s:1: text say hello
      wait: typing
    s:1 repeated
      wait: typing
    screen: draft say hello
      type s:2: Enter
      wait: typing"
  `);
});

test('a new daemon finds the text in the box', () => {
  expect(
    tell([recovered, written(1, 'moved'), draft(text)], { after: [idle, task('t', text)] }),
  ).toMatchInlineSnapshot(`
    "recovered
      type s:1: text say hello
      wait: typing
    s:1 moved
      wait: typing
    screen: draft say hello
      type s:2: Enter
      wait: typing"
  `);
});

test('a new daemon while Enter is on its way: the screen tells', () => {
  expect(tell([recovered, busy], { after: [idle, task('t', text), written(1), draft(text)] })).toMatchInlineSnapshot(`
    "recovered
      wait: typing
    screen: busy
      wait no more: typing
      task t is running"
  `);
});

test('a new daemon in a paused session types nothing', () => {
  expect(tell([recovered, idle, resume], { after: [idle, task('t', text), pause] })).toMatchInlineSnapshot(`
    "recovered
    screen: idle
    resume
      type s:1: text say hello
      wait: typing"
  `);
});

test('a new daemon begins no task before it has looked', () => {
  expect(tell([recovered, idle], { after: [idle, takes, task('t', text)] })).toMatchInlineSnapshot(`
    "recovered
    screen: idle
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text say hello
      wait: typing"
  `);
});

test('a new daemon on an unreadable screen asks a person in the end', () => {
  expect(tell([recovered, unknown, deadline('unknown')], { after: [idle, unknown] })).toMatchInlineSnapshot(`
    "recovered
    screen: unknown
      wait: unknown
    too late: unknown
      decide s#1: HIGH escalate by policy (The screen cannot be read (two boxes); attach to the session and look.)
      wait no more: witness
      ask a person s#1"
  `);
});
