import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import { deadline, idle, pause, respond, resume, shows, starting, stop, trust, written } from './words.ts';

/** The start of a session: the workspace trust dialog. */

test('with --trust the folder is trusted by its number', () => {
  expect(tell([starting, shows(trust()), written(1), idle], { trusted: true })).toMatchInlineSnapshot(`
    "screen: starting
    screen: trust ❯ Yes, I trust this folder
      decide s#1: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:1: key 1 of 'Yes, I trust this folder' for s#1
      wait: answer
    s:1 written
      s#1 is typed
      wait: answer
    screen: idle
      wait no more: answer
      s#1 is confirmed"
  `);
});

test('without numbers the selector is moved first, and Enter follows a look at it', () => {
  expect(
    tell(
      [shows(trust('no')), written(1, 'written', false), shows(trust('no')), shows(trust('yes')), written(2), idle],
      { trusted: true },
    ),
  ).toMatchInlineSnapshot(`
    "screen: trust ❯ No, exit
      decide s#1: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:1: key 1 of 'Yes, I trust this folder' for s#1
      wait: answer
    s:1 written, more to come
      wait: answer
    screen: trust ❯ No, exit
    screen: trust ❯ Yes, I trust this folder
      type s:2: key 2 of 'Yes, I trust this folder' for s#1
      wait: answer
    s:2 written
      s#1 is typed
      wait: answer
    screen: idle
      wait no more: answer
      s#1 is confirmed"
  `);
});

test('a selector that does not move leads to a new decision, a bounded number of times, then to a person', () => {
  expect(
    tell(
      [
        shows(trust('no')),
        written(1, 'written', false),
        deadline('answer'),
        written(2, 'written', false),
        deadline('answer'),
        written(3, 'written', false),
        deadline('answer'),
      ],
      { trusted: true },
    ),
  ).toMatchInlineSnapshot(`
    "screen: trust ❯ No, exit
      decide s#1: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:1: key 1 of 'Yes, I trust this folder' for s#1
      wait: answer
    s:1 written, more to come
      wait: answer
    too late: answer
      wait no more: answer
      s#1 is no-effect
      decide s#2: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:2: key 1 of 'Yes, I trust this folder' for s#2
      wait: answer
    s:2 written, more to come
      wait: answer
    too late: answer
      wait no more: answer
      s#2 is no-effect
      decide s#3: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:3: key 1 of 'Yes, I trust this folder' for s#3
      wait: answer
    s:3 written, more to come
      wait: answer
    too late: answer
      wait no more: answer
      s#3 is no-effect
      decide s#4: MEDIUM escalate by policy (Only you can vouch for a folder; start with --trust to do it beforehand.)
      wait no more: witness
      ask a person s#4"
  `);
});

test('without --trust a person vouches for the folder', () => {
  expect(tell([shows(trust()), respond(1, 'Yes, I trust this folder'), written(1), idle])).toMatchInlineSnapshot(`
    "screen: trust ❯ Yes, I trust this folder
      decide s#1: MEDIUM escalate by policy (Only you can vouch for a folder; start with --trust to do it beforehand.)
      wait no more: witness
      ask a person s#1
    person answers s#1: Yes, I trust this folder
      decide s#2: MEDIUM choose by human 'Yes, I trust this folder' (A person chose 'Yes, I trust this folder'.)
      type s:1: key 1 of 'Yes, I trust this folder' for s#2
      wait: answer
      take back s#1 (Answered: Yes, I trust this folder)
    s:1 written
      s#2 is typed
      wait: answer
    screen: idle
      wait no more: answer
      s#2 is confirmed"
  `);
});

test('a trust dialog after the start is none of the flag', () => {
  expect(tell([idle, shows(trust())], { trusted: true })).toMatchInlineSnapshot(`
    "screen: idle
    screen: trust ❯ Yes, I trust this folder
      decide s#1: MEDIUM escalate by policy (Only you can vouch for a folder; start with --trust to do it beforehand.)
      wait no more: witness
      ask a person s#1"
  `);
});

test('a trust dialog that a paused session meets waits, and is answered after the pause', () => {
  expect(tell([pause, shows(trust()), resume], { trusted: true })).toMatchInlineSnapshot(`
    "pause
    screen: trust ❯ Yes, I trust this folder
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
    resume
      take back s#1 (The session was resumed.)
      decide s#2: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
      type s:1: key 1 of 'Yes, I trust this folder' for s#2
      wait: answer"
  `);
});

test('a stopped session trusts nothing any more', () => {
  expect(tell([stop, shows(trust()), deadline('answer')], { trusted: true })).toMatchInlineSnapshot(`
    "stop
      kill
    screen: trust ❯ Yes, I trust this folder
    too late: answer"
  `);
});
