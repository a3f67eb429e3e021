import { describe, expect, test } from 'vitest';
import type { Dialog, SessionEvent } from '../../src/session/session.ts';
import { tell } from './tell.ts';
import {
  advised,
  call,
  deadline,
  done,
  idle,
  judged,
  medium,
  permission,
  recovered,
  respond,
  shows,
  unsure,
} from './words.ts';

/** A question to a person ends with the call that it was about, also when the next dialog looks the same. */

const dialog = permission('Edit', 'src/a.ts');
const plan: Dialog = { ...permission('', ''), kind: 'plan', fingerprint: 'plan' };

function edit(id: string, text: string): SessionEvent {
  return { type: 'call-pending', call: call(id, 'Edit', { file_path: 'src/a.ts', old_string: 'x', new_string: text }) };
}

function planned(id: string): SessionEvent {
  return { type: 'call-pending', call: call(id, 'ExitPlanMode', { plan: id }) };
}

const asked = [idle, edit('a', 'fine'), shows(dialog), judged('a', dialog, medium), advised(1, unsure)];

describe('a late yes types nothing', () => {
  const stories: readonly (readonly [string, readonly SessionEvent[], number])[] = [
    ['its call is over, and another one stands there', [...asked, done('a'), edit('b', 'bad'), shows(dialog)], 1],
    [
      'both calls were pending and nobody could tell which',
      [idle, edit('a', 'fine'), edit('b', 'bad'), shows(dialog), deadline('witness'), done('a'), shows(dialog)],
      1,
    ],
    [
      'a plan was answered and the next one stands there',
      [idle, planned('a'), shows(plan), done('a'), planned('b'), shows(plan)],
      1,
    ],
    ['a new daemon does not find the call', [...asked, recovered, edit('b', 'bad'), shows(dialog)], 1],
  ];
  test.each(stories)('%s', (_name, before, question) => {
    expect(tell([respond(question, 'Yes')], { after: before })).toBe(`person answers s#${question}: Yes`);
  });
});

test('the next call that looks the same has a question of its own', () => {
  expect(
    tell(
      [done('a'), edit('b', 'bad'), shows(dialog), judged('b', dialog, medium), advised(2, unsure), respond(2, 'Yes')],
      {
        after: asked,
      },
    ),
  ).toMatchInlineSnapshot(`
    "result of a
      take back s#1 (The call that it was about is over.)
      wait: witness
    call b: Edit {"file_path":"src/a.ts","old_string":"x","new_string":"bad"}
      wait no more: witness
      judge b
    screen: permission Edit src/a.ts
    judged b for 'Edit src/a.ts': MEDIUM ask-brain
      consult s?2: permission
    rules says of s?2: person (Nobody knows.)
      decide s#2: MEDIUM ask-brain by policy (Nobody knows. Has effects.)
      wait no more: witness
      ask a person s#2
    person answers s#2: Yes
      decide s#3: MEDIUM approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#3
      wait: answer
      take back s#2 (Answered: Yes)"
  `);
});

test('a call that a new daemon finds again is answered, and one that it does not find is asked about anew', () => {
  expect(
    tell([recovered, edit('a', 'fine'), shows(dialog), respond(1, 'Yes')], { after: asked }),
  ).toMatchInlineSnapshot(`
    "recovered
      wait: witness
    call a: Edit {"file_path":"src/a.ts","old_string":"x","new_string":"fine"}
    screen: permission Edit src/a.ts
    person answers s#1: Yes
      decide s#2: MEDIUM approve by human 'Yes' (A person chose 'Yes'.)
      type s:1: key 1 of 'Yes' for s#2
      wait: answer
      take back s#1 (Answered: Yes)"
  `);
  expect(tell([recovered, shows(dialog), deadline('witness')], { after: asked })).toMatchInlineSnapshot(`
    "recovered
      wait: witness
    screen: permission Edit src/a.ts
    too late: witness
      take back s#1 (The call that it was about is over.)
      wait: witness"
  `);
});
