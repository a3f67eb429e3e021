import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/api/methods.ts';
import type { Size } from '../../../src/tui/message.ts';
import type { EscalationsState } from '../../../src/tui/panels/escalations.ts';
import { escalationsKind, waitingOf } from '../../../src/tui/panels/escalations.ts';
import { aModel, anItem, aStatus, isoAt, startMs } from '../models.ts';
import { Desk, expectFits } from './desk.ts';

const asked = (secondsAgo: number): { askedAt: string } => ({ askedAt: isoAt(startMs - secondsAgo * 1_000) });

const sessions: readonly Status[] = [
  aStatus('app-1', { state: 'permission', pending: [anItem(11, 'app-1', asked(3_700))] }),
  aStatus('web-2', {
    state: 'permission',
    pending: [
      anItem(14, 'web-2', {
        subject: 'rm -rf build',
        risk: 'HIGH',
        reasons: ['A folder is removed with all it holds.', 'What is removed cannot be brought back.'],
        ...asked(20),
      }),
    ],
  }),
  aStatus('doc-3', {
    state: 'question',
    pending: [
      anItem(12, 'doc-3', {
        kind: 'question',
        tool: 'AskUserQuestion',
        subject: '',
        question: 'Which format should the guide have?',
        ...asked(5_000),
      }),
    ],
  }),
  aStatus('api-4', { state: 'busy' }),
];

function watching(given = sessions, size: Size = { cols: 120, rows: 40 }): Desk<EscalationsState> {
  return new Desk(escalationsKind, {}, aModel({ size, sessions: given }));
}

describe('the view of what waits', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
  ])('at %s', async (name, size) => {
    await expect(`${watching(sessions, size).drawn().join('\n')}\n`).toMatchFileSnapshot(
      `golden/escalations-${name}.txt`,
    );
  });

  it('shows HIGH risk first, then what waits the longest', () => {
    expect(waitingOf({ sessions }).map(({ n }) => n)).toEqual([14, 12, 11]);
  });

  it('opens the form for what is chosen, by its number', () => {
    const desk = watching().press('j', 'Enter');
    expect(desk.opened).toEqual({ name: 'respond', session: 'doc-3', n: 12 });
    expect(desk.isOpen).toBe(true);
    expect(watching().press('r').opened).toEqual({ name: 'respond', session: 'web-2', n: 14 });
  });

  it('answers nothing by one key', () => {
    const desk = watching().press('a', 'd');
    expect(desk.commands).toEqual([]);
    expect(desk.opened).toBeUndefined();
    expect(desk.notices).toHaveLength(2);
  });

  it('keeps what was chosen while others come and go, and stays near when it is answered', () => {
    const desk = watching().press('j');
    const [app, web, doc, api] = sessions as [Status, Status, Status, Status];
    desk.become({ fleet: { ...desk.model.fleet, sessions: [app, { ...web, pending: [] }, doc, api] } });
    expect(desk.press('r').opened).toMatchObject({ n: 12 });
    desk.become({ fleet: { ...desk.model.fleet, sessions: [app, web, { ...doc, pending: [] }, api] } });
    expect(desk.press('r').opened).toMatchObject({ n: 14 });
  });

  it('goes to the session, to its decisions, and away', () => {
    const desk = watching().press('g');
    expect([desk.isOpen, desk.focused]).toEqual([false, 'web-2']);
    expect(watching().press('L').opened).toEqual({ name: 'decisions', session: 'web-2' });
    expect(watching().press('Esc').isOpen).toBe(false);
  });

  it('says that all is well when nothing waits, and that it cannot know while the daemon is away', () => {
    const desk = watching([aStatus('api-4', { state: 'busy' })]);
    expect(desk.drawn().join('\n')).toContain('Nothing waits for you: all is well.');
    expect(desk.press('Enter', 'r', 'g', 'j').opened).toBeUndefined();
    desk.become({ fleet: { ...desk.model.fleet, link: 'lost' } });
    expect(desk.drawn().join('\n')).toContain('what waits is not known');
  });

  it('never fails nor leaves its place, whatever is asked and pressed', () => {
    const evil = '\u001b[2J\u202e日本\u0000\n'.repeat(30);
    const hostile = sessions.map((session) => ({
      ...session,
      pending: session.pending.map((item) => ({
        ...item,
        session: evil,
        tool: evil,
        subject: evil,
        question: evil,
        reasons: [evil],
        options: item.options.map((option) => ({ ...option, label: evil })),
      })),
    }));
    const sizes = fc.constantFrom({ cols: 140, rows: 40 }, { cols: 80, rows: 24 }, { cols: 20, rows: 6 });
    const names = fc.constantFrom('j', 'k', 'PageDown', 'PageUp', 'Home', 'End', 'Enter', 'a', 'd', 'x', 'Unknown');
    const event = fc.oneof(
      names,
      fc.tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(140), fc.nat(40)),
    );
    fc.assert(
      fc.property(sizes, fc.array(event, { maxLength: 12 }), (size, events) => {
        const desk = watching(hostile, size);
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
