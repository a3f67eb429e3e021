import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  deadline,
  done,
  idle,
  judged,
  leaves,
  low,
  medium,
  pending,
  shows,
  takes,
  unsure,
  unknown,
  written,
} from './words.ts';

/** Screens that cannot be read conclude nothing. */

const test1 = bash('npm test');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

const waiting = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)];

test('an unreadable screen while a person is asked: the question stays', () => {
  expect(tell([unknown, unknown, deadline('unknown'), shows(test1), idle], { after: waiting })).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    screen: unknown
    too late: unknown
    screen: permission Bash npm test
      wait no more: unknown
    screen: idle
      wait no more: answer
      take back s#1 (The dialog is gone: it was answered or cancelled at the terminal.)"
  `);
});

test('an unreadable screen while the call is judged: nothing is typed before a look', () => {
  expect(
    tell([unknown, judged('a', test1, low), deadline('witness'), shows(test1), judged('a', test1, low)], {
      after: [idle, pending('a', 'npm test'), shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    judged a for 'Bash npm test': LOW approve
      wait: witness
      wait: unknown
    too late: witness
      wait: witness
    screen: permission Bash npm test
      wait no more: unknown
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#1: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#1
      wait: answer"
  `);
});

test('an unreadable screen after an answer concludes nothing', () => {
  expect(
    tell([unknown, deadline('answer'), done('a'), idle], { after: [...answering, written(1)] }),
  ).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    too late: answer
      wait: witness
      wait: unknown
    result of a
      s#1 is confirmed
    screen: idle
      wait no more: unknown
      wait no more: witness"
  `);
});

test('a screen that stays unreadable needs a person', () => {
  expect(tell([unknown, deadline('unknown'), unknown, idle], { after: [idle] })).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    too late: unknown
      decide s#1: HIGH escalate by policy (The screen cannot be read (two boxes); attach to the session and look.)
      wait no more: witness
      ask a person s#1
    screen: unknown
    screen: idle
      wait no more: unknown
      wait no more: answer
      take back s#1 (The screen can be read again.)"
  `);
});

test('a screen that stays unreadable after a dialog needs a person', () => {
  expect(
    tell([unknown, deadline('answer'), deadline('unknown'), shows(test1)], { after: [...answering, written(1)] }),
  ).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    too late: answer
      wait: witness
      wait: unknown
    too late: unknown
      decide s#2: HIGH escalate by policy (The screen cannot be read (two boxes); attach to the session and look.)
      wait no more: witness
      ask a person s#2
    screen: permission Bash npm test
      wait no more: unknown
      wait no more: answer
      take back s#2 (The screen can be read again.)
      s#1 is no-effect
      wait no more: witness
      judge a"
  `);
});

test('a human looks at an unreadable screen: nobody is asked until they leave', () => {
  expect(
    tell([unknown, takes, deadline('unknown'), leaves, deadline('unknown')], { after: [idle] }),
  ).toMatchInlineSnapshot(`
    "screen: unknown
      wait: unknown
    human takes
    too late: unknown
    human leaves
      wait: unknown
    too late: unknown
      decide s#1: HIGH escalate by policy (The screen cannot be read (two boxes); attach to the session and look.)
      wait no more: witness
      ask a person s#1"
  `);
});
