import type { Disposable } from '../../base/disposables.ts';
import type { Frame } from '../../screen/frame.ts';
import type { Reading } from '../../screen/reading.ts';
import type { CastEvent } from '../../terminal/asciicast.ts';
import type { ReplayDecision } from './decision.ts';
import type { PlayingParts } from './playing.ts';
import { endS, Playing } from './playing.ts';

/** A change of the reading, and what would have been decided on it. */
export interface PlaybackChange {
  readonly t: number;
  readonly reading: Reading;
  readonly decision?: ReplayDecision;
}

/** A whole recording in memory: its readings, and its screen at any moment. */
export class Playback implements Disposable {
  readonly damaged: readonly { readonly line: number; readonly why: string }[];
  /** Each change of the reading, in order; the first at 0. */
  readonly changes: readonly PlaybackChange[];
  /** Seconds until the last picture has come to rest. */
  readonly lengthS: number;
  /** Wall-clock milliseconds of second 0, by the header; undefined where it names no time. */
  readonly startedMs: number | undefined;
  readonly #parts: Omit<PlayingParts, 'tell'>;
  readonly #events: readonly CastEvent[];
  #playing: Playing;
  /** How many events were played, and up to which second. */
  #played = 0;
  #atS = 0;

  /** The events in the order of their times. */
  constructor(parts: Omit<PlayingParts, 'tell'>, events: readonly CastEvent[], damaged: Playback['damaged']) {
    this.#parts = parts;
    this.#events = events;
    this.damaged = damaged;
    const { timestamp } = parts.header;
    this.startedMs = timestamp === undefined ? undefined : timestamp * 1_000;
    const changes: PlaybackChange[] = [];
    const whole = new Playing({
      ...parts,
      tell: (told) => {
        const last = changes.at(-1);
        if ('reading' in told) changes.push(told);
        else if (last) changes[changes.length - 1] = { ...last, decision: told.decision };
      },
    });
    for (const event of events) whole.play(event);
    whole.finish();
    whole.dispose();
    this.changes = changes;
    const endedS = events.at(-1)?.atS ?? 0;
    this.lengthS = Math.min(endedS + endS, Math.max(endedS, changes.at(-1)?.t ?? 0));
    this.#playing = this.#fromTheStart();
  }

  /** The screen at a moment; going back plays the recording anew up to there. */
  frameAt(atS: number): Frame {
    if (atS < this.#atS) {
      this.#playing.dispose();
      this.#playing = this.#fromTheStart();
    }
    for (;;) {
      const next = this.#events[this.#played];
      if (!next || next.atS > atS) break;
      this.#playing.play(next);
      this.#played++;
    }
    this.#playing.advanceTo(atS);
    this.#atS = atS;
    return this.#playing.frame();
  }

  /** When the screen or the reading changes next; undefined at the end. */
  nextAfter(atS: number): number | undefined {
    const output = this.#events[firstAfter(this.#events, (event) => event.atS, atS)]?.atS;
    const change = this.changes[firstAfter(this.changes, ({ t }) => t, atS)]?.t;
    return output === undefined || (change !== undefined && change < output) ? change : output;
  }

  dispose(): void {
    this.#playing.dispose();
  }

  #fromTheStart(): Playing {
    this.#played = 0;
    this.#atS = 0;
    return new Playing({ ...this.#parts, decide: undefined, tell: () => undefined });
  }
}

/** The index of the first item later than a moment. */
function firstAfter<T>(items: readonly T[], timeOf: (item: T) => number, atS: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) <= atS) low = middle + 1;
    else high = middle;
  }
  return low;
}
