import type { ScreenState } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Frame } from '../../screen/frame.ts';
import { HeadlessScreen } from '../../terminal/headlessScreen.ts';
import { paint } from '../../terminal/painter.ts';
import type { OuterTerminal } from '../../face/terminal/outerTerminal.ts';

/**
 * The picture of a session on the human's terminal: the session's output goes into an emulator of its own, and only what
 * changed in its frames is drawn. Keys echo at once; everything else is drawn at most 60 times a second.
 */
export class View implements Disposable {
  readonly #outer: OuterTerminal;
  readonly #clock: Clock;
  readonly #trueColour: boolean;
  readonly #screen: HeadlessScreen;
  #shown: Frame | null = null;
  #hint: string | undefined;
  #timer: Disposable | undefined;
  #drawnMs = -Infinity;
  #typedMs = -Infinity;
  #syncSinceMs: number | undefined;

  constructor(outer: OuterTerminal, clock: Clock, trueColour: boolean) {
    this.#outer = outer;
    this.#clock = clock;
    this.#trueColour = trueColour;
    // Nobody scrolls back here, and the daemon's own emulator answers the child's queries.
    this.#screen = new HeadlessScreen({ ...outer.size, scrollback: 0 });
  }

  /** Shows a whole screen anew. */
  reset(state: ScreenState): void {
    this.#screen.restore(state);
    this.redraw();
  }

  /** Takes output that begins at `offset`; false when something before it is missing, and nothing was taken. */
  take(offset: number, text: string): boolean {
    if (offset > this.#screen.offset) return false;
    const fresh = text.slice(this.#screen.offset - offset);
    if (fresh === '') return true;
    this.#screen.write(fresh);
    this.#outer.mirror(this.#screen.modes());
    this.#schedule();
    return true;
  }

  /** A key was pressed: what comes out next is probably its echo. */
  typed(): void {
    this.#typedMs = this.#clock.monotonicMs();
    if (this.#hint !== undefined) this.hint(undefined);
  }

  /** Shows one line over the bottom row, or takes it away. */
  hint(text: string | undefined): void {
    this.#hint = text;
    this.redraw();
  }

  /** Draws everything, as nothing is known about the terminal. */
  redraw(): void {
    this.#shown = null;
    this.#outer.mirror(this.#screen.modes());
    this.#draw();
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#screen.dispose();
  }

  #schedule(): void {
    const nowMs = this.#clock.monotonicMs();
    const soon = nowMs - this.#typedMs <= limits.echoWindowMs;
    const waitMs = this.#drawnMs + limits.drawEveryMs - nowMs;
    if (soon || waitMs <= 0) this.#draw();
    else this.#drawAfter(waitMs);
  }

  #drawAfter(ms: number): void {
    this.#timer ??= this.#clock.after(ms, () => {
      this.#timer = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const frame = this.#screen.frame();
    const nowMs = this.#clock.monotonicMs();
    if (this.#shown && this.#isHalfDrawn(frame, nowMs)) {
      this.#drawAfter(limits.drawEveryMs);
      return;
    }
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#drawnMs = nowMs;
    const { size } = this.#outer;
    const text = paint(this.#shown, frame, size, { trueColour: this.#trueColour });
    this.#shown = frame;
    this.#outer.write(this.#hint === undefined ? text : text + hintText(this.#hint, size));
  }

  /** Between the marks of a synchronized update, for as long as terminals wait for its end. */
  #isHalfDrawn(frame: Frame, nowMs: number): boolean {
    if (!frame.syncOpen) {
      this.#syncSinceMs = undefined;
      return false;
    }
    this.#syncSinceMs ??= nowMs;
    return nowMs - this.#syncSinceMs < limits.syncUpdateMaxMs;
  }
}

function hintText(hint: string, size: { readonly cols: number; readonly rows: number }): string {
  const line = hint.slice(0, size.cols - 1).padEnd(size.cols - 1);
  return `\u001b7\u001b[${size.rows};1H\u001b[0;7m${line}\u001b[0m\u001b8`;
}
