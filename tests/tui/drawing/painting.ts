import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { ColourDepth } from '../../../src/tui/drawing/colours.ts';
import type { Pictures, Placed } from '../../../src/tui/drawing/compose.ts';
import { Composer } from '../../../src/tui/drawing/compose.ts';
import { difference, unknownWorn } from '../../../src/tui/drawing/diff.ts';
import { Grid } from '../../../src/tui/drawing/grid.ts';
import type { Layer, Scene } from '../../../src/tui/scene.ts';
import { themeOf } from '../../../src/tui/theme/theme.ts';
import type { Frame, Row } from '../../../src/screen/frame.ts';
import { styleAt } from '../../../src/screen/frame.ts';
import { shownText } from '../../../src/terminal/painter.ts';

/** A scene of some layers. */
export function sceneOf(cols: number, rows: number, layers: readonly Layer[]): Scene {
  return { cols, rows, layers, title: '' };
}

/** Draws scene after scene on a second emulator, as the shell does on a terminal. */
export class Easel {
  readonly composer: Composer;
  readonly outer: HeadlessScreen;
  /** All that was written. */
  written = '';
  #before: Grid;
  #after: Grid;
  readonly #worn = unknownWorn();

  constructor(cols: number, rows: number, pictures: Pictures, depth: ColourDepth = 'rgb') {
    this.composer = new Composer(depth, themeOf('dark'), pictures);
    this.outer = new HeadlessScreen({ cols, rows, scrollback: 0 });
    this.outer.write('\u001b[?7lleft \u001b[41mover');
    this.#before = new Grid(cols, rows);
    this.#after = new Grid(cols, rows);
    this.#before.forget();
  }

  /** Draws, and gives what was written. */
  draw(scene: Scene): string {
    if (this.composer.tidy()) {
      this.#before.forget();
      this.#worn.pen = -1;
    }
    this.placed = this.composer.compose(scene, this.#after);
    const text = difference(this.#before, this.#after, this.#worn, this.composer);
    [this.#before, this.#after] = [this.#after, this.#before];
    this.written += text;
    this.outer.write(text);
    return text;
  }

  placed: readonly Placed[] = [];
}

/** What a person sees in each cell: characters (wide ones once, then nothing) and style, concealed text as blanks. */
export function look(frame: Frame): string[][] {
  return frame.rows.map((row) => cellsOf(row, frame.cols));
}

function cellsOf(row: Row, cols: number): string[] {
  const cells = new Array<string>(cols).fill(' ');
  for (let index = 0; index < row.text.length; index++) {
    const x = row.columns?.[index] ?? index;
    const isFirst = index === 0 || (row.columns?.[index - 1] ?? index - 1) !== x;
    cells[x] = (isFirst ? '' : (cells[x] ?? '')) + (row.text[index] ?? '');
  }
  return cells.map((chars, x) => {
    const style = styleAt(row, x);
    const flags = (['bold', 'dim', 'italic', 'underline', 'inverse', 'strike'] as const).filter((name) => style[name]);
    return `${style.concealed ? ' ' : shownText(chars)} ${style.fg}/${style.bg}/${flags.join('+')}`;
  });
}
