import { unreachable } from '../../base/assert.ts';
import { cellsOfCode } from '../../face/text/widths.ts';
import type { Style } from '../../screen/frame.ts';
import { limits } from '../../limits.ts';
import type { Ink } from '../ink.ts';
import type { Block, Layer, Line, Picture, Rect, Source, Tint } from '../scene.ts';
import type { ColourDepth } from './colours.ts';
import { blank, Glyphs, isStandIn, rightHalf } from './glyphs.ts';
import type { Grid } from './grid.ts';
import { Pens } from './pens.ts';
import type { Part, PictureScreen } from './picture.ts';
import { drawPicture, drawRows } from './picture.ts';

/** How each ink looks. */
export type Looks = Readonly<Record<Ink, Style>>;

/** Where the runtime keeps what pictures show; undefined: nothing yet, the picture is blank. */
export type Pictures = (source: Source) => PictureScreen | undefined;

/** A layer that was drawn: what stands there, for the mouse. */
export interface Placed {
  readonly rect: Rect;
  /** The session whose cells these are, if they are, and which part of its screen. */
  readonly session: string | undefined;
  readonly part: Part;
  /** Size of that screen. */
  readonly cols: number;
  readonly rows: number;
  /** It has the cursor, and its child asks for every move of the mouse. */
  readonly wantsMoves: boolean;
}

const nowhere = { session: undefined, part: { left: 0, top: 0 }, cols: 0, rows: 0, wantsMoves: false } as const;

/** Draws scenes on grids: layer over layer, with numbers for glyphs and pens that mean the same from one scene to the next. */
export class Composer {
  readonly glyphs = new Glyphs();
  readonly pens: Pens;
  readonly #pictures: Pictures;
  #looks: Looks;

  constructor(depth: ColourDepth, looks: Looks, pictures: Pictures) {
    this.pens = new Pens(depth);
    this.#looks = looks;
    this.#pictures = pictures;
  }

  set looks(looks: Looks) {
    this.#looks = looks;
  }

  /** Too many glyphs and pens are known. True: they were forgotten, and grids from before mean nothing any more. */
  tidy(): boolean {
    if (!this.pens.isFull && this.glyphs.size <= limits.pensMax) return false;
    this.pens.reset();
    this.glyphs.reset();
    return true;
  }

  /** Draws one layer over what is on the grid, and tells where it stands; a tint only colours what stands there. */
  draw(layer: Layer, grid: Grid): Placed | undefined {
    switch (layer.type) {
      case 'block':
        return this.#block(layer, grid);
      case 'picture':
        return this.#picture(layer, grid);
      case 'tint':
        this.#tint(layer, grid);
        return undefined;
      default:
        return unreachable(layer);
    }
  }

  #block(block: Block, grid: Grid): Placed {
    const { rect, lines, fill } = block;
    hideCursor(rect, grid);
    const clip = grid.claim(rect);
    for (let row = 0; row < clip.rows; row++) {
      const y = clip.y + row;
      grid.glyphs.fill(blank, y * grid.cols + clip.x, y * grid.cols + clip.x + clip.cols);
      grid.pens.fill(this.pens.ofStyle(this.#looks[fill]), y * grid.cols + clip.x, y * grid.cols + clip.x + clip.cols);
      this.#line(lines[y - rect.y] ?? [], { ...clip, y }, rect.x, grid, fill);
    }
    return { rect, ...nowhere };
  }

  /** Draws a line that begins at column `x` into the row `clip`. */
  #line(line: Line, clip: Rect, x: number, grid: Grid, fill: Ink): void {
    const end = clip.x + clip.cols;
    let column = x;
    for (const { text, ink } of line) {
      const pen = this.#penOn(ink, fill);
      for (const char of text) {
        const code = char.codePointAt(0) ?? blank;
        const width = cellsOfCode(code);
        if (width === 0) this.#join(char, clip.y * grid.cols + column - 1, column > clip.x, grid);
        else if (column + width > end) return;
        else if (column >= clip.x) this.#put(code, width, pen, clip.y * grid.cols + column, grid);
        column += width;
      }
    }
  }

  #put(code: number, width: number, pen: number, index: number, grid: Grid): void {
    const glyph = this.glyphs.ofCode(code);
    grid.glyphs[index] = glyph;
    grid.pens[index] = pen;
    if (width < 2) return;
    grid.glyphs[index + 1] = isStandIn(glyph) ? blank : rightHalf;
    grid.pens[index + 1] = pen;
  }

  /** A mark without cells of its own goes to the character before it. */
  #join(mark: string, before: number, hasBefore: boolean, grid: Grid): void {
    if (!hasBefore) return;
    const index = grid.glyphs[before] === rightHalf ? before - 1 : before;
    grid.glyphs[index] = this.glyphs.ofText(this.glyphs.textOf(grid.glyphs[index] ?? blank) + mark);
  }

  /** Text without a ground of its own stands on that of its block. */
  #penOn(ink: Ink, fill: Ink): number {
    const style = this.#looks[ink];
    const ground = this.#looks[fill];
    const pen = this.pens.ofStyle(style);
    if (ink === fill || style.bg !== -1 || style.inverse) return pen;
    if (ground.bg === -1 && !ground.inverse) return pen;
    return this.pens.patched(pen, { ...plainGround, bg: ground.bg, inverse: ground.inverse });
  }

  #picture(picture: Picture, grid: Grid): Placed {
    const { rect, source } = picture;
    hideCursor(rect, grid);
    if (source.type === 'rows') {
      drawRows(source.rows, rect, grid, this);
      return { rect, ...nowhere };
    }
    const screen = this.#pictures(source);
    if (!screen) {
      drawRows([], rect, grid, this);
      return { rect, ...nowhere };
    }
    const part = drawPicture(screen, picture, grid, this);
    const rows = typeof screen.rows === 'number' ? screen.rows : screen.rows.length;
    if (picture.cursor && screen.cursor.visible) {
      const x = screen.cursor.x - part.left;
      const y = screen.cursor.y - part.top;
      if (x >= 0 && x < rect.cols && y >= 0 && y < rect.rows) grid.cursor = { x: rect.x + x, y: rect.y + y };
    }
    const session = source.type === 'session' ? source.id : undefined;
    const wantsMoves = picture.cursor && 'modes' in screen && screen.modes().mouse === 'any';
    return { rect, session, part, cols: screen.cols, rows, wantsMoves };
  }

  #tint({ rect, ink }: Tint, grid: Grid): void {
    const style = this.#looks[ink];
    const endX = Math.min(rect.x + rect.cols, grid.cols);
    const endY = Math.min(rect.y + rect.rows, grid.rows);
    for (let y = Math.max(0, rect.y); y < endY; y++) {
      for (let x = Math.max(0, rect.x); x < endX; x++) {
        const index = y * grid.cols + x;
        const pen = this.pens.patched(grid.pens[index] ?? 0, style);
        grid.pens[index] = pen;
        // Both halves of a wide character are one to the terminal.
        if (x + 1 < grid.cols && grid.glyphs[index + 1] === rightHalf) grid.pens[index + 1] = pen;
        if (grid.glyphs[index] === rightHalf) grid.pens[index - 1] = pen;
      }
    }
  }
}

const plainGround = {
  fg: -1,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  concealed: false,
  strike: false,
} as const;

/** A layer over a picture hides its cursor. */
function hideCursor(rect: Rect, grid: Grid): void {
  if (grid.cursor && isWithin(rect, grid.cursor.x, grid.cursor.y)) grid.cursor = undefined;
}

function isWithin({ x, y, cols, rows }: Rect, atX: number, atY: number): boolean {
  return atX >= x && atX < x + cols && atY >= y && atY < y + rows;
}

/** The session's picture at a cell of the terminal, and the cell of the session's own screen. */
export function pictureAt(
  placed: readonly Placed[],
  x: number,
  y: number,
): { readonly session: string; readonly x: number; readonly y: number } | undefined {
  const top = placed.findLast(({ rect }) => isWithin(rect, x, y));
  if (top?.session === undefined) return undefined;
  const over = { session: top.session, x: x - top.rect.x + top.part.left, y: y - top.rect.y + top.part.top };
  return over.x < top.cols && over.y < top.rows ? over : undefined;
}
