import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import { busy, deadline, draft, idle, leaves, takes, task, turnEnded, unknown, written } from './words.ts';

/** Tasks: text, seen, Enter, seen to leave, the end of the turn. */

const text = 'add a user type';

/** A task whose text is on its way. */
const typing = [idle, task('t', text)];

test('a task is typed, seen, sent, seen to leave, and done with its turn', () => {
  expect(
    tell([idle, task('t', text), written(1), idle, draft(text), written(2), busy, turnEnded, idle]),
  ).toMatchInlineSnapshot(`
    "screen: idle
    task t: add a user type
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text add a user type
      wait: typing
    s:1 written
      wait: typing
    screen: idle
    screen: draft add a user type
      type s:2: Enter
      wait: typing
    s:2 written
      wait: typing
    screen: busy
      wait no more: typing
      task t is running
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed
    screen: idle"
  `);
});

test('a task waits for the input box', () => {
  expect(tell([task('t', text), busy, unknown, draft('my own words'), idle])).toMatchInlineSnapshot(`
    "task t: add a user type
    screen: busy
    screen: unknown
      wait: unknown
    screen: draft my own words
      wait no more: unknown
    screen: idle
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text add a user type
      wait: typing"
  `);
});

test('several tasks go one after the other', () => {
  expect(
    tell(
      [
        task('u', 'and test it'),
        written(1),
        draft(text),
        written(2),
        busy,
        idle,
        turnEnded,
        written(3),
        draft('and test it'),
      ],
      { after: typing },
    ),
  ).toMatchInlineSnapshot(`
    "task u: and test it
    s:1 written
      wait: typing
    screen: draft add a user type
      type s:2: Enter
      wait: typing
    s:2 written
      wait: typing
    screen: busy
      wait no more: typing
      task t is running
    screen: idle
      wait: quiet
    turn ended
      task t is done
      wait no more: quiet
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:3: text and test it
      wait: typing
    s:3 written
      wait: typing
    screen: draft and test it
      type s:4: Enter
      wait: typing"
  `);
});

test('a pasted text shows as a marker', () => {
  expect(
    tell([written(1), draft('[Pasted text #1 +12 lines]')], { after: [idle, task('t', 'one\ntwo')] }),
  ).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: draft [Pasted text #1 +12 lines]
      type s:2: Enter
      wait: typing"
  `);
});

test('a text that wraps is the same text', () => {
  expect(tell([written(1), draft('add a user\n type')], { after: typing })).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: draft add a user
     type
      type s:2: Enter
      wait: typing"
  `);
});

test('a text too long for the box shows its end', () => {
  expect(
    tell([written(1), draft('…xx'), draft('b'.repeat(50))], {
      after: [idle, task('t', 'a'.repeat(50) + 'b'.repeat(50))],
    }),
  ).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: draft …xx
    screen: draft bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
      type s:2: Enter
      wait: typing"
  `);
});

test('something else in the box is not sent', () => {
  expect(tell([written(1), draft('add a user typo'), deadline('typing')], { after: typing })).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: draft add a user typo
    too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text was not seen in the input box.
      decide s#1: MEDIUM escalate by policy (The text of task t stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#1
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text was not seen in the input box.)
      s!2 is confirmed"
  `);
});

test('a text that was not written is tried again with an id of its own', () => {
  expect(
    tell([written(1, 'stale'), draft('x'), idle, written(2, 'moved'), idle, written(3), draft(text)], {
      after: typing,
    }),
  ).toMatchInlineSnapshot(`
    "s:1 stale
      wait: typing
    screen: draft x
    screen: idle
      type s:2: text add a user type
      wait: typing
    s:2 moved
      wait: typing
    screen: idle
      type s:3: text add a user type
      wait: typing
    s:3 written
      wait: typing
    screen: draft add a user type
      type s:4: Enter
      wait: typing"
  `);
});

test('a text that never shows needs a person', () => {
  expect(tell([written(1), idle, deadline('typing'), idle], { after: typing })).toMatchInlineSnapshot(`
    "s:1 written
      wait: typing
    screen: idle
    too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text was not seen in the input box.
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text was not seen in the input box.)
      s!2 is confirmed
    screen: idle"
  `);
});

test('the box shows the text before its writing is told', () => {
  expect(tell([draft(text), written(1), written(2)], { after: typing })).toMatchInlineSnapshot(`
    "screen: draft add a user type
      type s:2: Enter
      wait: typing
    s:1 written
    s:2 written
      wait: typing"
  `);
});

test('a text that stands unsent is told to a person, and the queue goes on when the box is empty', () => {
  expect(
    tell([deadline('typing'), draft('add a user typo'), draft('add'), unknown, idle], {
      after: [...typing, task('u', 'and test it'), written(1), draft('add a user typo')],
    }),
  ).toMatchInlineSnapshot(`
    "too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text was not seen in the input box.
      decide s#1: MEDIUM escalate by policy (The text of task t stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#1
    screen: draft add a user typo
    screen: draft add
    screen: unknown
      wait: unknown
    screen: idle
      take back s#1 (The text left the input box.)
      wait no more: unknown
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:2: text and test it
      wait: typing"
  `);
});

test('the unsent text of a failed task is told when the human has left it there', () => {
  expect(tell([takes, draft(text), leaves, idle], { after: [...typing, written(1)] })).toMatchInlineSnapshot(`
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
    screen: idle
      take back s#1 (The text left the input box.)"
  `);
});
