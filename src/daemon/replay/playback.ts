import { setImmediate } from 'node:timers/promises';
import type { Disposable } from '../../base/disposables.ts';
import type { Frame } from '../../screen/frame.ts';
import type { Reading } from '../../screen/reading.ts';
import { limits } from '../../limits.ts';
import type { CastEvent } from '../../terminal/asciicast.ts';
import { Pictures } from './pictures.ts';
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
  readonly #events: readonly CastEvent[];
  readonly #pictures: Pictures;

  private constructor(
    { header }: Pick<PlayingParts, 'header'>,
    events: readonly CastEvent[],
    pictures: Pictures,
    read: Pick<Playback, 'changes' | 'damaged'>,
  ) {
    this.#events = events;
    this.#pictures = pictures;
    this.damaged = read.damaged;
    this.changes = read.changes;
    this.startedMs = header.timestamp === undefined ? undefined : header.timestamp * 1_000;
    const endedS = events.at(-1)?.atS ?? 0;
    this.lengthS = Math.min(endedS + endS, Math.max(endedS, read.changes.at(-1)?.t ?? 0));
  }

  /** Reads a whole recording, in slices between which others get a turn. The events are in the order of their times. */
  static async read(
    parts: Omit<PlayingParts, 'tell'>,
    events: readonly CastEvent[],
    damaged: Playback['damaged'],
  ): Promise<Playback> {
    const changes: PlaybackChange[] = [];
    const whole = new Playing({
      ...parts,
      tell: (told) => {
        const last = changes.at(-1);
        if ('reading' in told) changes.push(told);
        else if (last) changes[changes.length - 1] = { ...last, decision: told.decision };
      },
    });
    const pictures = new Pictures(parts.header, events);
    try {
      for (const [index, event] of events.entries()) {
        whole.play(event);
        if (index % limits.replaySliceEvents !== limits.replaySliceEvents - 1) continue;
        pictures.frameAfter(index + 1);
        await setImmediate();
      }
      whole.finish();
    } catch (error) {
      pictures.dispose();
      throw error;
    } finally {
      whole.dispose();
    }
    return new Playback(parts, events, pictures, { changes, damaged });
  }

  /** The screen at a moment. */
  frameAt(atS: number): Frame {
    return this.#pictures.frameAfter(firstAfter(this.#events, (event) => event.atS, atS));
  }

  /** When the screen or the reading changes next; undefined at the end. */
  nextAfter(atS: number): number | undefined {
    const output = this.#events[firstAfter(this.#events, (event) => event.atS, atS)]?.atS;
    const change = this.changes[firstAfter(this.changes, ({ t }) => t, atS)]?.t;
    return output === undefined || (change !== undefined && change < output) ? change : output;
  }

  dispose(): void {
    this.#pictures.dispose();
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
