import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { ColourDepth } from '../../../src/tui/drawing/colours.ts';
import { Canvas } from '../../../src/tui/drawing/canvas.ts';
import type { Pictures, Placed } from '../../../src/tui/drawing/compose.ts';
import { Composer } from '../../../src/tui/drawing/compose.ts';
import type { Layer, Scene } from '../../../src/tui/scene.ts';
import { settled } from '../../../src/tui/drawing/glyphs.ts';
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
  placed: readonly Placed[] = [];
  readonly #canvas: Canvas;

  constructor(cols: number, rows: number, pictures: Pictures, depth: ColourDepth = 'rgb') {
    this.composer = new Composer(depth, themeOf('dark'), pictures);
    this.#canvas = new Canvas(this.composer);
    this.outer = new HeadlessScreen({ cols, rows, scrollback: 0 });
    this.outer.write('left \u001b[41mover');
  }

  /** Draws, and gives what was written. */
  draw(scene: Scene): string {
    this.#canvas.begin(scene);
    this.placed = scene.layers.flatMap((layer) => this.composer.draw(layer, this.#canvas.grid) ?? []);
    this.#canvas.finish();
    const { text } = this.#canvas;
    this.outer.write(text);
    return text;
  }
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
    return `${style.concealed ? ' ' : settled(shownText(chars))} ${style.fg}/${style.bg}/${flags.join('+')}`;
  });
}
