import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Frame } from '../../screen/frame.ts';
import type { CastEvent, CastHeader } from '../../terminal/asciicast.ts';
import { parseSize } from '../../terminal/asciicast.ts';
import type { ScreenSnapshot } from '../../terminal/headlessScreen.ts';
import { HeadlessScreen } from '../../terminal/headlessScreen.ts';

/** The screen as it was before an event of a recording. */
interface Checkpoint {
  readonly event: number;
  readonly snapshot: ScreenSnapshot;
}

/**
 * The screen of a recording at any second. Nothing is read from it, and pictures are kept on the way, so that going back costs
 * as little as going on.
 */
export class Pictures implements Disposable {
  readonly #events: readonly CastEvent[];
  readonly #screen: HeadlessScreen;
  /** In the order of their events; the first is the blank screen. */
  readonly #checkpoints: Checkpoint[];
  /** How many events are on the screen. */
  #played = 0;
  #charsSince = 0;

  /** The events in the order of their times. */
  constructor({ width, height }: CastHeader, events: readonly CastEvent[]) {
    this.#events = events;
    this.#screen = new HeadlessScreen({ cols: width, rows: height });
    this.#checkpoints = [{ event: 0, snapshot: this.#screen.snapshot(0) }];
  }

  /** The screen with so many of the events on it. */
  frameAfter(count: number): Frame {
    if (count < this.#played) this.#goBack(count);
    while (this.#played < Math.min(count, this.#events.length)) this.#playNext();
    return this.#screen.frame();
  }

  dispose(): void {
    this.#screen.dispose();
  }

  #goBack(count: number): void {
    const from = this.#checkpoints.findLast(({ event }) => event <= count);
    if (!from) return;
    this.#screen.restore(from.snapshot);
    this.#played = from.event;
    this.#charsSince = 0;
  }

  #playNext(): void {
    const event = this.#events[this.#played];
    this.#played++;
    if (event?.code === 'r') {
      const size = parseSize(event.data);
      if (size) this.#screen.resize(size.cols, size.rows);
    } else if (event?.code === 'o') {
      this.#screen.write(event.data);
      this.#charsSince += event.data.length;
    }
    this.#keep();
  }

  #keep(): void {
    if (this.#charsSince < limits.replayCheckpointChars) return;
    this.#charsSince = 0;
    const last = this.#checkpoints.at(-1)?.event ?? 0;
    if (this.#played > last) this.#checkpoints.push({ event: this.#played, snapshot: this.#screen.snapshot(0) });
  }
}
