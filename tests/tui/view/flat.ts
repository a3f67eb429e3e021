import { cellsOfChar } from '../../../src/face/text/text.ts';
import type { Block, Picture, Scene } from '../../../src/tui/scene.ts';

/** A scene as text, for golden screens: what a terminal would show, without colours. */

/** A character to a cell; '' behind a wide one. */
type Cells = readonly string[][];

/** The last lines of a child's screen, for the pictures of a scene. */
export type Children = Readonly<Record<string, readonly string[]>>;

function cellsOf(scene: Scene, children: Children): Cells {
  const cells = Array.from({ length: scene.rows }, () => new Array<string>(scene.cols).fill(' '));
  for (const layer of scene.layers) {
    if (layer.type === 'block') drawBlock(cells, layer);
    else if (layer.type === 'picture') drawPicture(cells, layer, children);
  }
  return cells;
}

function drawBlock(cells: Cells, { rect, lines }: Block): void {
  const end = rect.x + rect.cols;
  for (let row = 0; row < rect.rows; row++) {
    const y = rect.y + row;
    drawText(cells, { x: rect.x, y, end }, ' '.repeat(rect.cols));
    let x = rect.x;
    for (const { text } of lines[row] ?? []) x = drawText(cells, { x, y, end }, text);
  }
}

function drawPicture(cells: Cells, { rect, source }: Picture, children: Children): void {
  const lines = source.type === 'session' ? children[source.id] : undefined;
  const end = rect.x + rect.cols;
  lines?.slice(-rect.rows).forEach((line, row) => {
    drawText(cells, { x: rect.x, y: rect.y + row, end }, line.padEnd(rect.cols));
  });
}

/** Draws a text from `x` until `end`; gives where it stopped. */
function drawText(
  cells: Cells,
  { x: from, y, end }: { readonly x: number; readonly y: number; readonly end: number },
  text: string,
): number {
  let x = from;
  for (const char of text) {
    const width = cellsOfChar(char);
    const row = cells[y];
    if (!row || x + width > end) return end;
    if (width === 0) row[x - 1] = `${row[x - 1] ?? ''}${char}`;
    for (let cell = 0; cell < width; cell++) row[x + cell] = cell === 0 ? char : '';
    x += width;
  }
  return x;
}

/** The rows of a scene, between bars so that blanks at the end are seen. */
export function flat(scene: Scene, children: Children = {}): string {
  return `${cellsOf(scene, children)
    .map((row) => `|${row.join('')}|`)
    .join('\n')}\n`;
}
