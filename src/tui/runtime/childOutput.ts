import type { ScreenState } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { ScreenModes } from '../../terminal/headlessScreen.ts';
import { HeadlessScreen } from '../../terminal/headlessScreen.ts';

/** Marks of a synchronized update: what stands between them is to be shown all at once. */
const updateBegin = '\u001b[?2026h';
const updateEnd = '\u001b[?2026l';

/**
 * The screen of a watched session as this client has it: output goes into an emulator of its own. A synchronized update is
 * held back until its end has come, so that nobody ever draws half of it; the terminal's own limit of time for one holds.
 */
export class ChildOutput implements Disposable {
  readonly #screen: HeadlessScreen;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #changed: () => void;
  /** What came since the beginning of an update that has not ended. */
  #held = '';
  #timer: Disposable | undefined;
  #modes: ScreenModes;
  #size = { cols: 0, rows: 0 };

  /** `changed` is called whenever the picture may be another one. */
  constructor(state: ScreenState, clock: Pick<Clock, 'after'>, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
    // Nobody scrolls back here, and the daemon's own emulator answers the child's queries.
    this.#screen = new HeadlessScreen({ cols: state.cols, rows: state.rows, scrollback: 0 });
    this.#modes = this.#screen.modes();
    this.reset(state);
  }

  get screen(): HeadlessScreen {
    return this.#screen;
  }

  /** Shows a whole screen anew. */
  reset(state: ScreenState): void {
    this.#release();
    this.#screen.restore(state);
    this.#changed();
  }

  /** Takes output that begins at `offset`; false when something before it is missing, and nothing was taken. */
  take(offset: number, text: string): boolean {
    const end = this.#screen.offset + this.#held.length;
    if (offset > end) return false;
    const fresh = this.#held + text.slice(end - offset);
    if (fresh === this.#held) return true;
    const open = openUpdateAt(fresh);
    const ready = open === -1 ? fresh : fresh.slice(0, open);
    this.#held = open === -1 ? '' : fresh.slice(open);
    if (ready !== '') this.#screen.write(ready);
    if (this.#held === '' || this.#held.length > limits.heldUpdateCharsMax) this.#flush();
    else this.#timer ??= this.#clock.after(limits.syncUpdateMaxMs, () => this.#flush());
    if (ready !== '') this.#changed();
    return true;
  }

  /** The modes when they, or the size, are others than when this was asked last. */
  news(): ScreenModes | undefined {
    const modes = this.#screen.modes();
    const { cols, rows } = this.#screen;
    const known = this.#modes;
    const isSame =
      cols === this.#size.cols &&
      rows === this.#size.rows &&
      modes.mouse === known.mouse &&
      modes.applicationCursor === known.applicationCursor &&
      modes.bracketedPaste === known.bracketedPaste &&
      modes.focusEvents === known.focusEvents;
    this.#modes = modes;
    this.#size = { cols, rows };
    return isSame ? undefined : modes;
  }

  dispose(): void {
    this.#release();
    this.#screen.dispose();
  }

  #flush(): void {
    const held = this.#release();
    if (held === '') return;
    this.#screen.write(held);
    this.#changed();
  }

  #release(): string {
    this.#timer?.dispose();
    this.#timer = undefined;
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Where an update begins that does not end in this text; -1 where there is none. */
function openUpdateAt(text: string): number {
  const begin = text.lastIndexOf(updateBegin);
  return begin === -1 || text.includes(updateEnd, begin) ? -1 : begin;
}
