import { describe, expect, it } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import { respondKind } from '../../../../src/tui/panels/respond/respond.ts';
import { aModel, anItem, aStatus, startMs } from '../../models.ts';
import { Desk } from '../desk.ts';
import { deskOn, knownCall, option, said, sentBy, twoPages } from './items.ts';

const later = (ms: number = limits.answerSeenMs): { nowMs: number } => ({ nowMs: startMs + limits.answerSeenMs + ms });

describe('opening', () => {
  it('shows the oldest of a session and asks for its whole call', () => {
    const desk = deskOn([anItem(14, 'app-1'), anItem(12, 'app-1')]);
    expect(desk.state?.item.n).toBe(12);
    expect(desk.commands).toEqual([
      { type: 'call', tag: { panel: 7, word: 'call 12' }, method: 'pending.call', params: { n: 12 } },
    ]);
    expect(said(desk)).toContain('n next of 1 more');
  });

  it('says so where nothing waits, and where a number is over', () => {
    const model = aModel({ sessions: [aStatus('app-1')] });
    expect(respondKind.open({ name: 'respond', session: 'app-1' }, model, 1)).toBe("Nothing waits in 'app-1'.");
    expect(respondKind.open({ name: 'respond', n: 3 }, model, 1)).toBe('Number 3 is not waiting any more.');
  });
});

describe('a permission', () => {
  it('is answered by the row with the mark', () => {
    const desk = deskOn([anItem(12, 'app-1')]).press('Enter');
    expect(sentBy(desk)).toEqual([{ n: 12, answers: ['1'] }]);
    expect(said(desk)).toContain("Sending 'Yes'");
  });

  it('is denied by its row, whichever way it is reached', () => {
    for (const keys of [['Down', 'Enter'], ['j', 'Enter'], ['2', 'Enter'], ['d']])
      expect(sentBy(deskOn([anItem(12, 'app-1')]).press(...keys))).toEqual([{ n: 12, answers: ['2'] }]);
  });

  it('is never answered by a digit alone', () => {
    expect(sentBy(deskOn([anItem(12, 'app-1')]).press('2', '1'))).toEqual([]);
  });

  it('takes words for Claude behind a no, or none', () => {
    const desk = deskOn([anItem(12, 'app-1')])
      .press('Up', 'Down', 'Down', 'Enter')
      .type('use npm pack');
    expect(sentBy(desk)).toEqual([]);
    expect(sentBy(desk.press('Enter'))).toEqual([{ n: 12, answers: ['no', 'use npm pack'] }]);
    expect(
      sentBy(
        deskOn([anItem(12, 'app-1')])
          .press('Down', 'Down', 'Enter')
          .wait(limits.keyRepeatMs)
          .press('Enter'),
      ),
    ).toEqual([{ n: 12, answers: ['no'] }]);
  });

  it('takes no answer before it could have been read', () => {
    const model = aModel({ sessions: [aStatus('app-1', { pending: [anItem(12, 'app-1')] })] });
    const desk = new Desk(respondKind, { session: 'app-1' }, model).press('Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain('too quick');
    desk.wait(limits.keyRepeatMs - 1).press('Enter');
    expect(sentBy(desk)).toEqual([]);
    desk.wait(limits.keyRepeatMs).press('Enter');
    expect(sentBy(desk)).toHaveLength(1);
  });

  it('takes no answer before the terminal took a frame with it', () => {
    const model = aModel({ sessions: [aStatus('app-1', { pending: [anItem(12, 'app-1')] })] });
    const opened = respondKind.open({ name: 'respond', session: 'app-1' }, model, 1);
    if (typeof opened === 'string' || !opened.state) throw new Error('not open');
    const enter = { type: 'key', key: { name: 'Enter', text: '', raw: '' } } as const;
    const late = { ...model, nowMs: startMs + 60_000 };
    const unseen = respondKind.update(opened.state, enter, late, 1);
    expect([unseen.state?.fault, unseen.commands]).toEqual([expect.stringContaining('too quick'), undefined]);
    const drawn = respondKind.update(opened.state, { type: 'drawn', state: opened.state }, model, 1).state;
    const behind = drawn && respondKind.update(drawn, { type: 'behind' }, model, 1).state;
    if (!drawn || !behind) throw new Error('not open');
    expect(respondKind.update(drawn, enter, late, 1).commands).toHaveLength(1);
    expect(respondKind.update(behind, enter, late, 1).commands).toBeUndefined();
  });

  it('takes no answer from a key that is held down', () => {
    const items = [anItem(12, 'app-1'), anItem(13, 'app-1')];
    const desk = deskOn(items).press('Enter');
    const result = { n: 12, session: 'app-1', answer: 'Yes', outcome: 'confirmed' } as const;
    desk.reply({ type: 'answered', tag: { panel: 7, word: 'respond 12' }, method: 'pending.respond', result });
    expect(desk.state?.item.n).toBe(13);
    // The first repetition comes late, all others follow it.
    desk.wait(660).press('Enter');
    for (let count = 0; count < 100; count++) desk.wait(33).press('Enter');
    expect(sentBy(desk)).toHaveLength(1);
    expect(sentBy(desk.wait(limits.keyRepeatMs).press('Enter'))).toHaveLength(2);
  });

  it('that changes in place is to be read again', () => {
    const desk = knownCall(deskOn([anItem(12, 'app-1', { risk: 'HIGH' })]), 12).press('a');
    const other = anItem(12, 'app-1', { risk: 'HIGH', subject: 'rm -rf build' });
    const { fleet } = aModel({ sessions: [aStatus('app-1', { pending: [other] })] });
    desk.become({ fleet, ...later() }).press('y');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain('What is asked has changed');
  });

  it('tells a refusal of an answer that was left behind', () => {
    const desk = deskOn([anItem(12, 'app-1'), anItem(13, 'app-1')]).press('Enter', 'n');
    expect(desk.state?.item.n).toBe(13);
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'respond 12' }, sentence: 'A human holds the keyboard.' });
    expect(desk.notices).toEqual(['#12: A human holds the keyboard.']);
    expect(desk.state?.fault).toBe('');
  });

  it('sends one answer, however often a key is pressed', () => {
    expect(sentBy(deskOn([anItem(12, 'app-1')]).press('Enter', 'Enter', 'd', 'a', 'y'))).toHaveLength(1);
  });
});

describe('what is HIGH', () => {
  const high = anItem(12, 'app-1', { risk: 'HIGH' });

  it('has its mark on no row, so that Enter answers nothing', () => {
    const desk = knownCall(deskOn([high]), 12).press('Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain('Choose a row first.');
  });

  it('is approved only by a second key, which does not come at once', () => {
    const desk = knownCall(deskOn([high]), 12).press('a');
    expect(said(desk)).toContain("HIGH risk. Press y to answer 'Yes' nevertheless");
    expect(sentBy(desk.press('y'))).toEqual([]);
    expect(said(desk)).toContain('too quick');
    expect(sentBy(desk.wait(limits.keyRepeatMs).press('y'))).toEqual([{ n: 12, answers: ['1'] }]);
  });

  it('is approved only once its end was in sight', () => {
    const command = Array.from({ length: 200 }, (_, line) => `echo ${line}`).join('\n');
    const desk = knownCall(deskOn([high]), 12, { tool: 'Bash', input: { command } }).press('a');
    desk.wait(limits.keyRepeatMs).press('y');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain('scroll to the end first (PageDown)');
    for (let page = 0; page < 60; page++) desk.press('PageDown');
    expect(sentBy(desk.wait(limits.keyRepeatMs).press('y'))).toEqual([{ n: 12, answers: ['1'] }]);
  });

  it('is not approved by any other key', () => {
    for (const key of ['Enter', 'Space', 'n', 'Esc', 'Y', 'a']) {
      const desk = knownCall(deskOn([high]), 12)
        .press('a')
        .become(later())
        .press(key);
      expect(sentBy(desk)).toEqual([]);
      expect(desk.isOpen).toBe(true);
    }
  });

  it('is not approved before the whole command is there', () => {
    const desk = deskOn([high]).press('a');
    expect(desk.state?.stage.type).toBe('choose');
    expect(said(desk)).toContain('still on its way');
  });

  it('is denied at once', () => {
    expect(sentBy(deskOn([high]).press('d'))).toEqual([{ n: 12, answers: ['2'] }]);
  });
});

describe('rows that do more than answer once', () => {
  it.each([
    ['yes-always', 'for good'],
    ['mode-switch', 'changes the mode'],
    ['costs-money', 'costs money'],
  ] as const)('%s is marked, and chosen only after a second key', (kind, mark) => {
    const options = [option('1', 'Yes', 'yes-once'), option('2', 'Something more', kind), option('3', 'No', 'no')];
    const desk = knownCall(deskOn([anItem(12, 'app-1', { risk: 'LOW', options })]), 12);
    expect(said(desk)).toContain(`Something more  ! ${mark}`);
    desk.press('2', 'Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain("'Something more' does more than answer once.");
    expect(sentBy(desk.become(later()).press('y'))).toEqual([{ n: 12, answers: ['2'] }]);
  });
});

describe('a question', () => {
  it('with several pages is answered all at once', () => {
    const desk = deskOn([twoPages(13, 'app-1')]).press('2', 'Enter');
    expect(said(desk)).toContain('Which tests?');
    desk.press('1', '2', 'Enter');
    expect(said(desk)).toContain('Answer: valibot · unit, fast, e2e.');
    expect(sentBy(desk.wait(limits.keyRepeatMs).press('Enter'))).toEqual([{ n: 13, answers: ['2', '1,2'] }]);
  });

  it('can be gone through in any order, and asks for the page that is missing', () => {
    const desk = deskOn([twoPages(13, 'app-1')]).press('Tab', 'Space', 'Enter');
    expect(desk.state?.draft.page).toBe(0);
    expect(sentBy(desk.press('Enter').become(later()).press('y'))).toEqual([{ n: 13, answers: ['1', '1'] }]);
  });

  it('takes words of your own, beside ticks too', () => {
    const desk = deskOn([twoPages(13, 'app-1')])
      .press('3', 'Enter')
      .type('arktype')
      .press('Enter');
    desk.press('Space', 'Down', 'Down', 'Space').type('property tests').press('Enter', 'Enter').become(later());
    expect(sentBy(desk.press('y'))).toEqual([{ n: 13, answers: ['arktype', '1,property tests'], text: true }]);
  });

  it('does not take words that would be read as a row', () => {
    const desk = deskOn([twoPages(13, 'app-1')])
      .press('3', 'Enter')
      .type('2')
      .press('Enter');
    expect(said(desk)).toContain("These words would be read as the row 'valibot'");
    expect(desk.state?.draft.pages[0]?.words.text).toBe('2');
  });

  it('wants at least one tick', () => {
    const options = [option('1', 'a', 'answer', false), option('2', 'b', 'answer', false)];
    const desk = deskOn([anItem(12, 'app-1', { kind: 'question', options })]).press('Enter');
    expect(said(desk)).toContain('Tick a row first');
    expect(sentBy(desk.press('2', '1', '2', 'Enter'))).toEqual([{ n: 12, answers: ['1'] }]);
  });

  it('begins with the ticks that stand on the screen', () => {
    const options = [option('1', 'a', 'answer', true), option('2', 'b', 'answer', false)];
    const desk = deskOn([anItem(12, 'app-1', { kind: 'question', options })]).press('2', 'Enter');
    expect(sentBy(desk)).toEqual([{ n: 12, answers: ['1,2'] }]);
  });

  it('is not answered where two rows cannot be told apart', () => {
    const options = [option('', '1', 'answer'), option('1', 'Same'), option('1', 'Same')];
    const desk = deskOn([anItem(12, 'app-1', { kind: 'question', options })]).press('Down', 'Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(said(desk)).toContain('take the keyboard');
  });
});

describe('a question in words', () => {
  const prose = anItem(12, 'app-1', {
    kind: 'prose',
    subject: 'I added the type.\nIt is exported.',
    question: 'Shall I run the tests?',
    options: [option('', 'Yes, run the tests', 'answer'), option('', 'No', 'no')],
  });

  it('is answered by one of its replies', () => {
    expect(sentBy(deskOn([prose]).press('1', 'Enter'))).toEqual([{ n: 12, answers: ['1'] }]);
  });

  it('is answered in words, of several lines', () => {
    const desk = deskOn([prose]).press('Down', 'Down', 'Enter').type('yes').press('M-Enter').type('but fast');
    expect(sentBy(desk.press('Enter'))).toEqual([{ n: 12, answers: ['yes\nbut fast'], text: true }]);
  });

  it('that is HIGH is asked once more, also before words are sent', () => {
    const desk = knownCall(deskOn([{ ...prose, risk: 'HIGH' }]), 12)
      .press('Up', 'Up', 'Enter')
      .type('go on')
      .press('Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(sentBy(desk.become(later()).press('y'))).toEqual([{ n: 12, answers: ['go on'], text: true }]);
  });

  it('is dismissed', () => {
    const desk = deskOn([prose]).press('Down', 'Down', 'Down', 'Enter');
    expect(sentBy(desk)).toEqual([{ n: 12, answers: [], dismiss: true }]);
  });
});

describe('what happens meanwhile', () => {
  const other = { sessions: [aStatus('app-1')] };

  it('an item that is answered elsewhere takes no answer any more', () => {
    const desk = deskOn([anItem(12, 'app-1')]);
    desk.become({ fleet: { ...desk.model.fleet, ...other } });
    expect(said(desk)).toContain('It was answered or has left the screen');
    expect(sentBy(desk.press('Enter', 'a', 'd', '1', 'Enter', 'y'))).toEqual([]);
    expect(desk.press('Esc').isOpen).toBe(false);
  });

  it('it goes while a human is sure', () => {
    const desk = knownCall(deskOn([anItem(12, 'app-1', { risk: 'HIGH' })]), 12).press('a');
    desk.become({ fleet: { ...desk.model.fleet, ...other }, ...later() });
    expect(sentBy(desk.press('y'))).toEqual([]);
  });

  it('what is refused is told, and nothing that was written is lost', () => {
    const desk = deskOn([anItem(12, 'app-1')])
      .press('Down', 'Down', 'Enter')
      .type('not so')
      .press('Enter');
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'respond 12' }, sentence: 'A human holds the keyboard.' });
    expect(said(desk)).toContain('! A human holds the keyboard.');
    expect(desk.state?.draft.pages[0]?.words.text).toBe('not so');
    desk.wait(limits.keyRepeatMs).press('Enter').wait(limits.keyRepeatMs).press('Enter');
    expect(sentBy(desk)).toHaveLength(2);
  });

  it('after an answer the next item opens; after the last the form closes', () => {
    const desk = deskOn([anItem(12, 'app-1'), anItem(13, 'app-1')]).press('Enter');
    const answered = (n: number) =>
      desk.reply({
        type: 'answered',
        tag: { panel: 7, word: `respond ${n}` },
        method: 'pending.respond',
        result: { n, session: 'app-1', answer: 'Yes', outcome: 'confirmed' },
      });
    answered(12);
    expect(desk.state?.item.n).toBe(13);
    expect(desk.notices).toEqual(["#12 app-1: 'Yes' – confirmed"]);
    const rest = aModel({ sessions: [aStatus('app-1', { pending: [anItem(13, 'app-1')] })] }).fleet;
    desk.become({ fleet: rest, ...later() }).press('Enter');
    answered(13);
    expect(desk.isOpen).toBe(false);
  });

  it('an answer to another call changes nothing', () => {
    const desk = deskOn([anItem(12, 'app-1')]);
    const before = desk.state;
    knownCall(desk, 11);
    expect(desk.state).toBe(before);
  });

  it('what was written is there again after the form was closed', () => {
    const desk = deskOn([anItem(12, 'app-1')])
      .press('Down', 'Down', 'Enter')
      .type('use pack')
      .press('Esc', 'Esc');
    expect(desk.isOpen).toBe(false);
    const again = new Desk(respondKind, { n: 12 }, desk.model);
    expect(said(again)).toContain('No, and tell Claude what to do instead: use pack');
    again.become(later(5_000)).press('Enter').wait(limits.keyRepeatMs).press('Enter');
    expect(sentBy(again)).toEqual([{ n: 12, answers: ['no', 'use pack'] }]);
  });
});

describe('moving on', () => {
  it('n and N go through what waits in the session', () => {
    const desk = deskOn([anItem(12, 'app-1'), anItem(13, 'app-1'), anItem(14, 'app-1')]);
    const shown = (key: string): number | undefined => desk.press(key).state?.item.n;
    expect(['n', 'n', 'n', 'N', 'Tab'].map(shown)).toEqual([13, 14, 12, 14, 12]);
  });

  it('another item is not answered before it could have been read', () => {
    const desk = deskOn([anItem(12, 'app-1'), anItem(13, 'app-1')])
      .become(later(60_000))
      .press('n', 'Enter');
    expect(sentBy(desk)).toEqual([]);
  });

  it('C-o takes the keyboard, also while words are written, and no letter does', () => {
    for (const before of [[], ['Down', 'n', 'o']]) {
      const desk = deskOn([anItem(12, 'app-1')]).press(...before, 'C-o');
      expect([desk.isOpen, desk.focused, desk.action]).toEqual([false, 'app-1', 'take']);
    }
    const desk = deskOn([anItem(12, 'app-1')]).press('i');
    expect([desk.isOpen, desk.action]).toEqual([true, undefined]);
  });
});

describe('words that are typed without looking', () => {
  const options = [option('1', 'Yes', 'yes-once'), option('2', 'Yes, always', 'yes-always'), option('3', 'No', 'no')];

  it.each(['LOW', 'HIGH'] as const)('begin the words on a No of %s risk', (risk) => {
    const desk = knownCall(deskOn([anItem(12, 'app-1', { risk, options })]), 12).press('3');
    desk.type('no, use trash-cli instead');
    expect(desk.isOpen).toBe(true);
    expect(sentBy(desk.press('Enter'))).toEqual([{ n: 12, answers: ['no', 'no, use trash-cli instead'] }]);
  });

  it('begin the words on the row for words, with a digit too', () => {
    const desk = deskOn([anItem(12, 'app-1', { options })])
      .press('Down', 'Down', 'Down')
      .type('1 try');
    expect(sentBy(desk.press('Enter'))).toEqual([{ n: 12, answers: ['no', '1 try'] }]);
  });

  it('do nothing on another row, and Enter behind them neither', () => {
    const desk = deskOn([anItem(12, 'app-1', { options })]);
    desk.type('use a queue and no 1 day, quit').press('Enter');
    expect([sentBy(desk), desk.isOpen, desk.state?.stage.type]).toEqual([[], true, 'choose']);
    expect(said(desk)).toContain('what is typed does nothing');
    expect(desk.state?.draft.pages[0]?.at).toBe(0);
    desk.wait(limits.answerSeenMs - 1).press('Enter');
    expect(sentBy(desk)).toEqual([]);
    expect(sentBy(desk.wait(limits.keyRepeatMs).press('Enter'))).toHaveLength(1);
  });

  it('wait for Enter on the row beside ticks', () => {
    const boxes = [
      option('1', 'a', 'answer', false),
      option('2', 'b', 'answer', false),
      option('3', 'Other', 'free-text'),
    ];
    const item = { ...twoPages(12, 'app-1'), options: boxes, pages: [] };
    const desk = deskOn([item]).press('1', 'Down', 'Down', 'Enter');
    expect([sentBy(desk), desk.state?.stage.type]).toEqual([[], 'write']);
    const written = desk.type('c').press('Enter').wait(limits.keyRepeatMs).press('Enter');
    expect(sentBy(written)).toEqual([{ n: 12, answers: ['1,c'], text: true }]);
  });
});
