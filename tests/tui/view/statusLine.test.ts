import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model.ts';
import { statusLine } from '../../../src/tui/view/statusLine.ts';
import { aModel, anAsking, aStatus, isoAt, keys, startMs, tell } from '../models.ts';

// Times of limits are told on the local clock.
process.env.TZ = 'UTC';

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

describe('limits and queues', () => {
  const resetsAt = isoAt(startMs + 8_040_000);
  const account = { account: 'main', kind: 'five_hour', resetsAt, by: 'a' };
  const told = (state: 'limited' | 'near', sessions = [aStatus('a')]): Model => {
    const model = aModel({ sessions });
    return {
      ...model,
      fleet: { ...model.fleet, limits: { accounts: [{ ...account, state }], waiting: [], wakes: [] } },
    };
  };

  it('are told with the time to the nearest reset, a near one before the wall', () => {
    expect(said(told('limited'))).toContain('◷ resets 14:14 in 2h 14m');
    expect(said(told('near'))).toContain('⚠ limit near, resets in 2h14');
    const warned = { words: 'Approaching usage limit', resetsAt: isoAt(startMs + 60_000) };
    expect(said(told('near', [aStatus('a', { warned })]))).toContain('resets in 1m');
    expect(said(aModel({ sessions: [aStatus('a', { warned: { ...warned, resetsAt: null } })] }))).toContain(
      '⚠ limit near',
    );
    const limited = aStatus('b', { state: 'idle', limit: { kind: 'five_hour', resetsAt: isoAt(startMs + 120_000) } });
    expect(said(told('limited', [limited]))).toContain('in 2m');
    expect(said(told('near', [limited]))).not.toContain('near');
    expect(said({ ...told('near'), nowMs: Date.parse(resetsAt) })).not.toContain('near');
  });

  it('call nobody, neither for a reset nor for a new start', () => {
    const limit = { kind: 'five_hour', resetsAt };
    const sessions = [
      aStatus('a', { state: 'limit', limit }),
      aStatus('b', { state: 'error', limit }),
      aStatus('c', { state: 'exited', phase: 'restarting' }),
      aStatus('d', { state: 'error', phase: 'restarting' }),
      aStatus('e', { state: 'error', retrying: true }),
    ];
    const line = said(aModel({ sessions }), 120);
    expect(line).not.toContain('need');
    expect(line).toContain('↻ 2 restarting');
    expect(line).toContain('↻ 1 retrying');
  });

  it('that have failed are told beside them, also where there is one', () => {
    const sessions = [aStatus('app-1', { queue: [{ id: 'app-1.1', text: 'a', state: 'failed' }] })];
    expect(said(aModel({ sessions }), 120)).toContain('✗ 1 task failed');
    expect(said(aModel({ sessions: [aStatus('app-1')] }), 120)).not.toContain('failed');
  });

  it('are told as what is done of all tasks', () => {
    const queue = (['done', 'running'] as const).map((state, index) => ({ id: `x.${index}`, text: 'x', state }));
    const sessions = [aStatus('a', { queue }), aStatus('b', { queue })];
    expect(said(aModel({ sessions }), 120)).toContain('2/4 tasks');
  });
});

describe('a panel', () => {
  it.each(['L', 'E', 'Q', 'S', 'U', 's', 'e', 'n', ':'])(
    'that %s opens tells how it is closed, and what shows its keys',
    (key) => {
      const { model } = tell(three, ...keys(key));
      expect(model.panels).toHaveLength(1);
      expect(said(model)).toMatch(/(q|Esc) close {2}F1 keys/);
    },
  );

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
