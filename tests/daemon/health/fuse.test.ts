import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, HealthTimes, Signs } from '../../../src/daemon/health/fuse.ts';
import { fuse } from '../../../src/daemon/health/fuse.ts';

const times: HealthTimes = { freshMs: 30_000, suspectMs: 300_000, confirmMs: 60_000, commandMs: 1_800_000 };
const s = 1_000;
const min = 60 * s;

/** Signs with everything silent for ten minutes but what is told. */
function signs(told: Partial<Signs> = {}): Signs {
  return {
    outputMs: 10 * min,
    transcriptMs: 10 * min,
    processesMs: 10 * min,
    command: false,
    halted: false,
    ...told,
  };
}

describe('the verdict', () => {
  it.each<[string, Partial<Signs>, Condition, Condition, string]>([
    ['a screen that moves', { outputMs: 0 }, 'working', 'working', 'Its screen moves.'],
    ['a screen that moved just now', { outputMs: 30 * s }, 'stuck', 'working', 'Its screen moves.'],
    [
      'a silent screen over a growing transcript',
      { outputMs: 2 * min, transcriptMs: 0 },
      'working',
      'quiet',
      'Nothing came out for 2 min, but its transcript grows.',
    ],
    [
      'a long test run that shows nothing',
      { processesMs: 15 * s, command: true },
      'quiet',
      'quiet',
      'Nothing came out for 10 min, but its processes work.',
    ],
    [
      'a command that only waits',
      { command: true },
      'quiet',
      'quiet',
      'Nothing came out for 10 min; a command that it started still runs.',
    ],
    [
      'a halted CLI, early',
      { outputMs: 45 * s, halted: true },
      'working',
      'quiet',
      'Nothing came out for 45 s; its CLI was halted from outside.',
    ],
    [
      'nothing at all, for the first time',
      {},
      'quiet',
      'suspect',
      'No sign of life for 10 min: nothing comes out, its transcript does not grow, its processes do nothing.',
    ],
    [
      'nothing at all, still',
      { halted: true },
      'suspect',
      'stuck',
      'No sign of life for 10 min: nothing comes out, its transcript does not grow, its CLI was halted from outside.',
    ],
    [
      'nothing at all, not confirmed',
      { processesMs: 359 * s },
      'suspect',
      'suspect',
      'No sign of life for 6 min: nothing comes out, its transcript does not grow, its processes do nothing.',
    ],
    [
      'a command that waits for ever',
      { outputMs: 40 * min, transcriptMs: 40 * min, processesMs: 40 * min, command: true },
      'suspect',
      'stuck',
      'No sign of life for 40 min: nothing comes out, its transcript does not grow, its processes do nothing, and the command that it started does not end.',
    ],
  ])('on %s', (_what, told, before, condition, why) => {
    expect(fuse(signs(told), times, before)).toEqual({ condition, why });
  });
});

const age = fc.nat({ max: 2 * 60 * min });
const anySigns = fc.record({
  outputMs: age,
  transcriptMs: age,
  processesMs: age,
  command: fc.boolean(),
  halted: fc.boolean(),
});
const anyCondition = fc.constantFrom<Condition>('working', 'quiet', 'suspect', 'stuck');

describe('for all signs', () => {
  it('one that is fresher than the patience keeps a session from being suspect', () => {
    const one = fc.constantFrom('outputMs', 'transcriptMs', 'processesMs');
    fc.assert(
      fc.property(anySigns, anyCondition, one, fc.nat({ max: times.suspectMs - 1 }), (found, before, sign, ms) => {
        expect(['working', 'quiet']).toContain(fuse({ ...found, [sign]: ms }, times, before).condition);
      }),
    );
  });

  it('nothing is stuck at first sight, nor before the looks of a suspect one have gone on long enough', () => {
    fc.assert(
      fc.property(anySigns, anyCondition, (found, before) => {
        if (fuse(found, times, before).condition !== 'stuck') return;
        expect(['suspect', 'stuck']).toContain(before);
        const silentMs = Math.min(found.outputMs, found.transcriptMs, found.processesMs);
        expect(silentMs).toBeGreaterThanOrEqual(times.suspectMs + times.confirmMs);
      }),
    );
  });

  it('a session that stays silent is stuck in the end', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (command, halted) => {
        const silentMs = times.commandMs + times.confirmMs;
        const found = { outputMs: silentMs, transcriptMs: silentMs, processesMs: silentMs, command, halted };
        const first = fuse(found, times, 'quiet').condition;
        expect([first, fuse(found, times, first).condition]).toEqual(['suspect', 'stuck']);
      }),
    );
  });
});
