import { cellsOfChar } from '../../../src/face/text/text.ts';
import type { Ink } from '../../../src/tui/ink.ts';
import type { Block, Picture, Scene } from '../../../src/tui/scene.ts';

/** A scene as text, for golden screens: what a terminal would show, without colours. */

interface Flat {
  /** A character to a cell; '' behind a wide one. */
  readonly chars: string[][];
  readonly inks: Ink[][];
}

/** The last lines of a child's screen, for the pictures of a scene. */
export type Children = Readonly<Record<string, readonly string[]>>;

function gridOf(scene: Scene, children: Children): Flat {
  const flat: Flat = {
    chars: Array.from({ length: scene.rows }, () => new Array<string>(scene.cols).fill(' ')),
    inks: Array.from({ length: scene.rows }, () => new Array<Ink>(scene.cols).fill('plain')),
  };
  for (const layer of scene.layers) {
    if (layer.type === 'block') drawBlock(flat, layer);
    else if (layer.type === 'picture') drawPicture(flat, layer, children);
  }
  return flat;
}

function drawBlock(flat: Flat, { rect, lines, fill }: Block): void {
  for (let row = 0; row < rect.rows; row++) {
    drawText(flat, rect.x, rect.y + row, rect.x + rect.cols, ' '.repeat(rect.cols), fill);
    let x = rect.x;
    for (const { text, ink } of lines[row] ?? []) x = drawText(flat, x, rect.y + row, rect.x + rect.cols, text, ink);
  }
}

function drawPicture(flat: Flat, { rect, source }: Picture, children: Children): void {
  const lines = source.type === 'session' ? children[source.id] : undefined;
  lines?.slice(-rect.rows).forEach((line, row) => {
    drawText(flat, rect.x, rect.y + row, rect.x + rect.cols, line.padEnd(rect.cols), 'plain');
  });
}

// biome-ignore format: one place, one text
function drawText(flat: Flat, from: number, y: number, end: number, text: string, ink: Ink): number {
  let x = from;
  for (const char of text) {
    const cells = cellsOfChar(char);
    if (x + cells > end) return end;
    const [chars, inks] = [flat.chars[y], flat.inks[y]];
    if (!chars || !inks) return end;
    if (cells === 0) chars[x - 1] = `${chars[x - 1] ?? ''}${char}`;
    for (let cell = 0; cell < cells; cell++) {
      chars[x + cell] = cell === 0 ? char : '';
      inks[x + cell] = ink;
    }
    x += cells;
  }
  return x;
}

/** The rows of a scene, between bars so that blanks at the end are seen. */
export function flat(scene: Scene, children: Children = {}): string {
  const { chars } = gridOf(scene, children);
  return `${chars.map((row) => `|${row.join('')}|`).join('\n')}\n`;
}

/** The inks of a row, as runs: `title-focus:5 border-focus:20`. */
export function inksOfRow(scene: Scene, y: number): string {
  const row = gridOf(scene, {}).inks[y] ?? [];
  const runs: { ink: Ink; count: number }[] = [];
  for (const ink of row) {
    const last = runs[runs.length - 1];
    if (last?.ink === ink) last.count++;
    else runs.push({ ink, count: 1 });
  }
  return runs.map(({ ink, count }) => `${ink}:${count}`).join(' ');
}
