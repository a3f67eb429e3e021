import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/session/session.ts';
import { banner, errorShown, refusal, running, wake } from './limitWords.ts';
import { tell } from './tell.ts';
import {
  bash,
  cli,
  deadline,
  done,
  draft,
  idle,
  judged,
  leaves,
  low,
  pending,
  promptSent,
  recovered,
  saysLast,
  shows,
  takes,
  task,
  busy,
  written,
} from './words.ts';

/** Two things that meet: a text or a key on its way, and an error, a budget, a human or another end of what it was for. */

const test1 = bash('npm test');
const answering = [pending('a', 'npm test'), shows(test1), judged('a', test1, low)];

describe('a text that was not written', () => {
  test.each(['network', 'context-full'] as const)('waits while a turn that %s has cut off is continued', (kind) => {
    const spent = { type: 'spent', spent: { tokens: 1, context: 1, makesRoom: true } } satisfies SessionEvent;
    const story = tell([written(1, 'moved'), refusal(kind), errorShown(kind), deadline('retry')], {
      after: [spent, idle, task('u', 'next')],
    });
    expect(story).toContain('task u is queued');
    expect(story).toContain(kind === 'network' ? 'text continue' : 'text /compact');
  });

  test('waits while a text that a budget gave up stands in the box, and a person is asked to clear it', () => {
    const stop = {
      type: 'budget',
      taskId: 't',
      what: 'Task t has taken 10 tokens.',
      then: 'stop',
    } satisfies SessionEvent;
    const story = tell([stop, written(4, 'moved'), draft('continue'), idle], {
      after: [...running, task('u', 'next'), refusal(), banner(), wake, written(3)],
    });
    expect(story).toMatchInlineSnapshot(`
      "budget taskId=t what=Task t has taken 10 tokens. then=stop
        decide s!4: LOW stop by agent (Task t has taken 10 tokens. The queue goes on behind it.)
        s!4 is confirmed
        wait no more: stopped
        task t is failed
        wait no more: typing
        task s!3:go-on is failed
        note: Task s!3:go-on was not sent: it is needed no more.
        wait no more: limit
        wait no more: woken
        awake by=itself
        decide s!5: LOW next by agent (It is the only task that can go.)
        s!5 is confirmed
        task u is typing
        type s:4: text next
        wait: typing
      s:4 moved
        wait: typing
      screen: draft continue
        task u is queued
        decide s#1: MEDIUM escalate by policy (The text of task s!3:go-on stands unsent in the input box; attach to the session and send or clear it.)
        wait no more: witness
        ask a person s#1
      screen: idle
        take back s#1 (The text left the input box.)
        decide s!6: LOW next by agent (It is the only task that can go.)
        s!6 is confirmed
        task u is typing
        type s:5: text next
        wait: typing"
    `);
  });
});

test('an Enter that is only assumed: a turn that begins after a human took the keyboard is theirs', () => {
  const story = tell(
    [
      recovered,
      idle,
      takes,
      draft('my own'),
      busy,
      leaves,
      busy,
      promptSent('my own'),
      saysLast('I did yours'),
      idle,
      deadline('typing'),
    ],
    { after: [idle, task('t', 'say hello'), written(1), draft('say hello')] },
  );
  expect(story).not.toContain('task t is done');
  expect(story).not.toContain('task t is running');
  expect(story).toContain('task t is failed');
});

describe('an answer whose key was refused', () => {
  test('is not said to be what ended its call', () => {
    expect(tell([written(1, 'stale'), done('a'), idle], { after: answering })).toMatchInlineSnapshot(`
      "s:1 stale
        wait: answer
      result of a
        s#1 is not-typed
        wait no more: answer
        wait: witness
      screen: idle
        wait no more: witness"
    `);
  });

  test('is not typed any more once the version of the CLI counts as unchecked', () => {
    expect(
      tell([written(1, 'stale'), cli('unchecked'), shows(test1)], { after: [cli('checked'), ...answering] }),
    ).toMatchInlineSnapshot(`
      "s:1 stale
        wait: answer
      version of the CLI: unchecked
      screen: permission Bash npm test
        wait no more: answer
        s#1 is not-typed
        wait no more: witness
        judge a"
    `);
  });
});
