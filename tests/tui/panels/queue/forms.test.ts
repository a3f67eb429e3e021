import { describe, expect, it } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import { addTaskKind } from '../../../../src/tui/panels/queue/addTask.ts';
import { removeTaskKind } from '../../../../src/tui/panels/queue/removeTask.ts';
import { aModel } from '../../models.ts';
import { Desk } from '../desk.ts';
import { living, queued } from './tasks.ts';

describe('the form of a task', () => {
  const writing = (model = aModel({ sessions: [queued()] })) => new Desk(addTaskKind, { session: 'app-1' }, model);
  const tag = { panel: 7, word: 'add' };

  it('adds what was written, and nothing that was not', () => {
    const desk = writing().type('one').press('M-Enter').type('two').press('C-s');
    expect(desk.commands).toEqual([
      { type: 'call', tag, method: 'queue.add', params: { id: 'app-1', text: 'one\ntwo' } },
    ]);
    desk.reply({ type: 'answered', tag, method: 'queue.add', result: { id: 'app-1', task: 'app-1.10' } });
    expect([desk.isOpen, desk.notices]).toEqual([false, ["'app-1' got task app-1.10."]]);
  });

  it('adds how it is to be done', () => {
    const desk = writing().type('one').press('Tab', 'Space', 'Tab').type('#3').press('Enter').type('npm test');
    desk.press('Down').type('-5').press('Down', 'Enter');
    expect(desk.commands).toMatchObject([
      { params: { id: 'app-1', text: 'one', fresh: true, after: '3', verify: 'npm test', priority: -5 } },
    ]);
  });

  it('takes several lines of a paste as one task, and sends nothing by it', () => {
    const desk = writing().tell({ type: 'paste', text: 'one\ntwo\n' });
    expect(desk.commands).toEqual([]);
    expect(desk.press('C-s').commands).toMatchObject([{ params: { text: 'one\ntwo' } }]);
  });

  it.each([
    ['', 'Nothing is written yet'],
    ['x', "The priority is '1e3'"],
  ])('says what is missing or wrong', (text, sentence) => {
    const desk = writing().type(text).press('Tab', 'Tab', 'Tab', 'Tab').type('1e3').press('C-s');
    expect(desk.drawn().join('\n')).toContain(sentence);
    expect(desk.commands).toEqual([]);
  });

  it('keeps what was written when it is closed, and when the daemon refuses it; not what was added', () => {
    const closed = writing().type('tidy up').press('Esc');
    expect(writing(closed.model).drawn().join('\n')).toContain('tidy up');
    const sent = writing(closed.model).press('C-s');
    expect(writing(sent.model).drawn().join('\n')).not.toContain('tidy up');
    sent.reply({ type: 'refused', tag, sentence: 'Task 99 is not there.' });
    expect(sent.drawn().join('\n')).toContain('Task 99 is not there.');
    expect(writing(sent.press('Esc').model).drawn().join('\n')).toContain('tidy up');
  });

  it('is not opened for a session that takes no task', () => {
    const model = aModel({ sessions: [queued({ phase: 'ended' })] });
    expect(() => writing(model)).toThrow("'app-1' has ended, so it takes no task.");
  });
});

describe('removing a task', () => {
  const asked = (text = 'app-1.5') =>
    new Desk(removeTaskKind, { session: 'app-1', text }, aModel({ sessions: [queued()] }));

  it('takes a yes that could be read', () => {
    const desk = asked().wait(limits.answerSeenMs).press('y');
    expect(desk.commands).toMatchObject([{ method: 'queue.remove', params: { id: 'app-1', task: 'app-1.5' } }]);
    const result = { id: 'app-1', task: 'app-1.5' };
    desk.reply({ type: 'answered', tag: { panel: 7, word: 'remove' }, method: 'queue.remove', result });
    expect([desk.isOpen, desk.notices]).toEqual([false, ['Task app-1.5 was removed.']]);
  });

  it('takes no key that came at once, and none that is held down', () => {
    const desk = asked().press('y');
    expect([desk.isOpen, desk.commands]).toEqual([false, []]);
    expect(asked().wait(1_000).tell({ type: 'behind' }).press('y').commands).toEqual([]);
  });

  it('closes when the task begins meanwhile', () => {
    const desk = asked();
    const queue = living.map((task) => (task.id === 'app-1.5' ? { ...task, state: 'running' as const } : task));
    desk.become({ fleet: { ...desk.model.fleet, sessions: [queued({ queue })] } });
    expect([desk.isOpen, desk.notices]).toEqual([false, ['Task app-1.5 is running now: it stays.']]);
  });

  it('is not opened for what cannot be removed', () => {
    expect(() => asked('app-1.3')).toThrow('is running now');
    expect(() => asked('app-1.2')).toThrow('is not in the queue');
  });
});
