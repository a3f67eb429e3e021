import { describe, expect, test } from 'vitest';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option } from '../../src/screen/reading.ts';
import type { Dialog, Effect, SessionEvent } from '../../src/session/session.ts';
import { play } from './play.ts';
import { tell } from './tell.ts';
import {
  advised,
  approve,
  bash,
  busy,
  call,
  choose,
  cli,
  deadline,
  done,
  exited,
  high,
  idle,
  judged,
  leaves,
  low,
  medium,
  off,
  option,
  pause,
  pending,
  permission,
  recovered,
  refused,
  resume,
  shows,
  takes,
  unknown,
  unsure,
  written,
} from './words.ts';

/** What a brain is asked, and what becomes of its advice: it may only do what was left open to it. */

const dialog = bash('git commit -m "x"');
/** The policy leaves it to the brain, at first and once more when the brain has given leave. */
const again = judged('a', dialog, medium);
const asked = [idle, pending('a', 'git commit -m "x"'), shows(dialog), again];

/** Why a person was asked last; undefined when nobody was. */
function askedWhy(events: readonly SessionEvent[]): string | undefined {
  const { effects } = play(events);
  const last = effects.findLast((effect) => effect.type === 'escalate');
  expect(effects.filter((effect) => effect.type === 'answer')).toEqual([]);
  return last?.escalation.reasons[0];
}

function consultations(events: readonly SessionEvent[]): number {
  return play(events).effects.filter((effect) => effect.type === 'consult').length;
}

describe('a permission that the policy leaves to a brain', () => {
  test('is answered with the one-time yes', () => {
    expect(tell([advised(1, approve), again, written(1), busy, done('a')], { after: asked })).toMatchInlineSnapshot(`
      "rules says of s?1: approve (It is wished.)
        judge a
      judged a for 'Bash git commit -m "x"': MEDIUM ask-brain
        decide s#1: MEDIUM approve by brain 'Yes' (It is wished. Has effects.)
        type s:1: key 1 of 'Yes' for s#1
        wait: answer
      s:1 written
        s#1 is typed
        wait: answer
      screen: busy
        wait no more: answer
      result of a
        s#1 is confirmed"
    `);
  });

  test('is asked about as the transcript has it', () => {
    const { effects } = play(asked);
    expect(effects.find((effect) => effect.type === 'consult')).toEqual({
      type: 'consult',
      consultId: 's?1',
      matter: {
        kind: 'permission',
        call: { tool: 'Bash', input: { command: 'git commit -m "x"' }, cwd: '' },
        verdict: medium,
      },
      call: call('a', 'Bash', { command: 'git commit -m "x"' }),
    });
  });

  test('names the brain first, then what the policy says', () => {
    const { effects } = play([...asked, advised(1, approve, 'ollama'), again]);
    expect(effects.find((effect) => effect.type === 'decide')).toMatchObject({
      decision: {
        by: 'brain',
        action: 'approve',
        risk: 'MEDIUM',
        rules: ['brain-ollama', 'r'],
        reasons: ['It is wished.', 'Has effects.'],
      },
    });
  });

  test.each<[string, Advice, string]>([
    ['is not sure', unsure, 'Nobody knows.'],
    ['chooses a row', choose([1]), 'The brain chose where it was asked for leave (the brain said: It is preferred.)'],
    ['is more than sure', { ...approve, confidence: 7 } as Advice, 'The brain gave no confidence from 0 to 1'],
  ])('goes to a person where the brain %s', (_name, advice, why) => {
    const { effects } = play([...asked, advised(1, advice)]);
    expect(effects.findLast((effect) => effect.type === 'decide')).toMatchObject({
      decision: { by: 'policy', action: 'ask-brain', rules: ['brain-person', 'r'] },
    });
    expect(askedWhy([...asked, advised(1, advice)])).toContain(why);
  });

  test('is a person’s whatever the brain says, where the policy calls it HIGH', () => {
    const high = { ...medium, risk: 'HIGH' } as const;
    expect(askedWhy([...asked.slice(0, 3), judged('a', dialog, high), advised(1, approve)])).toContain(
      'The policy does not leave this call to a brain',
    );
  });

  test.each<[string, readonly Option[]]>([
    ['two one-time yes', [option('Yes', 'yes-once'), option('Yes, once', 'yes-once'), option('No', 'no')]],
    ['none', [option('Yes, always', 'yes-always'), option('No', 'no')]],
    ['words in a row', [option('Yes', 'yes-once'), option('and then stop', 'free-text')]],
  ])('is nobody else’s than a person’s in a dialog with %s', (_name, options) => {
    const odd = permission('Bash', 'git push', { options });
    const events = [idle, pending('a', 'git push'), shows(odd), judged('a', odd, medium)];
    expect(consultations(events)).toBe(0);
    expect(askedWhy(events)).toBeDefined();
  });

  test.each<[string, readonly SessionEvent[]]>([
    ['another consultation', [advised(2, approve)]],
    ['a dialog that is gone', [idle, advised(1, approve)]],
    ['another dialog', [shows(bash('rm -rf build')), advised(1, approve)]],
    ['a human who came', [takes, advised(1, approve)]],
    ['a human who came and left', [takes, leaves, judged('a', dialog, medium), advised(1, approve)]],
    ['a pause', [pause, advised(1, approve), resume, advised(1, approve)]],
    ['a call that is over', [done('a'), advised(1, approve)]],
    ['a call that was refused at the terminal', [refused('a'), advised(1, approve)]],
    ['an equal dialog of another call', [pending('b', 'git commit -m "x"', { timeout: 9 }), advised(1, approve)]],
    ['a screen that cannot be read', [unknown, advised(1, approve)]],
    ['a new daemon', [recovered, advised(1, approve)]],
    ['an ended session', [exited, advised(1, approve)]],
  ])('advice for %s means nothing', (_name, events) => {
    const { effects } = play([...asked, ...events]);
    expect(effects.filter((effect) => effect.type === 'answer')).toEqual([]);
  });

  test.each<[string, readonly SessionEvent[], string]>([
    ['its call is over', [done('a')], 'witness'],
    ['another call could be meant', [pending('b', 'git commit -m "x"', { timeout: 9 })], 'witness'],
    ['the session is paused', [pause], 'waiting'],
    ['a human takes the pane', [takes], 'witness'],
  ])('is not waited for any more when %s', (_name, events, stage) => {
    expect(play([...asked, ...events]).session.ask?.stage).toBe(stage);
  });

  test('is judged and asked about again after a human has left', () => {
    expect(tell([takes, leaves, again, advised(2, approve), again], { after: asked })).toMatchInlineSnapshot(`
      "human takes
      human leaves
        wait no more: witness
        judge a
      judged a for 'Bash git commit -m "x"': MEDIUM ask-brain
        consult s?2: permission
      rules says of s?2: approve (It is wished.)
        judge a
      judged a for 'Bash git commit -m "x"': MEDIUM ask-brain
        decide s#1: MEDIUM approve by brain 'Yes' (It is wished. Has effects.)
        type s:1: key 1 of 'Yes' for s#1
        wait: answer"
    `);
  });

  test('on a version that was not checked goes to a person until the check has passed', () => {
    const unchecked = [...asked, cli('unchecked'), advised(1, approve), again];
    expect(play(unchecked).session.ask).toMatchObject({
      stage: 'waiting',
      verdict: { action: 'escalate', rules: ['unchecked-cli', 'brain-rules', 'r'] },
    });
    expect(tell([cli('checked'), again, advised(2, approve), again], { after: unchecked })).toContain(
      "approve by brain 'Yes'",
    );
    expect(consultations([cli('asking'), ...asked])).toBe(0);
    expect(consultations([cli('asking'), ...asked, cli('checked'), judged('a', dialog, medium)])).toBe(1);
  });

  test.each<[string, Verdict, string]>([
    ['is HIGH by now', high, 'Deletes.'],
    ['has used up a budget', { ...medium, action: 'escalate', reasons: ['Too often.'] }, 'Too often.'],
    ['falls under a further rule', { ...medium, rules: ['unseen', 'r'] }, 'The policy says more of this call'],
    ['is left to a brain no more', { ...medium, risk: 'HIGH' }, 'The policy does not leave this call to a brain'],
  ])('that a brain allowed is judged once more: what %s is a person’s', (_name, verdict, why) => {
    expect(askedWhy([...asked, advised(1, approve), judged('a', dialog, verdict)])).toContain(why);
  });

  test('that a brain allowed and that the policy approves by now is the policy’s; one that was never judged is not answered', () => {
    expect(tell([advised(1, approve), judged('a', dialog, low)], { after: asked })).toMatchInlineSnapshot(`
      "rules says of s?1: approve (It is wished.)
        judge a
      judged a for 'Bash git commit -m "x"': LOW approve
        decide s#1: LOW approve by policy 'Yes' (Understood.)
        type s:1: key 1 of 'Yes' for s#1
        wait: answer"
    `);
    const left = play([...asked, advised(1, approve), takes, leaves]);
    expect(left.session.ask).toEqual(expect.not.objectContaining({ leave: expect.anything() as unknown }));
  });

  test('whose key has no effect is decided again a bounded number of times, then by a person', () => {
    let session = play(asked).session;
    let answers = 0;
    for (let round = 1; round <= 6 && session.ask?.stage !== 'waiting'; round++) {
      const events = [again, advised(round, approve), again, written(round), deadline('answer')];
      const played = play(events, session);
      session = played.session;
      answers += played.effects.filter((effect) => effect.type === 'answer').length;
    }
    expect(answers).toBe(3);
    expect(session.ask).toMatchObject({ stage: 'waiting', verdict: { action: 'ask-brain' } });
  });

  test('whose key was refused by a redrawn screen is typed after the next look, without asking the brain again', () => {
    expect(
      tell([advised(1, approve), again, written(1, 'stale'), shows(dialog)], { after: asked }),
    ).toMatchInlineSnapshot(`
      "rules says of s?1: approve (It is wished.)
        judge a
      judged a for 'Bash git commit -m "x"': MEDIUM ask-brain
        decide s#1: MEDIUM approve by brain 'Yes' (It is wished. Has effects.)
        type s:1: key 1 of 'Yes' for s#1
        wait: answer
      s:1 stale
        wait: answer
      screen: permission Bash git commit -m "x"
        type s:2: key 2 of 'Yes' for s#1
        wait: answer"
    `);
    const held = [
      ...asked,
      advised(1, approve),
      again,
      written(1, 'stale'),
      pending('b', 'git commit -m "x"', { timeout: 9 }),
    ];
    expect(play(held).session.ask?.stage).toBe('witness');
  });
});

const questions = [
  {
    question: 'Which database?',
    header: 'Store',
    multiSelect: false,
    options: [
      { label: 'SQLite', description: 'one file' },
      { label: 'PostgreSQL', description: 'a server' },
    ],
  },
  {
    question: 'Which parts?',
    header: 'Parts',
    multiSelect: true,
    options: [{ label: 'Front' }, { label: 'Back' }],
  },
];
const questionCall = call('q', 'AskUserQuestion', { questions });
const calling: SessionEvent = { type: 'call-pending', call: questionCall };

/** A page of the questions as the screen shows it, with the CLI's own rows. */
function page(at: number, ticked: readonly string[] = [], more: Partial<Dialog> = {}): Dialog {
  const { question = 'Review', multiSelect = false, options = [] } = questions[at] ?? {};
  const rows: Option[] = options.map(({ label }, index) => ({
    ...option(label, 'answer', String(index + 1)),
    ...(multiSelect ? { checked: ticked.includes(label) } : {}),
  }));
  if (at === questions.length) rows.push(option('Submit answers', 'submit', '1'), option('Cancel', 'no', '2'));
  else rows.push(option('Type something', 'free-text', '3'), ...(multiSelect ? [option('Next', 'submit')] : []));
  return {
    kind: 'question',
    fingerprint: `page ${at}`,
    tool: '',
    subject: '',
    truncated: false,
    question,
    options: rows,
    tabs: [...questions.map(({ header }) => header), 'Submit'].map((label, index) => ({
      label,
      done: index < at,
      current: index === at,
    })),
    ...more,
  };
}

function goalsIn(effects: readonly Effect[]): Goal[] {
  return effects.flatMap((effect) => (effect.type === 'answer' ? [effect.answer.goal] : []));
}

describe('questions', () => {
  const began = [idle, calling, shows(page(0))];
  const sqlite: Goal = { want: 'row', label: 'SQLite' };
  const both: Goal = { want: 'ticks', labels: ['Front', 'Back'], text: '' };

  test('all pages are one matter, from the open one on', () => {
    expect(play(began).effects.find((effect) => effect.type === 'consult')).toMatchObject({
      matter: {
        kind: 'question',
        text: '',
        pages: [
          {
            question: 'Which database?',
            header: 'Store',
            multi: false,
            choices: [
              { label: 'SQLite', description: 'one file' },
              { label: 'PostgreSQL', description: 'a server' },
            ],
          },
          { question: 'Which parts?', multi: true },
        ],
      },
    });
    const second = play([idle, calling, shows(page(1))]).effects.find((effect) => effect.type === 'consult');
    expect(second).toMatchObject({ matter: { pages: [{ question: 'Which parts?' }] } });
  });

  const way: readonly SessionEvent[] = [
    advised(1, choose([0], [0, 1])),
    written(1, 'written', false),
    shows(page(1)),
    written(2, 'written', false),
    shows(page(1, ['Front'])),
    written(3, 'written', false),
    shows(page(1, ['Front', 'Back'])),
    written(4, 'written', false),
    shows({ ...page(2), tabs: page(2).tabs?.map((tab) => ({ ...tab, done: true })) ?? [] }),
    written(5),
  ];

  test('are answered page by page, handed in, and compared with the transcript', () => {
    const answered: SessionEvent = {
      type: 'call-done',
      callId: 'q',
      refused: false,
      answers: { 'Which database?': 'SQLite', 'Which parts?': 'Front, Back' },
    };
    const { effects, session } = play([...began, ...way, busy, answered]);
    expect(goalsIn(effects)).toEqual([sqlite, both, both, both, { want: 'row', label: 'Submit answers' }]);
    expect(effects.find((effect) => effect.type === 'decide')).toMatchObject({
      decision: {
        by: 'brain',
        action: 'choose',
        risk: 'MEDIUM',
        label: 'SQLite · Front, Back',
        rules: ['brain-rules', 'asks-a-person'],
      },
    });
    expect(effects.flatMap((effect) => (effect.type === 'outcome' ? [effect.outcome] : []))).toEqual([
      'typed',
      'confirmed',
    ]);
    expect(session.ask).toBeUndefined();
  });

  test.each<[string, readonly SessionEvent[]]>([
    ['a permission', [shows(bash('rm -rf build'))]],
    ['the end of the call', [done('q')]],
    ['another call with the same questions', [{ type: 'call-pending', call: { ...questionCall, id: 'r' } }]],
    ['a human', [takes]],
    ['a pause', [pause]],
    ['the kill switch', [off]],
    ['a crash', [recovered]],
    ['an empty input box', [idle]],
  ])('%s stops the answer between any two keys', (_name, interruption) => {
    for (let length = 1; length < way.length; length++) {
      const before = [...began, ...way.slice(0, length)];
      const keys = goalsIn(play(before).effects).length;
      const rest = way.slice(length).filter((event) => event.type !== 'advised');
      const { effects, session } = play([...before, ...interruption, ...rest]);
      expect(goalsIn(effects)).toHaveLength(keys);
      expect(session.ask?.stage).not.toBe('answering');
    }
  });

  test.each<[string, Advice]>([
    ['leaves one open', choose([0])],
    ['chooses two of one', choose([0, 1], [0])],
    ['chooses what is not there', choose([2], [0])],
    ['gives leave', approve],
    ['is not sure', unsure],
  ])('go to a person when the brain %s', (_name, advice) => {
    expect(askedWhy([...began, advised(1, advice)])).toBeDefined();
    expect(play([...began, advised(1, advice)]).session.ask).toMatchObject({
      stage: 'waiting',
      verdict: { action: 'escalate', rules: ['brain-person', 'asks-a-person'] },
    });
  });

  test('go to a person without a brain where nothing names their call, or only a person may choose', () => {
    expect(consultations([idle, shows(page(0)), deadline('witness')])).toBe(0);
    const production = [{ ...questions[0], question: 'Which production database shall I drop?' }];
    const closed: SessionEvent = {
      type: 'call-pending',
      call: call('q', 'AskUserQuestion', { questions: production }),
    };
    const dangerous = page(0, [], { question: 'Which production database shall I drop?', tabs: [] });
    expect(askedWhy([idle, closed, shows(dangerous)])).toContain('Only a person may choose here');
    expect(consultations([idle, closed, shows(dangerous)])).toBe(0);
  });

  test('in which somebody has typed or ticked something are theirs', () => {
    const typed = page(0, [], {
      options: [...page(0).options.slice(0, 2), option('something else entirely', 'free-text', '3')],
    });
    expect(consultations([idle, calling, shows(typed)])).toBe(0);
    expect(consultations([idle, calling, shows(page(1, ['Back']))])).toBe(0);
  });

  test('on a version that was not checked go to a person until it is', () => {
    const unchecked = [...began, cli('unchecked'), advised(1, choose([0], [0]))];
    expect(play(unchecked).session.ask).toMatchObject({
      stage: 'waiting',
      verdict: { rules: ['unchecked-cli', 'brain-rules', 'asks-a-person'] },
    });
    expect(consultations([...unchecked, cli('checked')])).toBe(2);
  });

  test('of which another page was opened meanwhile, worded alike, are asked about anew', () => {
    const [, twin = {}] = questions;
    const twins: SessionEvent = {
      type: 'call-pending',
      call: call('q', 'AskUserQuestion', { questions: [twin, twin] }),
    };
    const at = (current: number): SessionEvent => {
      const tabs = ['Parts', 'Parts', 'Submit'].map((label, tab) => ({ label, done: false, current: tab === current }));
      return shows({ ...page(1), fingerprint: 'twin', tabs });
    };
    const { effects } = play([idle, twins, at(0), at(1), advised(1, choose([0], [1]))]);
    expect(goalsIn(effects)).toEqual([]);
    expect(effects.filter((effect) => effect.type === 'consult').map(({ matter }) => matter)).toMatchObject([
      { pages: [{}, {}] },
      { pages: [{}] },
    ]);
  });

  test('of two calls that look the same are nobody’s, also after the advice', () => {
    const twin: SessionEvent = { type: 'call-pending', call: { ...questionCall, id: 'r' } };
    expect(goalsIn(play([...began, twin, advised(1, choose([0], [0]))]).effects)).toEqual([]);
    const typing = play([...began, advised(1, choose([0], [0])), twin]);
    expect(typing.session.ask?.stage).toBe('answered');
  });
});

describe('a plan', () => {
  const rows = [
    option('Yes, and auto-accept edits', 'mode-switch', '1', true),
    option('Yes, and manually approve edits', 'yes-once', '2'),
    option('No, keep planning', 'no', '3'),
  ];
  const plan: Dialog = { ...page(0), kind: 'plan', fingerprint: 'plan', question: '', options: rows, tabs: [] };
  const planned = (text: string): SessionEvent => ({
    type: 'call-pending',
    call: call('p', 'ExitPlanMode', { plan: text }),
  });
  const began = [idle, planned('Add a test for the parser.'), shows(plan)];

  test('leaves a brain the one-time yes and the no', () => {
    expect(play(began).effects.find((effect) => effect.type === 'consult')).toMatchObject({
      matter: {
        kind: 'plan',
        text: 'Add a test for the parser.',
        pages: [
          {
            multi: false,
            choices: [
              { label: 'Yes, and auto-accept edits', closed: 'it does more than give leave once' },
              { label: 'Yes, and manually approve edits' },
              { label: 'No, keep planning' },
            ],
          },
        ],
      },
    });
  });

  test('goes on with the one-time yes', () => {
    expect(tell([advised(1, choose([1])), written(1), busy, done('p')], { after: began })).toMatchInlineSnapshot(`
      "rules says of s?1: choose 1 (It is preferred.)
        decide s#1: MEDIUM choose by brain 'Yes, and manually approve edits' (It is preferred. Claude asks you.)
        type s:1: key 1 of 'Yes, and manually approve edits' for s#1
        wait: answer
      s:1 written
        s#1 is typed
        wait: answer
      screen: busy
        wait no more: answer
      result of p
        s#1 is confirmed"
    `);
    expect(tell([advised(1, choose([2])), written(1), busy, refused('p')], { after: began })).toContain('confirmed');
  });

  test('never with a row that widens', () => {
    expect(askedWhy([...began, advised(1, choose([0]))])).toContain("Only a person may choose 'Yes, and auto-accept");
  });

  test('that nobody knows, or that speaks of what only a person decides, is a person’s', () => {
    expect(askedWhy([idle, planned(''), shows(plan)])).toContain('the transcript does not hold the plan');
    expect(askedWhy([idle, planned('Then drop the production database.'), shows(plan)])).toContain('Only a person');
  });
});
