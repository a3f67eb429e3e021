import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';

/** What the frame clock works with. */
export interface FramePorts {
  readonly clock: Clock;
  /** Draws everything that changed and hands it to the terminal. */
  readonly draw: () => void;
  /** The terminal has not taken what it was given before. */
  readonly backlogged: () => boolean;
}

/**
 * When something is drawn: at most so many frames a second, never faster than half the time at a slow terminal, at once when
 * it is the echo of a key. Where nothing changed there is no frame and no timer.
 */
export class Frames implements Disposable {
  readonly #ports: FramePorts;
  readonly #everyMs: number;
  #dirty = false;
  #timer: Disposable | undefined;
  #drawnMs = -Infinity;
  /** How long the last frame took, with the terminal. */
  #tookMs = 0;
  #typedMs = -Infinity;
  #over = false;

  constructor(ports: FramePorts, framesPerS: number) {
    this.#ports = ports;
    this.#everyMs = 1_000 / framesPerS;
  }

  /** Something changed that is to be seen; `soon`: someone waits for it. */
  changed(soon = false): void {
    if (this.#over) return;
    this.#dirty = true;
    const waitMs = this.#dueMs(soon) - this.#ports.clock.monotonicMs();
    if (waitMs <= 0 && !this.#ports.backlogged()) this.#draw();
    else this.#after(Math.max(waitMs, waitMs <= 0 ? this.#everyMs : 0));
  }

  /** A key was given to the child: what comes out next is probably its echo. */
  typed(): void {
    this.#typedMs = this.#ports.clock.monotonicMs();
  }

  /** Whether what comes out of the held child now is taken for an echo. */
  get echoes(): boolean {
    return this.#ports.clock.monotonicMs() - this.#typedMs <= limits.echoWindowMs;
  }

  dispose(): void {
    this.#over = true;
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  /** When the next frame may be drawn, on the clock of `monotonicMs`. */
  #dueMs(soon: boolean): number {
    return this.#drawnMs + Math.max(soon ? 0 : this.#everyMs, 2 * this.#tookMs);
  }

  #after(ms: number): void {
    this.#timer ??= this.#ports.clock.after(ms, () => {
      this.#timer = undefined;
      if (this.#dirty) this.changed();
    });
  }

  #draw(): void {
    const { clock } = this.#ports;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#dirty = false;
    this.#drawnMs = clock.monotonicMs();
    this.#ports.draw();
    this.#tookMs = clock.monotonicMs() - this.#drawnMs;
  }
}
