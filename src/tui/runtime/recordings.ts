import type { Disposable } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import type { Io, Playback } from '../../face/io.ts';
import { clientHome } from '../../face/home.ts';
import { limits } from '../../limits.ts';
import type { Frame } from '../../screen/frame.ts';

/** The recordings that pictures show, in memory under keys; of too many the one that was opened first is closed. */
export class Recordings implements Disposable {
  readonly #io: Io;
  readonly #open = new Map<string, Playback>();
  #next = 1;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Opens a file of a recording. @throws what reading it throws, in a sentence that names it. */
  async open(path: string): Promise<{ readonly key: string; readonly playback: Playback }> {
    if (path === '') throw new PccError('not_found', 'This session has no recording.');
    const engine = await this.#io.engines.replay();
    const playback = await engine.openPlayback(path, { decide: true, home: clientHome(this.#io).folder });
    const key = `recording-${this.#next++}`;
    this.#open.set(key, playback);
    for (const old of this.#open.keys()) {
      if (this.#open.size <= limits.tuiRecordingsMax) break;
      this.close(old);
    }
    return { key, playback };
  }

  /** The screen of an open recording at a second. */
  frameAt(key: string, atS: number): Frame | undefined {
    return this.#open.get(key)?.frameAt(atS);
  }

  close(key: string): void {
    this.#open.get(key)?.dispose();
    this.#open.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#open.keys()]) this.close(key);
  }
}
