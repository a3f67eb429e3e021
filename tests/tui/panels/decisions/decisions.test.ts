import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../../src/api/methods.ts';
import { limits } from '../../../../src/limits.ts';
import { decisionsKind } from '../../../../src/tui/panels/decisions/decisions.ts';
import type { DecisionsState } from '../../../../src/tui/panels/decisions/state.ts';
import type { Size } from '../../../../src/tui/message.ts';
import { aModel, aStatus, isoAt, startMs } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';

function aDecision(seq: number, given: Partial<LogLine> = {}): LogLine {
  return {
    seq,
    session: 'app-1',
    at: isoAt(startMs - (1_000 - seq) * 1_000),
    type: 'decision',
    kind: 'permission',
    tool: 'Bash',
    subject: `npm test -- part ${seq}`,
    risk: 'LOW',
    action: 'approve',
    by: 'policy',
    keys: '1',
    answer: 'Yes',
    rules: ['npm-test'],
    reasons: ['Tests of the project are run.'],
    outcome: 'confirmed',
    ...given,
  };
}

const three: readonly LogLine[] = [
  aDecision(903, {
    session: 'web-2',
    tool: 'Bash',
    subject: 'rm -rf build && npm run build',
    risk: 'HIGH',
    action: 'escalate',
    by: 'policy',
    keys: '',
    answer: '',
    rules: ['rm-recursive'],
    reasons: ['A folder is removed with all it holds.', 'What is removed cannot be brought back.'],
    outcome: 'pending',
  }),
  aDecision(902, { tool: 'WebFetch', subject: 'https://example.org/guide', risk: 'MEDIUM', by: 'brain' }),
  aDecision(901),
];

function watching(lines: readonly LogLine[], size: Size = { cols: 120, rows: 40 }): Desk<DecisionsState> {
  const desk = new Desk(decisionsKind, {}, aModel({ size, sessions: [aStatus('app-1'), aStatus('web-2')] }));
  return answer(desk, lines);
}

/** Answers the last call. */
function answer(desk: Desk<DecisionsState>, lines: readonly LogLine[]): Desk<DecisionsState> {
  const call = desk.commands.at(-1);
  if (call?.type !== 'call') throw new Error('Nothing was asked.');
  return desk.reply({ type: 'answered', tag: call.tag, method: 'decisions.list', result: { lines: [...lines] } });
}

function lastAsked(desk: Desk<DecisionsState>): unknown {
  const call = desk.commands.at(-1);
  return call?.type === 'call' && call.method === 'decisions.list' ? call.params : undefined;
}

function subjects(desk: Desk<DecisionsState>): string[] {
  return (desk.state?.shown ?? []).map(({ subject }) => subject ?? '');
}

describe('the view of decisions', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
    ['160x30', { cols: 160, rows: 30 }],
  ])('at %s', async (name, size) => {
    const desk = watching(three, size);
    await expect(`${desk.drawn().join('\n')}\n`).toMatchFileSnapshot(`golden/decisions-${name}.txt`);
  });

  it('fills the view with one by Enter, goes on to others, and back', async () => {
    const desk = watching(three, { cols: 80, rows: 24 }).press('Enter');
    await expect(`${desk.drawn().join('\n')}\n`).toMatchFileSnapshot('golden/decision-80x24.txt');
    desk.press('n');
    expect(desk.drawn().join('\n')).toContain('https://example.org/guide');
    expect(desk.press('Esc').drawn()[0]).toContain('Decisions');
    expect(desk.press('Esc').isOpen).toBe(false);
  });

  it('asks for what it shows, and for others when the filter is another', () => {
    const desk = watching(three);
    expect(desk.commands).toHaveLength(1);
    expect(lastAsked(desk)).toEqual({ limit: limits.decisionsPageSize });
    desk.press('h');
    expect(lastAsked(desk)).toEqual({ risk: 'HIGH', limit: limits.decisionsPageSize });
    answer(desk, three.slice(0, 1));
    expect(subjects(desk)).toEqual(['rm -rf build && npm run build']);
    answer(desk.press('m'), three);
    expect(lastAsked(desk)).toEqual({ limit: limits.decisionsPageSize });
    expect(subjects(desk)).toHaveLength(2);
    answer(desk.press('c', 'w'), three);
    expect(lastAsked(desk)).toEqual({ by: 'policy', limit: limits.decisionsPageSize });
    answer(desk.press('w'), three);
    expect(subjects(desk)).toEqual(['https://example.org/guide']);
    answer(desk.press('c', 's'), three);
    expect(lastAsked(desk)).toEqual({ session: 'app-1', limit: limits.decisionsPageSize });
    expect(subjects(desk)).toHaveLength(2);
  });

  it('finds text in subjects, reasons and rules at every letter', () => {
    const desk = watching(three).press('/').type('brought back');
    expect(subjects(desk)).toEqual(['rm -rf build && npm run build']);
    expect(desk.view().cursor).toEqual({ x: 15, y: 1 });
    expect(subjects(desk.press('Enter'))).toHaveLength(1);
    expect(subjects(desk.press('/', 'Esc'))).toHaveLength(3);
    expect(subjects(desk.press('/').type('Npm'))).toHaveLength(0);
    expect(desk.drawn().join('\n')).toContain('No decision passes the filter.');
  });

  it('shows what comes, keeps what was chosen, and replaces what is told again', () => {
    const desk = watching(three).press('j');
    const next = aDecision(904, { subject: 'git status' });
    desk.become({ fleet: { ...desk.model.fleet, lines: [next] } });
    expect(subjects(desk)[0]).toBe('git status');
    expect(desk.state?.chosen).toBe(902);
    desk.become({ fleet: { ...desk.model.fleet, lines: [{ ...next, outcome: 'no-effect' }] } });
    expect(desk.state?.shown[0]?.outcome).toBe('no-effect');
    expect(desk.state?.shown).toHaveLength(4);
    desk.press('Home');
    desk.become({ fleet: { ...desk.model.fleet, lines: [aDecision(905, { subject: 'git log' })] } });
    expect(desk.drawn()[3]).toContain('❯');
    expect(desk.drawn()[3]).toContain('git log');
  });

  it('asks for older ones as one scrolls, once at a time, until there are none', () => {
    const page = (from: number): LogLine[] =>
      Array.from({ length: limits.decisionsPageSize }, (_, at) => aDecision(from - at));
    const desk = watching(page(900));
    expect(desk.commands).toHaveLength(1);
    desk.press('End', 'k', 'j');
    expect(desk.commands).toHaveLength(2);
    expect(lastAsked(desk)).toEqual({ before: 701, limit: limits.decisionsPageSize });
    answer(desk, page(700));
    expect(desk.drawn()[0]).toContain('400+');
    answer(desk.press('End'), page(500).slice(0, 10));
    expect(desk.press('End').commands).toHaveLength(3);
    expect(desk.drawn()[0]).toMatch(/ 410 *$/);
  });

  it('takes no answer to what was asked before the filter changed', () => {
    const desk = new Desk(decisionsKind, {}, aModel({ sessions: [aStatus('app-1')] }));
    const [first] = desk.commands;
    desk.press('h');
    if (first?.type !== 'call') throw new Error('Nothing was asked.');
    desk.reply({ type: 'answered', tag: first.tag, method: 'decisions.list', result: { lines: [...three] } });
    expect(subjects(desk)).toEqual([]);
  });

  it('asks anew when the daemon is there again, and tells why nothing is to be had', () => {
    const desk = new Desk(decisionsKind, {}, aModel({ sessions: [aStatus('app-1')] }));
    desk.tell({ type: 'refused', tag: { panel: 7, word: 'page 0' }, sentence: 'The daemon is gone.' });
    expect(desk.drawn().join('\n')).toContain('The daemon is gone.');
    const { fleet } = desk.model;
    desk.become({ fleet: { ...fleet, link: 'up', linkSinceMs: fleet.linkSinceMs + 5_000 } });
    expect(desk.commands).toHaveLength(2);
    expect(subjects(answer(desk, three))).toHaveLength(3);
  });

  it('focuses the session of a decision, and plays its recording at that moment', () => {
    const desk = watching(three).press('R');
    expect(desk.opened).toEqual({ name: 'recording', session: 'web-2', atMs: startMs - 97_000 });
    expect(desk.isOpen).toBe(true);
    desk.press('g');
    expect([desk.isOpen, desk.focused]).toEqual([false, 'web-2']);
  });

  it('opens on a decision that is named', () => {
    const desk = new Desk(decisionsKind, { n: 901 }, aModel({ sessions: [aStatus('app-1')] }));
    answer(desk, three);
    expect(desk.drawn().find((line) => line.includes('❯'))).toContain('npm test');
  });

  it('is chosen from by the mouse', () => {
    const desk = watching(three).mouse('press', 10, 4);
    expect(desk.state?.chosen).toBe(902);
    expect(desk.mouse('press', 10, 4).state?.scroll).toBe(0);
    expect(desk.mouse('wheel-down', 10, 4).isOpen).toBe(true);
  });

  it('says so while nothing was decided', () => {
    expect(watching([]).drawn().join('\n')).toContain('Nothing was decided yet.');
  });

  it('lets nothing of a hostile text reach the terminal', () => {
    const evil = '\u001b[2J\u0007\u202etxt.exe\u2066 日本\u0000\n\r\t\u009b31m';
    const line = aDecision(905, {
      session: evil,
      tool: evil,
      subject: evil.repeat(40),
      action: evil,
      by: evil,
      outcome: evil,
      answer: evil,
      keys: evil,
      rules: [evil],
      reasons: [evil.repeat(20)],
    });
    for (const size of [
      { cols: 160, rows: 40 },
      { cols: 80, rows: 24 },
      { cols: 20, rows: 6 },
    ]) {
      const desk = watching([line], size);
      expectFits(desk.view(), desk.rect());
      expectFits(desk.press('Enter').view(), desk.rect());
    }
  });

  it('never fails nor leaves its place, whatever is pressed', () => {
    const names = [
      'j',
      'k',
      'l',
      'm',
      'h',
      'w',
      's',
      'c',
      '/',
      'Enter',
      'Esc',
      'PageDown',
      'PageUp',
      'Home',
      'End',
      'n',
      'p',
      'x',
      'Space',
      'Backspace',
    ];
    const lines = Array.from({ length: 40 }, (_, at) => ({ ...three[at % 3], seq: 900 - at }) as LogLine);
    const event = fc.oneof(
      fc.constantFrom(...names),
      fc.tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(130), fc.nat(40)),
    );
    const sizes = fc.constantFrom(
      { cols: 140, rows: 40 },
      { cols: 80, rows: 24 },
      { cols: 60, rows: 20 },
      { cols: 20, rows: 6 },
    );
    fc.assert(
      fc.property(sizes, fc.array(event, { maxLength: 25 }), (size, events) => {
        const desk = watching(lines, size);
        for (const step of events) {
          if (typeof step === 'string') desk.press(step);
          else desk.mouse(step[0], step[1], step[2]);
          if (!desk.isOpen) return;
          expectFits(desk.view(), desk.rect());
        }
      }),
      { numRuns: 120 },
    );
  });
});
