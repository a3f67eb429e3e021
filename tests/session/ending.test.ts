import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import {
  advised,
  bash,
  busy,
  exited,
  idle,
  judged,
  low,
  medium,
  pending,
  respond,
  shows,
  stop,
  task,
  unsure,
  written,
} from './words.ts';

/** The end of a session in every stage. */

const test1 = bash('npm test');
const remove = bash('rm -rf build');

/** A LOW call whose dialog stands there and whose approval is on its way. */
const answering = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

const text = 'say hello';
const waiting = [idle, pending('a', 'npm test'), shows(test1), judged('a', test1, medium), advised(1, unsure)];

test('stopped while a key is on its way', () => {
  expect(tell([stop, written(1, 'moved'), shows(test1), exited], { after: answering })).toMatchInlineSnapshot(`
    "stop
      kill
    s:1 moved
      wait no more: answer
      s#1 is not-typed
    screen: permission Bash npm test
    exited 0
      wait no more: witness
      wait no more: restart"
  `);
});

test('stopped while a call is judged', () => {
  expect(
    tell([stop, judged('a', test1, low), shows(remove), exited], {
      after: [idle, pending('a', 'npm test'), shows(test1)],
    }),
  ).toMatchInlineSnapshot(`
    "stop
      kill
    judged a for 'Bash npm test': LOW approve
    screen: permission Bash rm -rf build
      wait no more: witness
    exited 0
      wait no more: witness
      wait no more: restart"
  `);
});

test('the end while the call is looked for', () => {
  expect(tell([exited, idle], { after: [idle, shows(test1)] })).toMatchInlineSnapshot(`
    "exited 0
      wait no more: witness
      wait no more: restart
    screen: idle"
  `);
});

test('the end while the call is judged', () => {
  expect(
    tell([exited, judged('a', test1, low)], { after: [idle, pending('a', 'npm test'), shows(test1)] }),
  ).toMatchInlineSnapshot(`
    "exited 0
      wait no more: answer
      wait no more: restart
    judged a for 'Bash npm test': LOW approve"
  `);
});

test('the end while a person is asked', () => {
  expect(tell([exited, respond(1, 'Yes')], { after: waiting })).toMatchInlineSnapshot(`
    "exited 0
      wait no more: answer
      take back s#1 (The session has ended.)
      wait no more: restart
    person answers s#1: Yes"
  `);
});

test('the end while a key is on its way', () => {
  expect(tell([exited, written(1, 'exited')], { after: answering })).toMatchInlineSnapshot(`
    "exited 0
      wait no more: answer
      s#1 is unknown
      wait no more: restart
    s:1 exited"
  `);
});

test('the end is told by the key', () => {
  expect(tell([written(1, 'exited'), exited], { after: answering })).toMatchInlineSnapshot(`
    "s:1 exited
      s#1 is not-typed
      wait no more: answer
    exited 0
      wait no more: restart"
  `);
});

test('the end after an answer', () => {
  expect(tell([exited], { after: [...answering, written(1)] })).toMatchInlineSnapshot(`
    "exited 0
      wait no more: answer
      s#1 is unknown
      wait no more: restart"
  `);
});

test('the end while a call runs that was allowed', () => {
  expect(tell([exited], { after: [...answering, written(1), busy] })).toMatchInlineSnapshot(`
    "exited 0
      s#1 is unknown
      wait no more: restart"
  `);
});

test('the end while tasks wait, are typed or run', () => {
  expect(tell([exited], { after: [idle, task('t', text), task('u', text)] })).toMatchInlineSnapshot(`
    "exited 0
      task t is failed
      wait no more: restart"
  `);
});
