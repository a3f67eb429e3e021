import { describe, expect, test } from 'vitest';
import type { Brain } from '../../src/brain/brain.ts';
import { dismissWords, respond as respondTo } from '../../src/daemon/responding.ts';
import { clock, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig } from './rig.ts';
import { decisionsOf, makeRig, quietly, startPuppet, untilState, untilTyped } from './rig.ts';

/** A question in words that ends a turn, over a real PTY: who is asked, and how the reply gets into the input box. */

const question = 'Both would do. Should I run the tests?';
const words = 'fix the login page';

const screens = {
  idle: await screenAt('bash-simple-80x24', 'idle'),
  busy: await screenAt('bash-simple-80x24', 'busy'),
  draft: await screenAt('draft-short-80x24', 'draft'),
};

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly respond: (text: boolean, ...answers: string[]) => Promise<unknown>;
}

/** A session whose last turn ended with the question. */
async function stage(brains: readonly Brain[] = [], text = question): Promise<Stage> {
  const rig = await makeRig({ brains });
  const puppet = await startPuppet(rig);
  await puppet.show(screens.idle);
  await untilState(puppet, 'idle');
  ends(puppet, text);
  const respond = async (isText: boolean, ...answers: string[]): Promise<unknown> =>
    await respondTo({ ...rig, clock }, rig.ledger.pending()[0]?.n ?? 0, { answers, text: isText });
  return { rig, puppet, respond };
}

function ends(puppet: Puppet, text: string): void {
  const message = { role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'end_turn' };
  puppet.tell({ type: 'assistant', message });
}

function sends(puppet: Puppet, text: string): void {
  puppet.tell({ type: 'user', message: { role: 'user', content: text } });
}

async function untilAsked({ rig }: Stage): Promise<void> {
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
}

describe('a person', () => {
  test('is shown the question with its replies, and answers in words that are sent as the next prompt', async () => {
    const it = await stage();
    await untilAsked(it);
    const { rig, puppet, respond } = it;
    expect(rig.ledger.pending()[0]).toMatchObject({
      kind: 'prose',
      subject: 'Both would do.',
      question: 'Should I run the tests?',
      options: [
        { key: '1', label: 'Yes, run the tests.' },
        { key: '2', label: 'No, please do not run the tests.' },
        { key: '3', label: 'Type something', kind: 'free-text' },
      ],
    });
    const answered = respond(true, words);
    await untilTyped(puppet, words);
    await puppet.show(screens.draft);
    await untilTyped(puppet, `${words}\r`);
    await puppet.show(screens.busy);
    expect(await answered).toMatchObject({ session: puppet.id, answer: words, outcome: 'typed' });
    sends(puppet, words);
    await until('the prompt', () => decisionsOf(rig, puppet.id).at(-1)?.outcome === 'confirmed', 30_000);
    expect(decisionsOf(rig, puppet.id).map(({ by, outcome }) => [by, outcome])).toEqual([
      ['policy', 'answered'],
      ['human', 'confirmed'],
    ]);
    expect(rig.ledger.pending()).toEqual([]);
    await expect(respondTo({ ...rig, clock }, 1, { answers: ['yes'], text: false })).rejects.toMatchObject({
      code: 'over',
    });
  });

  test.each([
    [['maybe'], false, 'invalid_input'],
    [['/clear'], true, 'invalid_input'],
    [['yes', 'no'], false, 'usage'],
    [[''], true, 'usage'],
    [[], false, 'usage'],
  ])('who answers %j types nothing and is asked on', async (answers, text, code) => {
    const it = await stage();
    await untilAsked(it);
    await expect(it.respond(text, ...answers)).rejects.toMatchObject({ code });
    await quietly(500);
    expect(it.puppet.typed()).toBe('');
    expect(it.rig.ledger.pending()).toHaveLength(1);
  });

  test('who answers with what is no option reads what was asked, and after which words', async () => {
    const it = await stage();
    await untilAsked(it);
    await expect(it.respond(false, 'maybe')).rejects.toThrow(/It was asked: Both would do\. Should I run the tests\?$/);
  });

  test.each([
    ['Which port?', ['5'], '5'],
    ['What should it be called?', ['the', 'orders', 'service'], 'the orders service'],
    [question, ['no', 'just', 'thanks'], 'No, just thanks'],
  ])('answers %j with plain words', async (text, answers, sent) => {
    const it = await stage([], text);
    await untilAsked(it);
    // Whether it is seen in the box is no matter here.
    it.respond(false, ...answers).catch(String);
    await untilTyped(it.puppet, sent);
  });

  test('says that no answer is needed: the question is over, nothing is typed, and it is not asked again', async () => {
    const it = await stage();
    await untilAsked(it);
    const { rig, puppet } = it;
    puppet.live.actor.dispatch({ type: 'pause' });
    expect(() => dismissWords({ ...rig, clock }, 1, ['yes'])).toThrow('Either answer or dismiss');
    expect(dismissWords({ ...rig, clock }, 1, [])).toMatchObject({ n: 1, answer: 'no answer needed' });
    expect(() => dismissWords({ ...rig, clock }, 1, [])).toThrow('was answered already');
    expect(rig.ledger.pending()).toEqual([]);
    ends(puppet, question);
    puppet.live.actor.dispatch({ type: 'resume' });
    await quietly(500);
    expect([rig.ledger.pending(), puppet.typed()]).toEqual([[], '']);
    expect(decisionsOf(rig, puppet.id).map(({ by, outcome }) => [by, outcome])).toEqual([
      ['policy', 'answered'],
      ['human', 'confirmed'],
    ]);
  });

  test('is not asked any more once a prompt was sent at the terminal', async () => {
    const it = await stage();
    await untilAsked(it);
    sends(it.puppet, 'do as you like');
    await until('the end of the question', () => it.rig.ledger.pending().length === 0, 30_000);
    await expect(it.respond(false, 'yes')).rejects.toThrow();
    expect(it.puppet.typed()).toBe('');
  });

  test.each([
    ['a human at the keyboard', { type: 'human', holds: true }],
    ['a pause', { type: 'pause' }],
  ] as const)('is told of %s', async (_name, event) => {
    const it = await stage();
    await untilAsked(it);
    it.puppet.live.actor.dispatch(event);
    await expect(it.respond(false, 'yes')).rejects.toMatchObject({ code: 'conflict' });
    expect(it.puppet.typed()).toBe('');
    expect(it.rig.ledger.pending()).toHaveLength(1);
  });

  test('whose answer cannot be sent is told so, and is asked again', async () => {
    const it = await stage();
    await untilAsked(it);
    const answered = expect(it.respond(false, '1')).rejects.toMatchObject({ code: 'conflict' });
    await untilTyped(it.puppet, 'Yes, run the tests.');
    await answered;
    await untilAsked(it);
    expect(it.rig.ledger.pending()[0]?.reasons[0]).toContain('was not sent');
    expect(it.puppet.typed()).toBe('Yes, run the tests.');
  });
});

test('a brain that knows the answer is asked first, and its reply is typed', async () => {
  const asked: unknown[] = [];
  const brain: Brain = {
    name: 'rules',
    consult: (matter) => {
      asked.push(matter);
      return Promise.resolve({ say: 'choose', picks: [[0]], confidence: 1, reason: 'Tests are wished for.' });
    },
    check: () => Promise.resolve({ ok: true, detail: '' }),
  };
  const { rig, puppet } = await stage([brain]);
  await untilTyped(puppet, 'Yes, run the tests.');
  expect(asked).toMatchObject([{ kind: 'prose', text: question, pages: [{ question: 'Should I run the tests?' }] }]);
  expect(decisionsOf(rig, puppet.id)).toMatchObject([{ by: 'brain', action: 'choose' }]);
  expect(rig.ledger.pending()).toEqual([]);
});

test('a version that never writes the end of a turn is understood when its screen stays quiet', async () => {
  const rig = await makeRig();
  const puppet = await startPuppet(rig, { task: words });
  await puppet.show(screens.idle);
  await untilTyped(puppet, words);
  await puppet.show(screens.draft);
  await untilTyped(puppet, `${words}\r`);
  await puppet.show(screens.busy);
  await untilState(puppet, 'busy');
  puppet.tell({ type: 'assistant', message: { role: 'assistant', content: [{ type: 'text', text: question }] } });
  await puppet.show(screens.idle);
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  expect(rig.ledger.pending()[0]).toMatchObject({ kind: 'prose', question: 'Should I run the tests?' });
  expect(puppet.live.actor.session.tasks).toMatchObject([{ state: 'running' }]);
});
