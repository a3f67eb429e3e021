import type { Disposable } from '../../base/disposables.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';

/** Watches whether sessions that should work do: by their title, output, transcript and the processes they started. */
export class Health implements Disposable {
  readonly #parts: LastingParts;
  readonly #followed = new Set<string>();

  constructor(parts: LastingParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: LiveSession): void {
    this.#followed.add(live.id);
    live.onEnded(() => {
      this.#followed.delete(live.id);
      this.#parts.log(`${live.id}: its health is not watched any more.`);
    });
  }

  dispose(): void {
    this.#followed.clear();
  }
}
