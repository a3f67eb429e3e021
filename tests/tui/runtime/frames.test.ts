import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { limits } from '../../../src/limits.ts';
import { Frames } from '../../../src/tui/runtime/frames.ts';

let clock: ManualClock;
let drawn: number[];
let tookMs: number;
let backlogged: boolean;
let frames: Frames;

beforeEach(() => {
  clock = new ManualClock();
  drawn = [];
  tookMs = 0;
  backlogged = false;
  frames = new Frames(
    {
      clock,
      draw: () => {
        drawn.push(clock.monotonicMs());
        clock.advance(tookMs);
      },
      backlogged: () => backlogged,
    },
    20,
  );
});

describe('the frame clock', () => {
  it('draws the first change at once, and later ones at their time', () => {
    for (let ms = 0; ms < 199; ms++) {
      frames.changed();
      clock.advance(1);
    }
    expect(drawn).toEqual([0, 50, 100, 150]);
  });

  it('draws nothing while nothing changes', () => {
    frames.changed();
    clock.advance(10_000);
    expect(drawn).toEqual([0]);
  });

  it('draws at once what somebody waits for', () => {
    frames.changed();
    clock.advance(10);
    frames.changed();
    clock.advance(10);
    frames.changed(true);
    clock.advance(29);
    expect(drawn).toEqual([0, 20]);
    clock.advance(1_000);
    expect(drawn).toEqual([0, 20]);
  });

  it('leaves a slow terminal half of the time', () => {
    tookMs = 100;
    frames.changed();
    while (clock.monotonicMs() < 599) {
      frames.changed(true);
      clock.advance(1);
    }
    expect(drawn).toEqual([0, 200, 400]);
  });

  it('waits while the terminal has not taken what it was given', () => {
    backlogged = true;
    frames.changed(true);
    clock.advance(500);
    expect(drawn).toEqual([]);
    backlogged = false;
    clock.advance(50);
    expect(drawn).toHaveLength(1);
    clock.advance(500);
    expect(drawn).toHaveLength(1);
  });

  it('knows for a moment that what comes is an echo', () => {
    expect(frames.echoes).toBe(false);
    frames.typed();
    clock.advance(limits.echoWindowMs);
    expect(frames.echoes).toBe(true);
    clock.advance(1);
    expect(frames.echoes).toBe(false);
  });

  it('draws nothing once it is over', () => {
    frames.changed();
    frames.changed();
    frames.dispose();
    clock.advance(1_000);
    frames.changed(true);
    expect(drawn).toEqual([0]);
  });
});
