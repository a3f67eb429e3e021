import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  busy,
  deadline,
  done,
  draft,
  idle,
  leaves,
  pause,
  pending,
  promptSent,
  resume,
  takes,
  task,
  turnEnded,
  unknown,
  written,
} from './words.ts';

/** Tasks in trouble: keys without effect, humans, pauses, unreadable screens. */

const text = 'add a user type';

/** A task whose text is on its way. */
const typing = [idle, task('t', text)];

/** A task whose Enter is on its way. */
const entering = [...typing, written(1), draft(text)];

test('an Enter without effect is pressed again while the text stands, a bounded number of times', () => {
  expect(
    tell([written(2), deadline('typing'), written(3), deadline('typing'), written(4), deadline('typing')], {
      after: entering,
    }),
  ).toMatchInlineSnapshot(`
    "s:2 written
      wait: typing
    too late: typing
      type s:3: Enter
      wait: typing
    s:3 written
      wait: typing
    too late: typing
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text did not leave the input box.
      decide s#1: MEDIUM escalate by policy (The text of task t stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#1
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text did not leave the input box.)
      s!2 is confirmed"
  `);
});

test('a CLI that has drawn nothing since Enter gets more time, once, and no other key', () => {
  const unmoved = { ...deadline('typing'), unmoved: true } as const;
  const failed = /task t is failed/;
  const told = tell([written(2), unmoved], { after: entering });
  expect(told).toMatch(/too late: typing\n\s+wait: typing$/);
  expect(tell([written(2), unmoved, busy], { after: entering })).toMatch(/task t is running/);
  expect(tell([written(2), unmoved, deadline('typing')], { after: entering })).toMatch(/type s:3: Enter/);
  expect(tell([written(2), unmoved, unmoved], { after: entering })).toMatch(failed);
  // The next Enter may be read late too.
  expect(tell([written(2), deadline('typing'), written(3), unmoved], { after: entering })).not.toMatch(failed);
});

test('an Enter that was not written is pressed when the text still stands', () => {
  expect(tell([written(2, 'stale'), draft(text)], { after: entering })).toMatchInlineSnapshot(`
    "s:2 stale
      wait: typing
    screen: draft add a user type
      type s:3: Enter
      wait: typing"
  `);
});

test('an Enter that was not written is not needed when the turn runs already', () => {
  expect(tell([written(2, 'stale'), busy, turnEnded], { after: entering })).toMatchInlineSnapshot(`
    "s:2 stale
      wait: typing
    screen: busy
      wait no more: typing
      task t is running
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('an Enter that was not written, and the text is gone', () => {
  expect(tell([written(2, 'stale'), idle], { after: entering })).toMatchInlineSnapshot(`
    "s:2 stale
      wait: typing
    screen: idle
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text was taken out of the input box.
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text was taken out of the input box.)
      s!2 is confirmed"
  `);
});

test('the transcript tells that the text has left', () => {
  expect(tell([written(2), promptSent('add a  user type'), turnEnded], { after: entering })).toMatchInlineSnapshot(`
    "s:2 written
      wait: typing
    prompt in the transcript: add a  user type
      wait no more: typing
      task t is running
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a command of the CLI has no turn: the task is done when the box stays empty', () => {
  expect(
    tell([written(2), idle, deadline('quiet')], { after: [idle, task('t', '/clear'), written(1), draft('/clear')] }),
  ).toMatchInlineSnapshot(`
    "s:2 written
      wait: typing
    screen: idle
      wait no more: typing
      task t is running
      wait: quiet
    too late: quiet
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a quiet box with a call that still runs is waited for', () => {
  expect(
    tell([pending('a', 'npm test'), written(2), idle, deadline('quiet'), done('a'), deadline('quiet')], {
      after: entering,
    }),
  ).toMatchInlineSnapshot(`
    "call a: Bash {"command":"npm test"}
    s:2 written
      wait: typing
    screen: idle
      wait no more: typing
      task t is running
      wait: quiet
    too late: quiet
      wait: quiet
    result of a
    too late: quiet
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a human takes over before the text is surely in the box: it is not typed a second time', () => {
  expect(tell([takes, written(1), idle, leaves], { after: typing })).toMatchInlineSnapshot(`
    "human takes
      wait no more: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: a human took the keyboard while it was being typed.
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: a human took the keyboard while it was being typed.)
      s!2 is confirmed
    s:1 written
    screen: idle
    human leaves"
  `);
});

test('a human takes over after a text was refused: it is typed later', () => {
  expect(tell([written(1, 'stale'), takes, idle, leaves], { after: typing })).toMatchInlineSnapshot(`
    "s:1 stale
      wait: typing
    human takes
      wait no more: typing
      task t is queued
    screen: idle
    human leaves
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task t is typing
      type s:2: text add a user type
      wait: typing"
  `);
});

test('a human takes over while the text stands in the box', () => {
  expect(
    tell([takes, draft(text), leaves, deadline('typing')], { after: [...typing, written(1)] }),
  ).toMatchInlineSnapshot(`
    "human takes
      wait no more: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: a human took the keyboard while it was being typed.
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: a human took the keyboard while it was being typed.)
      s!2 is confirmed
    screen: draft add a user type
    human leaves
      decide s#1: MEDIUM escalate by policy (The text of task t stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#1
    too late: typing"
  `);
});

test('a human takes over after Enter: the task runs if it left', () => {
  expect(tell([takes, written(2), busy, leaves, turnEnded], { after: entering })).toMatchInlineSnapshot(`
    "human takes
    s:2 written
      wait: typing
    screen: busy
      wait no more: typing
      task t is running
    human leaves
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a human takes over after Enter: a text that stays is theirs', () => {
  expect(tell([takes, written(2), leaves, deadline('typing')], { after: entering })).toMatchInlineSnapshot(`
    "human takes
    s:2 written
      wait: typing
    human leaves
    too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text did not leave the input box.
      decide s#1: MEDIUM escalate by policy (The text of task t stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#1
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text did not leave the input box.)
      s!2 is confirmed"
  `);
});

test('paused while the text is typed, and gone on with', () => {
  expect(
    tell([pause, draft(text), deadline('typing'), resume], { after: [...typing, written(1)] }),
  ).toMatchInlineSnapshot(`
    "pause
    screen: draft add a user type
    too late: typing
    resume
      type s:2: Enter
      wait: typing
      wait: typing"
  `);
});

test('paused after Enter: the task leaves all the same', () => {
  expect(tell([pause, written(2), busy, resume, turnEnded], { after: entering })).toMatchInlineSnapshot(`
    "pause
    s:2 written
      wait: typing
    screen: busy
      wait no more: typing
      task t is running
    resume
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('a paused session begins no task', () => {
  expect(tell([pause, task('t', text), resume], { after: [idle] })).toMatchInlineSnapshot(`
    "pause
    task t: add a user type
    resume
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text add a user type
      wait: typing"
  `);
});

test('a screen that cannot be read says nothing about the text', () => {
  expect(tell([written(1), unknown, deadline('typing'), draft(text)], { after: typing })).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: unknown
      wait: unknown
    too late: typing
      wait: typing
    screen: draft add a user type
      type s:2: Enter
      wait: typing
      wait no more: unknown"
  `);
});

test('resuming what is not paused types nothing again', () => {
  expect(tell([resume], { after: typing })).toMatchInlineSnapshot(`"resume"`);
});
