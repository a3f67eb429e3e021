import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { Budgets, repeats } from '../../src/daemon/budgets.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import type { PendingCall } from '../../src/session/session.ts';
import type { Decision } from '../../src/session/decision.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/store.ts';
import { freshStore, temporaryFolder } from '../store/fixture.ts';
import { decision, sessionRecord, startMs } from '../store/values.ts';

/** Budgets on a real database: what is counted is what was committed. */

const fine: Verdict = { risk: 'LOW', action: 'approve', rules: ['test.npm'], reasons: ['Runs the tests.'] };
const unsure: Verdict = { ...fine, risk: 'MEDIUM', action: 'ask-brain' };
const config = {
  'budget.approvals_per_minute': 60,
  'budget.approvals_per_session': 5_000,
  'budget.same_call_max': 3,
  'budget.same_call_window_minutes': 10,
} as const;

function bash(command: string): PendingCall {
  return { id: `toolu_${command}`, tool: 'Bash', input: { command } };
}
function edit(from: string, to: string): PendingCall {
  return { id: 'toolu_e', tool: 'Edit', input: { file_path: '/srv/app/a.ts', old_string: from, new_string: to } };
}

class Bench {
  readonly clock = new ManualClock(startMs);
  readonly store: Store;
  #made = 0;

  constructor(store = freshStore()) {
    this.store = store;
    for (const id of ['app-1', 'web-1']) {
      if (!store.sessions.get(id)) store.sessions.insert(sessionRecord(id));
    }
  }

  budgets(more: Partial<Record<keyof typeof config, number>> = {}): Budgets {
    return new Budgets({ approvals: this.store.approvals, config: () => ({ ...config, ...more }), clock: this.clock });
  }

  /** A call that was let run, `afterMs` later than what was before. */
  approved(call: PendingCall, more: Partial<Decision> = {}, afterMs = 1_000, session = 'app-1'): string {
    this.clock.advance(afterMs);
    const id = `${session}:d${++this.#made}`;
    const made = decision(id, { tool: call.tool, call, ...more });
    this.store.decisions.record({ session, at: this.clock.wallMs(), decision: made, keys: '' });
    return id;
  }
}

const test1 = bash('npm test');

describe('the same call', () => {
  test('passes so often and then waits for a person, with the figures told', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    for (let n = 0; n < 3; n++) {
      expect(budgets.judged('app-1', test1, fine)).toBe(fine);
      bench.approved(test1);
    }
    expect(budgets.judged('app-1', test1, fine)).toEqual({
      risk: 'LOW',
      action: 'escalate',
      rules: ['budget-loop', 'test.npm'],
      reasons: [
        'pcc has approved this very call 3 times within 10 minutes with nothing new in between (budget.same_call_max is 3); it may be a loop.',
        'Runs the tests.',
      ],
    });
    expect(budgets.judged('app-1', test1, unsure)).toMatchObject({ risk: 'MEDIUM', action: 'escalate' });
    expect(budgets.judged('app-1', bash('npm run lint'), fine)).toBe(fine);
    expect(budgets.judged('web-1', test1, fine)).toBe(fine);
  });

  test('that a brain answers over and over is a person’s too', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    const question: PendingCall = { id: 'toolu_q', tool: 'AskUserQuestion', input: { questions: [] } };
    const other: PendingCall = { ...question, input: { questions: ['Which?'] } };
    for (let n = 0; n < 3; n++) {
      expect(budgets.spent('app-1', question)).toBeUndefined();
      bench.approved(question, { kind: 'question', action: 'choose', by: 'brain' });
    }
    expect(budgets.spent('app-1', question)?.rule).toBe('budget-loop');
    expect(budgets.spent('app-1', other)).toBeUndefined();
    expect(budgets.spent('app-1')).toBeUndefined();
  });

  test('passes all day between edits that are new', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    for (let n = 0; n < 200; n++) {
      bench.approved(edit(`${n}`, `${n + 1}`), {}, 2_000);
      expect(budgets.judged('app-1', test1, fine)).toBe(fine);
      bench.approved(test1);
    }
  });

  test('is a loop also when it takes turns with another one, as an edit and its undoing do', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    for (let n = 0; n < 4; n++) {
      bench.approved(edit('a', 'b'));
      bench.approved(edit('b', 'a'));
    }
    expect(budgets.judged('app-1', edit('a', 'b'), fine).rules[0]).toBe('budget-loop');
    expect(budgets.judged('app-1', edit('b', 'c'), fine)).toBe(fine);
  });

  test('starts anew with a person: an answer, or the keyboard taken', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    const loops = (): boolean => budgets.judged('app-1', test1, fine).action === 'escalate';
    const fill = (): void => {
      for (let n = 0; n < 3; n++) bench.approved(test1);
      expect(loops()).toBe(true);
    };
    fill();
    bench.approved(test1, { by: 'human' });
    bench.clock.advance(1);
    expect(loops()).toBe(false);
    fill();
    bench.store.events.append({ session: 'app-1', at: bench.clock.wallMs() + 1, type: 'human', text: 'A human.' });
    expect(loops()).toBe(false);
  });

  test('is forgotten behind the window, and does not count where it was never typed', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    for (let n = 0; n < 3; n++) bench.approved(test1);
    bench.clock.advance(10 * 60_000);
    expect(budgets.judged('app-1', test1, fine)).toBe(fine);
    for (let n = 0; n < 3; n++) {
      const id = bench.approved(test1);
      bench.store.decisions.setOutcome(id, 'not-typed', bench.clock.wallMs());
    }
    expect(budgets.judged('app-1', test1, fine)).toBe(fine);
  });

  test('is told by tool and input: key order does not matter, the tool does', () => {
    const bench = new Bench();
    const budgets = bench.budgets();
    const write = { id: 't', tool: 'Write', input: { file_path: '/a', content: 'x' } };
    for (let n = 0; n < 3; n++) bench.approved(write);
    const turned = { id: 't', tool: 'Write', input: { content: 'x', file_path: '/a' } };
    expect(budgets.judged('app-1', turned, fine).action).toBe('escalate');
    expect(budgets.judged('app-1', { ...turned, tool: 'Other' }, fine)).toBe(fine);
  });
});

describe('all approvals', () => {
  test('of a minute are bounded, of policy and brain together, and the next minute is free', () => {
    const bench = new Bench();
    const budgets = bench.budgets({ 'budget.approvals_per_minute': 4 });
    bench.approved(bash('a'), {}, 100);
    bench.approved(bash('b'), { by: 'brain' }, 100);
    bench.approved(bash('c'), { kind: 'question', action: 'choose', by: 'brain' }, 100);
    for (const by of ['human', 'flag'] as const) bench.approved(bash(by), { by }, 100);
    bench.approved(bash('asked'), { action: 'escalate', label: '' }, 100);
    expect(budgets.spent('app-1')).toBeUndefined();
    bench.approved(bash('d'), {}, 100);
    expect(budgets.judged('app-1', bash('e'), unsure)).toMatchObject({
      action: 'escalate',
      rules: ['budget-minute', 'test.npm'],
      reasons: [
        expect.stringContaining('4 times within a minute (budget.approvals_per_minute is 4)'),
        'Runs the tests.',
      ],
    });
    const asked: Verdict = { ...fine, risk: 'HIGH', action: 'escalate' };
    expect(budgets.judged('app-1', bash('e'), asked)).toBe(asked);
    bench.clock.advance(60_000);
    expect(budgets.judged('app-1', bash('e'), fine)).toBe(fine);
  });

  test('of a session are bounded for its whole life', () => {
    const bench = new Bench();
    const budgets = bench.budgets({ 'budget.approvals_per_session': 5 });
    for (let n = 0; n < 5; n++) bench.approved(bash(`${n}`), {}, 3_600_000);
    expect(budgets.spent('app-1')?.rule).toBe('budget-session');
    expect(budgets.spent('app-1')?.reason).toContain('5 times');
    expect(budgets.spent('web-1')).toBeUndefined();
  });

  test('are remembered by the next daemon', () => {
    const path = `${temporaryFolder()}/state.db`;
    const clock = new ManualClock(startMs);
    const first = openStore(path, clock);
    const bench = new Bench(first);
    for (let n = 0; n < 3; n++) bench.approved(test1);
    first.dispose();
    const later = new Bench(freshStore(path));
    later.clock.advance(4_000);
    expect(later.budgets().judged('app-1', test1, fine).rules[0]).toBe('budget-loop');
  });

  test('are counted fast: ten thousand decisions cost a few milliseconds a judgement', () => {
    const bench = new Bench();
    bench.store.transaction(() => {
      for (let n = 0; n < 10_000; n++) bench.approved(bash(`npm test ${n % 50}`), {}, 500);
    });
    const budgets = bench.budgets({ 'budget.approvals_per_session': 1e6, 'budget.approvals_per_minute': 1_000 });
    const startedMs = performance.now();
    for (let n = 0; n < 20; n++) budgets.judged('app-1', bash(`npm run ${n}`), fine);
    expect((performance.now() - startedMs) / 20).toBeLessThan(60);
  });
});

test('repeats are counted since the last call that was new', () => {
  const row = (name: string): { tool: string; inputSha256: string } => ({ tool: 'Bash', inputSha256: name });
  const count = (calls: string): number => repeats(Array.from(calls, row), row('a'));
  expect(count('')).toBe(0);
  expect(count('aaa')).toBe(3);
  expect(count('aabaa')).toBe(2);
  expect(count('baaba')).toBe(3);
  expect(count('abababab')).toBe(3);
  expect(count('abcabc')).toBe(1);
  expect(count('bcd')).toBe(0);
});
