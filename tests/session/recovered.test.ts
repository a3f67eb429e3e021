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
  leaves,
  low,
  medium,
  pause,
  pending,
  promptSent,
  recovered,
  respond,
  resume,
  saysLast,
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

/** A daemon died over this Enter. */
const entering = [idle, task('t', text), written(1), draft(text), recovered];

test('a new daemon after an Enter of which nobody told finds an empty box: only the transcript tells that it was sent', () => {
  expect(tell([idle, promptSent(text), saysLast('Hello.')], { after: entering })).toMatchInlineSnapshot(`
    "screen: idle
    prompt in the transcript: say hello
      wait no more: typing
      task t is running
      wait: quiet
    turn ended: Hello.
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
  // With nobody at the pane a prompt in another form is its too.
  expect(tell([idle, promptSent('<pasted>')], { after: entering })).toContain('task t is running');
  expect(tell([idle, takes, promptSent('my own')], { after: entering })).not.toContain('task t is running');
});

test('a text that left the box before a new daemon came, and is in no transcript, was not sent: nothing types it again', () => {
  expect(tell([idle, deadline('typing'), idle, deadline('quiet')], { after: entering })).toMatchInlineSnapshot(`
    "screen: idle
    too late: typing
      wait no more: typing
      task t is failed
      note: Task t was not sent: its text left the input box, and the transcript holds no prompt of it.
      decide s!2: LOW finish by agent (0 tasks are done. Task t failed: It was not sent: its text left the input box, and the transcript holds no prompt of it.)
      s!2 is confirmed
    screen: idle
    too late: quiet"
  `);
  expect(tell([idle, recovered, idle, deadline('typing')], { after: entering })).toContain('task t is failed');
});

test('a turn of a person who took the pane over is none of a text that may never have been sent', () => {
  const told = tell([takes, busy, promptSent('my own'), saysLast('Mine.'), idle, leaves, idle, deadline('typing')], {
    after: entering,
  });
  expect(told).toContain('task t is failed');
  expect(told).not.toContain('task t is running');
});

test('a command of the CLI leaves no prompt: that the box is empty has to do', () => {
  const command = [idle, task('t', '/compact'), written(1), draft('/compact'), recovered];
  expect(tell([idle], { after: command })).toContain('task t is running');
});

test('an Enter that is told as written after a break is as good as any', () => {
  const paused = [idle, task('t', text), written(1), draft(text), pause, resume];
  expect(tell([written(2), idle], { after: paused })).toContain('task t is running');
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
