import type { Scene } from '../scene.ts';
import type { Composer } from './compose.ts';
import type { Worn } from './diff.ts';
import { difference, unknownWorn } from './diff.ts';
import { Grid } from './grid.ts';

/** Lines do not wrap, so that the last cell of the last row scrolls nothing; no pen, no cursor, nothing on the screen. */
const wipe = '\u001b[?7l\u001b[?25l\u001b[0m\u001b[H\u001b[2J';

/** What a terminal shows, and what it shall show next. */
export class Canvas {
  /** The cells of the scene that is drawn now. */
  grid = new Grid(0, 0);
  /** What has to be written for the last scene; '' when nothing changed. */
  text = '';
  readonly #composer: Composer;
  #shown = new Grid(0, 0);
  #worn: Worn = unknownWorn();
  #isKnown = false;
  #cursor: Scene['cursor'];

  constructor(composer: Composer) {
    this.#composer = composer;
  }

  /** Nothing is known of the terminal any more. */
  forget(): void {
    this.#isKnown = false;
  }

  /** Begins a scene: its layers are drawn on `grid` one after the other, then it is finished. */
  begin(scene: Scene): void {
    this.text = '';
    if (scene.cols !== this.grid.cols || scene.rows !== this.grid.rows) {
      this.grid = new Grid(scene.cols, scene.rows);
      this.#shown = new Grid(scene.cols, scene.rows);
      this.#isKnown = false;
    }
    if (this.#composer.tidy()) {
      this.#shown.forget();
      this.#worn.pen = -1;
    }
    this.grid.clear();
    this.#cursor = scene.cursor;
  }

  /** The layers are on the grid: what differs from the scene before is told in `text`. */
  finish(): void {
    if (this.#cursor) this.grid.cursor = this.#cursor;
    if (this.#isKnown) this.text = difference(this.#shown, this.grid, this.#worn, this.#composer);
    else this.text = this.#anew();
    [this.#shown, this.grid] = [this.grid, this.#shown];
  }

  #anew(): string {
    this.#shown.clear();
    this.#worn = { pen: 0, x: 0, y: 0, cursorShown: false };
    this.#isKnown = true;
    return `\u001b[?2026h${wipe}${difference(this.#shown, this.grid, this.#worn, this.#composer)}\u001b[?2026l`;
  }
}
