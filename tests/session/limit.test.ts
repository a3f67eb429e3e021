import { describe, expect, test } from 'vitest';
import { banner, limitRows, menu, refusal, resetsAt, running, wake, waitRow } from './limitWords.ts';
import { play } from './play.ts';
import { tell } from './tell.ts';
import {
  bash,
  busy,
  cli,
  deadline,
  draft,
  idle,
  leaves,
  option,
  pause,
  pending,
  promptSent,
  recovered,
  resume,
  saysLast,
  shows,
  takes,
  task,
  turnEnded,
  written,
} from './words.ts';

/** A usage limit: seen, confirmed, slept through, woken, continued once. */

const asleep = [...running, refusal(), banner()];
const continuing = [...asleep, wake];
const sent = [...continuing, written(3), draft('continue'), written(4), busy];

test('a limit that screen and transcript show is slept through and continued by one text', () => {
  expect(
    tell(
      [
        refusal(),
        banner(),
        wake,
        written(3),
        draft('continue'),
        written(4),
        busy,
        promptSent('continue'),
        pending('a', 'ls'),
        saysLast('Done.'),
        idle,
      ],
      { after: running },
    ),
  ).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing
    s:3 written
      wait: typing
    screen: draft continue
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    screen: busy
      wait no more: typing
      task s!3:go-on is running
    prompt in the transcript: continue
    call a: Bash {"command":"ls"}
      wait no more: limit
      wait no more: woken
      awake by=pcc
    turn ended: Done.
      task s!3:go-on is done
      task t is done
      wait no more: quiet
      decide s!4: LOW finish by agent (1 task is done.)
      s!4 is confirmed
    screen: idle"
  `);
});

test('the screen may come first, and the banner may vanish before the transcript confirms it', () => {
  expect(tell([banner(), draft('my own words'), refusal()], { after: running })).toMatchInlineSnapshot(`
    "screen: limit
      wait: limit
    screen: draft my own words
    refused kind=limit text=refused: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}"
  `);
});

test('a limit that the transcript does not confirm is a person’s, and is confirmed later', () => {
  expect(tell([banner(), deadline('limit'), refusal(), wake], { after: running })).toMatchInlineSnapshot(`
    "screen: limit
      wait: limit
    too late: limit
      wait: limit
      decide s#1: MEDIUM escalate by policy (The screen shows a usage limit, and the transcript holds no refusal of the API: nobody but you can tell whether it is one.)
      wait no more: witness
      ask a person s#1
    refused kind=limit text=refused: limit
      wait no more: limit
      take back s#1 (The transcript confirms the limit.)
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing"
  `);
});

test('what looked like a limit and went away was none', () => {
  expect(tell([banner(), idle, deadline('limit'), deadline('quiet')], { after: running })).toMatchInlineSnapshot(`
    "screen: limit
      wait: limit
    screen: idle
      wait: quiet
    too late: limit
    too late: quiet
      task t is done
      wait no more: quiet
      decide s!2: LOW finish by agent (1 task is done.)
      s!2 is confirmed"
  `);
});

test('the menu is answered by its row that waits, by label', () => {
  expect(tell([refusal(), menu(), written(3), banner(), wake], { after: running })).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
      decide s#1: LOW choose by policy 'Stop and wait for limit to reset' (Screen and transcript say that a usage limit is reached: to wait for its reset costs nothing.)
      type s:3: key 1 of 'Stop and wait for limit to reset' for s#1
      wait: answer
    s:3 written
      s#1 is typed
      wait: answer
    screen: limit
      wait no more: answer
      s#1 is confirmed
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:4: text continue
      wait: typing"
  `);
});

test('a menu without confirmation is a person’s, and is answered once it is confirmed', () => {
  expect(tell([menu(), deadline('limit'), refusal()], { after: running })).toMatchInlineSnapshot(`
    "screen: limit
      wait: limit
    too late: limit
      wait: limit
      decide s#1: MEDIUM escalate by policy (The screen shows a usage limit, and the transcript holds no refusal of the API: nobody but you can tell whether it is one.)
      wait no more: witness
      ask a person s#1
    refused kind=limit text=refused: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
      take back s#1 (The transcript confirms the limit.)
      decide s#2: LOW choose by policy 'Stop and wait for limit to reset' (Screen and transcript say that a usage limit is reached: to wait for its reset costs nothing.)
      type s:3: key 1 of 'Stop and wait for limit to reset' for s#2
      wait: answer"
  `);
});

const strange = [
  [
    'without the row',
    [
      option('Upgrade your plan', 'costs-money', '1', true),
      option('Wait here, then continue automatically at 3pm', 'other', '2'),
    ],
  ],
  ['with the row twice', [option(waitRow, 'other', '1', true), option(waitRow, 'other', '2')]],
  [
    'with a row that costs money under that label',
    [option(waitRow, 'costs-money', '1', true), option('Upgrade', 'costs-money', '2')],
  ],
] as const;

test.each(strange)('a menu %s is a person’s', (_name, rows) => {
  const told = tell([refusal(), menu(rows)], { after: running });
  expect(told).toContain('ask a person');
  expect(told).not.toContain('type s:');
});

test('on a version that was not checked, while paused and while a human holds the pane, the menu is not answered', () => {
  expect(tell([refusal(), menu()], { after: [...running, cli('unchecked')] })).toContain('ask a person');
  expect(tell([refusal(), menu(), resume], { after: [...running, pause] })).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      decide s#1: HIGH escalate by policy (The session is paused, so nothing is answered for you.)
      wait no more: witness
      ask a person s#1
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
    resume
      take back s#1 (The session was resumed.)
      decide s#2: LOW choose by policy 'Stop and wait for limit to reset' (Screen and transcript say that a usage limit is reached: to wait for its reset costs nothing.)
      type s:3: key 1 of 'Stop and wait for limit to reset' for s#2
      wait: answer"
  `);
  expect(tell([refusal(), menu(), leaves], { after: [...running, takes] })).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":false,"vain":0}
    human leaves
      decide s#1: LOW choose by policy 'Stop and wait for limit to reset' (Screen and transcript say that a usage limit is reached: to wait for its reset costs nothing.)
      type s:3: key 1 of 'Stop and wait for limit to reset' for s#1
      wait: answer"
  `);
});

test('the menu that stays is answered again a bounded number of times, then a person is asked', () => {
  const round = (n: number) => [written(n), deadline('answer')];
  const told = tell(
    [refusal(), menu(), ...round(3), menu(limitRows), ...round(4), ...round(5), ...round(6), ...round(7)],
    { after: running },
  );
  expect(told.match(/type s:/g)?.length).toBe(3);
  expect(told).toContain('ask a person');
});

test('the CLI goes on by itself: nothing is typed', () => {
  const itself = banner({ resumesItself: true });
  expect(tell([refusal(), itself, busy, wake, deadline('woken')], { after: running })).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z. The CLI says that it goes on by itself then.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":true,"vain":0}
    screen: busy
      wait: woken
    wake why=Its limit was reset.
    too late: woken
      wait no more: limit
      wait no more: woken
      awake by=itself
      note: The CLI went on by itself after the limit."
  `);
  expect(tell([refusal(), itself, pending('a', 'ls'), wake], { after: running })).not.toContain('type s:');
});

test('the CLI said that it goes on by itself and did not: it is woken again, and then the text is typed', () => {
  const itself = banner({ resumesItself: true });
  expect(tell([refusal(), itself, busy, itself, deadline('woken'), wake], { after: running })).toMatchInlineSnapshot(`
    "refused kind=limit text=refused: limit
      wait: limit
    screen: limit
      wait: limit
      wait no more: limit
      decide s!2: LOW wait by agent (Screen and transcript say that the limit is reached. It resets at 2026-11-21T15:00:00.000Z. The CLI says that it goes on by itself then.)
      s!2 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":true,"vain":0}
    screen: busy
      wait: woken
    screen: limit
    too late: woken
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T15:00:00.000Z","resumesItself":true,"vain":1}
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing"
  `);
});

describe('a person ends the turn with which the CLI went on by itself', () => {
  const wentOn = [...running, refusal(), banner({ resumesItself: true }), busy];

  test('the transcript tells of it: the session is the person’s, and nothing is typed for the limit any more', () => {
    const told = [takes, turnEnded, idle, leaves, deadline('woken'), wake];
    expect(tell(told, { after: wentOn })).toMatchInlineSnapshot(`
      "human takes
      turn ended
        wait no more: limit
        wait no more: woken
        awake by=person
        task t is done
        wait no more: quiet
        decide s!3: LOW finish by agent (1 task is done.)
        s!3 is confirmed
      screen: idle
      human leaves
      too late: woken
      wake why=Its limit was reset.
        awake by=itself"
    `);
    const { session } = play([...wentOn, ...told, task('u', 'and goodbye')]);
    expect(session).not.toHaveProperty('limit');
    expect(session.typing).toMatchObject({ taskId: 'u' });
  });

  test('while pcc waits for the pane with a text of its own: that is not typed', () => {
    const told = [...running, refusal(), takes, banner({ resumesItself: true }), wake, busy, turnEnded, idle, leaves];
    expect(tell(told)).not.toContain('text continue');
  });

  test('nothing tells of it: a person is asked, and it does not go to sleep again', () => {
    const { session, effects } = play(
      [takes, idle, leaves, deadline('woken'), wake, deadline('woken')],
      play(wentOn).session,
    );
    expect(effects.filter(({ type }) => type === 'sleep' || type === 'type')).toEqual([]);
    expect(session.ask).toMatchObject({ stage: 'waiting', verdict: { rules: ['limit-stands'] } });
    const after = play([takes, promptSent('go on there'), busy, leaves], session);
    expect(after.session).not.toHaveProperty('limit');
    expect(after.session).not.toHaveProperty('ask');
  });

  test('that it was refused again is a limit like any other', () => {
    const again = [takes, refusal(), banner(), leaves, wake];
    expect(tell(again, { after: wentOn })).toContain('text continue');
  });

  test('Esc on the banner itself ends nothing: it goes on at its time', () => {
    expect(tell([takes, turnEnded, leaves, wake], { after: asleep })).toContain('text continue');
  });
});

test('the limit again: asleep anew, with the time that the new banner tells', () => {
  const later = banner({ resetsAt: '2026-11-21T20:00:00.000Z' });
  expect(
    tell(
      [
        promptSent('continue'),
        refusal(),
        later,
        wake,
        written(5),
        draft('continue'),
        written(6),
        busy,
        saysLast('Done.'),
      ],
      { after: sent },
    ),
  ).toMatchInlineSnapshot(`
    "prompt in the transcript: continue
    refused kind=limit text=refused: limit
      wait no more: woken
      wait: limit
    screen: limit
      wait no more: limit
      decide s!4: LOW wait by agent (The turn after the wake-up was refused again. It resets at 2026-11-21T20:00:00.000Z.)
      s!4 is confirmed
      sleep limit={"stage":"asleep","kind":"five_hour","resetsAt":"2026-11-21T20:00:00.000Z","resumesItself":false,"vain":1}
    wake why=Its limit was reset.
      wait: woken
      task s!3:go-on is done
      decide s!5: LOW go-on by agent (Its limit was reset.)
      s!5 is confirmed
      task s!5:go-on is queued
      task s!5:go-on is typing
      type s:5: text continue
      wait: typing
    s:5 written
      wait: typing
    screen: draft continue
      type s:6: Enter
      wait: typing
    s:6 written
      wait: typing
    screen: busy
      wait no more: typing
      task s!5:go-on is running
    turn ended: Done.
      wait no more: limit
      wait no more: woken
      awake by=pcc
      task s!5:go-on is done
      task t is done
      wait no more: quiet
      decide s!6: LOW finish by agent (1 task is done.)
      s!6 is confirmed"
  `);
});

test('a person continues: nothing is typed by pcc', () => {
  expect(
    tell([takes, draft('go on'), busy, promptSent('go on'), leaves, wake], { after: asleep }),
  ).toMatchInlineSnapshot(`
    "human takes
    screen: draft go on
    screen: busy
    prompt in the transcript: go on
      wait no more: limit
      wait no more: woken
      awake by=person
    human leaves
    wake why=Its limit was reset.
      awake by=itself"
  `);
});

test('a person continues while the continuation waits for them', () => {
  expect(tell([takes, wake, busy, promptSent('go on'), leaves, idle], { after: asleep })).toMatchInlineSnapshot(`
    "human takes
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
    screen: busy
    prompt in the transcript: go on
      wait no more: limit
      wait no more: woken
      task s!3:go-on is removed
      awake by=person
    human leaves
    screen: idle
      wait: quiet"
  `);
});

test('a draft of a person is not overwritten; it is told, and the text is typed once the box is empty', () => {
  expect(
    tell([draft('my own words'), wake, deadline('woken'), banner(), written(3)], { after: asleep }),
  ).toMatchInlineSnapshot(`
    "screen: draft my own words
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
    too late: woken
      wait: woken
      decide s#1: MEDIUM escalate by policy (The limit was reset, and the turn cannot be continued while something stands in the input box: send or clear it.)
      wait no more: witness
      ask a person s#1
    screen: limit
      take back s#1 (The session has moved on.)
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing
    s:3 written
      wait: typing"
  `);
});

test('nothing else is typed before the limit is over', () => {
  expect(tell([task('u', 'and goodbye'), idle, deadline('quiet'), wake], { after: asleep })).toMatchInlineSnapshot(`
    "task u: and goodbye
    screen: idle
    too late: quiet
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing"
  `);
});

test('a new daemon types nothing twice', () => {
  expect(tell([recovered, banner(), wake, wake], { after: asleep })).toMatchInlineSnapshot(`
    "recovered
    screen: limit
    wake why=Its limit was reset.
      wait: woken
      decide s!3: LOW go-on by agent (Its limit was reset.)
      s!3 is confirmed
      task s!3:go-on is queued
      task s!3:go-on is typing
      type s:3: text continue
      wait: typing
    wake why=Its limit was reset."
  `);
  expect(tell([recovered, draft('continue')], { after: [...continuing, written(3)] })).toMatchInlineSnapshot(`
    "recovered
      wait: typing
      wait: woken
    screen: draft continue
      type s:4: Enter
      wait: typing"
  `);
  expect(tell([recovered, busy, deadline('woken')], { after: sent })).toMatchInlineSnapshot(`
    "recovered
      wait: woken
    screen: busy
    too late: woken
      wait no more: limit
      wait no more: woken
      awake by=pcc"
  `);
});

test('no turn runs behind the continuation: a person is asked', () => {
  expect(
    tell([idle, deadline('woken'), busy, deadline('woken')], { after: [...sent, promptSent('continue')] }),
  ).toMatchInlineSnapshot(`
    "screen: idle
      wait: quiet
    too late: woken
      wait: woken
      decide s#1: MEDIUM escalate by policy (The limit was reset and the turn was continued, but none runs; attach to the session and look.)
      wait no more: witness
      ask a person s#1
    screen: busy
      take back s#1 (The session has moved on.)
      wait no more: quiet
    too late: woken
      wait no more: limit
      wait no more: woken
      awake by=pcc"
  `);
});

test('a dialog stands there when its time has come: that is work', () => {
  expect(tell([shows(bash('ls')), deadline('woken')], { after: sent })).toContain('awake by=pcc');
});

test('a session that ended needs no wake-up', () => {
  expect(tell([{ type: 'exited', code: 0 }], { after: asleep })).toContain('awake by=end');
  expect(tell([wake], { after: running })).toContain('awake by=itself');
});

test('the prompt of the turn may stand behind its refusal', () => {
  const late = { type: 'prompt-sent', text: 'say hello', at: '2026-11-21T10:00:00.000Z' } as const;
  expect(tell([refusal('limit', '2026-11-21T10:00:01.000Z'), late, banner()], { after: running })).toContain(
    'sleep limit=',
  );
});

test('what the screen learns later is told the plan; a banner drawn anew does not move its time', () => {
  const told = tell([banner({ resetsAt: '2026-11-22T15:00:00.000Z' })], { after: asleep });
  expect(told).not.toContain('sleep');
  const untold = [...running, refusal(), banner({ resetsAt: null })];
  expect(tell([banner()], { after: untold })).toContain(resetsAt);
});

test('a limit of the account lets nothing new begin', () => {
  const account = { type: 'account', limit: { kind: 'seven_day', resetsAt } } as const;
  expect(
    tell([account, task('t', 'say hello'), idle, account, { type: 'account' }], { after: [idle] }),
  ).toMatchInlineSnapshot(`
    "account limit={"kind":"seven_day","resetsAt":"2026-11-21T15:00:00.000Z"}
      note: Another session ran into the weekly limit of the account: nothing new is begun here before 2026-11-21T15:00:00.000Z.
    task t: say hello
    screen: idle
    account limit={"kind":"seven_day","resetsAt":"2026-11-21T15:00:00.000Z"}
    account
      note: The limit of the account keeps it from nothing any more.
      decide s!1: LOW next by agent (It is the only task that can go.)
      s!1 is confirmed
      task t is typing
      type s:1: text say hello
      wait: typing"
  `);
});

test('a context that was cleared is not continued: the queue goes on after the reset', () => {
  const cleared = { type: 'context', claudeSessionId: 'another' } as const;
  const told = tell([cleared, idle, task('u', 'and goodbye'), deadline('quiet'), wake], { after: asleep });
  expect(told).not.toContain('continue');
  expect(told).toContain('awake by=itself');
  expect(told.slice(told.indexOf('awake'))).toContain('type s:3: text and goodbye');
});

test('a limit that only the transcript knows lets nothing begin, and is a person’s after a while', () => {
  const told = tell([refusal(), idle, task('u', 'and goodbye'), deadline('limit'), deadline('quiet')], {
    after: running,
  });
  expect(told).toContain('ask a person');
  expect(told).not.toContain('type s:');
});

test('another error behind the wake-up: the limit is over, and the error is dealt with', () => {
  const told = tell([promptSent('continue'), refusal('overloaded'), idle], { after: sent });
  expect(told).toContain('awake by=pcc');
  expect(told).toContain('wait: retry');
});

test('the end of a limit of the account is not told to a session that waits for it itself', () => {
  const account = { type: 'account', limit: { kind: 'five_hour', resetsAt } } as const;
  const over = 'The limit of the account';
  expect(tell([idle, account, banner(), refusal(), { type: 'account' }])).not.toContain(over);
  expect(tell([idle, account, { type: 'account' }])).toContain(over);
});
