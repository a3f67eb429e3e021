import { describe, expect, it } from 'vitest';
import { LimitWarning } from '../../src/daemon/limitWarning.ts';
import type { Reading } from '../../src/screen/reading.ts';

const evidence = { top: 0, bottom: 0 };
const nowMs = Date.parse('2026-11-21T10:00:00Z');

function idle(notice?: string): Reading {
  return { state: 'idle', evidence, ...(notice === undefined ? {} : { notice }) };
}

describe('the warning of a limit', () => {
  it.each([
    ['Approaching weekly limit', null],
    ["You've used 85% of your session limit · resets 3:30pm (UTC)", '2026-11-21T15:30:00.000Z'],
    ['Over 75% of your weekly limit used · resets Nov 24, 3am (UTC)', '2026-11-24T03:00:00.000Z'],
    ['Approaching your 5-hour usage limit — Claude will wrap up the current step.', null],
  ])('%s', (words, resetsAt) => {
    const warning = new LimitWarning('UTC');
    warning.seen(idle(words), nowMs);
    expect(warning.told).toEqual({ words, resetsAt });
  });

  it('is none of other notes', () => {
    const warning = new LimitWarning('UTC');
    warning.seen(idle('Failed to install Anthropic marketplace · Will retry on next startup'), nowMs);
    expect(warning.told).toBeUndefined();
  });

  it('stands while a turn runs, keeps its time, and goes with its note or with the limit', () => {
    const words = 'Approaching session limit · resets 3pm';
    const warning = new LimitWarning('America/New_York');
    warning.seen(idle(words), nowMs);
    const first = warning.told;
    warning.seen({ state: 'busy', evidence }, nowMs);
    warning.seen(idle(words), nowMs + 12 * 3_600_000);
    expect(warning.told).toEqual(first);
    expect(first?.resetsAt).toBe('2026-11-21T20:00:00.000Z');
    warning.seen(idle(), nowMs);
    expect(warning.told).toBeUndefined();
    warning.seen(idle(words), nowMs);
    warning.seen(
      { state: 'limit', kind: 'five_hour', resetsAt: null, resumesItself: false, options: [], evidence },
      nowMs,
    );
    expect(warning.told).toBeUndefined();
  });
});
