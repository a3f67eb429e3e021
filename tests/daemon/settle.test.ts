import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { defaultSettleTimes, Settle } from '../../src/daemon/settle.ts';

const times = { quietMs: 100, atMostMs: 400, syncMs: 1_000 };

interface Rig {
  readonly clock: ManualClock;
  readonly settle: Settle;
  /** When the screen was read, milliseconds from the start. */
  readonly reads: number[];
  syncOpen: boolean;
}

function rig(): Rig {
  const clock = new ManualClock();
  const reads: number[] = [];
  const settle = new Settle(clock, times, {
    read: () => reads.push(clock.monotonicMs()),
    syncOpen: () => made.syncOpen,
  });
  const made: Rig = { clock, settle, reads, syncOpen: false };
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
    const { clock, settle, reads } = rig();
    settle.touched();
    clock.advance(60);
    settle.touched();
    clock.advance(99);
    expect(reads).toEqual([]);
    clock.advance(1);
    expect(reads).toEqual([160]);
  });

  it('is not read again while nothing comes', () => {
    const { clock, settle, reads } = rig();
    clock.advance(5_000);
    settle.touched();
    clock.advance(60_000);
    expect(reads).toEqual([5_100]);
  });

  it('that never rests is read every so often', () => {
    const made = rig();
    busyUntil(made, 2_000, 50);
    expect(made.reads).toEqual([400, 800, 1_200, 1_600, 2_000]);
  });

  it('is not read while an update is half drawn, and is once it ends', () => {
    const made = rig();
    made.syncOpen = true;
    made.settle.touched();
    made.clock.advance(350);
    expect(made.reads).toEqual([]);
    made.syncOpen = false;
    made.settle.touched();
    made.clock.advance(100);
    expect(made.reads.length).toBe(1);
    expect(made.reads[0]).toBeLessThanOrEqual(450);
  });

  it('is read at last when an update does not end', () => {
    const made = rig();
    made.syncOpen = true;
    made.settle.touched();
    made.clock.advance(999);
    expect(made.reads).toEqual([]);
    made.clock.advance(1);
    expect(made.reads).toEqual([1_000]);
  });

  it('that never rests and never ends its update is read within the longest wait', () => {
    const made = rig();
    made.syncOpen = true;
    busyUntil(made, 3_000, 30);
    expect(made.reads.length).toBeGreaterThanOrEqual(2);
    expect(made.reads[0]).toBeLessThanOrEqual(times.syncMs + 30);
  });

  it('is not read after its end', () => {
    const { clock, settle, reads } = rig();
    settle.touched();
    settle.dispose();
    clock.advance(10_000);
    expect(reads).toEqual([]);
  });
});

describe('the times of a session', () => {
  it('let an update end before it is given up, and a busy screen be read before that', () => {
    expect(defaultSettleTimes.quietMs).toBeLessThan(defaultSettleTimes.atMostMs);
    expect(defaultSettleTimes.atMostMs).toBeLessThan(defaultSettleTimes.syncMs);
  });
});
