import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../../src/api/methods.ts';
import { limits } from '../../../../src/limits.ts';
import type { Size } from '../../../../src/tui/message.ts';
import type { Model } from '../../../../src/tui/model.ts';
import { addScheduleKind } from '../../../../src/tui/panels/schedules/addSchedule.ts';
import { removeScheduleKind } from '../../../../src/tui/panels/schedules/removeSchedule.ts';
import { schedulesKind } from '../../../../src/tui/panels/schedules/schedules.ts';
import type { SchedulesState } from '../../../../src/tui/panels/schedules/state.ts';
import { aModel, aStatus, isoAt, startMs } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';
import { someSchedules } from './sample.ts';

function modelWith(schedules: readonly Schedule[], size: Size = { cols: 80, rows: 24 }): Model {
  const model = aModel({ size, sessions: [aStatus('app-1')] });
  return { ...model, focus: 'app-1', fleet: { ...model.fleet, schedules } };
}

function looking(schedules = someSchedules, size?: Size): Desk<SchedulesState> {
  return new Desk(schedulesKind, {}, modelWith(schedules, size));
}

function text(desk: Desk<never> | Desk<SchedulesState>): string {
  return desk.drawn().join('\n');
}

const runs = [
  { dueAt: isoAt(startMs - 3_600_000), at: isoAt(startMs - 1_800_000), outcome: 'missed' as const, why: 'It slept.' },
  { dueAt: isoAt(startMs - 7_200_000), at: isoAt(startMs - 7_200_000), outcome: 'queued' as const, task: 'app-1.3' },
];

describe('the view of schedules', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
    ['40x12', { cols: 40, rows: 12 }],
  ])('at %s', async (name, size) => {
    await expect(`${text(looking(someSchedules, size))}\n`).toMatchFileSnapshot(`golden/schedules-${name}.txt`);
  });

  it('counts down to what is due first', () => {
    const desk = looking();
    expect(text(desk)).toMatch(/❯ triage .* 13m /);
    expect(text(desk.wait(720_000))).toMatch(/❯ triage .* 34s /);
  });

  it('shows what came of its times, and reads them again when it ran', async () => {
    const desk = looking().press('Enter');
    expect(desk.commands).toMatchObject([{ method: 'schedule.runs', params: { id: 'triage' } }]);
    expect(text(desk)).toContain('Reading its runs');
    const tag = { panel: desk.serial, word: 'triage' };
    const [, triage] = someSchedules;
    const answer = { type: 'answered', tag, method: 'schedule.runs', result: { runs } } as const;
    desk.reply(answer);
    await expect(`${text(desk)}\n`).toMatchFileSnapshot('golden/schedule-80x24.txt');
    desk.wait(1_000);
    expect(desk.commands).toHaveLength(1);
    const last = { dueAt: isoAt(startMs), at: isoAt(startMs), outcome: 'started' as const };
    const again = someSchedules.map((one) => (one.id === triage?.id ? { ...one, last } : one));
    desk.become({ fleet: { ...desk.model.fleet, schedules: again } });
    expect(desk.commands).toHaveLength(2);
    desk.reply({ type: 'refused', tag, sentence: 'The disk is full.' });
    expect(text(desk)).toContain('The disk is full.');
    expect(desk.wait(1_000).commands).toHaveLength(2);
    expect(desk.press('Esc').isOpen).toBe(true);
    expect(desk.press('Esc').isOpen).toBe(false);
  });

  it('says what to press where there is none, and that it cannot know without the daemon', () => {
    const desk = looking([]);
    expect(text(desk)).toContain('a adds a schedule');
    expect(desk.press('a').opened).toEqual({ name: 'add-schedule', session: 'app-1' });
    expect(desk.press('x', 'Enter', 'j').notices).toEqual(['There is no schedule.']);
    desk.become({ fleet: { ...desk.model.fleet, link: 'lost' } });
    expect(text(desk)).toContain('The daemon is away');
  });

  it('asks before it removes', () => {
    expect(looking().press('j', 'x').opened).toEqual({ name: 'remove-schedule', text: 'nightly' });
  });

  it('never fails nor leaves its place, whatever is told and pressed', () => {
    const evil = '\u001b[2J\u202e日本\u0000\n'.repeat(30);
    const hostile = someSchedules.map((one, index) => ({
      ...one,
      id: `${evil}${index}`,
      cron: evil,
      zone: evil,
      path: evil,
      task: evil,
      nextAt: index % 2 === 0 ? evil : (one.nextAt ?? evil),
      last: { dueAt: evil, at: evil, outcome: 'failed' as const, why: evil, session: evil },
    }));
    const sizes = fc.constantFrom({ cols: 150, rows: 40 }, { cols: 80, rows: 24 }, { cols: 20, rows: 6 });
    const event = fc.oneof(
      fc.constantFrom('j', 'k', 'PageDown', 'Home', 'End', 'Enter', 'x', 'a', 'é'),
      fc.tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(150), fc.nat(40)),
    );
    fc.assert(
      fc.property(sizes, fc.array(event, { maxLength: 12 }), (size, events) => {
        const desk = looking(hostile, size);
        for (const step of events) {
          if (typeof step === 'string') desk.press(step);
          else desk.mouse(step[0], step[1], step[2]);
          expectFits(desk.view(), desk.rect());
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the form of a schedule', () => {
  const writing = () => new Desk(addScheduleKind, { session: 'app-1' }, modelWith([]));
  const word = (cron: string, zone = ''): string => JSON.stringify([cron, zone]);

  it('asks when it would be due as it is written, and takes only the last answer', () => {
    const desk = writing().type('0 2');
    expect(desk.commands.map((command) => command.type === 'call' && command.params)).toEqual([
      { cron: '0', count: 3 },
      { cron: '0 2', count: 3 },
    ]);
    const times = [{ at: isoAt(startMs + 60_000), local: '2026-03-01 12:01' }];
    desk.reply({ type: 'answered', tag: { panel: 7, word: word('0') }, method: 'schedule.next', result: { times } });
    expect(desk.drawn().join('\n')).not.toContain('12:01');
    desk.reply({ type: 'refused', tag: { panel: 7, word: word('0 2') }, sentence: 'It has five fields.' });
    expect(desk.drawn().join('\n')).toContain('It has five fields.');
    desk.type(' * * *').reply({
      type: 'answered',
      tag: { panel: 7, word: word('0 2 * * *') },
      method: 'schedule.next',
      result: { times },
    });
    expect(desk.drawn().join('\n')).toContain('2026-03-01 12:01, in 1m');
  });

  it('is added with what was written, the focused folder unless another or a session is named', () => {
    const desk = writing().type('@daily').press('Tab', 'Tab', 'Tab', 'Tab').type('tidy').press('C-s');
    expect(desk.commands.at(-1)).toEqual({
      type: 'add-schedule',
      tag: { panel: 7, word: 'add' },
      params: { cron: '@daily', path: '/work/app-1', task: 'tidy', missed: 'once', overlap: 'skip' },
    });
    const trusting = writing().type('@daily').press('Tab', 'Tab', 'Tab', 'Tab').type('tidy').press('Tab', 'Tab');
    expect(trusting.press('Space', 'C-s').commands.at(-1)).toMatchObject({ params: { trust: true } });
    const tag = { panel: 7, word: 'add' };
    desk.reply({ type: 'answered', tag, method: 'schedule.add', result: { id: 'tidy' } });
    expect([desk.isOpen, desk.notices]).toEqual([false, ["Schedule 'tidy' was added."]]);
    const other = writing().type('@daily').press('Tab', 'Tab', 'Tab').type('app-1').press('Tab').type('tidy');
    other.press('Tab', 'Tab', 'Space', 'Tab', 'Space', 'Tab', 'Tab', 'Right', 'Tab', 'Left', 'C-s');
    expect(other.commands.at(-1)).toMatchObject({
      params: { session: 'app-1', fresh: true, missed: 'skip', overlap: 'parallel' },
    });
    // The folder was only proposed, and of a session that lives there is nothing to trust.
    expect(other.commands.at(-1)).not.toHaveProperty('params.path');
    expect(other.commands.at(-1)).not.toHaveProperty('params.trust');
  });

  it.each([
    [[], 'When is missing'],
    [['1', 'Tab', 'Tab', 'C-u'], 'Name the folder'],
    [['1'], 'Say what is to be done'],
    [['1', 'Tab', 'Tab', 'Tab', 'Tab', 'a', 'Tab', 'b'], 'both given'],
  ])('after %j says what is missing', (names, sentence) => {
    const desk = writing().press(...names, 'C-s');
    expect(desk.drawn().join('\n')).toContain(sentence);
    expect(desk.commands.filter(({ type }) => type === 'add-schedule')).toEqual([]);
  });

  it('keeps what was written, also where the daemon refused it', () => {
    const desk = writing().type('@never').press('Tab', 'Tab', 'Tab', 'Tab').type('tidy').press('C-s');
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'add' }, sentence: 'No such time.' });
    expect(desk.drawn().join('\n')).toContain('No such time.');
    desk.press('Esc');
    expect(desk.isOpen).toBe(false);
    const again = new Desk(addScheduleKind, { session: 'app-1' }, desk.model);
    expect(again.drawn().join('\n')).toContain('@never');
    expect(again.commands).toMatchObject([{ method: 'schedule.next', params: { cron: '@never' } }]);
  });
});

describe('removing a schedule', () => {
  const asked = () => new Desk(removeScheduleKind, { text: 'triage' }, modelWith(someSchedules));

  it('takes a yes that could be read', () => {
    const desk = asked().wait(limits.answerSeenMs).press('y');
    expect(desk.commands).toMatchObject([{ method: 'schedule.remove', params: { id: 'triage' } }]);
    desk.reply({ type: 'refused', tag: { panel: 7, word: 'remove' }, sentence: 'The disk is full.' });
    expect(desk.drawn().join('\n')).toContain('The disk is full.');
    expect(desk.press('y').commands).toHaveLength(1);
    expect(desk.isOpen).toBe(false);
  });

  it('takes no key that came at once, no other key, and none for what is gone', () => {
    expect(asked().press('y').commands).toEqual([]);
    expect(asked().wait(1_000).press('Enter').commands).toEqual([]);
    const desk = asked();
    desk.become({ fleet: { ...desk.model.fleet, schedules: [] } });
    expect([desk.isOpen, desk.notices]).toEqual([false, ["There is no schedule 'triage' any more."]]);
  });
});
