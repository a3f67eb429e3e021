import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { Evidence } from '../../src/daemon/settle.ts';
import { defaultSettleTimes, Settle, settleTimes } from '../../src/daemon/settle.ts';

const times = { quietMs: 100, likelyMs: 50, wholeMs: 20, filledMs: 200, atMostMs: 400, halfMs: 1_000 };

interface Rig {
  readonly clock: ManualClock;
  readonly settle: Settle;
  /** When the screen was read, milliseconds from the start. */
  readonly reads: number[];
  /** Whether the screen was at rest each time. */
  readonly rested: boolean[];
  evidence: Evidence;
  /** Readings of a restless screen are refused. */
  picky: boolean;
}

function rig(): Rig {
  const clock = new ManualClock();
  const reads: number[] = [];
  const rested: boolean[] = [];
  const settle = new Settle(clock, times, {
    read: (atRest) => {
      if (made.picky && !atRest) return false;
      reads.push(clock.monotonicMs());
      rested.push(atRest);
      return true;
    },
    evidence: () => made.evidence,
  });
  const made: Rig = { clock, settle, reads, rested, evidence: 'none', picky: false };
  return made;
}

/** Something comes out every so often until a moment. */
function busyUntil({ clock, settle }: Rig, untilMs: number, everyMs: number): void {
  while (clock.monotonicMs() < untilMs) {
    settle.touched();
    clock.advance(everyMs);
  }
}

describe('a screen', () => {
  it('is read once it has been quiet', () => {
    const { clock, settle, reads, rested } = rig();
    settle.touched();
    clock.advance(60);
    settle.touched();
    clock.advance(99);
    expect(reads).toEqual([]);
    expect(settle.isUnread).toBe(true);
    clock.advance(1);
    expect(reads).toEqual([160]);
    expect(rested).toEqual([true]);
    expect(settle.isUnread).toBe(false);
  });

  it('is not read again while nothing comes', () => {
    const { clock, settle, reads } = rig();
    clock.advance(5_000);
    settle.touched();
    clock.advance(60_000);
    expect(reads).toEqual([5_100]);
  });

  it('that never rests is read every so often, and said to be restless', () => {
    const made = rig();
    busyUntil(made, 2_000, 50);
    expect(made.reads).toEqual([400, 800, 1_200, 1_600, 2_000]);
    expect(made.rested).toEqual([false, false, false, false, false]);
  });

  it('that never rests and is refused is offered again until it rests', () => {
    const made = rig();
    made.picky = true;
    busyUntil(made, 2_000, 50);
    expect(made.reads).toEqual([]);
    made.clock.advance(100);
    expect(made.reads).toEqual([2_050]);
    expect(made.rested).toEqual([true]);
  });

  it('is not read while it is half drawn, and is once it is whole', () => {
    const made = rig();
    made.evidence = 'half';
    made.settle.touched();
    made.clock.advance(350);
    expect(made.reads).toEqual([]);
    made.evidence = 'whole';
    made.settle.touched();
    made.clock.advance(20);
    expect(made.reads).toEqual([370]);
  });

  it('is read at last when it stays half drawn, and said to be so', () => {
    const made = rig();
    made.evidence = 'half';
    made.settle.touched();
    made.clock.advance(999);
    expect(made.reads).toEqual([]);
    made.clock.advance(1);
    expect(made.reads).toEqual([1_000]);
    expect(made.rested).toEqual([false]);
  });

  it('that never rests and stays half drawn is read within the longest wait', () => {
    const made = rig();
    made.evidence = 'half';
    busyUntil(made, 3_000, 30);
    expect(made.reads.length).toBeGreaterThanOrEqual(2);
    expect(made.reads[0]).toBeLessThanOrEqual(times.halfMs + 30);
  });

  it('that is drawn anew waits from there', () => {
    const made = rig();
    made.evidence = 'half';
    made.settle.touched();
    made.clock.advance(900);
    made.settle.restarted();
    made.clock.advance(999);
    expect(made.reads).toEqual([]);
    made.clock.advance(1);
    expect(made.reads).toEqual([1_900]);
  });

  it('is not read after its end', () => {
    const { clock, settle, reads } = rig();
    settle.touched();
    settle.dispose();
    clock.advance(10_000);
    expect(reads).toEqual([]);
  });
});

describe('evidence', () => {
  it.each([
    ['hollow', 200],
    ['none', 100],
    ['likely', 50],
    ['whole', 20],
  ] as const)('%s: the screen is read after %i ms of quiet', (evidence, afterMs) => {
    const made = rig();
    made.evidence = evidence;
    made.settle.touched();
    made.clock.advance(10);
    made.settle.touched();
    made.clock.advance(10_000);
    expect(made.reads).toEqual([10 + afterMs]);
  });

  it('that comes without output is noticed where its wait ends', () => {
    const made = rig();
    made.settle.touched();
    made.clock.advance(30);
    made.evidence = 'likely';
    made.clock.advance(10_000);
    expect(made.reads).toEqual([50]);
  });

  it('that came too late for its wait changes nothing', () => {
    const made = rig();
    made.settle.touched();
    made.clock.advance(70);
    made.evidence = 'whole';
    made.clock.advance(10_000);
    expect(made.reads).toEqual([100]);
  });

  it('is worth nothing while output goes on', () => {
    const made = rig();
    made.evidence = 'whole';
    busyUntil(made, 380, 15);
    expect(made.reads).toEqual([]);
  });
});

describe('the times of a session', () => {
  it('grow with what is not known, and let an update end before it is given up', () => {
    const { wholeMs, likelyMs, quietMs, filledMs, atMostMs, halfMs } = defaultSettleTimes;
    const grown = [wholeMs, likelyMs, quietMs, filledMs, atMostMs, halfMs];
    expect(grown).toEqual([...new Set(grown)].sort((a, b) => a - b));
  });

  it('are never longer with evidence than without', () => {
    expect(settleTimes(10, 400)).toMatchObject({ wholeMs: 10, likelyMs: 10, quietMs: 10 });
  });
});
