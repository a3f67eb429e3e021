import { limits } from '../../limits.ts';
import type { Cursor, Frame, Row } from '../../screen/frame.ts';
import type { RawLine, ScreenModes } from '../../terminal/headlessScreen.ts';
import { cellsOf } from '../../terminal/painter.ts';
import type { Picture, Rect } from '../scene.ts';
import type { Glyphs } from './glyphs.ts';
import { blank, isStandIn, rightHalf } from './glyphs.ts';
import type { Grid } from './grid.ts';
import type { Pens } from './pens.ts';
import { wordFlags } from './pens.ts';

/** A screen that is read cell by cell while it is drawn, such as a `HeadlessScreen`. */
export interface RawScreen {
  readonly cols: number;
  readonly rows: number;
  readonly cursor: Cursor;
  rawRow(y: number): RawLine | undefined;
  modes(): Pick<ScreenModes, 'mouse'>;
}

/** What a picture can show: an emulator as it is, or a picture that was taken of one. */
export type PictureScreen = RawScreen | Frame;

/** What cells are drawn with. */
export interface Colours {
  readonly glyphs: Glyphs;
  readonly pens: Pens;
}

/** The first column and row of a screen that are shown. */
export interface Part {
  readonly left: number;
  readonly top: number;
}

/** Draws the part of a screen that a picture shows; around a smaller one the picture is blank. */
export function drawPicture(screen: PictureScreen, picture: Picture, grid: Grid, colours: Colours): Part {
  const part = partOf(screen, picture);
  const { rect } = picture;
  const clip = grid.claim(rect);
  const left = part.left + clip.x - rect.x;
  for (let row = 0; row < clip.rows; row++) {
    const at = (clip.y + row) * grid.cols + clip.x;
    const y = part.top + clip.y - rect.y + row;
    const cols = Math.max(0, Math.min(clip.cols, screen.cols - left));
    const drawn = drawRow(screen, y, { at, left, cols }, grid, colours);
    grid.glyphs.fill(blank, at + drawn, at + clip.cols);
    grid.pens.fill(0, at + drawn, at + clip.cols);
  }
  return part;
}

/** Draws rows as they are, the first at the top. */
export function drawRows(rows: readonly Row[], rect: Rect, grid: Grid, colours: Colours): void {
  const clip = grid.claim(rect);
  const left = clip.x - rect.x;
  for (let row = 0; row < clip.rows; row++) {
    const at = (clip.y + row) * grid.cols + clip.x;
    drawPlain(rows[clip.y - rect.y + row], { at, left, cols: clip.cols }, grid, colours);
  }
}

/** Where a part of a row goes: index of its first cell on the grid, its first column on the screen, and how many. */
interface Strip {
  readonly at: number;
  readonly left: number;
  readonly cols: number;
}

function isFrame(screen: PictureScreen): screen is Frame {
  return typeof screen.rows !== 'number';
}

/** Draws one row, and tells how many cells of it there are. */
function drawRow(screen: PictureScreen, y: number, strip: Strip, grid: Grid, colours: Colours): number {
  if (isFrame(screen)) return drawPlain(screen.rows[y], strip, grid, colours);
  const line = y < screen.rows ? screen.rawRow(y) : undefined;
  return line ? drawRaw(line, { ...strip, cols: Math.min(strip.cols, line.length - strip.left) }, grid, colours) : 0;
}

function drawPlain(row: Row | undefined, { at, left, cols }: Strip, grid: Grid, { glyphs, pens }: Colours): number {
  const { chars, styles } = cellsOf(row, left + cols);
  for (let x = 0; x < cols; x++) {
    const text = chars[left + x] ?? ' ';
    const style = styles[left + x];
    // The left half of what would stand at the first column is cut off.
    grid.glyphs[at + x] = text !== '' ? glyphs.ofText(text) : x === 0 ? blank : rightHalf;
    grid.pens[at + x] = style ? pens.ofStyle(style) : 0;
  }
  return cols;
}

/** Codes and flags of a content word, see `RawLine`. */
const codeMask = 0x1fffff;
const combinedBit = 0x200000;
const widthShift = 22;

function drawRaw(line: RawLine, strip: Strip, grid: Grid, { glyphs, pens }: Colours): number {
  const { _data: words } = line;
  const { at, left, cols } = strip;
  const end = left + cols;
  let [lastFg, lastBg, pen] = [0, 0, 0];
  for (let column = left; column < end; column++) {
    const content = words[column * 3] ?? 0;
    let fg = words[column * 3 + 1] ?? 0;
    const bg = words[column * 3 + 2] ?? 0;
    if ((bg & wordFlags.extended) !== 0 && (line._extendedAttrs[column]?.underlineStyle ?? 0) !== 0)
      fg |= wordFlags.underline;
    if (fg !== lastFg || bg !== lastBg) {
      pen = pens.ofWords(fg, bg);
      [lastFg, lastBg] = [fg, bg];
    }
    const index = at + column - left;
    grid.pens[index] = pen;
    const width = content >>> widthShift;
    if (width === 1 && (content & combinedBit) === 0 && (fg & wordFlags.concealed) === 0) {
      const code = content & codeMask;
      grid.glyphs[index] = code >= 0x20 && code < 0x7f ? code : glyphs.ofCode(code);
      continue;
    }
    const glyph = width === 0 ? blank : glyphOf(line, column, fg, glyphs);
    // A wide one needs its other half, here and on the screen itself.
    const isWhole = column + 1 < end && (words[column * 3 + 3] ?? 0) >>> widthShift === 0;
    const isWide = width === 2 && isWhole && !isStandIn(glyph);
    grid.glyphs[index] = width === 2 && !isWhole ? blank : glyph;
    if (!isWide) continue;
    grid.glyphs[index + 1] = rightHalf;
    grid.pens[index + 1] = pen;
    column++;
  }
  return Math.max(0, cols);
}

function glyphOf(line: RawLine, column: number, fg: number, glyphs: Glyphs): number {
  if ((fg & wordFlags.concealed) !== 0) return blank;
  const content = line._data[column * 3] ?? 0;
  if ((content & combinedBit) === 0) return glyphs.ofCode(content & codeMask);
  return glyphs.ofText((line._combined[column] ?? ' ').slice(0, limits.cellCharsMax));
}

/** The part of a screen that a picture shows, see `Picture.part`. */
export function partOf(screen: PictureScreen, { rect, part }: Pick<Picture, 'rect' | 'part'>): Part {
  const rows = isFrame(screen) ? screen.rows.length : screen.rows;
  const { cursor } = screen;
  if (part === 'top') return { left: 0, top: 0 };
  const follows = part === 'cursor' && cursor.visible;
  const left =
    follows && cursor.x >= rect.cols
      ? Math.min(screen.cols - rect.cols, Math.max(0, cursor.x - Math.floor(rect.cols / 2)))
      : 0;
  if (rows <= rect.rows) return { left, top: 0 };
  const lowest = Math.max(lastFilled(screen, rows), cursor.visible ? cursor.y : 0);
  const top = Math.max(0, lowest + 1 - rect.rows);
  return { left, top: follows ? Math.min(top, cursor.y) : top };
}

/** The lowest row that holds something; 0 when none does. */
function lastFilled(screen: PictureScreen, rows: number): number {
  for (let y = rows - 1; y > 0; y--) {
    if (isFrame(screen) ? isFilled(screen.rows[y]) : isFilledRaw(screen.rawRow(y))) return y;
  }
  return 0;
}

function isFilled(row: Row | undefined): boolean {
  return row !== undefined && (row.text !== '' || row.spans.length > 0);
}

function isFilledRaw(line: RawLine | undefined): boolean {
  if (!line) return false;
  for (let word = 0; word < line.length * 3; word += 3) {
    const shown = (line._data[word] ?? 0) & (codeMask | combinedBit);
    if (shown !== 0 && shown !== blank) return true;
    if (line._data[word + 1] !== 0 || line._data[word + 2] !== 0) return true;
  }
  return false;
}
