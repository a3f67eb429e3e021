import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  approve,
  bash,
  busy,
  deadline,
  done,
  draft,
  high,
  idle,
  judged,
  low,
  medium,
  off,
  on,
  pause,
  pending,
  resume,
  respond,
  shows,
  task,
  written,
} from './words.ts';

/** The kill switch: while it is thrown pcc types nothing, whoever decided it. */

const dialog = bash('npm test');
const asked = [idle, pending('a', 'npm test'), shows(dialog)];

test('a dialog that comes while it is thrown waits for a person, and is judged once it is taken back', () => {
  expect(
    tell([off, pending('a', 'npm test'), shows(dialog), on, judged('a', dialog, low)], { after: [idle] }),
  ).toMatchInlineSnapshot(`
    "kill switch thrown
    call a: Bash {"command":"npm test"}
    screen: permission Bash npm test
      decide s#1: HIGH escalate by policy (The kill switch is thrown, so pcc types nothing at all.)
      wait no more: witness
      ask a person s#1
    kill switch taken back
      take back s#1 (The kill switch was taken back.)
      wait no more: witness
      judge a
    judged a for 'Bash npm test': LOW approve
      decide s#2: LOW approve by policy 'Yes' (Understood.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer"
  `);
});

test('thrown while a call is judged or a brain is asked: what comes of it is not done', () => {
  expect(tell([off, judged('a', dialog, low)], { after: asked })).toMatchInlineSnapshot(`
    "kill switch thrown
      decide s#1: HIGH escalate by policy (The kill switch is thrown, so pcc types nothing at all.)
      wait no more: witness
      ask a person s#1
    judged a for 'Bash npm test': LOW approve"
  `);
  const consulting = [...asked, judged('a', dialog, medium)];
  expect(tell([off, advised(1, approve)], { after: consulting })).not.toContain('\n  type');
});

test('thrown while an answer is on its way: no further key is sent', () => {
  const answering = [...asked, judged('a', dialog, low)];
  expect(tell([off, written(1, 'stale'), shows(dialog)], { after: answering })).toMatchInlineSnapshot(`
    "kill switch thrown
    s:1 stale
      wait no more: answer
      s#1 is not-typed
      decide s#2: HIGH escalate by policy (The kill switch is thrown, so pcc types nothing at all.)
      wait no more: witness
      ask a person s#2
    screen: permission Bash npm test"
  `);
  expect(tell([off, written(1), busy, done('a')], { after: answering })).toContain('s#1 is confirmed');
  expect(tell([off, written(1), deadline('answer')], { after: answering })).toContain('The kill switch is thrown');
});

test('a person’s answer is not typed either, and the question stays as it was', () => {
  const waiting = [...asked, judged('a', dialog, high)];
  expect(tell([off, respond(1, 'Yes'), on, respond(1, 'Yes')], { after: waiting })).toMatchInlineSnapshot(`
    "kill switch thrown
    person answers s#1: Yes
    kill switch taken back
    person answers s#1: Yes
      decide s#2: HIGH approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)"
  `);
  const answering = [...waiting, respond(1, 'Yes')];
  expect(tell([off, written(1, 'stale'), shows(dialog)], { after: answering })).not.toContain('\n  type');
});

test('no task is begun, none goes on, and afterwards it goes on where the screen shows it', () => {
  expect(tell([off, idle, on], { after: [idle, off, task('t', 'do it')] })).toMatchInlineSnapshot(`
    "kill switch thrown
    screen: idle
    kill switch taken back
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text do it
      wait: typing"
  `);
  const typing = [idle, task('t', 'do it'), written(1)];
  expect(tell([off, draft('do it'), deadline('typing'), on], { after: typing })).toMatchInlineSnapshot(`
    "kill switch thrown
    screen: draft do it
    too late: typing
    kill switch taken back
      type s:2: Enter
      wait: typing
      wait: typing"
  `);
});

test('with a pause: each has to end before anything is answered', () => {
  const both = [idle, pause, off, pending('a', 'npm test'), shows(dialog)];
  expect(tell([on, resume], { after: both })).toMatchInlineSnapshot(`
    "kill switch taken back
      take back s#1 (The kill switch was taken back.)
      decide s#2: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#2
    resume
      take back s#2 (The session was resumed.)
      wait no more: witness
      judge a"
  `);
  expect(tell([resume, on], { after: both })).toMatchInlineSnapshot(`
    "resume
    kill switch taken back
      take back s#1 (The kill switch was taken back.)
      wait no more: witness
      judge a"
  `);
});

test('the same position twice changes nothing', () => {
  expect(tell([on, off, off, on], { after: [idle] })).toBe(
    ['kill switch taken back', 'kill switch thrown', 'kill switch thrown', 'kill switch taken back'].join('\n'),
  );
});
