import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/assess/report.ts';
import { isGood, partsOf, reportText, verdictOf, wordOf } from '../../src/assess/report.ts';
import type { Check } from '../../src/assess/told.ts';
import { goodFigures } from './good.ts';

const ok: Check = { part: 'order', name: 'in order', outcome: 'ok', tookMs: 1_234, note: '6 tasks' };
const failed: Check = {
  part: 'rest',
  name: 'GET /x',
  outcome: 'failed',
  tookMs: 5,
  note: 'It is | *not* there.\nAt all.',
};
const skipped: Check = { part: 'hooks', name: 'are taken', outcome: 'skipped', tookMs: 0, note: 'no place' };

function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    version: '1.2.3',
    program: '/opt/claude',
    setting: { claude: '2.1.329', offline: 'namespace' },
    checks: [ok],
    figures: undefined,
    problem: undefined,
    tookMs: 61_000,
    startedAt: '2026-03-01T10:02:00.000Z',
    machine: 'Node 20 on linux',
    ...more,
  };
}

describe('an outcome', () => {
  it.each([
    ['all passed', {}, true, '1 of 1 checks passed'],
    ['something not tried', { checks: [ok, skipped] }, true, '1 of 2 checks passed, 1 not tried'],
    ['a failure', { checks: [ok, failed, skipped] }, false, '1 of 3 checks passed, 1 failed, 1 not tried'],
    ['stopped', { problem: 'it was stopped' }, false, '1 of 1 checks passed: it was stopped'],
    ['nothing at all', { checks: [], problem: 'no claude.' }, false, 'Not carried through: no claude'],
    ['only what was not tried', { checks: [skipped] }, false, '0 of 1 checks passed, 1 not tried'],
    ['good figures', { checks: [], figures: goodFigures }, true, 'nothing was lost or repeated'],
    ['figures with faults', { checks: [], figures: { ...goodFigures, faults: ['a', 'b'] } }, false, '2 faults'],
  ])('%s', (_, more, good, verdict) => {
    expect([isGood(outcome(more)), verdictOf(outcome(more))]).toEqual([good, verdict]);
  });

  it.each([
    ['good', { checks: [ok, skipped] }],
    ['not tried', { checks: [skipped] }],
    ['NOT GOOD', { checks: [failed, skipped] }],
    ['NOT GOOD', { checks: [skipped], problem: 'it was stopped' }],
    ['NOT GOOD', { checks: [] }],
  ])('is %s', (word, more) => {
    expect(wordOf(outcome(more))).toBe(word);
    expect(reportText(outcome(more)).split('\n')[0]).toBe(`# pcc 1.2.3: ${word}`);
  });

  it('has its parts in the order in which they were tried', () => {
    const parts = partsOf([ok, failed, { ...ok, tookMs: 6 }]);
    expect(parts.map(({ name, ok: good, tookMs, checks }) => [name, good, tookMs, checks.length])).toEqual([
      ['order', true, 1_240, 2],
      ['rest', false, 5, 1],
    ]);
  });
});

describe('the report', () => {
  it('has a row for each check, in which nothing of others is markup', () => {
    const lines = reportText(outcome({ checks: [ok, failed] })).split('\n');
    expect(lines[0]).toBe('# pcc 1.2.3: NOT GOOD');
    expect(lines).toContain('| ✔ | order | in order | 1.2 s | 6 tasks |');
    expect(lines).toContain('| ✗ | rest | GET /x | 5 ms | It is \\| \\*not\\* there.\\\\nAt all. |');
    expect(lines).toContain('- claude 2.1.329 at `/opt/claude`');
  });

  it('says in full what was not tried, and why', () => {
    const lines = reportText(outcome({ checks: [ok, skipped] })).split('\n');
    expect(lines).toContain('- Not tried: hooks, are taken: no place');
    expect(reportText(outcome({ checks: [skipped] }))).toContain('0 of 1 checks passed, 1 not tried');
  });

  it('says how far it is certain that nothing left the machine', () => {
    expect(reportText(outcome())).toContain('network namespace of its own');
    const byAddress = outcome({ setting: { claude: '2.1.329', offline: 'addresses' } });
    expect(reportText(byAddress)).toContain('no network namespace');
    expect(reportText(outcome({ setting: undefined }))).not.toContain('Offline');
  });

  it('has the figures and what went wrong', () => {
    const text = reportText(outcome({ checks: [], figures: { ...goodFigures, faults: ['A task was lost.'] } }));
    expect(text).toContain('| tasks per minute | 12.0 |');
    expect(text).toContain('- A task was lost.');
  });
});
