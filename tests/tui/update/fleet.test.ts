import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../src/api/methods.ts';
import { limits } from '../../../src/limits.ts';
import { aDaemon, aModel, anAsking, aStatus, isoAt, keys, startMs, tell } from '../models.ts';

const three = ['a', 'b', 'c'].map((id) => aStatus(id));

function aLine(seq: number, given: Partial<LogLine> = {}): LogLine {
  return { seq, session: 'a', at: isoAt(startMs), type: 'note', text: `line ${seq}`, ...given };
}

describe('the focus', () => {
  it('begins with whoever needs a human', () => {
    expect(aModel({ sessions: [aStatus('a'), anAsking('b', 1)] }).focus).toBe('b');
    expect(aModel({ sessions: three }).focus).toBe('a');
    expect(aModel().focus).toBeUndefined();
  });

  it('goes on to the next one when its session is gone', () => {
    const model = { ...aModel({ sessions: three }), focus: 'b' };
    const without = (id: string) =>
      tell(model, { type: 'fleet', sessions: three.filter((s) => s.id !== id), daemon: aDaemon });
    expect(without('b').model.focus).toBe('c');
    expect(without('a').model.focus).toBe('b');
  });

  it('waits for a session that was started just now', () => {
    const model = { ...aModel({ sessions: three }), expected: 'new' };
    expect(model.focus).toBe('a');
    const { model: next } = tell(model, { type: 'session', session: aStatus('new') });
    expect(next).toMatchObject({ focus: 'new', expected: undefined });
    // Whoever types is not pulled away.
    const held = tell(model, ...keys('Enter'), { type: 'session', session: aStatus('new') }).model;
    expect(held).toMatchObject({ focus: 'a', expected: undefined, hold: { session: 'a' } });
  });
});

describe('what the daemon tells', () => {
  it('keeps the last lines in order, and a line that is told again in its place', () => {
    const many = Array.from({ length: limits.tuiLinesKept + 5 }, (_, index) => aLine(index + 1));
    const { model } = tell(aModel({ sessions: three }), ...many.map((line) => ({ type: 'line', line }) as const));
    expect(model.fleet.lines).toHaveLength(limits.tuiLinesKept);
    expect(model.fleet.lines[0]?.seq).toBe(6);
    const again = tell(model, { type: 'line', line: aLine(10, { text: 'known now' }) }).model.fleet.lines;
    expect(again).toHaveLength(limits.tuiLinesKept);
    expect(again.find(({ seq }) => seq === 10)?.text).toBe('known now');
    expect(again.map(({ seq }) => seq)).toEqual(model.fleet.lines.map(({ seq }) => seq));
  });

  it('counts output per interval, as long as a sparkline', () => {
    const first = tell(aModel({ sessions: three }), { type: 'pulse', pulses: { a: 3, gone: 1 } }).model;
    const { model } = tell(first, { type: 'pulse', pulses: { b: 2 } });
    expect([...model.fleet.pulses]).toEqual([
      ['a', [3, 0]],
      ['b', [2]],
    ]);
    const long = Array.from({ length: 50 }, () => ({ type: 'pulse', pulses: { a: 1 } }) as const);
    expect(tell(model, ...long).model.fleet.pulses.get('a')).toHaveLength(limits.pulsesKept);
  });

  it('forgets what belongs to sessions that are gone', () => {
    const modes = { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: 'none' } as const;
    const told = tell(
      aModel({ sessions: three }),
      { type: 'pulse', pulses: { a: 3, b: 3 } },
      { type: 'screen', session: 'b', facts: { cols: 80, rows: 24, modes } },
      { type: 'screen', session: 'gone', facts: { cols: 80, rows: 24, modes } },
    ).model;
    expect([...told.fleet.screens.keys()]).toEqual(['b']);
    const { model } = tell(told, { type: 'fleet', sessions: three.slice(0, 1), daemon: aDaemon });
    expect([...model.fleet.pulses.keys()]).toEqual(['a']);
    expect(model.fleet.screens.size).toBe(0);
  });

  it('has a screen only until it is let go', () => {
    const modes = { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: 'none' } as const;
    const told = { type: 'screen', session: 'b', facts: { cols: 80, rows: 24, modes } } as const;
    const gone = { type: 'screen', session: 'b', facts: undefined } as const;
    const model = aModel({ sessions: three });
    expect(tell(model, told, gone).model.fleet.screens.has('b')).toBe(false);
    expect(tell(model, told, gone, told).model.fleet.screens.get('b')?.cols).toBe(80);
  });

  it('shows only so many ended sessions, the last ones', () => {
    const ended = Array.from({ length: 60 }, (_, index) => aStatus(`e${index}`, { phase: 'ended' }));
    const { sessions } = aModel({ sessions: [...ended, aStatus('a')] }).fleet;
    expect(sessions).toHaveLength(limits.endedShownMax + 1);
    expect(sessions[0]?.id).toBe('e10');
  });

  it('tells since when the daemon is away, not since the last try', () => {
    const model = aModel({ sessions: three });
    const lost = tell(model, { type: 'tick', nowMs: startMs + 5_000 }, { type: 'link', up: false, why: 'gone' }).model;
    const still = tell(lost, { type: 'tick', nowMs: startMs + 9_000 }, { type: 'link', up: false, why: 'no answer' });
    expect(still.model.fleet).toMatchObject({ link: 'lost', linkSinceMs: startMs + 5_000, linkWhy: 'no answer' });
  });
});

describe('an ended session', () => {
  it('is put away for good', () => {
    const ended = aStatus('a', { phase: 'ended' });
    const model = { ...aModel({ sessions: [ended, aStatus('b')] }), focus: 'a' };
    const put = tell(model, ...keys('X'));
    expect(put.commands).toMatchObject([{ type: 'call', method: 'session.dismiss', params: { id: 'a' } }]);
    expect(put.model.fleet.sessions.map(({ id }) => id)).toEqual(['b']);
    expect(put.model.focus).toBe('b');
    const told = tell(
      put.model,
      { type: 'session', session: ended },
      { type: 'fleet', sessions: [ended], daemon: aDaemon },
    );
    expect(told.model.fleet.sessions).toEqual([]);
    expect(tell(told.model, { type: 'session', session: aStatus('a') }).model.fleet.sessions).toHaveLength(1);
  });

  it('is asked about while it lives', () => {
    const { model } = tell(aModel({ sessions: three }), ...keys('X'));
    expect(model.panels[0]).toMatchObject({ session: 'a', kind: { name: 'confirm' } });
  });
});

it('fades what it told, faults later', () => {
  const told = tell(
    aModel(),
    { type: 'told', sentence: 'fine\u0007', bad: false },
    { type: 'told', sentence: 'bad', bad: true },
    { type: 'told', sentence: 'fine\u0007', bad: false },
  ).model;
  expect(told.notices.map(({ text }) => text)).toEqual(['bad', 'fine␇']);
  const after = (ms: number) =>
    tell(told, { type: 'tick', nowMs: told.nowMs + ms }).model.notices.map(({ text }) => text);
  expect(after(limits.noticeMs - 1)).toEqual(['bad', 'fine␇']);
  expect(after(limits.noticeMs)).toEqual(['bad']);
  expect(after(limits.noticeBadMs)).toEqual([]);
});
