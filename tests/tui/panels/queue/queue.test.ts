import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueTask, Status } from '../../../../src/api/methods.ts';
import { limits } from '../../../../src/limits.ts';
import type { Size } from '../../../../src/tui/message.ts';
import { queueKind } from '../../../../src/tui/panels/queue/queue.ts';
import type { QueueState } from '../../../../src/tui/panels/queue/state.ts';
import { aModel, aStatus, startMs } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';
import { living, queued, told } from './tasks.ts';

function looking(given: readonly Status[] = [queued()], size: Size = { cols: 80, rows: 24 }): Desk<QueueState> {
  return new Desk(queueKind, { session: given[0]?.id }, aModel({ size, sessions: given }));
}

/** The daemon tells the tasks. */
function answer(desk: Desk<QueueState>, tasks: readonly QueueTask[] = told, id = 'app-1'): Desk<QueueState> {
  const tag = { panel: desk.serial, word: 'list' };
  return desk.reply({ type: 'answered', tag, method: 'queue.list', result: { id, tasks: [...tasks] } });
}

function known(size?: Size): Desk<QueueState> {
  return answer(looking(undefined, size));
}

/** Two more that wait. */
const more: Status['queue'] = [
  ...living,
  { id: 'app-1.10', text: 'Next to last', state: 'queued' },
  { id: 'app-1.11', text: 'Last', state: 'queued' },
];

function calls(desk: Desk<QueueState>): string[] {
  return desk.commands.map((command) =>
    command.type === 'call' ? `${command.method} ${JSON.stringify(command.params)}` : command.type,
  );
}

/** The queue of the session is another one now. */
function becomes(desk: Desk<QueueState>, queue: readonly Status['queue'][number][]): Desk<QueueState> {
  return desk.become({ fleet: { ...desk.model.fleet, sessions: [queued({ queue: [...queue] })] } });
}

function text(desk: Desk<QueueState>): string {
  return desk.drawn().join('\n');
}

describe('the view of a queue', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
    ['40x12', { cols: 40, rows: 12 }],
  ])('at %s', async (name, size) => {
    await expect(`${known(size).press('j').drawn().join('\n')}\n`).toMatchFileSnapshot(`golden/queue-${name}.txt`);
  });

  it('shows all of a task, with what was typed for it', async () => {
    const desk = known().press('j', 'Enter');
    await expect(`${desk.drawn().join('\n')}\n`).toMatchFileSnapshot('golden/task-80x24.txt');
    const done = desk.press('p').drawn().join('\n');
    expect(done).toContain('The store has the new schema; all 40 tests pass.');
    expect(done).toContain('receipts/app-1.1.json');
    expect(desk.press('Esc').isOpen).toBe(true);
    expect(desk.press('Esc').isOpen).toBe(false);
  });

  it('shows what is known at once, and asks for the rest', () => {
    const desk = looking();
    expect(calls(desk)).toEqual(['queue.list {"id":"app-1","all":true}']);
    expect(text(desk)).toContain('1/5 done');
    expect(text(desk)).toContain('Write the changelog');
  });

  it('shows neither errands nor replies nor what was taken out', () => {
    const shown = text(known());
    for (const hidden of ['/clear', 'yes, do that', 'Not wanted']) expect(shown).not.toContain(hidden);
  });

  it('asks again when the queue changes, once at a time', () => {
    const desk = known();
    const without = living.filter(({ id }) => id !== 'app-1.6');
    becomes(desk, without);
    becomes(desk, living);
    expect(calls(desk)).toHaveLength(2);
    answer(desk);
    expect(calls(desk)).toHaveLength(3);
    answer(desk);
    desk.wait(1_000);
    expect(calls(desk)).toHaveLength(3);
  });

  it('asks again when the daemon is there again', () => {
    const desk = known();
    desk.become({ fleet: { ...desk.model.fleet, link: 'lost' } });
    desk.become({ fleet: { ...desk.model.fleet, link: 'up', linkSinceMs: startMs + 5_000 } });
    expect(calls(desk)).toHaveLength(2);
  });

  it.each([
    ['K', 'app-1.11', '"task":"app-1.11","before":"app-1.10"'],
    ['J', 'app-1.6', '"task":"app-1.6","before":"app-1.11"'],
    ['J', 'app-1.10', '"task":"app-1.10"'],
    ['^', 'app-1.11', '"task":"app-1.11","before":"app-1.6"'],
    ['$', 'app-1.6', '"task":"app-1.6"'],
  ])('moves by %s', (key, task, params) => {
    const desk = new Desk(queueKind, { session: 'app-1', text: task }, aModel({ sessions: [queued({ queue: more })] }));
    expect(calls(answer(desk).press(key)).at(-1)).toBe(`queue.move {"id":"app-1",${params}}`);
  });

  it('moves none beyond those of its priority', () => {
    const desk = new Desk(
      queueKind,
      { session: 'app-1', text: 'app-1.5' },
      aModel({ sessions: [queued({ queue: more })] }),
    );
    answer(desk).press('J', 'K');
    expect(desk.notices).toEqual([
      'It is the last of those that wait with its priority, 5.',
      'It is the first of those that wait with its priority, 5.',
    ]);
  });

  it('makes one change after the other, and goes on once its end is known', () => {
    const desk = becomes(looking(), more).press('j', 'j', 'j', 'J', 'J');
    expect(calls(desk).filter((call) => call.startsWith('queue.move'))).toHaveLength(1);
    expect(desk.notices.at(-1)).toContain('on its way');
    const tag = { panel: desk.serial, word: 'move' };
    desk.reply({ type: 'answered', tag, method: 'queue.move', result: { id: 'app-1', task: 'app-1.6' } });
    expect(calls(desk).at(-1)).toContain('queue.list');
    answer(desk);
    expect(calls(desk.press('J')).at(-1)).toContain('queue.move');
  });

  it('tells why a change was refused, and takes the next one', () => {
    const desk = becomes(looking(), more).press('j', 'j', 'j', 'J');
    desk.reply({ type: 'refused', tag: { panel: desk.serial, word: 'move' }, sentence: 'It runs already.' });
    expect(desk.notices.at(-1)).toBe('It runs already.');
    expect(calls(desk.press('J')).filter((call) => call.startsWith('queue.move'))).toHaveLength(2);
  });

  it('moves, retries and removes only what can be', () => {
    const desk = known().press('J', 'r', 'x');
    expect(calls(desk)).toHaveLength(1);
    expect(desk.notices).toEqual([
      'Only a task that waits can be moved.',
      'Only a task that failed can be tried again.',
      'Only a task that waits, is verified or failed can be taken out.',
    ]);
    desk.press('End', 'r');
    expect(calls(desk).at(-1)).toBe('queue.retry {"id":"app-1","task":"app-1.7"}');
  });

  it('asks before it removes, by the id of what was chosen', () => {
    const desk = known().press('j', 'j', 'x');
    expect(desk.opened).toEqual({ name: 'remove-task', session: 'app-1', text: 'app-1.5' });
  });

  it('does nothing to a task that came in place of the chosen one a moment ago', () => {
    const desk = known().press('j', 'j');
    const gone = living.filter(({ id }) => id !== 'app-1.5');
    becomes(desk, gone);
    answer(
      desk,
      told.filter(({ id }) => id !== 'app-1.5'),
    );
    desk.press('x');
    expect(desk.opened).toBeUndefined();
    expect(desk.notices.at(-1)).toContain('has just gone');
    desk.wait(limits.answerSeenMs).press('x');
    expect(desk.opened).toMatchObject({ text: 'app-1.6' });
  });

  it('opens the form, goes to the session, and to the queue of the next one', () => {
    const both = [queued(), aStatus('web-2')];
    expect(looking().press('a').opened).toEqual({ name: 'add-task', session: 'app-1' });
    expect(looking().press('g').focused).toBe('app-1');
    const desk = answer(looking(both)).press('Tab');
    expect(text(desk)).toContain('Queue of web-2');
    answer(desk, told);
    expect(text(answer(desk, [], 'web-2'))).toContain('Nothing is queued.');
    expect(text(desk)).toContain('a adds a task');
    expect(text(desk.press('S-Tab'))).toContain('Queue of app-1');
  });

  it('says so where it cannot know', () => {
    const desk = looking([aStatus('app-1')]);
    desk.reply({ type: 'refused', tag: { panel: desk.serial, word: 'list' }, sentence: 'The disk is full.' });
    expect(text(desk)).toContain('The disk is full.');
    desk.become({ fleet: { ...desk.model.fleet, link: 'lost' } });
    expect(desk.press('x', 'J').notices).toHaveLength(2);
  });

  it('counts down a limit in its head', () => {
    const resetsAt = new Date(startMs + 8_040_000).toISOString();
    const desk = looking([queued({ state: 'idle', limit: { kind: 'five_hour', resetsAt } })]);
    expect(text(desk)).toContain('◷ limit 2h14');
    expect(text(desk.wait(60_000))).toContain('◷ limit 2h13');
  });

  it('never fails nor leaves its place, whatever is queued and pressed', () => {
    const evil = '\u001b[2J\u202e日本\u0000\n'.repeat(30);
    const hostile = told.map((task) => ({
      ...task,
      text: evil,
      why: evil,
      verify: evil,
      after: evil,
      result: evil,
      receipt: evil,
      createdAt: evil,
      startedAt: 'never',
      source: { file: evil, text: evil },
    }));
    const sizes = fc.constantFrom({ cols: 150, rows: 40 }, { cols: 80, rows: 24 }, { cols: 20, rows: 6 });
    const keys = [
      'j',
      'k',
      'PageDown',
      'PageUp',
      'Home',
      'End',
      'Enter',
      'J',
      'K',
      '^',
      '$',
      'x',
      'r',
      'n',
      'Tab',
      'é',
    ];
    const event = fc.oneof(
      fc.constantFrom(...keys),
      fc.tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(150), fc.nat(40)),
    );
    fc.assert(
      fc.property(sizes, fc.array(event, { maxLength: 12 }), fc.boolean(), (size, events, isTold) => {
        const queue = hostile.map(({ session: _, createdAt: __, startedAt: ___, ...task }) => task);
        const desk = looking([queued({ queue })], size);
        if (isTold) answer(desk, hostile);
        for (const step of events) {
          if (typeof step === 'string') desk.press(step);
          else desk.mouse(step[0], step[1], step[2]);
          expectFits(desk.view(), desk.rect());
        }
      }),
      { numRuns: 60 },
    );
  });
});
