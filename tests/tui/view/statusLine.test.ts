import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model.ts';
import { statusLine } from '../../../src/tui/view/statusLine.ts';
import { aModel, anAsking, aStatus, keys, startMs, tell } from '../models.ts';

function said(model: Model, cols = 80): string {
  return statusLine(model, cols)
    .map(({ text }) => text)
    .join('');
}

const three = aModel({ sessions: [aStatus('a'), anAsking('b', 1), anAsking('c', 2)] });

describe('how many need a human', () => {
  it('is told at 80 columns, held and beside a notice too', () => {
    expect(said(three)).toContain('! 2 need you');
    const held = tell(three, ...keys('Enter')).model;
    expect(held.hold).toBeDefined();
    expect(said(held)).toMatch(/HUMAN.* !2 .*Ctrl-\] Esc/);
    const notices = [{ text: 'x'.repeat(300), ink: 'broken', sinceMs: startMs } as const];
    expect(said({ ...three, notices })).toContain(' !2 ');
    expect(said({ ...held, notices })).toMatch(/HUMAN.* !2 .*xxx/);
  });

  it('has the key to the next one, unless it is the focused one alone', () => {
    expect(said(three)).toContain('Space next');
    expect(said(aModel({ sessions: [anAsking('a', 1)] }))).not.toContain('Space');
  });
});

describe('a panel', () => {
  it.each(['L', 'E', 's', 'e', 'n', ':'])('that %s opens tells how it is closed, and what shows its keys', (key) => {
    const { model } = tell(three, ...keys(key));
    expect(model.panels).toHaveLength(1);
    expect(said(model)).toMatch(/(q|Esc) close {2}F1 keys/);
  });

  it('that asks once more is not contradicted', () => {
    const { model } = tell(three, ...keys('r'));
    expect(model.panels.map(({ kind }) => kind.name)).toEqual(['respond']);
    expect(said(model)).not.toContain('Enter');
  });
});

it('what starts a daemon that was told to end comes first', () => {
  const why = 'Ctrl-L starts it again: it was told to end, and the sessions go on meanwhile';
  expect(said(tell(three, { type: 'link', up: false, why }).model)).toContain('Ctrl-L starts it again');
});
