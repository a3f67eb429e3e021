import { expect, it } from 'vitest';
import type { SessionEvent } from '../../src/session/session.ts';
import { tell } from './tell.ts';
import { bash, busy, exited, idle, shows, takes, unknown } from './words.ts';

const hangs: SessionEvent = { type: 'health', stuck: true, why: 'No sign of life for 6 min.' };
const lives: SessionEvent = { type: 'health', stuck: false, why: 'It shows signs of life again.' };

it('a person is asked about a session that hangs; nothing is typed and nothing is ended', () => {
  expect(tell([hangs], { after: [idle, busy] })).toMatchInlineSnapshot(`
    "health stuck=true why=No sign of life for 6 min.
      note: No sign of life for 6 min.
      decide s#1: MEDIUM escalate by policy (No sign of life for 6 min. Attach to the session and look; pcc types nothing into it and does not end it.)
      wait no more: witness
      ask a person s#1"
  `);
});

it('the question stays while the screen says the same, and is taken back when there are signs of life', () => {
  expect(tell([busy, unknown, busy, lives, lives], { after: [idle, busy, hangs] })).toMatchInlineSnapshot(`
    "screen: busy
    screen: unknown
      wait: unknown
    screen: busy
      wait no more: unknown
    health stuck=false why=It shows signs of life again.
      take back s#1 (It shows signs of life again.)
    health stuck=false why=It shows signs of life again."
  `);
});

it('a screen that moves on takes it back', () => {
  expect(tell([idle], { after: [idle, busy, hangs] })).toMatchInlineSnapshot(`
    "screen: idle
      take back s#1 (Its screen has moved on.)"
  `);
  expect(tell([shows(bash('ls'))], { after: [idle, busy, hangs] })).toMatchInlineSnapshot(`
    "screen: permission Bash ls
      take back s#1 (Its screen has moved on.)
      wait: witness"
  `);
});

it('its end takes it back', () => {
  expect(tell([exited], { after: [idle, busy, hangs] })).toContain('(The session has ended.)');
});

it('who holds the keyboard, or is asked already, is not asked', () => {
  expect(tell([hangs], { after: [idle, busy, takes] })).not.toContain('ask a person');
  expect(tell([hangs, hangs], { after: [idle, busy, hangs] })).not.toContain('ask a person');
});
