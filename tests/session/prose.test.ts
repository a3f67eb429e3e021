import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { acceptedAdvice } from '../../src/policy/consulting/advice.ts';
import { replyPage } from '../../src/session/replyPage.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Reply, Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { tell } from './tell.ts';
import {
  advised,
  approve,
  bash,
  busy,
  choose,
  cli,
  deadline,
  dismiss,
  draft,
  exited,
  idle,
  leaves,
  off,
  on,
  pause,
  promptSent,
  recovered,
  respond,
  resume,
  saysLast,
  shows,
  takes,
  task,
  turnEnded,
  unsure,
  written,
} from './words.ts';

/** A question in words that ends a turn: consulted about, answered by typing, and the task behind it goes on. */

const question = 'All is ready. Should I run the tests?';
const yes = 'Yes, run the tests.';

/** A task whose turn runs; the next one waits. */
const running = [idle, task('t', 'do it'), written(1), draft('do it'), written(2), busy, task('u', 'and then this')];
/** Its turn has ended in a question, and the brain is asked. */
const consulting = [...running, saysLast(question), idle];
const waiting = [...consulting, advised(1, unsure)];

/** From an input box with the reply in it to the turn that follows. */
const sent = [written(3), draft(yes), written(4), promptSent(yes), busy];

function after(events: readonly SessionEvent[]): Session {
  return events.reduce((session, event) => reduce(session, event).session, newSession('s', false));
}

function stateOf(session: Session, id: string): string | undefined {
  return session.tasks.find((one) => one.id === id)?.state;
}

/** A person's own words for the nth decision's question. */
function words(decision: number, text: string): SessionEvent {
  const reply: Reply = { label: text, goals: [{ want: 'text', text }] };
  return { type: 'respond', escalationId: `s#${decision}`, label: text, reply };
}

test('a brain chooses a reply: it is typed before other tasks, and the task is done with the turn that follows', () => {
  expect(
    tell([saysLast(question), idle, advised(1, choose([0])), ...sent, saysLast('All pass.'), idle], { after: running }),
  ).toMatchInlineSnapshot(`
    "turn ended: All is ready. Should I run the tests?
      consult s?1: prose
    screen: idle
    rules says of s?1: choose 0 (It is preferred.)
      decide s#1: MEDIUM choose by brain 'Yes, run the tests.' (It is preferred. Claude ended its turn with a question.)
      task s#1:reply is queued
      task s#1:reply is typing
      type s:3: text Yes, run the tests.
      wait: typing
    s:3 written
      wait: typing
    screen: draft Yes, run the tests.
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    prompt in the transcript: Yes, run the tests.
      wait no more: typing
      task s#1:reply is running
      s#1 is confirmed
    screen: busy
    turn ended: All pass.
      task s#1:reply is done
      task t is done
      wait no more: quiet
    screen: idle
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:5: text and then this
      wait: typing"
  `);
});

test('a person is asked where the brain is not sure, and answers with one of the replies', () => {
  expect(tell([advised(1, unsure), respond(1, yes), ...sent], { after: consulting })).toMatchInlineSnapshot(`
    "rules says of s?1: person (Nobody knows.)
      decide s#1: MEDIUM escalate by policy (Nobody knows. Claude ended its turn with a question.)
      ask a person s#1
    person answers s#1: Yes, run the tests.
      decide s#2: MEDIUM choose by human 'Yes, run the tests.' (A person chose 'Yes, run the tests.'.)
      task s#2:reply is queued
      take back s#1 (Answered: Yes, run the tests.)
      task s#2:reply is typing
      type s:3: text Yes, run the tests.
      wait: typing
    s:3 written
      wait: typing
    screen: draft Yes, run the tests.
      type s:4: Enter
      wait: typing
    s:4 written
      wait: typing
    prompt in the transcript: Yes, run the tests.
      wait no more: typing
      task s#2:reply is running
      s#2 is confirmed
    screen: busy"
  `);
});

test('a person answers in words of their own', () => {
  expect(tell([words(1, 'only the unit tests'), written(3)], { after: waiting })).toMatchInlineSnapshot(`
    "person answers s#1: only the unit tests
      decide s#2: MEDIUM choose by human 'only the unit tests' (A person chose 'only the unit tests'.)
      task s#2:reply is queued
      take back s#1 (Answered: only the unit tests)
      task s#2:reply is typing
      type s:3: text only the unit tests
      wait: typing
    s:3 written
      wait: typing"
  `);
});

test('a reply that is none of them is ignored', () => {
  expect(tell([respond(1, 'Maybe.'), respond(2, yes)], { after: waiting })).toMatchInlineSnapshot(`
    "person answers s#1: Maybe.
    person answers s#2: Yes, run the tests."
  `);
});

test.each([
  ['the brain', consulting],
  ['a person', waiting],
])('while %s is asked, no other task is begun and a quiet screen ends nothing', (_name, before) => {
  expect(tell([idle, deadline('quiet'), idle], { after: before })).toBe(
    ['screen: idle', 'too late: quiet', 'screen: idle'].join('\n'),
  );
  expect(stateOf(after(before), 't')).toBe('running');
});

test('a person who types at the terminal answers it: the question is taken back and the task goes on', () => {
  expect(
    tell([takes, draft('no'), promptSent('no'), busy, leaves, saysLast('As you wish.'), idle], { after: waiting }),
  ).toMatchInlineSnapshot(`
    "human takes
    screen: draft no
    prompt in the transcript: no
      take back s#1 (Another prompt was sent.)
    screen: busy
    human leaves
    turn ended: As you wish.
      task t is done
      wait no more: quiet
    screen: idle
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:3: text and then this
      wait: typing"
  `);
});

test('a human who takes the pane ends the consultation; when they leave without a word it is asked again', () => {
  expect(tell([takes, advised(1, choose([0])), leaves], { after: consulting })).toMatchInlineSnapshot(`
    "human takes
    rules says of s?1: choose 0 (It is preferred.)
    human leaves
      consult s?2: prose"
  `);
});

test('a reply of which nothing was typed is taken back from under a human', () => {
  expect(
    tell([saysLast(question), advised(1, choose([0])), takes, idle, leaves], { after: running }),
  ).toMatchInlineSnapshot(`
    "turn ended: All is ready. Should I run the tests?
      consult s?1: prose
    rules says of s?1: choose 0 (It is preferred.)
      decide s#1: MEDIUM choose by brain 'Yes, run the tests.' (It is preferred. Claude ended its turn with a question.)
      task s#1:reply is queued
    human takes
      task s#1:reply is failed
      s#1 is not-typed
    screen: idle
    human leaves
      consult s?2: prose"
  `);
});

test('what a person chose is typed when the human has left', () => {
  const events = [saysLast(question), advised(1, unsure), respond(1, yes), takes, idle, leaves];
  expect(tell(events, { after: running }).split('\n').slice(-4)).toEqual([
    'human leaves',
    '  task s#2:reply is typing',
    '  type s:3: text Yes, run the tests.',
    '  wait: typing',
  ]);
});

test.each([
  ['pause', pause, resume],
  ['kill switch', off, on],
] as const)('under a %s nothing is consulted, answered or typed', (_name, halt, goOn) => {
  expect(
    tell([halt, saysLast(question), idle, goOn], { after: running })
      .split('\n')
      .slice(-2),
  ).toEqual([expect.stringMatching(/^resume|^kill switch taken back/), '  consult s?1: prose']);
  expect(tell([advised(1, choose([0])), idle], { after: [...consulting, halt] })).not.toContain('\n  type');
  expect(tell([respond(1, yes), idle], { after: [...waiting, halt] })).not.toContain('decide');
  const chosen = [...running, saysLast(question), advised(1, choose([0])), halt];
  expect(tell([idle], { after: chosen })).toBe('screen: idle');
  expect(tell([goOn], { after: [...chosen, idle] })).toContain(`text ${yes}`);
});

test('a new daemon asks the brain again, and a person goes on being asked', () => {
  expect(
    tell([recovered, advised(1, choose([0])), idle, advised(2, choose([0]))], { after: consulting }),
  ).toMatchInlineSnapshot(`
    "recovered
      consult s?2: prose
    rules says of s?1: choose 0 (It is preferred.)
    screen: idle
    rules says of s?2: choose 0 (It is preferred.)
      decide s#1: MEDIUM choose by brain 'Yes, run the tests.' (It is preferred. Claude ended its turn with a question.)
      task s#1:reply is queued
      task s#1:reply is typing
      type s:3: text Yes, run the tests.
      wait: typing"
  `);
  expect(tell([recovered, idle, respond(1, yes)], { after: waiting })).toContain(`text ${yes}`);
});

test('a reply of which the store has hidden a part is typed by nobody', () => {
  const hidden: Session = JSON.parse(
    JSON.stringify(after(waiting)).replaceAll(yes, 'Yes, use [redacted:env].'),
  ) as Session;
  const { effects } = reduce(hidden, respond(1, 'Yes, use [redacted:env].'));
  expect(effects).toEqual([]);
});

test('the end of the session takes the question back', () => {
  expect(tell([exited], { after: waiting })).toMatchInlineSnapshot(`
    "exited 0
      take back s#1 (The session has ended.)
      task t is failed
      wait no more: restart"
  `);
});

test('a dialog that comes in between goes first', () => {
  expect(tell([shows(bash('npm test')), advised(1, choose([0])), idle], { after: consulting })).toMatchInlineSnapshot(`
    "screen: permission Bash npm test
      wait: witness
    rules says of s?1: choose 0 (It is preferred.)
    screen: idle
      wait no more: witness
      consult s?2: prose"
  `);
});

test('a question after the reply is asked too, and the task waits on', () => {
  const again = [...consulting, advised(1, choose([0])), ...sent, saysLast('Should I also run the linter?'), idle];
  expect(after(again).prose).toMatchObject({ stage: 'consulting' });
  expect(stateOf(after(again), 't')).toBe('running');
  expect(stateOf(after(again), 's#1:reply')).toBe('done');
  expect(stateOf(after(again), 'u')).toBe('queued');
});

test('a brain answers so many questions in a row, then a person; a person’s word lets it begin anew', () => {
  let session = after(consulting);
  let input = 3;
  const turn = (text: string, next: string): SessionEvent[] => [
    { type: 'written', inputId: `s:${input++}`, result: 'written', last: true },
    draft(text),
    { type: 'written', inputId: `s:${input++}`, result: 'written', last: true },
    promptSent(text),
    busy,
    saysLast(next),
    idle,
  ];
  const go = (...events: readonly SessionEvent[]): void => {
    for (const event of events) session = reduce(session, event).session;
  };
  for (let count = 1; count <= limits.proseRepliesMax; count++) {
    expect(session.prose?.stage).toBe('consulting');
    const reply = session.prose?.page.choices[0]?.label ?? '';
    go(advised(count, choose([0])));
    go(...turn(reply, `Step ${count} is done. Should I run step ${count + 1}?`));
  }
  expect(session.prose).toMatchObject({ stage: 'waiting', verdict: { action: 'escalate' } });
  const full = session;
  const [next] = session.prose?.page.choices ?? [];
  go(respond(session.decisions, next?.label ?? ''));
  go(...turn(next?.label ?? '', 'That is done. Should I run the tests?'));
  expect(session.prose?.stage).toBe('consulting');
  session = full;
  go(promptSent('<the CLI says so>'), busy, saysLast('That is done. Should I run the tests?'), idle);
  expect(session.prose?.stage).toBe('waiting');
  session = full;
  go(takes, promptSent('go on'), leaves, busy, saysLast('That is done. Should I run the tests?'), idle);
  expect(session.prose?.stage).toBe('consulting');
});

test('the very same question again, right after a brain answered it, is a person’s', () => {
  const again = after([
    ...consulting,
    advised(1, choose([0])),
    ...sent,
    saysLast('Done. Should I run the tests?'),
    idle,
  ]);
  expect(again.prose).toMatchObject({ stage: 'waiting', verdict: { action: 'escalate' } });
  const other = after([...consulting, advised(1, choose([0])), ...sent, saysLast('Done. Should I fix it?'), idle]);
  expect(other.prose?.stage).toBe('consulting');
  const spoken = after([
    ...[...consulting, advised(1, choose([0])), ...sent, takes, promptSent('and run them again'), leaves, busy],
    ...[saysLast(question), idle],
  ]);
  expect(spoken.prose?.stage).toBe('consulting');
});

test('a person says that no answer is needed: the task is done, and the next one goes', () => {
  expect(tell([dismiss(1), saysLast(question), dismiss(1)], { after: waiting })).toMatchInlineSnapshot(`
    "person wants no answer to s#1
      decide s#2: MEDIUM choose by human 'no answer needed' (A person said that no answer is needed.)
      take back s#1 (no answer needed)
      s#2 is confirmed
      task t is done
      wait no more: quiet
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:3: text and then this
      wait: typing
    turn ended: All is ready. Should I run the tests?
    person wants no answer to s#1"
  `);
  expect(tell([dismiss(2)], { after: waiting })).toMatchInlineSnapshot(`"person wants no answer to s#2"`);
});

test('a question that needs no answer is over for good, also while nothing may be typed', () => {
  const over = after([...waiting, off, dismiss(1), saysLast(question), recovered, idle]);
  expect([over.prose?.stage, stateOf(over, 't'), stateOf(over, 'u')]).toEqual(['dismissed', 'done', 'queued']);
  const asked = after([
    ...waiting,
    dismiss(1),
    written(3),
    draft('and then this'),
    written(4),
    promptSent('and then this'),
  ]);
  expect(asked.prose).toBeUndefined();
  expect(reduce(asked, saysLast(question)).session.prose?.stage).toBe('consulting');
});

test('a dismissed question that Claude asks again after work of its own is asked anew', () => {
  const dismissed = after([idle, saysLast(question), advised(1, unsure), dismiss(1)]);
  expect(reduce(dismissed, saysLast(question)).session.prose?.stage).toBe('dismissed');
  const work: SessionEvent = { type: 'call-pending', call: { id: 'a', tool: 'Read', input: {} } };
  const worked = [work, saysLast(question)];
  const again = worked.reduce((session, event) => reduce(session, event).session, dismissed);
  expect(again.prose?.stage).toBe('consulting');
});

/** The replies that a brain may choose. */
function openReplies(labels: readonly string[], text = ''): string[] {
  const choices = labels.map((label) => ({ label, description: '' }));
  const page = replyPage({ question: 'What next?', header: '', multi: false, choices }, text);
  return page.choices.filter((choice) => choice.closed === undefined).map(({ label }) => label);
}

test('a reply that the CLI would take for more than words, or that has two lines, is a person’s', () => {
  const closed = ['!ls', ' /clear', '# note', '&', 'one\ntwo', 'Yes, continue with @.env.', 'Yes, ask @agent-a.'];
  const more = [
    'Yes, use "@docs/a b.md".',
    'Yes, use ＠.env.',
    'Yes, run /deploy.',
    'Yes, take /srv/shot.png',
    'Yes \\',
  ];
  const words = ['Yes, take shot.jpeg.', 'Yes, ultrathink.', 'Yes, start an ultraplan.'];
  expect(openReplies([...closed, ...more, ...words])).toEqual([]);
  const fine = ['Yes.', 'Yes, run the tests in src/session.', 'Use A/B tests & report.', 'No. 2!', 'Yes, fix #12.'];
  expect(openReplies(fine)).toEqual(fine);
});

test('what a reply agrees to is screened: of a dangerous text a brain may only say no', () => {
  const labels = ['Yes, proceed.', 'No.', 'No, the second one.'];
  const dangerous = 'I now wipe the production database.\n\nShould I proceed?';
  expect(openReplies(labels, 'All is ready. Should I proceed?')).toEqual(labels);
  expect(openReplies(labels, dangerous)).toEqual(['No.']);
  expect(openReplies(labels, `All is ready. ${'It is fine. '.repeat(1_000)}Should I proceed?`)).toEqual(['No.']);
  const { prose } = after([...running, saysLast(dangerous), idle]);
  if (!prose) throw new Error('no question');
  const matter = { kind: 'prose', pages: [prose.page], text: prose.text } as const;
  expect(acceptedAdvice(matter, choose([0])).say).toBe('person');
});

describe('asks nobody or only a person', () => {
  test.each(['', 'All done.', 'All done. Let me know if you need anything else!'])('%j ends the turn', (text) => {
    const session = after([...running, saysLast(text)]);
    expect(session.prose).toBeUndefined();
    expect(stateOf(session, 't')).toBe('done');
  });

  test.each(['Should I delete the production database?', 'What is the name of the server?'])(
    '%j is a person’s',
    (text) => {
      const lines = tell([saysLast(text)], { after: running });
      expect(lines).not.toContain('consult');
      expect(lines).toContain('ask a person s#1');
    },
  );

  test('what the brain may not choose goes to a person with its reason', () => {
    for (const advice of [approve, choose([7]), choose([0], [0]), choose([0, 1])])
      expect(tell([advised(1, advice)], { after: consulting })).toContain('ask a person s#1');
  });

  test('on a version that was not checked, until it is', () => {
    const unchecked = [...consulting, cli('unchecked'), advised(1, choose([0]))];
    expect(after(unchecked).prose).toMatchObject({
      stage: 'waiting',
      verdict: { rules: expect.arrayContaining(['unchecked-cli']) as string[] },
    });
    expect(tell([cli('checked')], { after: unchecked })).toMatchInlineSnapshot(`
      "version of the CLI: checked
        take back s#1 (The version of the CLI passed its check.)
        consult s?2: prose"
    `);
    expect(after([...running, cli('asking'), saysLast(question)]).prose?.stage).toBe('held');
    expect(after([...running, cli('asking'), saysLast(question), cli('checked')]).prose?.stage).toBe('consulting');
  });
});

describe('the reply on its way', () => {
  const chosen = [...consulting, advised(1, choose([0]))];

  test('that cannot be sent goes to a person', () => {
    expect(tell([written(3), deadline('typing')], { after: chosen })).toMatchInlineSnapshot(`
      "s:3 written
        wait: typing
      too late: typing
        wait no more: typing
        task s#1:reply is failed
        note: Task s#1:reply was not sent: its text was not seen in the input box.
        s#1 is no-effect
        decide s#2: MEDIUM escalate by policy (The reply 'Yes, run the tests.' was not sent.)
        ask a person s#2"
    `);
  });

  test('is given up when another prompt was sent first', () => {
    expect(tell([written(3), draft(yes), promptSent('stop'), busy], { after: chosen })).toMatchInlineSnapshot(`
      "s:3 written
        wait: typing
      screen: draft Yes, run the tests.
        type s:4: Enter
        wait: typing
      prompt in the transcript: stop
        s#1 is overtaken
        wait no more: typing
        task s#1:reply is failed
        note: Task s#1:reply was not sent: its question is over.
        decide s#2: MEDIUM escalate by policy (The text of task s#1:reply stands unsent in the input box; attach to the session and send or clear it.)
        wait no more: witness
        ask a person s#2
      screen: busy
        take back s#2 (The text left the input box.)"
    `);
  });

  test('that is not told in the transcript is over with the next turn', () => {
    expect(tell([written(3), draft(yes), written(4), busy, turnEnded], { after: chosen })).toMatchInlineSnapshot(`
      "s:3 written
        wait: typing
      screen: draft Yes, run the tests.
        type s:4: Enter
        wait: typing
      s:4 written
        wait: typing
      screen: busy
        wait no more: typing
        task s#1:reply is running
        s#1 is typed
      turn ended
        task s#1:reply is done
        task t is done
        wait no more: quiet"
    `);
  });

  test('is typed once: the end of the same turn, told twice, asks nothing anew', () => {
    expect(tell([saysLast(question)], { after: chosen })).toBe(`turn ended: ${question}`);
    expect(tell([saysLast(question)], { after: waiting })).toBe(`turn ended: ${question}`);
  });
});

test('another question while the reply stands in the box: it is not sent, and the new one is asked', () => {
  const other = 'I have looked again. Should I fix the typo?';
  const chosen = [...consulting, advised(1, choose([0])), written(3)];
  expect(tell([busy, saysLast(other), draft(yes), idle], { after: chosen })).toMatchInlineSnapshot(`
    "screen: busy
    turn ended: I have looked again. Should I fix the typo?
      s#1 is overtaken
      wait no more: typing
      task s#1:reply is failed
      note: Task s#1:reply was not sent: its question is over.
      consult s?2: prose
    screen: draft Yes, run the tests.
      decide s#2: MEDIUM escalate by policy (The text of task s#1:reply stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#2
    screen: idle
      take back s#2 (The text left the input box.)
      consult s?3: prose"
  `);
  expect(tell([draft(yes), saysLast(other), takes, idle, leaves], { after: chosen })).toMatchInlineSnapshot(`
    "screen: draft Yes, run the tests.
      type s:4: Enter
      wait: typing
    turn ended: I have looked again. Should I fix the typo?
      s#1 is overtaken
      wait no more: typing
      task s#1:reply is failed
      note: Task s#1:reply was not sent: its question is over.
      decide s#2: MEDIUM escalate by policy (The text of task s#1:reply stands unsent in the input box; attach to the session and send or clear it.)
      wait no more: witness
      ask a person s#2
    human takes
    screen: idle
      take back s#2 (The text left the input box.)
    human leaves
      consult s?2: prose"
  `);
});

test('the end of the same turn, told again after the reply has left, is a person’s', () => {
  const left = [...consulting, advised(1, choose([0])), written(3), draft(yes), written(4), busy];
  expect(tell([saysLast(question), idle, promptSent(yes)], { after: left })).toMatchInlineSnapshot(`
    "turn ended: All is ready. Should I run the tests?
      task s#1:reply is done
      wait no more: quiet
      decide s#2: MEDIUM escalate by policy (A brain has just answered this very question, and it is asked again. Claude ended its turn with a question.)
      ask a person s#2
    screen: idle
    prompt in the transcript: Yes, run the tests.
      take back s#2 (Another prompt was sent.)
      wait: quiet"
  `);
  const quiet: SessionEvent = { type: 'deadline', name: 'quiet', text: question };
  expect(after([...left, idle, quiet]).prose?.stage).toBe('waiting');
});

describe('a task that a person sends while the question is open', () => {
  const sends = task('v', 'No, fix the parser first');

  test.each([
    ['a brain is asked', consulting],
    ['a person is asked', waiting],
    ['nobody may be asked', [...running, saysLast(question), cli('asking')]],
  ])('is the answer, before what waits: %s', (_name, before) => {
    const told = tell([sends, idle], { after: before });
    expect(told).toContain('task t is done');
    expect(told).toContain('text No, fix the parser first');
    const session = after([...before, sends]);
    expect([session.prose, stateOf(session, 'u')]).toEqual([undefined, 'queued']);
    expect(told.includes('take back s#1 (A person sent a task.)')).toBe(before === waiting);
  });

  test('overtakes a reply of a brain that waits, and comes after one that is begun or is a person’s own', () => {
    const queued = [...running, saysLast(question), advised(1, choose([0])), sends];
    expect(tell([idle], { after: queued })).toContain('text No, fix the parser first');
    expect(stateOf(after(queued), 's#1:reply')).toBe('failed');
    const begun = after([...consulting, advised(1, choose([0])), sends]);
    expect([begun.prose?.stage, begun.tasks.at(-1)?.id]).toEqual(['replying', 'v']);
    const persons = after([...waiting.slice(0, -2), advised(1, unsure), respond(1, yes), sends]);
    expect([persons.prose?.stage, persons.tasks.at(-1)?.id]).toEqual(['replying', 'v']);
  });
});

test('Claude goes on by itself: the question is taken back', () => {
  expect(tell([busy, saysLast('I have run them.'), idle], { after: waiting })).toMatchInlineSnapshot(`
    "screen: busy
    turn ended: I have run them.
      take back s#1 (Claude has gone on.)
      task t is done
      wait no more: quiet
    screen: idle
      decide s!2: LOW next by agent (It is the only task that can go.)
      s!2 is confirmed
      task u is typing
      type s:3: text and then this
      wait: typing"
  `);
});

test('a version that writes no end of a turn: what was said last is looked at when the screen is quiet', () => {
  const quiet: SessionEvent = { type: 'deadline', name: 'quiet', text: question };
  expect(tell([idle, quiet, deadline('quiet')], { after: running })).toMatchInlineSnapshot(`
    "screen: idle
      wait: quiet
    too late: quiet
      consult s?1: prose
      wait no more: quiet
    too late: quiet"
  `);
});
