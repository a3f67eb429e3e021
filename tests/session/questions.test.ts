import { describe, expect, test } from 'vitest';
import type { Goal } from '../../src/screen/goal.ts';
import type { Option } from '../../src/screen/reading.ts';
import type { Dialog, Effect, Reply, SessionEvent } from '../../src/session/session.ts';
import { play } from './play.ts';
import {
  advised,
  bash,
  busy,
  call,
  choose,
  deadline,
  done,
  idle,
  recovered,
  shows,
  takes,
  unknown,
  unsure,
  written,
} from './words.ts';

/** Questions with several pages: a person answers all of them at once, and pcc goes through them as far as they are the call's. */

const questions = [
  { question: 'Which way in?', header: 'Auth', multiSelect: false, options: [{ label: 'Key' }, { label: 'Word' }] },
  { question: 'Which parts?', header: 'Parts', multiSelect: true, options: [{ label: 'Front' }, { label: 'Back' }] },
];
const asked: SessionEvent = { type: 'call-pending', call: call('q', 'AskUserQuestion', { questions }) };
const other: SessionEvent = {
  type: 'call-pending',
  call: call('p', 'AskUserQuestion', { questions: [{ ...questions[0], header: 'Other' }] }),
};

function page(at: number, ticked: readonly string[] = [], selected = 0): Dialog {
  const { question = 'Review your answers', multiSelect = false, options: given = [] } = questions[at] ?? {};
  const rows: Option[] =
    at < questions.length
      ? given.map(({ label }, index) => ({
          key: String(index + 1),
          label,
          kind: 'answer',
          selected: selected === index,
          ...(multiSelect ? { checked: ticked.includes(label) } : {}),
        }))
      : [];
  const submit: Option = {
    key: at < questions.length ? '' : '1',
    label: at < questions.length ? 'Next' : 'Submit answers',
    kind: 'submit',
    selected: selected === rows.length,
  };
  return {
    kind: 'question',
    fingerprint: `page ${at}`,
    tool: '',
    subject: '',
    truncated: false,
    question,
    options: multiSelect || at >= questions.length ? [...rows, submit] : rows,
    tabs: [...questions.map(({ header }) => header), 'Submit'].map((label, index) => ({
      label,
      done: index < at || index === questions.length,
      current: index === at,
    })),
  };
}

const key: Goal = { want: 'row', label: 'Key' };
const parts: Goal = { want: 'ticks', labels: ['Front', 'Back'], text: '' };

function reply(...goals: Goal[]): Reply {
  return { label: 'mine', goals };
}

function respond(decision: number, given: Reply): SessionEvent {
  return { type: 'respond', escalationId: `s#${decision}`, label: given.label, reply: given };
}

function keysIn(effects: readonly Effect[]): [string, Goal][] {
  return effects.flatMap((effect) =>
    effect.type === 'answer' ? [[effect.answer.fingerprint, effect.answer.goal] as [string, Goal]] : [],
  );
}

function outcomesIn(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.type === 'outcome' && effect.decisionId === 's#2' ? [effect.outcome] : [],
  );
}

/** What a person was told when they were asked first. */
const both: readonly unknown[] = ['Nobody knows.', expect.any(String)];
const begin = [idle, asked, shows(page(0)), advised(1, unsure), respond(1, reply(key, parts))];
/** The whole way: each event after which the next key is typed, and the fate of that key. */
const way: readonly SessionEvent[] = [
  written(1, 'written', false),
  shows(page(1)),
  written(2, 'written', false),
  shows(page(1, ['Front'])),
  written(3, 'written', false),
  shows(page(1, ['Front', 'Back'])),
  written(4, 'written', false),
  shows(page(1, ['Front', 'Back'], 2)),
  written(5, 'written', false),
  shows(page(2)),
  written(6, 'written', false),
];
const answers = { 'Which way in?': 'Key', 'Which parts?': 'Front, Back' };
function told(given: Readonly<Record<string, string>>, refused = false): SessionEvent {
  return { type: 'call-done', callId: 'q', refused, answers: given };
}

describe('all pages answered at once', () => {
  test('are gone through one after the other, handed in, and compared with the transcript', () => {
    const { effects } = play([...begin, ...way, busy, told(answers)]);
    expect(keysIn(effects)).toEqual([
      ['page 0', key],
      ['page 1', parts],
      ['page 1', parts],
      ['page 1', parts],
      ['page 1', parts],
      ['page 2', { want: 'row', label: 'Submit answers' }],
    ]);
    expect(outcomesIn(effects)).toEqual(['typed', 'confirmed']);
    expect(effects.filter((effect) => effect.type === 'escalate')).toHaveLength(1);
  });

  test.each<[string, SessionEvent]>([
    ['another answer', told({ ...answers, 'Which way in?': 'Word' })],
    ['one tick too few', told({ ...answers, 'Which parts?': 'Front' })],
    ['one tick too many', told({ ...answers, 'Which parts?': 'Front, Back, Side' })],
    ['no answer to one of them', told({ 'Which way in?': 'Key' })],
    ['a refusal', told({}, true)],
  ])('%s in the transcript contradicts', (_name, event) => {
    expect(outcomesIn(play([...begin, ...way, busy, event]).effects).at(-1)).toBe('contradicted');
  });

  test('ticks may come in any order', () => {
    const event = told({ ...answers, 'Which parts?': 'Back, Front' });
    expect(outcomesIn(play([...begin, ...way, busy, event]).effects).at(-1)).toBe('confirmed');
  });

  test('a single answer leaves the next page to the person', () => {
    const events = [
      idle,
      asked,
      shows(page(0)),
      advised(1, unsure),
      respond(1, reply(key)),
      written(1, 'written', false),
      shows(page(1)),
      advised(2, unsure),
    ];
    const { effects, session } = play(events);
    expect(keysIn(effects)).toEqual([['page 0', key]]);
    expect(session.ask).toMatchObject({ stage: 'waiting', dialog: { fingerprint: 'page 1' } });
  });

  test('more answers than pages, or pages that no call tells of, are typed nowhere', () => {
    expect(
      keysIn(play([idle, asked, shows(page(0)), advised(1, unsure), respond(1, reply(key, parts, key))]).effects),
    ).toEqual([]);
    const without = [idle, shows(page(0)), deadline('witness'), respond(1, reply(key, parts))];
    expect(keysIn(play(without).effects)).toEqual([]);
  });

  test('a key that was refused is tried again after the next look, a bounded number of times', () => {
    const { session } = play(begin);
    const once = play([written(1, 'stale', false), shows(page(0))], session);
    expect(keysIn(once.effects)).toEqual([['page 0', key]]);
    let now = session;
    for (let input = 1; input <= 6; input++) now = play([written(input, 'stale', false), shows(page(0))], now).session;
    expect(now.ask?.stage).toBe('waiting');
  });

  test('of which some keys were typed before the screen changed was begun', () => {
    const { session, effects } = play([
      ...begin,
      written(1, 'written', false),
      shows(page(1)),
      written(2, 'moved', false),
    ]);
    expect(outcomesIn(effects)).toEqual(['overtaken']);
    expect(session.ask).toMatchObject({
      verdict: { reasons: [expect.stringContaining('only begun'), 'Nobody knows.', expect.any(String)] },
    });
    const first = play([...begin, written(1, 'moved', false)]);
    expect(outcomesIn(first.effects)).toEqual(['not-typed']);
    const refused = play([...begin, written(1, 'stale', false), shows(page(0)), written(2, 'moved', false)]);
    expect(outcomesIn(refused.effects)).toEqual(['not-typed']);
  });

  describe('behind a key that was refused', () => {
    const refusedKey = [...begin, written(1, 'stale', false)];
    const begunKey = [...begin, written(1, 'written', false), shows(page(1)), written(2, 'stale', false)];

    test('another dialog ends the answer, and a page that nobody turned for the person too', () => {
      for (const next of [shows(bash('rm -rf build')), shows(page(1)), busy, idle]) {
        const { effects } = play([...refusedKey, next]);
        expect(keysIn(effects)).toHaveLength(1);
        expect(outcomesIn(effects)).toEqual(['not-typed']);
      }
      // Its first page was answered by this very answer: what of it is left goes on.
      expect(keysIn(play([...begunKey, shows(page(1))]).effects)).toHaveLength(3);
      const { effects } = play([...begunKey, shows(bash('rm -rf build'))]);
      expect(outcomesIn(effects)).toEqual(['overtaken']);
    });

    test('no frame comes: the person is told that nothing was typed, or that it was only begun', () => {
      for (const last of [deadline('answer'), { type: 'deadline', name: 'answer', unmoved: true } as const]) {
        const none = play([...refusedKey, last]);
        expect(outcomesIn(none.effects)).toEqual(['not-typed']);
        expect(none.session.ask).toMatchObject({
          stage: 'waiting',
          verdict: {
            reasons: ["'mine' was not typed, since the screen had changed; the dialog waits again.", ...both],
          },
        });
        const some = play([...begunKey, last]);
        expect(outcomesIn(some.effects)).toEqual(['overtaken']);
        expect(some.session.ask).toMatchObject({
          stage: 'waiting',
          verdict: { reasons: [expect.stringContaining("'mine' was only begun"), ...both] },
        });
      }
      const unread = play([...refusedKey, unknown, deadline('answer')]);
      expect(outcomesIn(unread.effects)).toEqual(['not-typed']);
    });

    test('of a brain: it is asked again, and not told that its answer came to nothing', () => {
      const chosen = [idle, asked, shows(page(0)), advised(1, choose([0], [0, 1])), written(1, 'stale', false)];
      for (const story of [[deadline('answer')], [unknown, deadline('answer'), shows(page(0))]]) {
        const { effects, session } = play([...chosen, ...story]);
        expect(effects.filter(({ type }) => type === 'outcome')).toMatchObject([{ outcome: 'not-typed' }]);
        expect(session.unconfirmed).toEqual([]);
        expect(session.ask?.stage).toBe('consulting');
      }
    });
  });

  test('without a reaction nothing more is typed and the person is asked again', () => {
    const { effects, session } = play([...begin, written(1, 'written', false), deadline('answer')]);
    expect(keysIn(effects)).toHaveLength(1);
    expect(session.ask?.stage).toBe('waiting');
    expect(outcomesIn(effects)).toEqual(['no-effect']);
  });
});

describe('between any two keys', () => {
  const foreign = { ...page(1), fingerprint: 'foreign', question: 'Really?' };
  const reworded = { ...page(1), fingerprint: 'reworded', options: page(1).options.toReversed() };
  const interruptions: readonly [string, readonly SessionEvent[]][] = [
    ['a permission', [shows(bash('rm -rf build'))]],
    ['a question of nobody', [shows(foreign)]],
    ['a page with its options in another order', [shows(reworded)]],
    ['the end of the call, then a page that looks the same', [done('q'), shows(page(1)), shows(page(1, ['Front']))]],
    ['another call with the same page', [other, shows({ ...page(0), fingerprint: 'again' })]],
    ['a human', [takes]],
    ['a crash', [recovered]],
    ['an empty input box', [idle]],
  ];

  test.each(interruptions)('%s stops the answer', (_name, events) => {
    for (let length = 0; length < way.length; length++) {
      const before = play([...begin, ...way.slice(0, length)]);
      const { effects, session } = play([...events, ...way.slice(length), unknown], before.session);
      const own = keysIn(effects).filter(([fingerprint]) => !fingerprint.startsWith('page'));
      expect(own).toEqual([]);
      const first = play(events, before.session);
      expect(keysIn(first.effects)).toEqual([]);
      expect(first.session.ask?.stage).not.toBe('answering');
      // What the person chose is not typed any more, also not when the page comes back.
      expect(keysIn(effects)).toEqual([]);
      expect(session.ask?.stage).not.toBe('answering');
    }
  });
});

describe('pages of one call that are worded alike', () => {
  const twin = { question: 'Which?', header: 'H', multiSelect: true, options: [{ label: 'A' }, { label: 'B' }] };
  const twins: SessionEvent = { type: 'call-pending', call: call('q', 'AskUserQuestion', { questions: [twin, twin] }) };
  const ticks: Goal = { want: 'ticks', labels: ['A'], text: '' };

  /** One of them: `current` is the tab that is open, -1 where no tabs can be seen. */
  function twinPage(current: number, ticked: readonly string[] = [], selected = 0): Dialog {
    const rows = ['A', 'B'].map(
      (label, index): Option => ({
        key: String(index + 1),
        label,
        kind: 'answer',
        selected: selected === index,
        checked: ticked.includes(label),
      }),
    );
    const next: Option = { key: '', label: 'Next', kind: 'submit', selected: selected === 2 };
    const tabs = ['H', 'H', 'Submit'].map((label, at) => ({ label, done: at < current, current: at === current }));
    return {
      ...page(0),
      fingerprint: `twin ${current}`,
      question: 'Which?',
      options: [...rows, next],
      tabs: current < 0 ? [] : tabs,
    };
  }

  const first = [
    written(1, 'written', false),
    shows(twinPage(0, ['A'], 0)),
    written(2, 'written', false),
    shows(twinPage(0, ['A'], 1)),
    written(3, 'written', false),
    shows(twinPage(0, ['A'], 2)),
    written(4, 'written', false),
  ];

  test('an answer to one of them is not given to the other', () => {
    const told = play([
      idle,
      twins,
      shows(twinPage(0)),
      advised(1, unsure),
      respond(1, reply(ticks)),
      ...first,
      shows(twinPage(1)),
      advised(2, unsure),
    ]);
    expect(keysIn(told.effects)).toHaveLength(4);
    expect(told.session.ask).toMatchObject({ stage: 'waiting' });
  });

  test('both are answered at once, each with its own', () => {
    const other: Goal = { want: 'ticks', labels: ['B'], text: '' };
    const { effects } = play([
      idle,
      twins,
      shows(twinPage(0)),
      advised(1, unsure),
      respond(1, reply(ticks, other)),
      ...first,
      shows(twinPage(1)),
    ]);
    expect(keysIn(effects).map(([, goal]) => goal)).toEqual([ticks, ticks, ticks, ticks, other]);
  });

  test('where nothing tells which one is open, one key at most is typed', () => {
    const asked = [idle, twins, shows(twinPage(-1)), deadline('witness'), respond(1, reply(ticks))];
    const { effects } = play([...asked, written(1, 'written', false), shows(twinPage(-1, ['A']))]);
    expect(keysIn(effects)).toHaveLength(1);
  });
});
